import type { Random } from '../../random'

/** Draws one of the entries in proportion to its weight; `u` is uniform in [0, 1). */
export type Chooser<T> = (u: number) => T

export function createChooser<T>(entries: readonly (readonly [T, number])[]): Chooser<T> {
  const [first] = entries
  if (!first) throw new RangeError('a chooser needs at least one entry')
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0)
  return (u) => {
    let rest = u * total
    for (const [item, weight] of entries) {
      rest -= weight
      if (rest < 0) return item
    }
    return first[0]
  }
}

/** Draws an index in proportion to its weight in constant time (alias method: Walker 1977, Vose 1991). */
export function createAlias(weights: Float64Array): (random: Random) => number {
  const count = weights.length
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const scaled = weights.map((weight) => (weight * count) / total)
  const alias = new Uint32Array(count)
  const small: number[] = []
  const large: number[] = []
  scaled.forEach((weight, i) => (weight < 1 ? small : large).push(i))
  while (small.length > 0 && large.length > 0) {
    const [low, high] = [small.pop() ?? 0, large.pop() ?? 0]
    alias[low] = high
    scaled[high] = (scaled[high] ?? 0) + (scaled[low] ?? 0) - 1
    ;((scaled[high] ?? 0) < 1 ? small : large).push(high)
  }
  for (const i of [...small, ...large]) scaled[i] = 1
  return (random) => {
    const u = random.next() * count
    const i = Math.floor(u)
    return u - i < (scaled[i] ?? 1) ? i : (alias[i] ?? i)
  }
}
