import { ringDays } from '../../../data/hotspots/branches/branch-cases'
import { shrunkRates } from '../../../data/statistics/empirical-bayes'
import { giStar } from '../../../data/statistics/getis-ord'
import { buildNullTable, tableP } from '../../../data/statistics/null-table'
import { disjointClasses, rivalClasses, scoreClasses, type ScanFrame } from '../../../data/statistics/tree-scan'
import type { Cases, Ground } from './ground'

/** A method that raises alarms. All are given the same cases; a higher score alarms more. */
export interface Method {
  name: string
  score(cases: Cases): number
  /** Places of each cluster that holds at the threshold, best first. */
  clusters(cases: Cases, threshold: number): number[][]
  /** The class that explains the cases best and its rivals, where the method knows of classes: at most three. */
  guess?(cases: Cases): number[]
  /** Threshold that is the method's own; the others get one that alarms in 5 % of null weeks. */
  threshold: number | null
}

/** Metres within which planar methods see neighbours. */
const reach_m = 100
const bandwidth_m = 150
/** Homes in reach of the kernel without which a rate says nothing. */
const leastHomes = 20

export function methodsOf(ground: Ground): Method[] {
  return [treeScan(ground), planarGiStar(ground), dbscan(ground), kernelMap(ground)]
}

/** What the scan is given for cases: no more than the product's. */
export function frameOf({ tree, heated }: Ground, { by_ring }: Cases): ScanFrame {
  return {
    tree: tree.scan,
    exposure: by_ring.map(() => heated),
    totals: by_ring.map((counts) => counts.reduce((sum, n) => sum + n, 0)),
  }
}

/** Searches its window itself; p from the null table, the first step of the product. */
function treeScan(ground: Ground): Method {
  const { scan } = ground.tree
  const dwellings = ground.heated.reduce((sum, n) => sum + n, 0)
  const order = { tree: scan, exposure: ground.heated, ring_days: ringDays, most: 0.08 * dwellings }
  const table = buildNullTable({ ...order, replicates: 499, seed: 2003 })
  const pOf = (ratio: number, frame: ScanFrame) =>
    tableP(
      table,
      frame.totals.reduce((sum, n) => sum + n, 0),
      ratio,
    )
  return {
    name: '共用管段',
    threshold: -0.05,
    score: (cases) => {
      const frame = frameOf(ground, cases)
      return -pOf(Math.max(...scoreClasses(frame, cases.by_ring).ratio), frame)
    },
    clusters: (cases, threshold) => {
      const frame = frameOf(ground, cases)
      const scores = scoreClasses(frame, cases.by_ring)
      return disjointClasses(scan, scores)
        .filter((k) => -pOf(scores.ratio[k]!, frame) >= threshold)
        .map((k) => range(scan.start[k]!, scan.end[k]!))
    },
    guess: (cases) => {
      const scores = scoreClasses(frameOf(ground, cases), cases.by_ring)
      const [best] = disjointClasses(scan, scores)
      return best === undefined ? [] : [best, ...rivalClasses(scan, scores, best, 2)]
    },
  }
}

/** Gi* of smoothed ratios on the hexagons of 异常片区 with their rings. */
function planarGiStar(ground: Ground): Method {
  const { cell, cells } = ground
  const heated = new Float64Array(cells.cells.length)
  cell.forEach((c, place) => (heated[c]! += ground.heated[place]!))
  const { offsets, neighbours } = cells.rings
  const scores = ({ in_window }: Cases) => {
    const counts = new Float64Array(heated.length)
    cell.forEach((c, place) => (counts[c]! += in_window[place]!))
    return Float64Array.from(giStar(shrunkRates(counts, heated), cells.rings), (z) => z ?? 0)
  }
  return {
    name: 'Gi*',
    threshold: null,
    score: (cases) => Math.max(...scores(cases)),
    clusters: (cases, threshold) => {
      const z = scores(cases)
      const near = (c: number) => neighbours.subarray(offsets[c], offsets[c + 1])
      return connected(z, threshold, near).map((group) => {
        const inside = new Set(group)
        return range(0, cell.length).filter((place) => inside.has(cell[place]!))
      })
    },
  }
}

/** DBSCAN of the cases' points (Ester et al. 1996) with the least number of points as the threshold. */
function dbscan(ground: Ground): Method {
  const near = neighboursWithin(ground, reach_m)
  const inReach = ({ in_window }: Cases) =>
    Float64Array.from(near, (places) => places.reduce((sum, place) => sum + in_window[place]!, 0))
  return {
    name: 'DBSCAN',
    threshold: null,
    score: (cases) => Math.max(...inReach(cases).map((n, place) => (cases.in_window[place]! > 0 ? n : 0))),
    clusters: (cases, threshold) => {
      const reached = inReach(cases).map((n, place) => (cases.in_window[place]! > 0 ? n : 0))
      const groups = connected(reached, threshold, (place) => near[place]!)
      const sized = groups.map((core) => {
        const members = new Set(core.flatMap((place) => near[place]!.filter((other) => cases.in_window[other]! > 0)))
        return { members: [...members], size: [...members].reduce((sum, place) => sum + cases.in_window[place]!, 0) }
      })
      return sized.sort((a, b) => b.size - a.size).map(({ members }) => members)
    },
  }
}

/** Cases over heated dwellings, both smoothed by a quartic kernel. */
function kernelMap(ground: Ground): Method {
  const near = neighboursWithin(ground, bandwidth_m)
  const weights = near.map((places, place) =>
    places.map((other) => (1 - (distance(ground, place, other) / bandwidth_m) ** 2) ** 2),
  )
  const smooth = (of: ArrayLike<number>) =>
    Float64Array.from(near, (places, place) =>
      places.reduce((sum, other, i) => sum + weights[place]![i]! * of[other]!, 0),
    )
  const homes = smooth(ground.heated)
  const rates = (cases: Cases) =>
    smooth(cases.in_window).map((n, place) => (homes[place]! >= leastHomes ? n / homes[place]! : 0))
  return {
    name: 'kernel map',
    threshold: null,
    score: (cases) => Math.max(...rates(cases)),
    clusters: (cases, threshold) => connected(rates(cases), threshold, (place) => near[place]!),
  }
}

/** Groups of connected places with at least the threshold, those with the highest value first. */
function connected(values: Float64Array, threshold: number, near: (place: number) => Iterable<number>): number[][] {
  const isOpen = Uint8Array.from(values, (value) => (value >= threshold ? 1 : 0))
  const take = (place: number) => isOpen[place] === 1 && (isOpen[place] = 0) === 0
  const groups: number[][] = []
  for (let seed = 0; seed < values.length; seed++) {
    if (!take(seed)) continue
    const group = [seed]
    for (const place of group) group.push(...Array.from(near(place)).filter(take))
    groups.push(group)
  }
  const peak = (group: readonly number[]) => group.reduce((most, place) => Math.max(most, values[place]!), 0)
  return groups.sort((a, b) => peak(b) - peak(a))
}

function neighboursWithin(ground: Ground, metres: number): number[][] {
  const places = range(0, ground.x_m.length)
  return places.map((place) => places.filter((other) => distance(ground, place, other) < metres))
}

function distance({ x_m, y_m }: Ground, a: number, b: number): number {
  return Math.hypot(x_m[a]! - x_m[b]!, y_m[a]! - y_m[b]!)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
