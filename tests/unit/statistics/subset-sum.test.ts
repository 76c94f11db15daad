import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { subsetTail } from '../../../data/statistics/subset-sum'

/** By trying every choice. */
function counted(units: number[], chosen: number, sum: number): number {
  let [hits, all] = [0, 0]
  for (let mask = 0; mask < 1 << units.length; mask++) {
    const picked = units.filter((_, i) => mask & (1 << i))
    if (picked.length !== chosen) continue
    all++
    if (picked.reduce((total, one) => total + one, 0) >= sum) hits++
  }
  return hits / all
}

describe('the randomisation test', () => {
  it('is the hypergeometric tail where everybody has one', () => {
    // Both of 2 among 4 of 28: 4/28 · 3/27.
    expect(subsetTail({ units: 28, values: [1, 1] }, 4, 2)).toBeCloseTo((4 * 3) / (28 * 27), 12)
    expect(subsetTail({ units: 10, values: [1, 1, 1] }, 5, 1)).toBeCloseTo(1 - (5 * 4 * 3) / (10 * 9 * 8), 12)
  })

  it('takes a home that reports ten times for one home', () => {
    expect(subsetTail({ units: 50, values: [10] }, 5, 10)).toBeCloseTo(0.1, 12)
  })

  it('equals counting every choice', () => {
    const values = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 9 })
    fc.assert(
      fc.property(values, fc.nat({ max: 9 }), fc.nat({ max: 20 }), (units, chosen, sum) => {
        const size = Math.max(1, Math.min(chosen, units.length))
        const pool = { units: units.length, values: units.filter((one) => one > 0) }
        expect(subsetTail(pool, size, sum)).toBeCloseTo(counted(units, size, sum), 10)
      }),
    )
  })

  it('holds for thousands of homes, where the choices are more than a number can hold', () => {
    const many = (count: number, value: number) => Array.from({ length: count }, () => value)
    const values = [...many(900, 1), ...many(250, 2), ...many(80, 3), ...many(20, 9)]
    const pool = { units: 3000, values }
    // Half of the homes have half of the cases: with the middle of the sum the chance is about a half.
    const total = values.reduce((all, value) => all + value, 0)
    const tail = (sum: number) => subsetTail(pool, 1500, sum)
    expect(tail(total / 2) + tail(total / 2 + 1)).toBeCloseTo(1, 9)
    const variance = values.reduce((all, value) => all + value ** 2, 0) / 3000 - (total / 3000) ** 2
    const deviation = Math.sqrt((1500 * 1500 * variance) / 2999)
    // Two deviations above the mean: 2.3 % of a normal distribution.
    expect(tail(Math.round(total / 2 + 2 * deviation))).toBeCloseTo(0.0228, 2)
    const start = performance.now()
    for (let i = 0; i < 5; i++) tail(Math.round(total / 2 + 3 * deviation))
    expect((performance.now() - start) / 5).toBeLessThan(200)
  })

  it('knows what is certain and what is impossible', () => {
    expect(subsetTail({ units: 9, values: [2] }, 3, 0)).toBe(1)
    expect(subsetTail({ units: 9, values: [2] }, 3, 3)).toBe(0)
    expect(subsetTail({ units: 9, values: [2] }, 0, 1)).toBe(0)
    expect(subsetTail({ units: 9, values: [2, 1] }, 9, 3)).toBeCloseTo(1, 12)
  })
})
