import { createRandom, type Random } from '../../data/demo/random'
import { buildingStack, type StackFlat } from '../../data/hotspots/stack/building-stack'
import type { StackPattern } from '../../data/hotspots/answers'
import { demoColumns } from '../support/demo-columns'
import { demoStacks, type DemoStacks, type PlantedCases } from '../support/demo-stacks'
import { writeReport } from './report'

/** Patterns that a stack tells apart, as they are planted: `whole_building` in houses that are no end of a branch. */
export const stackKinds = [
  'top_floor',
  'ground_floor',
  'end_flat',
  'dead_riser',
  'altered_flat',
  'high_zone',
  'pipe_end',
  'whole_building',
] as const
export type StackKind = (typeof stackKinds)[number]

/** How faults of one kind and strength were named. Shares in percent. */
export interface StackRow {
  kind: StackKind
  /** Mean number of reports of a home concerned. */
  reports: number
  planted: number
  /** Kind and place. */
  right: number
  /** Another kind or place. */
  wrong: number
  /** `none` or `few`. */
  silent: number
  /** What the wrong ones were called, most often first. */
  mistaken: string[]
}

/** Four ordinary weeks: their own cases are the background. */
const period = { from: '2023-12-22', to: '2024-01-18' }
const days = 28
const fewestFlats = 16

/** Plants faults in houses of the demo city, on top of their real cases. The same come out at every run. */
export function measureStacks(times: number, strengths: readonly number[]): StackRow[] {
  const { rows, truths } = demoColumns()
  const stacks = demoStacks(rows)
  const faulty = new Set(truths.filter(({ kind }) => kind !== 'cold_snap').flatMap((truth) => truth.building_ids))
  const houses = rows.building.map(({ id }) => id).filter((id) => !faulty.has(id) && isHouse(stacks, id))
  // Flats hang below each other on one pipe in these; in newer houses each has a loop of its own.
  const single = new Set(
    rows.building.filter((one) => one.heating_system?.startsWith('single_pipe')).map((one) => one.id),
  )
  return stackKinds.flatMap((kind) => {
    const isAnywhere = kind !== 'dead_riser' && kind !== 'altered_flat'
    const fitting = houses.filter((id) => (isAnywhere || single.has(id)) && placesOf(stacks, id, kind).length > 0)
    return strengths.map((reports): StackRow => {
      const random = createRandom(`stack ${kind} ${reports}`)
      const named = Array.from({ length: times }, () =>
        plant(stacks, random, { id: random.pick(fitting), kind, reports }),
      )
      return { kind, reports, planted: times, ...tally(named) }
    })
  })
}

function isHouse({ flatsOf }: DemoStacks, id: number): boolean {
  const flats = flatsOf(id).filter(({ heated }) => heated)
  return flats.length >= fewestFlats && new Set(flats.map(({ floor }) => floor)).size >= 3
}

/** Where a fault is: the homes that it makes cold, and what should be said of it. */
interface Place {
  homes: readonly StackFlat[]
  isNamed: (pattern: StackPattern) => boolean
}

/** A part of a house is planted where it is at most half of it: of more the rest would be the pattern. */
function placesOf(stacks: DemoStacks, id: number, kind: StackKind): Place[] {
  const all = stacks.flatsOf(id)
  const flats = all.filter(({ heated }) => heated)
  const floors = all.map(({ floor }) => floor)
  const [top, ground] = [Math.max(...floors), Math.min(...floors)]
  const isKind = ({ kind: named }: StackPattern) => named === kind
  const part = (homes: readonly StackFlat[], isNamed: Place['isNamed'] = isKind, concerned = homes): Place[] =>
    homes.length > 0 && 2 * homes.length <= flats.length ? [{ homes: concerned, isNamed }] : []
  if (kind === 'top_floor') return part(flats.filter(({ floor }) => floor === top))
  if (kind === 'ground_floor') return part(flats.filter(({ floor }) => floor === ground))
  if (kind === 'end_flat') return part(flats.filter(isGable(all)))
  if (kind === 'high_zone')
    return part(
      highFlats(all),
      isKind,
      [id, ...stacks.yardOf(id)].flatMap((one) => highFlats(stacks.flatsOf(one))),
    )
  if (kind === 'pipe_end' || kind === 'whole_building')
    return stacks.isBranchEnd(id) === (kind === 'pipe_end') ? [{ homes: flats, isNamed: isKind }] : []
  return risers(flats).flatMap(({ stairwell, column, homes }) => {
    const isHere = (pattern: StackPattern) =>
      isKind(pattern) && pattern.stairwell === stairwell && pattern.column === column
    if (kind === 'dead_riser') return part(homes, isHere)
    return homes.flatMap(({ floor }) => {
      const isSaid = (pattern: StackPattern) => isHere(pattern) && (pattern.floor === null || pattern.floor === floor)
      return part(
        homes.filter((home) => home.floor !== floor),
        isSaid,
      )
    })
  })
}

/** What the pump of a high zone serves; it is one for all houses of a yard. */
function highFlats(flats: readonly StackFlat[]): StackFlat[] {
  return flats.filter(({ heated, pressure_zone }) => heated && pressure_zone === 'high')
}

const columnOf = ({ flat }: StackFlat) => flat.slice(-2)

function isGable(flats: readonly StackFlat[]): (home: StackFlat) => boolean {
  const last = Math.max(...flats.map(({ stairwell }) => stairwell))
  const columns = (at: number) =>
    flats
      .filter(({ stairwell }) => stairwell === at)
      .map(columnOf)
      .sort()
  const [west, east] = [columns(1)[0], columns(last).at(-1)]
  return (home) =>
    (home.stairwell === 1 && columnOf(home) === west) || (home.stairwell === last && columnOf(home) === east)
}

function risers(flats: readonly StackFlat[]): { stairwell: number; column: string; homes: StackFlat[] }[] {
  const keys = [...new Set(flats.map((home) => `${home.stairwell} ${columnOf(home)}`))]
  return keys
    .map((key) => {
      const [stairwell = '', column = ''] = key.split(' ')
      const homes = flats.filter((home) => `${home.stairwell} ${columnOf(home)}` === key)
      return { stairwell: Number(stairwell), column, homes }
    })
    .filter(({ homes }) => homes.length >= 4)
}

function plant(stacks: DemoStacks, random: Random, fault: { id: number; kind: StackKind; reports: number }) {
  const place = random.pick(placesOf(stacks, fault.id, fault.kind))
  // A riser that stands still is bled within days; the others stay for the four weeks.
  const [length, since] = fault.kind === 'dead_riser' ? [7, random.integer(0, days - 7)] : [days, 0]
  const planted: PlantedCases = place.homes.flatMap(({ id }) =>
    Array.from({ length: poisson(random, fault.reports) }, () => {
      return { dwelling_id: id, day: dayAt(since + random.integer(0, length - 1)) }
    }),
  )
  const { pattern } = buildingStack(stacks.inputOf(fault.id, period, planted))
  return { kind: pattern.kind, right: place.isNamed(pattern) }
}

function dayAt(day: number): string {
  return new Date(Date.parse(period.from) + day * 86_400_000).toISOString().slice(0, 10)
}

/** By the product of uniform numbers (Knuth); means are small. */
function poisson(random: Random, mean: number): number {
  let [count, product] = [0, random.next()]
  for (const limit = Math.exp(-mean); product > limit; product *= random.next()) count++
  return count
}

function tally(named: readonly { kind: StackPattern['kind']; right: boolean }[]) {
  const share = (of: readonly unknown[]) => (100 * of.length) / named.length
  const silent = named.filter(({ kind }) => kind === 'none' || kind === 'few')
  const wrong = named.filter((one) => !one.right && !silent.includes(one))
  const counts = new Map<string, number>()
  for (const { kind } of wrong) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const mistaken = [...counts].sort((a, b) => b[1] - a[1]).map(([kind, count]) => `${kind} ${count}`)
  return { right: share(named.filter(({ right }) => right)), wrong: share(wrong), silent: share(silent), mistaken }
}

/** Part `stack` of the bench: writes its section of docs/benchmarks.md. */
export function runStack(root: string): void {
  const report = describeStacks(measureStacks(100, [0.5, 1, 2]))
  writeReport(root, report)
  console.log(report)
}

function describeStacks(rows: readonly StackRow[]): string {
  const lines = rows.map(({ kind, reports, right, wrong, silent, mistaken }) =>
    [kind, reports, right.toFixed(0), wrong.toFixed(0), silent.toFixed(0), mistaken.join(', ') || '–'].join(' | '),
  )
  return `## Building stack

Each pattern planted ${rows[0]?.planted} times in houses of the demo city of at least ${fewestFlats} heated flats, on top of the real cases of four
weeks (${period.from} to ${period.to}), so strong that a home concerned reports so often on average. Percent named with kind and
place, named otherwise, and not named. Aim: 95 % of the planted patterns named rightly.

| pattern | reports a home | right | wrong | none | wrong ones called |
| --- | --- | --- | --- | --- | --- |
${lines.map((line) => `| ${line} |`).join('\n')}
`
}
