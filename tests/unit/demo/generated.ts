import type { RowFor } from '../../../data/model/dataset'
import { generatePeople, type People } from '../../../data/demo/people/people'
import { createRandom } from '../../../data/demo/random'
import { createFacts } from './layout-fixture'

export type Issue = RowFor<'issue'>

/** People of the fixture's layout with all their cases in memory. */
export interface Generated extends Omit<People, 'cases' | 'rounds'> {
  facts: ReturnType<typeof createFacts>
  issue: Issue[]
  issue_report: RowFor<'issue_report'>[]
  issue_event: RowFor<'issue_event'>[]
  round: RowFor<'round'>[]
  visit: RowFor<'visit'>[]
  /** Homes that are heated. */
  heated: RowFor<'dwelling'>[]
}

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
  return {
    ...people,
    ...all,
    ...visited,
    facts,
    heated: people.dwelling.filter((home) => home.connected && !home.suspended),
  }
}

/** Hours between two timestamps. */
export function hoursBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 3_600_000
}

/** Percent of rows for which a test holds. */
export function percent<T>(rows: readonly T[], test: (row: T) => boolean): number {
  return (100 * rows.filter(test).length) / rows.length
}
