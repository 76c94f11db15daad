import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../data/demo/random'
import { binomialChance, binomialUpperTail } from '../../../data/statistics/binomial'
import { shrunkRates, shrunkShares } from '../../../data/statistics/empirical-bayes'
import { benjaminiHochberg } from '../../../data/statistics/false-discovery'
import { gi, giStar } from '../../../data/statistics/getis-ord'
import { mannKendall } from '../../../data/statistics/mann-kendall'
import { localMoran, moran } from '../../../data/statistics/moran'
import { normalTwoSided, normalUpperTail } from '../../../data/statistics/normal'
import { fitPoisson } from '../../../data/statistics/poisson-regression'
import { binaryWeights, rowStandardised, withSelf } from '../../../data/statistics/spatial-weights'

const ratio = (a: number, b: number) => expect(a / b - 1)

describe('places without variance', () => {
  const line = binaryWeights([[1], [0, 2], [1, 3], [2]])

  it('have no statistic, rather than a wrong one', () => {
    const flat = [0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2]
    expect(moran(flat, line)).toBeNull()
    expect(localMoran(flat, line)).toBeNull()
    expect(gi(flat, line)).toEqual([null, null, null, null])
    expect(giStar(flat, withSelf(line))).toEqual([null, null, null, null])
  })

  it('are those that all others are beside, or whose others are all alike', () => {
    const everybody = binaryWeights([[1, 2], [0, 2], [0, 1]]) // prettier-ignore
    expect(giStar([1, 2, 4], withSelf(everybody))).toEqual([null, null, null])
    expect(gi([9, 1, 1, 1], line)[0]).toBeNull()
    expect(gi([9, 1, 1, 1], line)[1]).not.toBeNull()
    expect(localMoran([2, 1, 3, 2], rowStandardised(line))?.[0]?.z).toBeNull()
  })

  it('never give a number that is none', () => {
    const values = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 12 })
    fc.assert(
      fc.property(values, (counts) => {
        const ring = binaryWeights(counts.map((_, i) => (i === 0 ? [] : [(i + 1) % counts.length])))
        const all = [
          ...gi(counts, ring),
          ...giStar(counts, withSelf(ring)),
          ...(localMoran(counts, ring) ?? []).flatMap((place) => Object.values(place) as (number | null)[]),
          ...Object.values(moran(counts, ring) ?? {}),
        ]
        return all.every((value) => value === null || Number.isFinite(value))
      }),
    )
  })
})

describe('normal tails', () => {
  it('are those of the tables', () => {
    ratio(normalUpperTail(1.959963984540054), 0.025).toBeCloseTo(0, 12)
    ratio(normalUpperTail(-1.2815515655446004), 0.9).toBeCloseTo(0, 12)
    ratio(normalUpperTail(3), 0.0013498980316300933).toBeCloseTo(0, 12)
    ratio(normalUpperTail(10), 7.619853024160527e-24).toBeCloseTo(0, 11)
    ratio(normalTwoSided(-2.8), 0.005110260660855).toBeCloseTo(0, 11)
  })
})

describe('benjaminiHochberg', () => {
  it('makes four discoveries in the example of Benjamini and Hochberg (1995, 3.2)', () => {
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1] // prettier-ignore
    const adjusted = benjaminiHochberg(p)
    expect([...adjusted].filter((value) => value <= 0.05)).toHaveLength(4)
    expect(adjusted[0]).toBeCloseTo(0.0015, 12)
    expect(adjusted[3]).toBeCloseTo(0.0095 * (15 / 4), 12)
    expect(adjusted[4]).toBeCloseTo(0.0344 * (15 / 8) < 0.0201 * 3 ? 0.0344 * (15 / 8) : 0.0201 * 3, 12)
    expect([...benjaminiHochberg([...p].reverse())].reverse()).toEqual([...adjusted])
  })
})

describe('empirical Bayes', () => {
  it('follows Marshall (1991) on a case worked by hand', () => {
    // m = 20/400; Σ n (r − m)² / Σ n = (100·0.05² + 100·0 + 200·0.025²)/400 = 0.0009375; A = 0.0009375 − 0.05·3/400.
    const rates = shrunkRates([10, 5, 5], [100, 100, 200])
    const variance = 0.0009375 - 0.000375
    expect(rates[0]).toBeCloseTo(0.05 + (variance / (variance + 0.0005)) * 0.05, 12)
    expect(rates[1]).toBeCloseTo(0.05, 12)
    expect(rates[2]).toBeCloseTo(0.05 - (variance / (variance + 0.00025)) * 0.025, 12)
  })

  it('shrinks all the way where chance explains everything, and where nothing is known', () => {
    expect([...shrunkRates([5, 5, 0], [100, 100, 0])]).toEqual([0.05, 0.05, 0.05])
    expect([...shrunkRates([0, 0], [0, 0])]).toEqual([0, 0])
    expect([...shrunkShares([5, 5, 0], [10, 10, 0])]).toEqual([0.5, 0.5, 0.5])
  })

  it('follows the moments of Kleinman (1973) on a case worked by hand', () => {
    // m = ½; scatter 10·0.4²·2 = 3.2, over ¼ 12.8; less 1 is 11.8; room 20 − 10 − 1 = 9: all of the scatter is real.
    expect(shrunkShares([9, 1], [10, 10])[0]).toBeCloseTo(0.9, 12)
    // Scatter 10·0.2²·2/¼ = 3.2; ρ = 2.2/9; trust = 10ρ/(9ρ + 1).
    const rho = 2.2 / 9
    expect(shrunkShares([7, 3], [10, 10])[0]).toBeCloseTo(0.5 + 0.2 * ((10 * rho) / (9 * rho + 1)), 12)
  })
})

describe('binomialUpperTail', () => {
  it('is the sum of the chances, computed in whole numbers', () => {
    for (const [n, num, den] of [
      [12, 1, 3],
      [40, 1, 50],
      [25, 9, 10],
    ] as const) {
      for (let k = 0; k <= n; k++) {
        ratio(binomialUpperTail(k, n, num / den), exactTail(k, n, num, den)).toBeCloseTo(0, 11)
      }
    }
  })

  it('holds for a million trials and the smallest chances', () => {
    // Poisson limit: P(X ≥ 3 | mean 1e-4) = 1e-12/6 · (1 − ¾·1e-4 + …).
    ratio(binomialUpperTail(3, 1_000_000, 1e-10), 1.66654167e-13).toBeCloseTo(0, 5)
    ratio(binomialUpperTail(1, 1_000_000, 1e-300), 1e-294).toBeCloseTo(0, 10)
    expect(binomialUpperTail(500_001, 1_000_001, 0.5)).toBeCloseTo(0.5, 10)
    expect(binomialUpperTail(1_000_000, 1_000_000, 0.999_999)).toBeCloseTo(Math.exp(1e6 * Math.log(0.999999)), 12)
    expect([0, 5, 11].map((hits) => binomialUpperTail(hits, 10, 0))).toEqual([1, 0, 0])
    expect(binomialUpperTail(3, 3, 1)).toBe(1)
    expect(binomialChance(0, 0, 0.3)).toBe(1)
  })

  it('falls with the hits and stays a chance', () => {
    const draw = fc.tuple(fc.integer({ min: 1, max: 20_000 }), fc.double({ min: 1e-9, max: 0.999, noNaN: true }))
    fc.assert(
      fc.property(draw, fc.nat(50), ([n, p], above) => {
        const k = Math.min(n, Math.floor(n * p) + above)
        const [here, further] = [binomialUpperTail(k, n, p), binomialUpperTail(k + 1, n, p)]
        return here <= 1 && further >= 0 && further <= here + 1e-12
      }),
    )
  })
})

describe('mannKendall', () => {
  it('agrees with the sums by hand', () => {
    // 10 pairs, 8 rise, 2 fall; variance 5·4·15/18.
    const trend = mannKendall([1, 3, 2, 4, 3.5])
    expect(trend).toMatchObject({ s: 6, variance: 300 / 18 })
    expect(trend?.z).toBeCloseTo(5 / Math.sqrt(300 / 18), 12)
    // Ties (Kendall 1975): one pair tied takes 2·1·9 off.
    expect(mannKendall([1, 1, 2, 3])).toMatchObject({ s: 5, variance: (4 * 3 * 13 - 18) / 18 })
    expect(mannKendall([2, 2, 2, 2])).toBeNull()
    expect(mannKendall([1, 2])).toBeNull()
    expect(mannKendall([3, 2, 1])?.z).toBeLessThan(0)
  })
})

describe('fitPoisson', () => {
  it('gives the means of groups, and 1/√count as their error', () => {
    const fit = fitPoisson([[1, 1, 1, 0, 0], [0, 0, 0, 1, 1]], [2, 4, 6, 10, 30]) // prettier-ignore
    expect(fit?.coefficients[0]).toBeCloseTo(Math.log(4), 10)
    expect(fit?.coefficients[1]).toBeCloseTo(Math.log(20), 10)
    expect(fit?.standard_errors[0]).toBeCloseTo(1 / Math.sqrt(12), 10)
    expect(fit?.dispersion).toBeCloseTo((4 / 4 + 0 + 4 / 4 + 100 / 20 + 100 / 20) / 3, 8)
  })

  it('finds a slope again within its error', () => {
    const random = createRandom('poisson regression')
    const x = Array.from({ length: 600 }, () => random.normal(0, 4))
    const counts = x.map((value) => random.poisson(Math.exp(2 + 0.06 * value)))
    const fit = fitPoisson([x.map(() => 1), x], counts)
    expect(Math.abs((fit?.coefficients[1] ?? 0) - 0.06)).toBeLessThan(3 * (fit?.standard_errors[1] ?? 0))
    expect(fit?.standard_errors[1]).toBeLessThan(0.005)
    expect(fit?.dispersion).toBeCloseTo(1, 0)
  })

  it('bears groups without counts, and refuses columns that depend on each other', () => {
    expect(fitPoisson([[1, 1, 0], [0, 0, 1]], [3, 5, 0])?.coefficients[0]).toBeCloseTo(Math.log(4), 8) // prettier-ignore
    expect(fitPoisson([[1, 1, 1], [2, 2, 2]], [3, 5, 1])).toBeNull() // prettier-ignore
    expect(fitPoisson([[1], [2]], [3])).toBeNull()
  })
})

/** Σ C(n, j) num^j (den − num)^(n − j) / den^n for j ≥ k, in whole numbers until the last division. */
function exactTail(k: number, n: number, num: number, den: number): number {
  const choose = (j: number): bigint => (j === 0 ? 1n : (choose(j - 1) * BigInt(n - j + 1)) / BigInt(j))
  let sum = 0n
  for (let j = k; j <= n; j++) sum += choose(j) * BigInt(num) ** BigInt(j) * BigInt(den - num) ** BigInt(n - j)
  const scale = 10n ** 100n
  return Number((sum * scale) / BigInt(den) ** BigInt(n)) / 1e100
}
