import { describe, expect, it } from 'vitest'
import {
  createKernel,
  countInReach,
  quartic,
  rateSurface,
  reaches,
  spread,
} from '../../../data/statistics/kernel-surface'
import { bandwidthLimits_m } from '../../../data/hotspots/question'
import { cutLinks, rasterAround, type Points } from '../../../data/statistics/raster'

const pointsOf = (...places: [number, number][]): Points => ({
  length: places.length,
  x_m: places.map(([x]) => x),
  y_m: places.map(([, y]) => y),
})
const nodeAt = (raster: ReturnType<typeof rasterAround>, x: number, y: number) =>
  Math.round((y - raster.south_m) / raster.step_m) * raster.columns + Math.round((x - raster.west_m) / raster.step_m)

/** Homes scattered by a small generator, the same in every run. */
function scattered(count: number, [dx, dy] = [0, 0]) {
  let state = 7
  const draw = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  const places = Array.from({ length: count }, (): [number, number] => [draw() * 900 + dx, draw() * 600 + dy])
  return { points: pointsOf(...places), homes: places.map(() => 5 + Math.floor(draw() * 60)), draw }
}

describe('a kernel on a raster', () => {
  it('weighs by the quartic of the distance', () => {
    const points = pointsOf([0, 0], [60, 0])
    const raster = rasterAround(points, 200, 20)
    const kernel = createKernel(cutLinks(raster, []), points, 100)
    const sums = spread(kernel, [10, 5])
    // At 20 m: 10 · (1 − 0.04)² + 5 · (1 − 0.16)²; at 20 m west of the first, the second is 80 m away.
    expect(sums[nodeAt(raster, 20, 0)]).toBeCloseTo(10 * 0.96 ** 2 + 5 * 0.84 ** 2, 12)
    expect(sums[nodeAt(raster, -20, 0)]).toBeCloseTo(10 * 0.96 ** 2 + 5 * 0.36 ** 2, 12)
    expect(sums[nodeAt(raster, 60, 80)]).toBeCloseTo(5 * 0.36 ** 2, 12)
    expect(sums[nodeAt(raster, -100, 0)]).toBe(0)
    expect(quartic(0, 100)).toBe(1)
    expect(quartic(100, 100)).toBe(0)
    expect(countInReach(kernel, [10, 5])[nodeAt(raster, 20, 0)]).toBe(15)
    expect(countInReach(kernel, [10, 5])[nodeAt(raster, -60, 0)]).toBe(10)
  })

  it('reaches a third of its circle in weight', () => {
    const points = pointsOf([3, 7])
    const raster = rasterAround(points, 300, 5)
    const sum = spread(createKernel(cutLinks(raster, []), points, 150), [1]).reduce((all, one) => all + one, 0)
    expect(sum * 25).toBeCloseTo((Math.PI * 150 ** 2) / 3, 0)
  })

  it('keeps that weight within half a percent from three steps of the raster on, wherever the point lies', () => {
    const { min } = bandwidthLimits_m
    for (const shift of [0, 3, 7, 10, 13, 19]) {
      const points = pointsOf([0, 0], [500 + shift, 500 + 20 - shift])
      const raster = rasterAround(points, 200, 20)
      const sums = spread(createKernel(cutLinks(raster, []), points, min), [0, 1])
      const weight = sums.reduce((all, one) => all + one, 0) * 400
      expect(Math.abs(weight / ((Math.PI * min ** 2) / 3) - 1)).toBeLessThan(0.005)
    }
  })

  it('gives the same sums when everything is moved by whole steps', () => {
    const here = scattered(60)
    const there = scattered(60, [20_000, -4_000])
    const sums = (some: typeof here) => {
      const raster = rasterAround(some.points, 100, 20)
      return spread(createKernel(cutLinks(raster, []), some.points, 150), some.homes)
    }
    const [a, b] = [sums(here), sums(there)]
    expect(a.length).toBe(b.length)
    a.forEach((value, node) => expect(b[node]).toBeCloseTo(value, 6))
  })
})

describe('a rate surface', () => {
  const { points, homes, draw } = scattered(80)
  const raster = rasterAround(points, 200, 20)
  const kernel = createKernel(cutLinks(raster, []), points, 150)
  const atRisk = spread(kernel, homes)
  const rates = (cases: number[], floor = 60) => {
    const mean = cases.reduce((sum, one) => sum + one, 0) / homes.reduce((sum, one) => sum + one, 0)
    return rateSurface(spread(kernel, cases), atRisk, { floor, mean })
  }

  it('is flat at the mean where everybody has the same rate, however few are at risk', () => {
    for (const rate of rates(homes.map((count) => count * 0.0045))) expect(rate).toBeCloseTo(0.0045, 14)
  })

  it('doubles with the cases', () => {
    const cases = homes.map(() => Math.floor(draw() * 4))
    const twice = rates(cases.map((count) => 2 * count))
    rates(cases).forEach((rate, node) => expect(twice[node]).toBeCloseTo(2 * rate, 12))
  })

  it('takes those who are missing to the floor to report like all', () => {
    const one = rateSurface(Float64Array.of(1, 1, 0), Float64Array.of(10, 200, 0), { floor: 100, mean: 0.005 })
    expect([...one]).toEqual([(1 + 90 * 0.005) / 100, 1 / 200, 0.005])
    expect(rateSurface(Float64Array.of(0), Float64Array.of(0), { floor: 0, mean: 0.3 })[0]).toBe(0.3)
  })
})

describe('walls', () => {
  const points = pointsOf([-30, 0], [30, 0])
  const raster = rasterAround(points, 300, 20)
  const sumsBehind = (...lines: number[][]) => {
    const kernel = createKernel(cutLinks(raster, lines), points, 150)
    return { sums: spread(kernel, [1, 100]), kernel }
  }

  it('stop a kernel: nothing from across a river', () => {
    const { sums, kernel } = sumsBehind([1, -400, 1, 400])
    expect(sums[nodeAt(raster, -20, 0)]).toBeCloseTo(quartic(10, 150), 12)
    expect(sums[nodeAt(raster, 20, 0)]).toBeCloseTo(100 * quartic(10, 150), 12)
    expect(reaches(kernel, 1, nodeAt(raster, 20, 0))).toBe(true)
    expect(reaches(kernel, 1, nodeAt(raster, -20, 0))).toBe(false)
    expect(reaches(kernel, 1, nodeAt(raster, 200, 0))).toBe(false)
  })

  it('leave a building beside a wall on its own side', () => {
    const beside = pointsOf([-1, 3])
    const own = createKernel(cutLinks(raster, [[2, -400, 2, 400]]), beside, 100)
    const sums = spread(own, [1])
    expect(sums[nodeAt(raster, -20, 0)]).toBeGreaterThan(0.9)
    expect(sums[nodeAt(raster, 20, 0)]).toBe(0)
    const other = createKernel(cutLinks(raster, [[-3, -400, -3, 400]]), beside, 100)
    expect(spread(other, [1])[nodeAt(raster, -20, 0)]).toBe(0)
    expect(spread(other, [1])[nodeAt(raster, 0, 0)]).toBeGreaterThan(0.9)
  })

  it('let pass round their end, if it is near', () => {
    expect(sumsBehind([1, -400, 1, 50]).sums[nodeAt(raster, -20, 0)]).toBeGreaterThan(50)
    expect(sumsBehind([1, -400, 1, 160]).sums[nodeAt(raster, -20, 0)]).toBeLessThan(1)
  })

  it('stop a kernel askew, along a bent line', () => {
    const bend = [-250, -310, 3, -60, 0, 40, 190, 330]
    const sums = spread(createKernel(cutLinks(raster, [bend]), pointsOf([-90, 40]), 200), [1])
    expect(sums[nodeAt(raster, -80, 40)]).toBeGreaterThan(0.9)
    expect(sums[nodeAt(raster, 20, -20)]).toBe(0)
    expect(sums[nodeAt(raster, -40, -80)]).toBeGreaterThan(0)
  })
})
