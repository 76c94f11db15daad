import { normalTwoSided, normalUpperTail } from './normal'
import { lagged, rowSums, type SpatialWeights } from './spatial-weights'

export interface MoranTest {
  i: number
  expected: number
  variance: number
  z: number
  /** Chance of an I as high or higher without any pattern, by the normal approximation. */
  p_greater: number
}

/**
 * Moran's I with its moments under randomisation (Cliff & Ord 1981, Spatial Processes, 1.5.1; as `moran.test` of R's
 * spdep). Null where the values do not vary, nobody has a neighbour, or there are fewer than four places.
 */
export function moran(values: ArrayLike<number>, weights: SpatialWeights): MoranTest | null {
  const n = weights.length
  const { deviations, m2 } = spread(values)
  const { s0, s1, s2 } = weightSums(weights)
  if (n < 4 || m2 === 0 || s0 === 0) return null
  const lag = lagged(weights, deviations)
  const i = sum(deviations, (z, at) => z * lag[at]!) / (s0 * m2)
  const kurtosis = sum(deviations, (z) => z ** 4) / n / m2 ** 2
  const expected = -1 / (n - 1)
  const first = n * ((n ** 2 - 3 * n + 3) * s1 - n * s2 + 3 * s0 ** 2)
  const second = kurtosis * (n * (n - 1) * s1 - 2 * n * s2 + 6 * s0 ** 2)
  const variance = (first - second) / ((n - 1) * (n - 2) * (n - 3) * s0 ** 2) - expected ** 2
  if (!(variance > 0)) return null
  const z = (i - expected) / Math.sqrt(variance)
  return { i, expected, variance, z, p_greater: normalUpperTail(z) }
}

export interface LocalMoran {
  i: number
  expected: number
  variance: number
  /** Null where the place has no variance: no neighbours, or a value equal to the mean. */
  z: number | null
  p_two_sided: number | null
}

/**
 * Local Moran's I (Anselin 1995) with moments under conditional permutation (Sokal, Oden & Thomson 1998; as `localmoran`
 * of spdep). Null where the values do not vary or there are fewer than three places.
 */
export function localMoran(values: ArrayLike<number>, weights: SpatialWeights): LocalMoran[] | null {
  const n = weights.length
  const { deviations, m2 } = spread(values)
  if (n < 3 || m2 === 0) return null
  const lag = lagged(weights, deviations)
  const rows = rowSums(weights)
  return Array.from(deviations, (deviation, at) => {
    const [row, squares] = [rows.sum[at]!, rows.squares[at]!]
    const i = (deviation / m2) * lag[at]!
    const expected = (-(deviation ** 2) * row) / ((n - 1) * m2)
    const ofWeights = squares - row ** 2 / (n - 1)
    const variance = (deviation / m2) ** 2 * (n / (n - 2)) * ofWeights * (m2 - deviation ** 2 / (n - 1))
    const z = variance > 1e-15 ? (i - expected) / Math.sqrt(variance) : null
    return { i, expected, variance, z, p_two_sided: z === null ? null : normalTwoSided(z) }
  })
}

function spread(values: ArrayLike<number>): { deviations: Float64Array; m2: number } {
  const n = values.length
  const mean = sum(values, (value) => value) / n
  const deviations = Float64Array.from(values, (value) => value - mean)
  const isFlat = Array.prototype.every.call(values, (value) => value === values[0])
  return { deviations, m2: isFlat ? 0 : sum(deviations, (z) => z * z) / n }
}

/** S0, S1 and S2 of Cliff and Ord. */
function weightSums({ length, offsets, neighbours, weights }: SpatialWeights) {
  const rows = new Float64Array(length)
  const columns = new Float64Array(length)
  const byPair = new Map<number, number>()
  let s0 = 0
  for (let i = 0; i < length; i++) {
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      const [j, weight] = [neighbours[k]!, weights[k]!]
      s0 += weight
      rows[i]! += weight
      columns[j]! += weight
      const pair = Math.min(i, j) * length + Math.max(i, j)
      // A place beside itself pairs with itself.
      byPair.set(pair, (byPair.get(pair) ?? 0) + (i === j ? 2 * weight : weight))
    }
  }
  let s1 = 0
  for (const [pair, weight] of byPair) s1 += pair % (length + 1) === 0 ? weight ** 2 / 2 : weight ** 2
  return { s0, s1, s2: sum(rows, (row, i) => (row + columns[i]!) ** 2) }
}

function sum(values: ArrayLike<number>, of: (value: number, at: number) => number): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += of(values[i]!, i)
  return total
}
