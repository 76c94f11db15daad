import { expect, it } from 'vitest'
import { cutTileLayer } from '../../../server/tiles/cut-tile'
import { decodeTile } from '../../support/decoded-tile'

const world_m = 20_037_508.342789244
const tile = { z: 0, x: 0, y: 0 }
/** Metres of a place in units of tile 0/0/0. */
const at = ([x, y]: [number, number]): GeoJSON.Position => [(x / 2048 - 1) * world_m, (1 - y / 2048) * world_m]
const polygon = (...corners: [number, number][]): GeoJSON.Polygon => ({
  type: 'Polygon',
  coordinates: [[...corners, ...corners.slice(0, 1)].map(at)],
})
const cut = (...geometries: GeoJSON.Geometry[]) => {
  const features = geometries.map((geometry, i) => ({
    layer: 'buildings' as const,
    id: i + 1,
    geometry,
    attributes: {},
  }))
  return decodeTile(cutTileLayer('buildings', features, tile)).get('buildings') ?? new Map()
}

it('keeps id and order, and rounds to tile units', () => {
  const cutOut = cut(polygon([10, 10], [20.4, 10], [20, 19.6], [10, 20]), { type: 'Point', coordinates: at([5, 6]) })
  expect([...cutOut.keys()]).toEqual([1, 2])
  expect(cutOut.get(1)?.lines[0]).toHaveLength(5)
  expect(cutOut.get(1)?.lines[0]).toContainEqual(expect.objectContaining({ x: 20, y: 10 }))
  expect(cutOut.get(2)?.lines).toEqual([[expect.objectContaining({ x: 5, y: 6 })]])
})

it('leaves out what vanishes, and spikes without width', () => {
  expect(cut(polygon([10, 10], [10.2, 10], [10.2, 10.2])).size).toBe(0)
  expect(cut({ type: 'LineString', coordinates: [at([7, 7]), at([7.3, 7.1])] }).size).toBe(0)
  const spiked = cut(polygon([10, 10], [20, 10], [30, 10.2], [20, 10.3], [20, 20], [10, 20])).get(1)
  expect(Math.max(...(spiked?.lines[0] ?? []).map(({ x }: { x: number }) => x))).toBe(20)
})

it('is empty without features', () => {
  expect(cutTileLayer('pipes', [], tile)).toHaveLength(0)
})
