import { binomialUpperTail } from '../statistics/binomial'
import { shrunkRates } from '../statistics/empirical-bayes'
import { benjaminiHochberg } from '../statistics/false-discovery'
import { giStar } from '../statistics/getis-ord'
import { lagged } from '../statistics/spatial-weights'
import type { Basis, CellProperties, CellsAnswer, Confidence, Pattern } from './answers'
import { cellGroundOf, type CellGround } from './cell-ground'
import { dateOf, type AtomColumns, type Day } from './city-columns'
import { atomsAt, selectCases, within, wordTable } from './count'
import { patternOf, trendOf } from './emerging'
import { heatFaultsAmong } from './heat-faults'
import { weeksOf, type LensInput } from './question'

/** Rate at which the false discoveries among significant cells are held. */
const falseDiscoveries = 0.05
/**
 * A cell with its ring is called significant from so many cases on, if the cell itself has more than expected: the
 * neighbours of a hot spot are none.
 */
const leastCases = 3
/** A step of time in a trend is hot at this level: strict, since a place has up to twelve of them. */
const stepLevel = 0.01
const steps = 12
/** A season younger than this has no trend. */
const leastSteps = 4

/**
 * 异常片区: hexagons with more cases than exposure explains. Cases are expected in proportion to exposure, conditional on
 * what the whole city reported under the same filters, so that weather and phase cancel. Significance is the exact
 * binomial tail of a cell with the cells around it, with false discoveries held at 5 % over all cells of the city; Gi* on
 * the smoothed ratios stands beside it for 依据. Made from atoms alone, so that it is the same for every reader.
 *
 * Questions about fees, and heat cut over unpaid ones, are left out whatever is asked for. Cells with fewer heated
 * dwellings than may be shown are left out.
 */
export function cellsLens(input: LensInput): CellsAnswer {
  const atoms = atomsAt(input.columns, input.selection.to)
  if (!atoms) return emptyAnswer(input)
  const ground = cellGroundOf(input.columns, atoms)
  const base = baseOf(input, atoms, ground)
  const counted = countSteps(input, atoms, ground)
  const tested = testCells(counted.period, base.exposure, ground)
  const scores = giStar(tested.smoothed, ground.rings)
  const patterns = patternsOf(counted, tested, { base, ground })
  const features = ground.cells.flatMap((_, c) => {
    const isShown = base.heated[c]! >= input.columns.city.sharing_threshold && base.in_view[c] === 1
    if (!isShown) return []
    const properties = describe(c, { input, ground, base, tested, z: scores[c] ?? null, pattern: patterns[c] ?? null })
    return [{ type: 'Feature' as const, geometry: ground.polygons[c]!, properties }]
  })
  const basis = basisOf(input, { ground, base, counted, tested })
  return { lens: 'cells', cells: { type: 'FeatureCollection', features }, basis }
}

/** What the cells have apart from cases, under the filter by compound kind. */
interface CellBase {
  heated: Float64Array
  exposure: Float64Array
  /** 1 where a heated building of the view lies. */
  in_view: Uint8Array
  /** 1 where one lies outside of it. */
  beyond_view: Uint8Array
}

function baseOf(
  { columns, selection, exposure, visited, in_view }: LensInput,
  atoms: AtomColumns,
  ground: CellGround,
): CellBase {
  const { buildings } = columns
  const count = ground.cells.length
  const isAsked = wordTable(selection.compound_kinds)
  const homes = visited ?? buildings.heated_dwellings
  const base = {
    heated: new Float64Array(count),
    exposure: new Float64Array(count),
    in_view: new Uint8Array(count),
    beyond_view: new Uint8Array(count),
  }
  for (let b = 0; b < buildings.length; b++) {
    const cell = cellOf(b, atoms, ground)
    if (cell < 0 || homes[b] === 0 || !isAsked[buildings.compound_kind[b]!]) continue
    base.heated[cell]! += homes[b]!
    base.exposure[cell]! += exposure[b]!
    if (in_view === null || in_view[b]) base.in_view[cell] = 1
    else base.beyond_view[cell] = 1
  }
  return base
}

function cellOf(building: number, atoms: AtomColumns, ground: CellGround): number {
  const atom = atoms.of_building[building]!
  return atom < 0 ? -1 : ground.of_atom[atom]!
}

/** Cases by cell: of the period asked for, and of the weeks up to its end for the trend, the last week last. */
interface CountedCells {
  period: Float64Array
  weeks: Float64Array[]
  /** Selected cases that say nothing about heat. */
  left_out: number
}

function countSteps(input: LensInput, atoms: AtomColumns, ground: CellGround): CountedCells {
  const { columns, selection, now } = input
  const { cases, buildings } = columns
  const empty = () => new Float64Array(ground.cells.length)
  const weeks = Array.from({ length: stepsUpTo(input) }, empty)
  const from = Math.min(selection.from, selection.to + 1 - 7 * weeks.length)
  const selected = selectCases(columns, { ...selection, from }, now)
  const faults = heatFaultsAmong(cases, selected)
  const ofBuilding = Int32Array.from(buildings.id, (_, b) => cellOf(b, atoms, ground))
  const countInto = (counts: Float64Array, period: { from: Day; to: Day }) => {
    for (const i of within(columns, faults, period)) {
      const cell = ofBuilding[cases.building[i]!]!
      if (cell >= 0) counts[cell]!++
    }
    return counts
  }
  weeks.forEach((counts, w) => {
    const to = selection.to - 7 * (weeks.length - 1 - w)
    countInto(counts, { from: to - 6, to })
  })
  const left_out = within(columns, selected, selection).length - within(columns, faults, selection).length
  return { period: countInto(empty(), selection), weeks, left_out }
}

/** Whole weeks that a trend looks back, none of them before the season began. */
function stepsUpTo({ columns, selection }: LensInput): number {
  const season = columns.seasons.find(({ first, last }) => first <= selection.to && selection.to <= last)
  const since: Day = season?.first ?? -Infinity
  const whole = Math.min(steps, Math.floor((selection.to + 1 - since) / 7))
  return whole < leastSteps ? 0 : whole
}

interface TestedCells {
  cases: Float64Array
  total: number
  expected: Float64Array
  /** Observed over expected, shrunk. */
  smoothed: Float64Array
  /** Exact binomial tail of the cell with its ring. */
  p: Float64Array
  adjusted: Float64Array
  significant: Uint8Array
}

function testCells(cases: Float64Array, exposure: Float64Array, ground: CellGround): TestedCells {
  const total = sumOf(cases)
  const allExposure = sumOf(exposure)
  const expected = exposure.map((own) => (allExposure > 0 ? (total * own) / allExposure : 0))
  const around = lagged(ground.rings, cases)
  const share = lagged(ground.rings, exposure).map((own) => (allExposure > 0 ? Math.min(1, own / allExposure) : 0))
  const p = around.map((count, c) => binomialUpperTail(count, total, share[c]!))
  const adjusted = benjaminiHochberg(p)
  const significant = Uint8Array.from(adjusted, (value, c) =>
    value <= falseDiscoveries && around[c]! >= leastCases && cases[c]! > expected[c]! ? 1 : 0,
  )
  return { cases, total, expected, smoothed: shrunkRates(cases, expected), p, adjusted, significant }
}

interface Place {
  base: CellBase
  ground: CellGround
}

/**
 * Patterns of the cells that are significant now, or over all weeks of the trend together; others have none. A step is a
 * week with the one before it, as in the published scheme, since single weeks hold few cases.
 */
function patternsOf(counted: CountedCells, tested: TestedCells, place: Place): (Pattern | null)[] {
  const { weeks } = counted
  const { base, ground } = place
  if (weeks.length === 0) return []
  const overall = testCells(sumOfWeeks(weeks), base.exposure, ground)
  const spans = weeks.map((week, w) => (w === 0 ? week : week.map((count, c) => count + weeks[w - 1]![c]!)))
  const around = spans.map((span) => lagged(ground.rings, span))
  const totals = spans.map(sumOf)
  const exposure = lagged(ground.rings, base.exposure)
  const allExposure = sumOf(base.exposure)
  let scores: (number | null)[][] | undefined
  return ground.cells.map((_, c) => {
    if (!tested.significant[c] && !overall.significant[c]) return null
    const share = Math.min(1, exposure[c]! / allExposure)
    const hot = around.map((counts, w) => {
      return counts[c]! >= leastCases && binomialUpperTail(counts[c]!, totals[w]!, share) <= stepLevel
    })
    return patternOf(hot, () => {
      scores ??= spans.map((span) => giStar(shrunkRates(span, base.exposure), ground.rings))
      return scores.map((step) => step[c] ?? 0)
    })
  })
}

function sumOfWeeks(weeks: readonly Float64Array[]): Float64Array {
  return weeks.reduce((sum, week) => sum.map((count, c) => count + week[c]!))
}

interface Described extends Place {
  input: LensInput
  tested: TestedCells
  /** Gi* of the smoothed ratios; null where they do not vary. */
  z: number | null
  pattern: Pattern | null
}

function describe(c: number, { input, ground, base, tested, z, pattern }: Described): CellProperties {
  const significant = tested.significant[c] === 1
  return {
    cell: ground.cells[c]!,
    cases: tested.cases[c]!,
    heated_dwellings: base.heated[c]!,
    beyond_view: base.beyond_view[c] === 1,
    expected: told(tested.expected[c]!),
    rate: told((100 * tested.cases[c]!) / base.heated[c]! / weeksOf(input, input.selection)),
    smoothed_ratio: told(tested.smoothed[c]!),
    gi_star_z: z === null ? null : told(z),
    p: told(tested.p[c]!),
    p_adjusted: told(tested.adjusted[c]!),
    significant,
    confidence: significant ? confidenceOf(tested.adjusted[c]!) : 'open',
    trend: trendOf(pattern),
    pattern,
  }
}

/** To so many digits as anybody reads: an answer of a whole city has a few thousand cells. */
function told(figure: number): number {
  return Number(figure.toPrecision(5))
}

/** How sure after control of the false discovery rate: among thousands of cells one has a small p by chance. */
function confidenceOf(adjusted: number): Confidence {
  return adjusted <= 0.01 ? 'certain' : 'likely'
}

interface Computed extends Place {
  counted: CountedCells
  tested: TestedCells
}

function basisOf(input: LensInput, { ground, base, counted, tested }: Computed): Basis {
  const heated = sumOf(base.heated)
  const weeks = weeksOf(input, input.selection)
  return {
    from: dateOf(input.selection.from),
    to: dateOf(input.selection.to),
    cases: tested.total,
    heated_dwellings: heated,
    weeks,
    city_rate: heated > 0 ? (100 * tested.total) / heated / weeks : 0,
    figures: {
      resolution: ground.resolution,
      tests: ground.cells.length,
      false_discovery_rate: falseDiscoveries,
      significant_cells: sumOf(tested.significant),
      least_cases: leastCases,
      trend_weeks: counted.weeks.length,
      fees_left_out: counted.left_out,
    },
  }
}

function emptyAnswer(input: LensInput): CellsAnswer {
  const { from, to } = input.selection
  const basis = { cases: 0, heated_dwellings: 0, weeks: weeksOf(input, input.selection), city_rate: 0, figures: {} }
  return {
    lens: 'cells',
    cells: { type: 'FeatureCollection', features: [] },
    basis: { from: dateOf(from), to: dateOf(to), ...basis },
  }
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum
}
