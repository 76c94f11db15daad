import { createMultinomial, seedState } from './multinomial'

/**
 * Tree-based scan statistic (Kulldorff, Fang & Walsh 2003, Biometrics 59:323–331), Poisson and conditional on the totals:
 * of all classes of a forest the one with more cases than its exposure explains, searched jointly over nested windows
 * of time (Kulldorff 2001, JRSS A 164:61–72). The cases of each ring between two windows are held fixed as a total, so
 * what lifts a whole city on a day cancels. Significance is by the maximum over classes and windows under the null.
 */
export interface ScanTree {
  readonly units: number
  /** Units below each class are start … end − 1: units are numbered along a depth-first walk, a class after its parent. */
  readonly start: Int32Array
  readonly end: Int32Array
}

/** What cases are expected from. Window w is the union of rings 0 … w; arrays by ring, then by unit. */
export interface ScanFrame {
  readonly tree: ScanTree
  /** In any measure: what counts are the shares of the units in a ring. */
  readonly exposure: readonly Float64Array[]
  /** Cases of each ring. */
  readonly totals: readonly number[]
}

/** The best window of each class; `window` −1 and ratio 0 where no window has an excess. */
export interface ClassScores {
  readonly ratio: Float64Array
  readonly window: Int8Array
  readonly cases: Int32Array
  readonly expected: Float64Array
}

/** A class needs so many cases before it is looked at. */
export const fewestCases = 3

/**
 * Logarithm of the likelihood ratio of a class with `cases` of `total`, of which `expected` are its share: 0 without an
 * excess, with fewer than three cases, and for a class that holds more than half of the exposure.
 */
export function logLikelihoodRatio(cases: number, expected: number, total: number): number {
  if (cases < fewestCases || cases <= expected || expected <= 0 || 2 * expected > total) return 0
  return (
    timesLog(cases) -
    cases * Math.log(expected) +
    timesLog(total - cases) -
    (total - cases) * Math.log(total - expected)
  )
}

/** Scores of all classes for observed cases by ring and unit. */
export function scoreClasses(frame: ScanFrame, cases: readonly Int32Array[]): ClassScores {
  const { start, end, units } = frame.tree
  const expected = expectedByWindow(frame)
  const scores = {
    ratio: new Float64Array(start.length),
    window: new Int8Array(start.length).fill(-1),
    cases: new Int32Array(start.length),
    expected: new Float64Array(start.length),
  }
  const sum = new Int32Array(units)
  let total = 0
  frame.totals.forEach((inRing, window) => {
    total += inRing
    cases[window]!.forEach((n, unit) => (sum[unit]! += n))
    const before = prefixSums(sum)
    for (let k = 0; k < start.length; k++) {
      const n = before[end[k]!]! - before[start[k]!]!
      const ratio = logLikelihoodRatio(n, expected[window]![k]!, total)
      if (ratio <= scores.ratio[k]!) continue
      scores.ratio[k] = ratio
      scores.window[k] = window
      scores.cases[k] = n
      scores.expected[k] = expected[window]![k]!
    }
  })
  return scores
}

/**
 * Classes with an excess that share no unit, best first: each is the best of those that do not overlap the ones before.
 * Of equal ones the smaller comes first.
 */
export function disjointClasses(tree: ScanTree, scores: ClassScores): number[] {
  const { start, end } = tree
  const size = (k: number) => end[k]! - start[k]!
  const ranked = Array.from(scores.ratio.keys()).filter((k) => scores.window[k]! >= 0)
  ranked.sort((a, b) => scores.ratio[b]! - scores.ratio[a]! || size(a) - size(b) || a - b)
  const taken = new Uint8Array(tree.units)
  return ranked.filter((k) => {
    // Classes are nested or apart, so one that overlaps a taken one has its first or its last unit in it, or holds it.
    const isFree = taken.subarray(start[k]!, end[k]!).indexOf(1) === -1
    if (isFree) taken.fill(1, start[k]!, end[k]!)
    return isFree
  })
}

/** A likelihood of a 32nd of the best is strong evidence against a rival (Royall 1997, Statistical Evidence). */
const rivalGap = Math.log(32)

/**
 * Classes inside or around one that explain the cases nearly as well, best first: at most `most`, each with a likelihood
 * of at least 1/32 of that of the class.
 */
export function rivalClasses(
  { start, end }: ScanTree,
  { ratio, window }: ClassScores,
  k: number,
  most: number,
): number[] {
  const isRival = (other: number) =>
    other !== k &&
    window[other]! >= 0 &&
    ratio[other]! >= ratio[k]! - rivalGap &&
    start[other]! < end[k]! &&
    end[other]! > start[k]!
  return Array.from(ratio.keys())
    .filter(isRival)
    .sort((a, b) => ratio[b]! - ratio[a]! || a - b)
    .slice(0, most)
}

/**
 * Maxima of the ratio over classes and windows in `replicates` draws of the null, ascending. The same seed gives the same
 * maxima, bit for bit.
 */
export function nullMaxima(frame: ScanFrame, replicates: number, seed: number): Float64Array {
  const maxima = new Float64Array(replicates)
  const search = createSearch(frame)
  const state = seedState(seed)
  const rings = frame.totals.map((total, ring) => ({
    total,
    draw:
      total > 0 && frame.exposure[ring]!.some((value) => value > 0)
        ? createMultinomial(frame.exposure[ring]!, state)
        : null,
  }))
  const counts = new Int32Array(frame.tree.units)
  const windows = rings.map(() => new Int32Array(frame.tree.units + 1))
  for (let replicate = 0; replicate < replicates; replicate++) {
    counts.fill(0)
    rings.forEach(({ total, draw }, ring) => {
      draw?.drawInto(counts, total)
      prefixSums(counts, windows[ring]!)
    })
    maxima[replicate] = search.maximum(windows)
  }
  return maxima.sort()
}

/**
 * p of a ratio by rank among `maxima` (Dwass 1957): (1 + how many are as large) / (1 + how many there are). For a
 * secondary cluster it is conservative, since it too is compared with the maximum of the null.
 */
export function rankP(maxima: Float64Array, ratio: number): number {
  let low = 0
  let high = maxima.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (maxima[middle]! < ratio) low = middle + 1
    else high = middle
  }
  return (1 + maxima.length - low) / (1 + maxima.length)
}

/** Expected cases by window, then by class. */
function expectedByWindow({ tree, exposure, totals }: ScanFrame): Float64Array[] {
  const sums = new Float64Array(tree.start.length)
  return totals.map((total, ring) => {
    const before = new Float64Array(tree.units + 1)
    exposure[ring]!.forEach((value, unit) => (before[unit + 1] = before[unit]! + value))
    const all = before[tree.units]!
    if (all > 0) sums.forEach((_, k) => (sums[k]! += (total * (before[tree.end[k]!]! - before[tree.start[k]!]!)) / all))
    return sums.slice()
  })
}

function prefixSums(counts: Int32Array, sums = new Int32Array(counts.length + 1)): Int32Array {
  let sum = 0
  for (let unit = 0; unit < counts.length; unit++) sums[unit + 1] = sum += counts[unit]!
  return sums
}

function timesLog(x: number): number {
  return x === 0 ? 0 : x * Math.log(x)
}

/**
 * Most classes can be passed over without a logarithm: a floor that nearly every replicate reaches says how many cases a
 * class needs to matter. The few replicates that stay below it are searched again without a floor.
 */
const pilots = 12
const floorShare = 0.85

function createSearch(frame: ScanFrame) {
  const expected = expectedByWindow(frame)
  const cumulated = frame.totals.map((_, window) => frame.totals.slice(0, window + 1).reduce((sum, n) => sum + n, 0))
  const next = behindSubtrees(frame.tree)
  const planFor = (floor: number): SearchPlan => {
    const least = expected.map((of, window) => leastCounts(of, cumulated[window]!, floor))
    return { ...frame.tree, expected, cumulated, least, next, ...lowestCounts(least, next) }
  }
  const open = planFor(0)
  let plan = open
  let floor = 0
  let lowest = Infinity
  let searched = 0
  return {
    maximum(windows: readonly Int32Array[]): number {
      const maximum = searchMaximum(plan, windows)
      if (searched >= pilots) return maximum >= floor ? maximum : searchMaximum(open, windows)
      lowest = Math.min(lowest, maximum)
      if (++searched === pilots) {
        floor = floorShare * lowest
        plan = planFor(floor)
      }
      return maximum
    },
  }
}

interface SearchPlan {
  start: Int32Array
  end: Int32Array
  expected: readonly Float64Array[]
  cumulated: readonly number[]
  /** By window: cases with which a class reaches the floor. */
  least: readonly Int32Array[]
  /** First class behind the subtree of each. */
  next: Int32Array
  /** Least of the windows for a class itself, and for it and all classes below it. */
  own: Int32Array
  below: Int32Array
}

function searchMaximum(plan: SearchPlan, windows: readonly Int32Array[]): number {
  const { start, end, next, own, below } = plan
  const widest = windows[windows.length - 1]!
  const classes = start.length
  let maximum = 0
  let k = 0
  while (k < classes) {
    const n = widest[end[k]!]! - widest[start[k]!]!
    if (n < below[k]!) {
      k = next[k]!
      continue
    }
    if (n >= own[k]!) maximum = Math.max(maximum, bestWindow(plan, windows, k))
    k++
  }
  return maximum
}

function bestWindow({ start, end, expected, cumulated, least }: SearchPlan, windows: readonly Int32Array[], k: number) {
  let best = 0
  for (let window = 0; window < windows.length; window++) {
    const before = windows[window]!
    const n = before[end[k]!]! - before[start[k]!]!
    if (n < least[window]![k]!) continue
    best = Math.max(best, logLikelihoodRatio(n, expected[window]![k]!, cumulated[window]!))
  }
  return best
}

/** Least count of each class with which its ratio exceeds 0 and reaches `floor`; above the total where none does. */
function leastCounts(expected: Float64Array, total: number, floor: number): Int32Array {
  const least = new Int32Array(expected.length)
  for (let k = 0; k < least.length; k++) least[k] = leastCount(expected[k]!, total, floor)
  return least
}

function leastCount(expected: number, total: number, floor: number): number {
  if (expected <= 0 || 2 * expected > total) return total + 1
  let low = Math.max(fewestCases, Math.floor(expected) + 1)
  if (floor === 0) return low
  let step = 1
  while (low + step <= total && logLikelihoodRatio(low + step - 1, expected, total) < floor) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step, total + 1)
  while (low < high) {
    const middle = (low + high) >> 1
    if (logLikelihoodRatio(middle, expected, total) >= floor) high = middle
    else low = middle + 1
  }
  return low
}

function lowestCounts(least: readonly Int32Array[], next: Int32Array): { own: Int32Array; below: Int32Array } {
  const own = least[0]!.slice()
  for (const of of least) for (let k = 0; k < own.length; k++) own[k] = Math.min(own[k]!, of[k]!)
  const below = own.slice()
  for (let k = next.length - 1; k >= 0; k--) {
    for (let child = k + 1; child < next[k]!; child = next[child]!) below[k] = Math.min(below[k]!, below[child]!)
  }
  return { own, below }
}

function behindSubtrees({ start, end }: ScanTree): Int32Array {
  const next = new Int32Array(start.length)
  const open: number[] = []
  for (let k = 0; k <= start.length; k++) {
    while (open.length > 0 && (k === start.length || start[k]! >= end[open.at(-1)!]!)) next[open.pop()!] = k
    if (k < start.length) open.push(k)
  }
  return next
}
