/** Deterministic random numbers: the same seed and the same calls give the same city. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [low, high). */
  between(low: number, high: number): number
  /** Integer, both ends inclusive. */
  integer(low: number, high: number): number
  chance(probability: number): boolean
  normal(mean: number, deviation: number): number
  logNormal(median: number, sigma: number): number
  /** Gamma with the given shape and mean 1 (Marsaglia & Tsang 2000). */
  gamma(shape: number): number
  /** Poisson count (Knuth; normal approximation above 60). */
  poisson(mean: number): number
  pick<T>(items: readonly T[]): T
  /** Index drawn in proportion to its weight. */
  weighted(weights: readonly number[]): number
  shuffle<T>(items: readonly T[]): T[]
  /** An independent stream, so that adding draws in one part does not change another. */
  fork(name: string): Random
}

/** Generator sfc32 (Doty-Humphrey, PractRand) seeded from a text by the xmur3 mix. */
export function createRandom(seed: string): Random {
  const next = sfc32(seed)
  const random: Random = {
    next,
    between: (low, high) => low + (high - low) * next(),
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    normal: (mean, deviation) => mean + deviation * standardNormal(next),
    logNormal: (median, sigma) => median * Math.exp(sigma * standardNormal(next)),
    gamma: (shape) => gamma(shape, next) / shape,
    poisson: (mean) => poisson(mean, next),
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new RangeError('pick: nothing to pick from')
      return item
    },
    weighted: (weights) => weighted(weights, next()),
    shuffle: (items) => {
      const result = [...items]
      for (let i = result.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1))
        const [a, b] = [result[i], result[j]]
        if (a !== undefined && b !== undefined) [result[i], result[j]] = [b, a]
      }
      return result
    },
    fork: (name) => createRandom(`${seed}/${name}`),
  }
  return random
}

function sfc32(seed: string): () => number {
  let h = 1779033703 ^ seed.length
  for (let i = 0; i < seed.length; i++) {
    h = Math.imul(h ^ seed.charCodeAt(i), 3432918353)
    h = (h << 13) | (h >>> 19)
  }
  const mix = () => {
    h = Math.imul(h ^ (h >>> 16), 2246822507)
    h = Math.imul(h ^ (h >>> 13), 3266489909)
    return (h ^= h >>> 16) >>> 0
  }
  let [a, b, c, d] = [mix(), mix(), mix(), mix()]
  return () => {
    const t = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
}

function standardNormal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}

function gamma(shape: number, next: () => number): number {
  if (shape < 1) return gamma(shape + 1, next) * Math.pow(1 - next(), 1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = standardNormal(next)
    const v = Math.pow(1 + c * x, 3)
    if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

function poisson(mean: number, next: () => number): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * standardNormal(next)))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = next(); product > limit; product *= next()) count++
  return count
}

function weighted(weights: readonly number[], u: number): number {
  let rest = u * weights.reduce((sum, weight) => sum + weight, 0)
  for (let i = 0; i < weights.length; i++) {
    rest -= weights[i] ?? 0
    if (rest < 0) return i
  }
  return weights.length - 1
}
