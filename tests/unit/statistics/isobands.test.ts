import { area, booleanPointInPolygon, featureCollection, intersect, multiPolygon } from '@turf/turf'
import { describe, expect, it } from 'vitest'
import { bandPolygons, type PolygonRings } from '../../../data/statistics/band-polygons'
import { boundariesOf, untold } from '../../../data/statistics/isobands'
import { cutLinks, type Raster } from '../../../data/statistics/raster'

const raster: Raster = { west_m: -40, south_m: -40, step_m: 20, columns: 30, rows: 25 }
const breaks = [1, 2, 3]
const height = (x: number, y: number) => 4.5 * Math.exp(-((x - 200) ** 2 + (y - 180) ** 2) / 9000) + x / 900
const disc = (x: number, y: number) => 190 - Math.hypot(x - 230, y - 190)

type Field = (x: number, y: number) => number

function bandsOf(fields: { value: Field; mask: Field; shown?: Field }, lines: number[][] = [], tolerance_m = 0) {
  const sample = (field: Field) =>
    Float64Array.from({ length: raster.columns * raster.rows }, (_, node) =>
      field(
        raster.west_m + (node % raster.columns) * raster.step_m,
        raster.south_m + Math.floor(node / raster.columns) * raster.step_m,
      ),
    )
  const walls = cutLinks(raster, lines)
  const { value, mask, shown = () => 1 } = fields
  const surface = { walls, value: sample(value), mask: sample(mask), shown: sample(shown), breaks }
  return bandPolygons(boundariesOf(surface), tolerance_m)
}

const planeArea = (polygons: PolygonRings[]) =>
  polygons.flat().reduce((sum, ring) => {
    let twice = 0
    for (let i = 0; i + 1 < ring.length; i++)
      twice += (ring[i]?.[0] ?? 0) * (ring[i + 1]?.[1] ?? 0) - (ring[i + 1]?.[0] ?? 0) * (ring[i]?.[1] ?? 0)
    return sum + twice / 2
  }, 0)
/** Metres as if they were millionths of a degree: turf knows degrees only. */
const feature = (polygons: PolygonRings[]) =>
  multiPolygon(polygons.map((rings) => rings.map((ring) => ring.map(([x, y]) => [x / 1e6, y / 1e6]))))
const total = (bands: Map<number, PolygonRings[]>) =>
  [...bands.values()].reduce((sum, polygons) => sum + planeArea(polygons), 0)

describe('bands of a surface', () => {
  const bands = bandsOf({ value: height, mask: disc })

  it('are the classes of the values where the mask is positive', () => {
    expect([...bands.keys()].sort()).toEqual([0, 1, 2, 3])
    for (let x = 17; x < 450; x += 13) {
      for (let y = 11; y < 400; y += 17) {
        const limits = [...breaks.map((limit) => Math.abs(height(x, y) - limit)), Math.abs(disc(x, y)) / 100]
        // Values are linear in between the nodes: near a limit they may fall on the other side.
        if (Math.min(...limits) < 0.12) continue
        const of = disc(x, y) < 0 ? null : breaks.filter((limit) => height(x, y) >= limit).length
        const inside = [...bands].filter(([, polygons]) => booleanPointInPolygon([x / 1e6, y / 1e6], feature(polygons)))
        expect(inside.map(([key]) => key)).toEqual(of === null ? [] : [of])
      }
    }
  })

  it('do not overlap', () => {
    const all = [...bands.values()].map(feature)
    all.forEach((one, i) =>
      all.slice(i + 1).forEach((other) => {
        const both = intersect(featureCollection([one, other]))
        expect(both ? area(both) : 0).toBeLessThan(1e-6 * area(one))
      }),
    )
  })

  it('together fill the mask', () => {
    const whole = bandsOf({ value: () => 0, mask: disc })
    expect([...whole.keys()]).toEqual([0])
    expect(total(bands)).toBeCloseTo(total(whole), 3)
    expect(total(whole)).toBeGreaterThan(0.985 * Math.PI * 190 ** 2)
    expect(total(whole)).toBeLessThan(Math.PI * 190 ** 2)
  })

  it('keep sharing their boundaries when these are simplified', () => {
    const simple = bandsOf({ value: height, mask: disc }, [], 3)
    const corners = (some: typeof bands) => [...some.values()].flat(3).length
    expect(corners(simple)).toBeLessThan(corners(bands) / 2)
    const { outline } = outlineOf(simple)
    expect(Math.abs(total(simple) / total(bands) - 1)).toBeLessThan(0.02)
    // Every side that two bands share is there twice, once each way; what is there once is the outline.
    expect(outline).toBeGreaterThan(0)
    expect(outline).toBeLessThan(2 * Math.PI * 190 * 1.05)
  })

  it('leave holes where something else is', () => {
    const ring = bandsOf({ value: height, mask: (x, y) => Math.min(disc(x, y), Math.hypot(x - 230, y - 190) - 60) })
    expect(total(ring)).toBeGreaterThan(0.97 * Math.PI * (190 ** 2 - 60 ** 2))
    expect(total(ring)).toBeLessThan(1.01 * Math.PI * (190 ** 2 - 60 ** 2))
  })

  it('set apart what may not be told', () => {
    const parted = bandsOf({ value: height, mask: disc, shown: (x) => x - 231 })
    expect(total(parted)).toBeCloseTo(total(bands), 3)
    expect(planeArea(parted.get(untold) ?? []) / total(bands)).toBeCloseTo(0.5, 1)
    for (const [x] of (parted.get(untold) ?? []).flat(2)) expect(x).toBeLessThan(231.001)
  })

  it('end at walls, on both sides', () => {
    const wall = [100, -100, 210, 160, 260, 600]
    const parted = bandsOf({ value: (x, y) => (beyond(x, y) ? 0.5 : 3.5), mask: disc }, [wall])
    expect([...parted.keys()].sort()).toEqual([0, 3])
    for (const [of, polygons] of parted)
      for (const [x, y] of polygons.flat(2)) expect(beyond(x, y), `${x} ${y}`).toBe(of === 0)
    // A strip of a few metres along the wall stays free.
    const strip = total(bands) - total(parted)
    expect(strip).toBeGreaterThan(0)
    expect(strip).toBeLessThan(390 * 12)
  })
})

function beyond(x: number, y: number): boolean {
  return y < 160 ? (x - 100) / 110 > (y + 100) / 260 : (x - 210) / 50 > (y - 160) / 440
}

/** Length of the sides that are there one way only. */
function outlineOf(bands: Map<number, PolygonRings[]>): { outline: number } {
  const sides = new Map<string, number>()
  for (const ring of [...bands.values()].flat(2)) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [ring[i] ?? ([0, 0] as const), ring[i + 1] ?? ([0, 0] as const)]
      if (!sides.delete(`${b} ${a}`)) sides.set(`${a} ${b}`, Math.hypot(a[0] - b[0], a[1] - b[1]))
    }
  }
  return { outline: [...sides.values()].reduce((sum, length) => sum + length, 0) }
}
