import { traceDown } from '../../network/trace'
import { tableP } from '../../statistics/null-table'
import {
  disjointClasses,
  rankP,
  rivalClasses,
  scoreClasses,
  type ClassScores,
  type ScanFrame,
} from '../../statistics/tree-scan'
import type { BranchKind, Contrast } from '../answers'
import { branchCandidates, countBranchCases, windowDays, type BranchCases } from './branch-cases'
import type { BranchTables, PreparedTree } from './branch-tables'
import type { BranchTree } from './branch-tree'
import {
  atomUnits,
  before,
  contrastOf,
  serviceUnits,
  windowSums,
  type BranchUnits,
  type WindowSums,
} from './branch-units'
import { atomsAt } from '../count'
import type { LensInput } from '../question'
import { toldOutside, type FoundOutside } from '../watch/outside'

/** A class with more cases than its exposure explains, in ids: names, assets and shapes are read afterwards. */
export interface FoundBranch {
  key: string
  kind: BranchKind
  station_id: number
  /** The window that spoke, in days back from the last day of the question. */
  window_days: number
  cases: number
  open_cases: number
  /** Conditional on all cases of the city in the window. */
  expected: number
  heated_dwellings: number
  log_likelihood_ratio: number
  /** From the null table; null until that is drawn. `exactP` has the exact one. */
  p: number | null
  /** Buildings in view, those with most cases first (by atom, where the scan is over atoms), and how many these are. */
  building_ids: number[]
  buildings_total: number
  /** Compounds in view, those with most cases first. */
  compound_ids: number[]
  /** Pipes of the class from the top down, and those downstream of them. */
  pipe_ids: readonly number[]
  downstream_pipe_ids: number[]
  /** What the pipes above the parent feed beside it; null at the top. */
  upstream: Contrast | null
  /** What the parent feeds beside this; null for a station. */
  beside: Contrast | null
  outside: FoundOutside | null
  /** Classes inside or around this one that explain the cases nearly as well, best first, at most two. */
  rivals: Rival[]
}

export interface Rival {
  key: string
  kind: BranchKind
  station_id: number
  pipe_ids: readonly number[]
  window_days: number
  cases: number
  expected: number
  heated_dwellings: number
  log_likelihood_ratio: number
}

/** What exact p-values need. */
export interface BranchJob {
  frames: ScanFrame[]
  /** By found branch: its ratio, and the frame that it comes from; every frame has one. */
  ratios: Float64Array
  frame_of: Uint8Array
}

export interface BranchesFound {
  /** Best first, at most ten. */
  found: FoundBranch[]
  job: BranchJob
  /** Cases of the widest window that were scanned, and candidates among which the best were sought. */
  figures: { cases: number; candidates: number }
}

const mostFound = 10
const mostRivals = 2

/**
 * 共用管段: the classes of pipes, stations and pump zones that best explain an excess of cold and leaks in the 3, 7, 14 or
 * 28 days to the end of the question, by the tree-based scan statistic (data/statistics/tree-scan.ts). The start of the
 * question plays no part. Searched city-wide, then cut to the view: a branch is in view if it has a building there.
 *
 * A reader of all cases gets the scan over building × pressure zone; one of none the scan over atoms; one of some the
 * scan over atoms with those high zones of the other scan in which every building may be read.
 */
export function branchesLens(input: LensInput, tables: BranchTables): BranchesFound {
  const { columns, selection } = input
  const readable = input.readable?.includes(0) ? input.readable : null
  const atoms = atomsAt(columns, selection.to)
  const asked = { input, positions: branchCandidates(input) }
  const scans: Scan[] = []
  if (readable && atoms) scans.push(scan(asked, tables.atoms(columns, atoms), atomUnits(input, atoms), null))
  if (!readable || readable.includes(1)) scans.push(scan(asked, tables.zones(columns), serviceUnits(input), readable))
  const chosen = choose(input, scans)
  const used = scans.filter((one) => chosen.some(({ from }) => from === one))
  return {
    found: chosen.map(({ from, hit }) => describe(input, from, hit)),
    job: {
      frames: used.map((one) => one.frame),
      ratios: Float64Array.from(chosen, ({ from, hit }) => from.scores.ratio[hit]!),
      frame_of: Uint8Array.from(chosen, ({ from }) => used.indexOf(from)),
    },
    figures: {
      cases: scans[0] ? totalOf(scans[0].frame) : 0,
      candidates: scans.reduce((sum, one) => sum + one.prepared.tree.classes.length, 0),
    },
  }
}

/**
 * p of each found branch by rank of its ratio among the maxima of null draws (999 in the product), given by frame.
 * Conservative for all but the first.
 */
export function exactP({ ratios, frame_of }: BranchJob, maxima: readonly Float64Array[]): Float64Array {
  return ratios.map((ratio, i) => rankP(maxima[frame_of[i]!]!, ratio))
}

interface Scan {
  prepared: PreparedTree
  units: BranchUnits
  cases: BranchCases
  frame: ScanFrame
  scores: ClassScores
}

interface Hit {
  from: Scan
  hit: number
}

/** `only`: leave high zones in which every building may be read, and nothing else. */
function scan(
  { input, positions }: { input: LensInput; positions: Int32Array },
  prepared: PreparedTree,
  units: BranchUnits,
  only: Uint8Array | null,
): Scan {
  const { tree } = prepared
  const to = input.selection.to
  const cases = countBranchCases(input.columns, tree, { positions, to }, (position) => {
    const unit = units.unitOf(position)
    return unit < 0 ? -1 : tree.place[unit]!
  })
  const frame: ScanFrame = {
    tree: tree.scan,
    exposure: cases.kept.map((kept) =>
      Float64Array.from(tree.unit, (unit, place) => {
        const station = tree.station[place]!
        return units.exposure[unit]! * kept[station === -1 ? tree.stations : station]!
      }),
    ),
    totals: cases.by_ring.map((counts) => counts.reduce((sum, n) => sum + n, 0)),
  }
  const scores = scoreClasses(frame, cases.by_ring)
  return { prepared, units, cases, frame, scores: only ? readableZones({ tree, units, scores }, only) : scores }
}

/** Those in view of the best that do not overlap. Scans overlap each other by buildings. */
function choose(input: LensInput, scans: readonly Scan[]): Hit[] {
  const ranked = scans.flatMap((from) =>
    disjointClasses(from.prepared.tree.scan, from.scores).map((hit): Hit => ({ from, hit })),
  )
  ranked.sort((a, b) => b.from.scores.ratio[b.hit]! - a.from.scores.ratio[a.hit]!)
  const taken = new Map<number, Scan>()
  const chosen: Hit[] = []
  for (const one of ranked) {
    if (chosen.length === mostFound) break
    const buildings = unitsOf(one).flatMap((unit) => one.from.units.buildings[unit]!)
    if (buildings.some((building) => (taken.get(building) ?? one.from) !== one.from)) continue
    for (const building of buildings) taken.set(building, one.from)
    if (!input.in_view || buildings.some((building) => input.in_view?.[building])) chosen.push(one)
  }
  return chosen
}

/** Scores of the classes that are a high zone in which every building may be read. */
function readableZones(
  { tree, units, scores }: Pick<Scan, 'units' | 'scores'> & { tree: BranchTree },
  readable: Uint8Array,
): ClassScores {
  const { start, end } = tree.scan
  const isOpen = (unit: number) => units.isHigh[unit] === 1 && units.buildings[unit]!.every((b) => readable[b] === 1)
  return {
    ...scores,
    window: scores.window.map((window, k) =>
      window >= 0 && tree.unit.subarray(start[k]!, end[k]!).every(isOpen) ? window : -1,
    ),
  }
}

/** Units of a hit. */
function unitsOf({ from, hit }: Hit): number[] {
  const { scan, unit } = from.prepared.tree
  return Array.from(unit.subarray(scan.start[hit]!, scan.end[hit]!))
}

function describe(input: LensInput, from: Scan, hit: number): FoundBranch {
  const { prepared, frame, scores, units } = from
  const { tree, table } = prepared
  const window = scores.window[hit]!
  const sums = windowSums(frame, from.cases)[window]!
  const heated = before(Float64Array.from(tree.unit, (unit) => units.heated_dwellings[unit]!))
  const range = rangeOf(tree, hit)
  const within = (of: Float64Array, [first, last] = range) => of[last]! - of[first]!
  const rivalOf = (k: number): Rival => ({
    ...headOf(tree, k),
    window_days: windowDays[scores.window[k]!]!,
    cases: scores.cases[k]!,
    expected: scores.expected[k]!,
    heated_dwellings: within(heated, rangeOf(tree, k)),
    log_likelihood_ratio: scores.ratio[k]!,
  })
  const parent = tree.classes[hit]!.parent
  const above = tree.classes[parent]?.parent ?? -1
  const ratio = scores.ratio[hit]!
  return {
    ...headOf(tree, hit),
    window_days: windowDays[window]!,
    cases: within(sums.cases),
    open_cases: within(sums.open),
    expected: within(sums.expected),
    heated_dwellings: within(heated),
    log_likelihood_ratio: ratio,
    p: table && tableP(table, totalOf(frame), ratio),
    ...placesOf(input, { from, hit }, { ...sums, heated }),
    downstream_pipe_ids: downstreamOf(input, tree, hit),
    upstream: above < 0 ? null : contrastOf(sums, heated, [rangeOf(tree, above), rangeOf(tree, parent)]),
    beside: parent < 0 ? null : contrastOf(sums, heated, [rangeOf(tree, parent), range]),
    rivals: rivalClasses(tree.scan, scores, hit, mostRivals).map(rivalOf),
  }
}

function totalOf({ totals }: ScanFrame): number {
  return totals.reduce((sum, n) => sum + n, 0)
}

type Places = Pick<FoundBranch, 'building_ids' | 'buildings_total' | 'compound_ids' | 'outside'>

/** Where it is: what is in view by id, the rest as numbers. A unit is in view if one of its buildings is. */
function placesOf({ columns, in_view }: LensInput, one: Hit, sums: WindowSums & { heated: Float64Array }): Places {
  const { buildings } = columns
  const { place } = one.from.prepared.tree
  const ofUnit = (of: Float64Array, at: number) => of[place[at]! + 1]! - of[place[at]!]!
  const casesOf = (at: number) => ofUnit(sums.cases, at)
  const all = unitsOf(one).sort((a, b) => casesOf(b) - casesOf(a) || place[a]! - place[b]!)
  const isSeen = (building: number) => !in_view || in_view[building] === 1
  const members = (of: readonly number[]) => of.flatMap((at) => one.from.units.buildings[at]!)
  const away = all.filter((at) => !one.from.units.buildings[at]!.some(isSeen))
  const seen = members(all).filter(isSeen)
  const known = (ids: number[]) => [...new Set(ids)].filter((id) => id >= 0)
  return {
    building_ids: known(seen.map((building) => buildings.id[building]!)),
    buildings_total: new Set(seen).size,
    compound_ids: compoundsOf(all.filter((at) => !away.includes(at))),
    outside: toldOutside(columns, away.length === 0 ? null : awayOf(away)),
  }

  function awayOf(units: readonly number[]) {
    const sum = (of: Float64Array) => units.reduce((all, at) => all + ofUnit(of, at), 0)
    return {
      counts: { cases: sum(sums.cases), open_cases: sum(sums.open), expected: sum(sums.expected) },
      heated_dwellings: sum(sums.heated),
      homes: units.map((at) => one.from.units.buildings[at]!),
    }
  }

  function compoundsOf(some: readonly number[]): number[] {
    const cases = new Map<number, number>()
    for (const at of some) {
      const compound = buildings.compound_id[one.from.units.buildings[at]!.find(isSeen) ?? -1] ?? -1
      if (compound >= 0) cases.set(compound, (cases.get(compound) ?? 0) + casesOf(at))
    }
    return [...cases].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([id]) => id)
  }
}

function headOf({ classes }: BranchTree, k: number): Pick<Rival, 'key' | 'kind' | 'station_id' | 'pipe_ids'> {
  const { key, kind, station_id, pipe_ids } = classes[k]!
  return { key, kind, station_id, pipe_ids }
}

function rangeOf({ scan }: BranchTree, k: number): readonly [number, number] {
  return [scan.start[k]!, scan.end[k]!]
}

/** Pipes below a class and not of it. */
function downstreamOf({ columns }: LensInput, { classes }: BranchTree, k: number): number[] {
  const { kind, station_id, pipe_ids } = classes[k]!
  const own = new Set(pipe_ids)
  const outlets =
    pipe_ids.length > 0 ? [pipe_ids[0]!] : classes.filter((one) => one.parent === k).map((one) => one.pipe_ids[0]!)
  const below =
    kind === 'station'
      ? traceDown(columns.network, { station_id }).pipe_ids
      : outlets.flatMap((pipe_id) => traceDown(columns.network, { pipe_id }).pipe_ids)
  return below.filter((id) => !own.has(id))
}
