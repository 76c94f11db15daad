import type { Word } from '../../model/vocabulary'
import { subsetTail, type Pool } from '../../statistics/subset-sum'
import type { StackPattern } from '../answers'

/** A flat with its cases in the period. */
export interface CountedFlat {
  floor: number
  stairwell: number
  flat: string
  pressure_zone: Word<'pressure_zone'>
  heated: boolean
  cases: number
  /** Their days, counted from any day. */
  days: readonly number[]
}

/** A heated home of a building beside, with its cases in the period. */
export interface NeighbourHome {
  pressure_zone: Word<'pressure_zone'>
  is_top: boolean
  cases: number
}

export interface StackQuestion {
  flats: readonly CountedFlat[]
  neighbours: readonly NeighbourHome[]
  is_branch_end: boolean
}

/** Fewer cases make no pattern. */
const fewest = 2
/** Error over all patterns searched. */
const level = 0.05
/** Against the other homes of the building alone, where few cases can say little. */
const levelInside = 0.025
/** At least so many times the cases of the homes beside: top, ground and end flats have up to 1.6 times in any house. */
const leastRatio = 2.5
const leastRatioOfBuilding = 2
const smallestRiser = 3
/** What the yard shares must show in the building too: so many times the cases of its other homes. */
const leastRatioOfOwn = 1.5
/** A riser that one flat starves stays cold; one that stands still is bled within days. */
const lastingDays = 14
const mostSilent = 1 / 3

/** The building's heated homes, their cases and those of all homes around and in it. */
interface Ground {
  homes: readonly CountedFlat[]
  neighbours: readonly NeighbourHome[]
  inside: Pool
  all: Pool
}

interface Candidate {
  kind: StackPattern['kind']
  stairwell: number | null
  floor: number | null
  column: string | null
  homes: readonly CountedFlat[]
}

interface Found extends Candidate {
  cases: number
  expected: number
  p: number
  gain: number
}

/**
 * Tells the patterns of a house apart. A pattern is a set of homes with more cases than chance gives it when cases are
 * dealt to homes at random (exact randomisation test, data/statistics/subset-sum.ts): among all homes of the building
 * and its neighbours, corrected for all patterns searched (Bonferroni), and among the homes of the building, so that a
 * part is named only where it differs from the rest. Of several the one that explains most wins; the whole building is
 * named only where no part is.
 */
export function stackPattern(question: StackQuestion): { pattern: StackPattern; tests: number } {
  const homes = question.flats.filter(({ heated }) => heated)
  const parts = partsOf(question.flats).filter((part) => part.homes.length > 0 && part.homes.length < homes.length)
  const tests = parts.length + 3
  const cases = casesOf(homes)
  const { neighbours } = question
  const inside = poolOf(homes)
  const ground = { homes, neighbours, inside, all: together(inside, poolOf(neighbours)) }
  const shared = yardParts(question.flats).flatMap((part) => testYard(ground, part, tests) ?? [])
  if (cases < fewest && shared.length === 0) return { pattern: nothing('few', cases), tests }
  const own = parts.flatMap((part) => testPart(ground, part, tests) ?? [])
  const [best] = [...own, ...shared].sort((a, b) => b.gain - a.gain)
  const whole = best ?? wholeBuilding(ground, question.is_branch_end, tests)
  if (!whole) return { pattern: nothing('none', cases), tests }
  const { kind, stairwell, floor, column, expected, p } = whole
  return { pattern: { kind, stairwell, floor, column, expected, p, cases: whole.cases }, tests }
}

function nothing(kind: 'few' | 'none', cases: number): StackPattern {
  return { kind, stairwell: null, floor: null, column: null, cases, expected: cases, p: null }
}

/** Top and ground floor, end flats, and risers. */
function partsOf(flats: readonly CountedFlat[]): Candidate[] {
  const floors = flats.map(({ floor }) => floor)
  const [top, ground] = [Math.max(...floors), Math.min(...floors)]
  const part = (kind: Candidate['kind'], test: (flat: CountedFlat) => boolean, given: Partial<Candidate> = {}) => ({
    ...{ kind, stairwell: null, floor: null, column: null },
    homes: flats.filter((flat) => flat.heated && test(flat)),
    ...given,
  })
  if (top === ground) return risersOf(flats)
  return [
    part('top_floor', ({ floor }) => floor === top, { floor: top }),
    part('ground_floor', ({ floor }) => floor === ground, { floor: ground }),
    part('end_flat', endFlats(flats)),
    ...risersOf(flats),
  ]
}

/** First flats of the first stairwell and last ones of the last: they have a gable wall. */
function endFlats(flats: readonly CountedFlat[]): (flat: CountedFlat) => boolean {
  const last = Math.max(...flats.map(({ stairwell }) => stairwell))
  const columns = (stairwell: number) =>
    flats.filter((flat) => flat.stairwell === stairwell).map((flat) => Number(columnOf(flat.flat) ?? 0))
  const [west, east] = [Math.min(...columns(1)), Math.max(...columns(last))]
  return ({ stairwell, flat }) => {
    const column = Number(columnOf(flat) ?? -1)
    return (stairwell === 1 && column === west) || (stairwell === last && column === east)
  }
}

/** Flats above each other hang on one riser: they share the last two digits of their numbers. */
function risersOf(flats: readonly CountedFlat[]): Candidate[] {
  const risers = new Map<string, CountedFlat[]>()
  for (const flat of flats) {
    const column = columnOf(flat.flat)
    if (column === null) continue
    const key = `${flat.stairwell} ${column}`
    risers.set(key, [...(risers.get(key) ?? []), flat])
  }
  return [...risers].flatMap(([key, all]): Candidate[] => {
    const [stairwell = '', column = ''] = key.split(' ')
    const homes = all.filter(({ heated }) => heated)
    if (homes.length < smallestRiser) return []
    const silent = starvingFlats(all)
    const at = { stairwell: Number(stairwell), column, homes }
    if (silent.length === 0) return [{ kind: 'dead_riser', floor: null, ...at }]
    return [{ kind: 'altered_flat', floor: silent.length === 1 ? (silent[0]?.floor ?? null) : null, ...at }]
  })
}

/**
 * The flats that may starve a riser: those without cases in one that is cold for weeks. Not every cold flat reports, so
 * there may be several; where more than a third (rounded up) are silent, they say nothing.
 */
function starvingFlats(riser: readonly CountedFlat[]): readonly CountedFlat[] {
  const quiet = riser.filter(({ cases }) => cases === 0)
  const heated = quiet.filter((flat) => flat.heated)
  // A flat without heat reports nothing anyway: it is asked where no other is silent.
  const silent = heated.length > 0 ? heated : quiet
  const days = riser.flatMap((flat) => flat.days)
  const lasts = Math.max(...days) - Math.min(...days) >= lastingDays
  return lasts && silent.length <= Math.ceil(mostSilent * riser.length) ? silent : []
}

function columnOf(flat: string): string | null {
  return /(\d\d)$/.exec(flat)?.[1] ?? null
}

function testPart({ inside, all }: Ground, part: Candidate, tests: number): Found | null {
  const cases = casesOf(part.homes)
  if (cases < fewest || ratioOf(part.homes, inside) < leastRatio) return null
  if (subsetTail(inside, part.homes.length, cases) > levelInside) return null
  return judge(part, all, tests)
}

interface YardPart extends Candidate {
  isBeside: (home: NeighbourHome) => boolean
}

/** What the houses of a yard have in common: a pump fails for the high zones of all, and they were roofed alike. */
function yardParts(flats: readonly CountedFlat[]): YardPart[] {
  const heated = flats.filter((flat) => flat.heated)
  const high = heated.filter(({ pressure_zone }) => pressure_zone === 'high')
  const top = Math.max(...flats.map(({ floor }) => floor))
  const anywhere = { stairwell: null, column: null }
  const lowest = Math.min(...high.map(({ floor }) => floor))
  return [
    { ...anywhere, kind: 'high_zone', floor: lowest, homes: high, isBeside: (home) => home.pressure_zone === 'high' },
    {
      ...anywhere,
      kind: 'top_floor',
      floor: top,
      homes: heated.filter(({ floor }) => floor === top),
      isBeside: (home) => home.is_top,
    },
  ]
}

/** A part together with the same part of the houses beside, against all others of both. */
function testYard({ homes, neighbours, all }: Ground, part: YardPart, tests: number): Found | null {
  const own = poolOf(part.homes)
  const members = new Set(part.homes)
  const rest = poolOf(homes.filter((home) => !members.has(home)))
  if (own.values.length === 0 || rateOf(own) < leastRatioOfOwn * rateOf(rest)) return null
  const tried = together(own, poolOf(neighbours.filter(part.isBeside)))
  const cases = sum(tried.values)
  if (all.units === tried.units || cases < fewest || ratio(tried, all) < leastRatio) return null
  const p = Math.min(1, tests * subsetTail(all, tried.units, cases))
  if (p > level) return null
  return { ...part, cases: sum(own.values), expected: expectedOf(own.units, tried, all), p, gain: gainOf(tried, all) }
}

function wholeBuilding({ homes, all }: Ground, is_branch_end: boolean, tests: number): Found | null {
  if (all.units === homes.length || ratioOf(homes, all) < leastRatioOfBuilding) return null
  const kind = is_branch_end ? ('pipe_end' as const) : ('whole_building' as const)
  return judge({ kind, stairwell: null, floor: null, column: null, homes }, all, tests)
}

function judge(part: Candidate, all: Pool, tests: number): Found | null {
  const [own, cases] = [poolOf(part.homes), casesOf(part.homes)]
  const p = Math.min(1, tests * subsetTail(all, own.units, cases))
  if (p > level) return null
  return { ...part, cases, expected: expectedOf(own.units, own, all), p, gain: gainOf(own, all) }
}

/** Cases of some homes at the rate of those that are not in the part. */
function expectedOf(homes: number, part: Pool, all: Pool): number {
  return (homes * (sum(all.values) - sum(part.values))) / (all.units - part.units)
}

function rateOf({ units, values }: Pool): number {
  return units === 0 ? 0 : sum(values) / units
}

function ratioOf(part: readonly CountedFlat[], all: Pool): number {
  return ratio(poolOf(part), all)
}

function ratio(part: Pool, all: Pool): number {
  return rateOf(part) / expectedOf(1, part, all)
}

/** Log-likelihood gained by a rate of its own for the part (Kulldorff, A spatial scan statistic, 1997). */
function gainOf(part: Pool, all: Pool): number {
  const [inside, total] = [sum(part.values), sum(all.values)]
  const expected = (total * part.units) / all.units
  const term = (cases: number, mean: number) => (cases === 0 ? 0 : cases * Math.log(cases / mean))
  return term(inside, expected) + term(total - inside, total - expected)
}

function poolOf(homes: readonly { cases: number }[]): Pool {
  return { units: homes.length, values: homes.map(({ cases }) => cases).filter((cases) => cases > 0) }
}

function together(...pools: Pool[]): Pool {
  return { units: pools.reduce((all, { units }) => all + units, 0), values: pools.flatMap(({ values }) => values) }
}

function casesOf(homes: readonly CountedFlat[]): number {
  return homes.reduce((all, { cases }) => all + cases, 0)
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0)
}
