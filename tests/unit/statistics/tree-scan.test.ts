import { describe, expect, it } from 'vitest'
import { createMultinomial, seedState } from '../../../data/statistics/multinomial'
import {
  disjointClasses,
  logLikelihoodRatio,
  nullMaxima,
  rankP,
  rivalClasses,
  scoreClasses,
  type ScanFrame,
  type ScanTree,
} from '../../../data/statistics/tree-scan'

/** Root over two branches of two units each, and every unit a class of its own. */
const tree: ScanTree = {
  units: 4,
  start: Int32Array.of(0, 0, 0, 1, 2, 2, 3),
  end: Int32Array.of(4, 2, 1, 2, 4, 3, 4),
}
const even = Float64Array.of(1, 1, 1, 1)
const frameOf = (totals: number[], exposure = even): ScanFrame => ({
  tree,
  exposure: totals.map(() => exposure),
  totals,
})
const oneRing = (...counts: number[]) => [Int32Array.from(counts)]

describe('log-likelihood ratio', () => {
  it('is that of the conditional Poisson model', () => {
    // 5 ln(5/2) + 3 ln(3/6), worked by hand.
    expect(logLikelihoodRatio(5, 2, 8)).toBeCloseTo(5 * Math.log(2.5) + 3 * Math.log(0.5), 12)
    expect(logLikelihoodRatio(4, 1, 4)).toBeCloseTo(4 * Math.log(4), 12)
  })

  it('counts only an excess of at least three cases in at most half of the exposure', () => {
    expect(logLikelihoodRatio(2, 0.1, 8)).toBe(0)
    expect(logLikelihoodRatio(3, 3, 8)).toBe(0)
    expect(logLikelihoodRatio(8, 4.1, 8)).toBe(0)
    expect(logLikelihoodRatio(8, 4, 8)).toBeGreaterThan(0)
  })
})

describe('scores of classes', () => {
  it('take the best of the nested windows', () => {
    const frame = frameOf([4, 4])
    const { ratio, window, cases, expected } = scoreClasses(frame, [
      Int32Array.of(3, 1, 0, 0),
      Int32Array.of(0, 0, 2, 2),
    ])
    // The first branch has all of the first ring and nothing after it.
    expect(window[1]).toBe(0)
    expect(cases[1]).toBe(4)
    expect(expected[1]).toBe(2)
    expect(ratio[1]).toBeCloseTo(4 * Math.log(2), 12)
    // Its first unit: 3 of 4, where 1 is expected.
    expect(ratio[2]).toBeCloseTo(3 * Math.log(3) + Math.log(1 / 3), 12)
    expect(window[4]).toBe(-1)
    expect(window[0]).toBe(-1)
  })

  it('leave no overlap among the classes that are told', () => {
    const frame = frameOf([12])
    const scores = scoreClasses(frame, oneRing(5, 1, 1, 5))
    const found = disjointClasses(tree, scores)
    expect(found).toEqual([2, 6])
  })

  it('have rivals inside and around them, as far as their likelihood is near', () => {
    const scores = scoreClasses(frameOf([12]), oneRing(5, 4, 1, 2))
    const [best = -1] = disjointClasses(tree, scores)
    expect(best).toBe(1)
    // 9 of 12 where 6 are expected: 1.57; 5 and 4 in its units where 3 are: 0.80 and 0.21.
    expect(rivalClasses(tree, scores, best, 9)).toEqual([2, 3])
    expect(rivalClasses(tree, scores, best, 1)).toEqual([2])
    const sure = scoreClasses(frameOf([24]), oneRing(22, 0, 1, 1))
    expect(rivalClasses(tree, sure, 2, 9)).toEqual([])
  })

  it('name the smaller of two classes with the same ratio', () => {
    const chain = { units: 3, start: Int32Array.of(0, 0, 0), end: Int32Array.of(3, 2, 1) }
    const frame = { tree: chain, exposure: [Float64Array.of(1, 0, 9)], totals: [6] }
    expect(disjointClasses(chain, scoreClasses(frame, oneRing(5, 0, 1)))).toEqual([2])
  })
})

describe('null maxima', () => {
  it('give the p that enumeration of all outcomes gives', () => {
    const frame = frameOf([6], Float64Array.of(1, 2, 3, 4))
    const observed = scoreClasses(frame, oneRing(3, 1, 1, 1)).ratio.reduce((a, b) => Math.max(a, b), 0)
    const exact = chanceOfAtLeast(frame, observed)
    const replicates = 40_000
    const p = rankP(nullMaxima(frame, replicates, 5), observed)
    expect(exact).toBeGreaterThan(0.01)
    expect(exact).toBeLessThan(0.5)
    expect(Math.abs(p - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / replicates))
  })

  it('are the same for a seed and others for another', () => {
    const frame = frameOf([9, 20])
    expect(nullMaxima(frame, 200, 3)).toEqual(nullMaxima(frame, 200, 3))
    expect(nullMaxima(frame, 200, 3)).not.toEqual(nullMaxima(frame, 200, 4))
  })

  it('pass nothing over that lies below the floor', () => {
    const frame = frameOf([7, 9, 4])
    const state = seedState(11)
    const draws = frame.exposure.map((exposure) => createMultinomial(exposure, state))
    const slow = Array.from({ length: 500 }, () => {
      const counts = draws.map((draw, ring) => {
        const ofRing = new Int32Array(4)
        draw.drawInto(ofRing, frame.totals[ring]!)
        return ofRing
      })
      return Math.max(...scoreClasses(frame, counts).ratio)
    })
    expect(Array.from(nullMaxima(frame, 500, 11))).toEqual(slow.sort((a, b) => a - b))
  })

  it('are all 0 without cases or without exposure', () => {
    expect(Array.from(nullMaxima(frameOf([0, 0]), 3, 1))).toEqual([0, 0, 0])
    expect(Array.from(nullMaxima(frameOf([5], new Float64Array(4)), 3, 1))).toEqual([0, 0, 0])
  })

  it('make p uniform under the null', () => {
    const { frame, draw } = randomForest(60)
    const maxima = nullMaxima(frame, 999, 1)
    const tenths = new Array<number>(10).fill(0)
    for (let i = 0; i < 1000; i++) {
      const ratio = Math.max(...scoreClasses(frame, draw()).ratio)
      tenths[Math.min(9, Math.floor(10 * (rankP(maxima, ratio) - 1e-9)))]!++
    }
    const chi2 = tenths.reduce((sum, n) => sum + (n - 100) ** 2 / 100, 0)
    // 99.9 % of chi-square with 9 degrees of freedom, and as much again for the draws behind the maxima.
    expect(chi2).toBeLessThan(2 * 27.9)
    expect(tenths[0]).toBeLessThan(100 + 45)
  })
})

describe('rank p', () => {
  it('counts ties as at least as large', () => {
    const maxima = Float64Array.of(1, 2, 2, 3)
    expect(rankP(maxima, 2)).toBe(4 / 5)
    expect(rankP(maxima, 3.5)).toBe(1 / 5)
    expect(rankP(maxima, 0)).toBe(1)
  })
})

describe('multinomial', () => {
  it('draws in proportion to the weights and never a unit without weight', () => {
    const weights = Float64Array.of(0, 5, 1, 0, 2, 2, 0)
    const counts = new Int32Array(7)
    createMultinomial(weights, seedState(8)).drawInto(counts, 100_000)
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(100_000)
    weights.forEach((weight, unit) => {
      const expected = weight * 10_000
      expect(Math.abs(counts[unit]! - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected))
    })
  })

  it('follows the reference sequence of xoshiro128**', () => {
    // State 1, 2, 3, 4 gives 11520, 0, 5927040, … (Blackman & Vigna's implementation).
    const state = Int32Array.of(1, 2, 3, 4)
    const counts = new Int32Array(1)
    createMultinomial(Float64Array.of(1), state).drawInto(counts, 1)
    expect(Array.from(state)).toEqual([7, 0, 1026, 12288])
  })
})

/** Probability that the maximum reaches `ratio`, by enumerating where each case of the one ring may fall. */
function chanceOfAtLeast(frame: ScanFrame, ratio: number): number {
  const [exposure = even] = frame.exposure
  const total = frame.totals[0] ?? 0
  const all = exposure.reduce((sum, value) => sum + value, 0)
  let chance = 0
  for (let code = 0; code < 4 ** total; code++) {
    const counts = new Int32Array(4)
    let probability = 1
    for (let i = 0, rest = code; i < total; i++, rest = Math.floor(rest / 4)) {
      counts[rest % 4]!++
      probability *= exposure[rest % 4]! / all
    }
    if (Math.max(...scoreClasses(frame, [counts]).ratio) >= ratio) chance += probability
  }
  return chance
}

/** A binary tree over 64 units with uneven exposure and three rings, and draws of its null from another stream. */
function randomForest(cases: number) {
  const start: number[] = []
  const end: number[] = []
  const add = (from: number, to: number) => {
    start.push(from)
    end.push(to)
    if (to - from === 1) return
    add(from, (from + to) / 2)
    add((from + to) / 2, to)
  }
  add(0, 64)
  const exposure = Float64Array.from({ length: 64 }, (_, unit) => 1 + ((unit * 37) % 11))
  const totals = [cases / 6, cases / 3, cases / 2]
  const frame: ScanFrame = {
    tree: { units: 64, start: Int32Array.from(start), end: Int32Array.from(end) },
    exposure: totals.map(() => exposure),
    totals,
  }
  const source = createMultinomial(exposure, seedState(77))
  const draw = () =>
    totals.map((total) => {
      const counts = new Int32Array(64)
      source.drawInto(counts, total)
      return counts
    })
  return { frame, draw }
}
