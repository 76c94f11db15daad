/**
 * Draws over units in proportion to their weights: Walker's alias method with the table of Vose (1991, IEEE Transactions
 * on Software Engineering 17:972–975) and the generator xoshiro128** (Blackman & Vigna 2021, ACM Transactions on
 * Mathematical Software 47:36). One number of 32 bits a draw serves for the unit and for the choice between it and its
 * alias; a weight is off by at most units/2³² of the mean. The same seed gives the same draws.
 */
export interface Multinomial {
  /** Adds `n` draws to `counts`, which has one element a unit. */
  drawInto(counts: Int32Array, n: number): void
}

/** State of a generator; several multinomials may share one. */
export type RandomState = Int32Array

/** State from a seed of 32 bits, spread by splitmix32 so that near seeds give unlike streams. */
export function seedState(seed: number): RandomState {
  let x = seed | 0
  return Int32Array.from({ length: 4 }, () => {
    x = (x + 0x9e3779b9) | 0
    let z = x
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return z ^ (z >>> 15)
  })
}

/**
 * Multinomial over the units of `weights`, of which none may be negative.
 * @throws RangeError `statistics.no_weight` where all are 0.
 */
export function createMultinomial(weights: Float64Array, state: RandomState): Multinomial {
  const { keep, alias } = aliasTable(weights)
  const scale = weights.length / 0x100000000
  return {
    drawInto(counts, n) {
      let [a, b, c, d] = [state[0]!, state[1]!, state[2]!, state[3]!]
      for (let i = 0; i < n; i++) {
        const five = Math.imul(b, 5)
        const at = (Math.imul((five << 7) | (five >>> 25), 9) >>> 0) * scale
        const t = b << 9
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= t
        d = (d << 11) | (d >>> 21)
        const unit = Math.floor(at)
        counts[at - unit < keep[unit]! ? unit : alias[unit]!]!++
      }
      state.set([a, b, c, d])
    },
  }
}

/** Probability with which a unit keeps a draw that falls on it, and the unit that gets it otherwise. */
function aliasTable(weights: Float64Array): { keep: Float64Array; alias: Int32Array } {
  let total = 0
  let heaviest = 0
  weights.forEach((weight, unit) => {
    total += weight
    if (weight > weights[heaviest]!) heaviest = unit
  })
  if (!(total > 0)) throw new RangeError('statistics.no_weight')
  const share = weights.map((weight) => (weight / total) * weights.length)
  // What rounding leaves over keeps all; but a unit without weight must never be drawn.
  const keep = weights.map((weight) => (weight > 0 ? 1 : 0))
  const alias = new Int32Array(weights.length).fill(heaviest)
  const small: number[] = []
  const large: number[] = []
  share.forEach((value, unit) => (value < 1 ? small : large).push(unit))
  for (let low = small.pop(), high = large.at(-1); low !== undefined && high !== undefined;) {
    keep[low] = share[low]!
    alias[low] = high
    share[high] = share[high]! - (1 - share[low]!)
    if (share[high]! < 1) small.push(large.pop()!)
    low = small.pop()
    high = large.at(-1)
  }
  return { keep, alias }
}
