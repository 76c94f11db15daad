import { generateDemoCity } from '../../../data/demo/city'
import type { LayoutFacts } from '../../../data/demo/layout-facts'
import { generatePeople, type People } from '../../../data/demo/people/people'
import { tables, type Dataset, type RowFor, type TableName } from '../../../data/model/dataset'
import { createRandom } from '../../../data/demo/random'
import { createFacts } from './layout-fixture'

export type Issue = RowFor<'issue'>

/** People of a layout with all their cases in memory. */
export interface Generated extends Omit<People, 'cases' | 'rounds'> {
  facts: LayoutFacts
  issue: Issue[]
  issue_report: RowFor<'issue_report'>[]
  issue_event: RowFor<'issue_event'>[]
  round: RowFor<'round'>[]
  visit: RowFor<'visit'>[]
  /** Homes that are heated. */
  heated: RowFor<'dwelling'>[]
}

/** The demo city that is shipped. */
export interface Shipped extends Generated {
  rows: Dataset
  /** Tables in the order in which their chunks came. */
  order: TableName[]
}

let shipped: Shipped | undefined

/** The demo city as every installation gets it, made once a test file. */
export function shippedCity(): Shipped {
  shipped ??= ship()
  return shipped
}

function ship(): Shipped {
  const rows = Object.fromEntries(Object.keys(tables).map((table) => [table, []])) as unknown as Dataset
  const order: TableName[] = []
  const chunks = generateDemoCity({ scale: 'district' })
  let step = chunks.next()
  for (; !step.done; step = chunks.next()) {
    order.push(step.value.table)
    const all: unknown[] = rows[step.value.table]
    for (const row of step.value.rows) all.push(row)
  }
  return { ...rows, ...step.value, rows, order, heated: heatedOf(rows.dwelling) }
}

const heatedOf = (homes: readonly RowFor<'dwelling'>[]) => homes.filter((home) => home.connected && !home.suspended)

/** People of the layout fixture. */
export function generate(seed: string, issues?: number): Generated {
  const facts = createFacts()
  const position = ([x, y]: readonly [number, number]) => [x, y]
  const { rounds, ...people } = generatePeople(createRandom(seed), facts, {
    seasons: 3,
    position,
    ...(issues ? { issues } : {}),
  })
  const all: Pick<Generated, 'issue' | 'issue_report' | 'issue_event'> = {
    issue: [],
    issue_report: [],
    issue_event: [],
  }
  for (const chunk of people.cases) {
    rounds.note(chunk.issue)
    all.issue = all.issue.concat(chunk.issue)
    all.issue_report = all.issue_report.concat(chunk.issue_report)
    all.issue_event = all.issue_event.concat(chunk.issue_event)
  }
  const visited = { round: rounds.round, visit: [...rounds.visits()].flat() }
  return { ...people, ...all, ...visited, facts, heated: heatedOf(people.dwelling) }
}

/** Hours between two timestamps. */
export function hoursBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 3_600_000
}

/** Percent of rows for which a test holds. */
export function percent<T>(rows: readonly T[], test: (row: T) => boolean): number {
  return (100 * rows.filter(test).length) / rows.length
}
