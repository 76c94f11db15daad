import { nullMaxima, type ScanFrame, type ScanTree } from './tree-scan'

/**
 * The null distribution of a tree scan's maximum over a grid of totals, so that a p-value needs no draws. Between grid
 * points quantiles are linear in the logarithm of the total; between quantiles the logarithm of p is linear in the ratio;
 * beyond the last quantile it falls as in a Gumbel distribution fitted by moments (Abrams, Kulldorff & Kleinman 2010,
 * International Journal of Health Geographics 9:61).
 */
export interface NullTable {
  /** Ascending. */
  readonly totals: readonly number[]
  /** Ratio exceeded with probability `levels[i]`, by total. */
  readonly quantiles: readonly Float64Array[]
  /** Scale of the Gumbel distribution by total. */
  readonly scale: readonly number[]
}

/** Probabilities of the kept quantiles. */
const levels = [1, 0.9, 0.75, 0.5, 0.35, 0.25, 0.15, 0.1, 0.075, 0.05, 0.035, 0.02]

export interface NullTableOrder {
  tree: ScanTree
  exposure: Float64Array
  /** Length of each ring: in the table cases fall evenly on the days. */
  ring_days: readonly number[]
  /** Largest total that will be asked for. */
  most: number
  replicates: number
  seed: number
}

/** Totals of the grid grow by this factor. */
const step = 3

export function buildNullTable({ tree, exposure, ring_days, most, replicates, seed }: NullTableOrder): NullTable {
  const totals: number[] = []
  for (let total = 10; totals.length === 0 || totals.at(-1)! < most; total *= step) totals.push(total)
  const days = ring_days.reduce((sum, length) => sum + length, 0)
  const maxima = totals.map((total, i) => {
    const frame: ScanFrame = {
      tree,
      exposure: ring_days.map(() => exposure),
      totals: shareOut(total, ring_days, days),
    }
    return nullMaxima(frame, replicates, seed + i)
  })
  return { totals, quantiles: maxima.map(quantilesOf), scale: maxima.map(gumbelScale) }
}

/** p of a ratio where all windows together hold `total` cases; totals outside of the grid count as its ends. */
export function tableP(table: NullTable, total: number, ratio: number): number {
  const { lower, weight } = placeOf(table.totals, total)
  const blend = (low: number, high: number) => low + weight * (high - low)
  const upper = Math.min(lower + 1, table.totals.length - 1)
  const quantile = (i: number) => blend(table.quantiles[lower]![i]!, table.quantiles[upper]![i]!)
  if (ratio <= quantile(0)) return 1
  let i = 1
  while (i < levels.length && quantile(i) < ratio) i++
  const [from, level] = [quantile(i - 1), levels[i - 1]!]
  if (i === levels.length) {
    const scale = blend(table.scale[lower]!, table.scale[upper]!)
    const tail = (x: number) => -Math.expm1(-Math.exp(-x / scale))
    // Shifted so that it meets the last quantile.
    const shift = -scale * Math.log(-Math.log1p(-level))
    return tail(ratio - from + shift)
  }
  const width = quantile(i) - from
  const part = width > 0 ? (ratio - from) / width : 1
  return Math.exp(Math.log(level) + part * (Math.log(levels[i]!) - Math.log(level)))
}

/** Whole numbers in proportion to the days that sum to the total. */
function shareOut(total: number, ring_days: readonly number[], days: number): number[] {
  let before = 0
  let given = 0
  return ring_days.map((length) => {
    before += length
    const upTo = Math.round((total * before) / days)
    const part = upTo - given
    given = upTo
    return part
  })
}

function quantilesOf(maxima: Float64Array): Float64Array {
  const last = maxima.length - 1
  return Float64Array.from(levels, (level) => {
    const at = (1 - level) * last
    const low = Math.floor(at)
    return maxima[low]! + (at - low) * (maxima[Math.min(low + 1, last)]! - maxima[low]!)
  })
}

/** By the method of moments: standard deviation × √6 / π; never 0, for a total so small that all maxima are equal. */
function gumbelScale(maxima: Float64Array): number {
  const mean = maxima.reduce((sum, x) => sum + x, 0) / maxima.length
  const variance = maxima.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, maxima.length - 1)
  return Math.max(0.1, (Math.sqrt(variance) * Math.sqrt(6)) / Math.PI)
}

function placeOf(totals: readonly number[], total: number): { lower: number; weight: number } {
  if (total <= totals[0]!) return { lower: 0, weight: 0 }
  let lower = 0
  while (lower + 1 < totals.length && totals[lower + 1]! <= total) lower++
  if (lower + 1 === totals.length) return { lower, weight: 0 }
  return { lower, weight: Math.log(total / totals[lower]!) / Math.log(totals[lower + 1]! / totals[lower]!) }
}
