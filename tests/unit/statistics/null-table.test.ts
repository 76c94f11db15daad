import { describe, expect, it } from 'vitest'
import { buildNullTable, tableP } from '../../../data/statistics/null-table'
import { nullMaxima, rankP, type ScanTree } from '../../../data/statistics/tree-scan'

/** Stations of 4, 8, … units: a binary tree over each. */
function forest(): ScanTree {
  const start: number[] = []
  const end: number[] = []
  const add = (from: number, to: number) => {
    start.push(from)
    end.push(to)
    if (to - from === 1) return
    add(from, (from + to) / 2)
    add((from + to) / 2, to)
  }
  let units = 0
  for (const size of [4, 8, 16, 32, 64, 128, 256, 64, 32, 16]) {
    add(units, units + size)
    units += size
  }
  return { units, start: Int32Array.from(start), end: Int32Array.from(end) }
}

const tree = forest()
const exposure = Float64Array.from({ length: tree.units }, (_, unit) => 10 + ((unit * 29) % 60))
const ring_days = [3, 4, 7, 14]
const table = buildNullTable({ tree, exposure, ring_days, most: 2000, replicates: 499, seed: 1 })

describe('null table', () => {
  it('has a grid up to the largest total, and falls as the ratio grows', () => {
    expect(table.totals).toEqual([10, 40, 160, 640, 2000])
    for (const total of [3, 12, 200, 1500, 9000]) {
      const ps = Array.from({ length: 300 }, (_, i) => tableP(table, total, i / 10))
      expect(ps[0]).toBeGreaterThan(0.85)
      for (let i = 1; i < ps.length; i++) expect(ps[i]).toBeLessThanOrEqual(ps[i - 1]!)
      expect(ps.at(-1)).toBeGreaterThan(0)
      expect(ps.at(-1)).toBeLessThan(1e-6)
    }
  })

  it('takes the ends of the grid beyond them', () => {
    expect(tableP(table, 3, 5)).toBe(tableP(table, 10, 5))
    expect(tableP(table, 9000, 5)).toBe(tableP(table, 2000, 5))
    expect(tableP(table, 640, 5)).toBeCloseTo(-Math.expm1(-Math.exp(-(5 - table.location[3]!) / table.scale[3]!)), 12)
  })

  it('is near the exact p between its totals, for days of unlike weather too', () => {
    for (const totals of [
      [16, 20, 38, 75],
      [60, 80, 130, 270],
      [150, 100, 110, 190],
    ]) {
      const total = totals.reduce((sum, n) => sum + n, 0)
      const maxima = nullMaxima({ tree, exposure: ring_days.map(() => exposure), totals }, 2999, 9)
      for (const [level, most] of [
        [0.2, 1.15],
        [0.05, 1.25],
        [0.01, 1.5],
      ] as const) {
        const ratio = maxima[Math.floor((1 - level) * maxima.length)]!
        const factor = tableP(table, total, ratio) / rankP(maxima, ratio)
        expect(Math.max(factor, 1 / factor), `${total} at ${level}`).toBeLessThan(most)
      }
    }
  }, 30_000)
})
