/**
 * Who is beside whom, in compressed rows: the neighbours of place `i` are `neighbours[k]` with weight `weights[k]` for
 * `k` from `offsets[i]` to `offsets[i + 1] − 1`.
 */
export interface SpatialWeights {
  readonly length: number
  readonly offsets: Int32Array
  readonly neighbours: Int32Array
  readonly weights: Float64Array
}

/** Weight 1 for every neighbour. `lists[i]` holds the positions beside place `i`, without `i` itself. */
export function binaryWeights(lists: readonly (readonly number[])[]): SpatialWeights {
  const offsets = new Int32Array(lists.length + 1)
  lists.forEach((list, i) => (offsets[i + 1] = offsets[i]! + list.length))
  const neighbours = new Int32Array(offsets[lists.length]!)
  lists.forEach((list, i) => neighbours.set(list, offsets[i]))
  return { length: lists.length, offsets, neighbours, weights: new Float64Array(neighbours.length).fill(1) }
}

/** The same neighbours, with weights that sum to 1 at every place that has any. */
export function rowStandardised(binary: SpatialWeights): SpatialWeights {
  const { length, offsets } = binary
  const weights = binary.weights.slice()
  for (let i = 0; i < length; i++) {
    const row = weights.subarray(offsets[i], offsets[i + 1])
    const sum = row.reduce((total, weight) => total + weight, 0)
    if (sum > 0) row.forEach((weight, k) => (row[k] = weight / sum))
  }
  return { ...binary, weights }
}

/** The same weights with every place beside itself, with weight 1. */
export function withSelf({ length, offsets, neighbours, weights }: SpatialWeights): SpatialWeights {
  const count = neighbours.length + length
  const more = {
    offsets: new Int32Array(length + 1),
    neighbours: new Int32Array(count),
    weights: new Float64Array(count),
  }
  for (let i = 0; i < length; i++) {
    const [from, to] = [offsets[i]!, offsets[i + 1]!]
    const at = from + i
    more.offsets[i + 1] = to + i + 1
    more.neighbours[at] = i
    more.weights[at] = 1
    more.neighbours.set(neighbours.subarray(from, to), at + 1)
    more.weights.set(weights.subarray(from, to), at + 1)
  }
  return { length, ...more }
}

/** Weighted sum of the neighbours' values at every place (the spatial lag times the row's sum). */
export function lagged(
  { length, offsets, neighbours, weights }: SpatialWeights,
  values: ArrayLike<number>,
): Float64Array {
  const sums = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    let sum = 0
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) sum += weights[k]! * values[neighbours[k]!]!
    sums[i] = sum
  }
  return sums
}

/** Sum of the weights, and of their squares, at every place. */
export function rowSums({ length, offsets, weights }: SpatialWeights): { sum: Float64Array; squares: Float64Array } {
  const sum = new Float64Array(length)
  const squares = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      sum[i]! += weights[k]!
      squares[i]! += weights[k]! ** 2
    }
  }
  return { sum, squares }
}
