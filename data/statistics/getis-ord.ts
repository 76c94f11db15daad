import { lagged, rowSums, type SpatialWeights } from './spatial-weights'

/**
 * z-scores of the local statistic Gi, which leaves the place itself out (Ord & Getis 1995, table 1). Null where the
 * other places do not vary, or where all or none of them are neighbours.
 */
export function gi(values: ArrayLike<number>, weights: SpatialWeights): (number | null)[] {
  const n = weights.length
  const { mean, squares } = moments(values)
  const lag = lagged(weights, values)
  const rows = rowSums(weights)
  return Array.from(values, (value, i) => {
    const others = squares - ((value - mean) ** 2 * n) / (n - 1)
    const spread = ((n - 1) * rows.squares[i]! - rows.sum[i]! ** 2) / (n - 2)
    if (others <= squares * 1e-12 || !(spread > 1e-12)) return null
    const meanOfOthers = (mean * n - value) / (n - 1)
    return (lag[i]! - rows.sum[i]! * meanOfOthers) / Math.sqrt((others / (n - 1)) * spread)
  })
}

/**
 * z-scores of the local statistic Gi* (Ord & Getis 1995, table 1). `weights` hold every place beside itself (`withSelf`).
 * Null everywhere where the values do not vary, and where all places are neighbours.
 */
export function giStar(values: ArrayLike<number>, weights: SpatialWeights): (number | null)[] {
  const n = weights.length
  const { mean, squares } = moments(values)
  const lag = lagged(weights, values)
  const rows = rowSums(weights)
  return Array.from(lag, (sum, i) => {
    const spread = (n * rows.squares[i]! - rows.sum[i]! ** 2) / (n - 1)
    if (squares === 0 || !(spread > 1e-12)) return null
    return (sum - rows.sum[i]! * mean) / Math.sqrt((squares / n) * spread)
  })
}

/** Mean, and sum of the squared deviations from it; exactly 0 where all values are the same. */
function moments(values: ArrayLike<number>): { mean: number; squares: number } {
  let total = 0
  let isFlat = true
  for (let i = 0; i < values.length; i++) {
    total += values[i]!
    isFlat &&= values[i] === values[0]
  }
  const mean = total / values.length
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2
  return { mean, squares: isFlat ? 0 : squares }
}
