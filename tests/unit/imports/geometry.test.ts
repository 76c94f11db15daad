import { describe, expect, it } from 'vitest'
import { checkGeometry } from '../../../server/imports/check-geometry'
import { parseCrs, wgs84 } from '../../../server/imports/crs'

describe('parseCrs', () => {
  it.each([
    ['EPSG:25833', { srid: 25833 }],
    ['urn:ogc:def:crs:EPSG::4547', { srid: 4547 }],
    ['urn:ogc:def:crs:EPSG:9.8.2:4490', { srid: 4490 }],
    ['urn:ogc:def:crs:OGC:1.3:CRS84', { srid: 4326 }],
    ['gcj-02', { shifted: 'GCJ02' }],
    ['BD09', { shifted: 'BD09' }],
  ])('reads %s', (name, crs) => expect(parseCrs(name)).toEqual(crs))

  it('refuses others', () => expect(() => parseCrs('Gauss-Krüger')).toThrow('imports.crs_unknown'))
})

describe('checkGeometry', () => {
  const check = (type: string, coordinates: unknown, shape: 'point' | 'station' | 'line' | 'area') =>
    checkGeometry({ type, coordinates }, shape, wgs84, true)

  it('drops heights, closes rings, takes multi-part lines apart', () => {
    expect(check('Point', [103.8, 36, 1520], 'point')).toEqual({
      geometries: [{ type: 'Point', coordinates: [103.8, 36] }],
    })
    const open = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ]
    expect(check('Polygon', [open], 'area')).toEqual({
      geometries: [{ type: 'Polygon', coordinates: [[...open, [0, 0]]] }],
    })
    const lines = [open.slice(0, 2), open.slice(2)]
    expect(check('MultiLineString', lines, 'line')).toEqual({
      geometries: lines.map((coordinates) => ({ type: 'LineString', coordinates })),
    })
  })

  it.each([
    ['Point', [200, 36], 'point', 'out_of_range'],
    ['Point', [103.8, NaN], 'point', 'bad_coordinates'],
    ['Point', [103.8, '36'], 'point', 'bad_coordinates'],
    ['Point', [], 'point', 'no_coordinates'],
    ['LineString', [[103.8, 36]], 'line', 'bad_coordinates'],
    ['LineString', [103.8, 36], 'line', 'bad_coordinates'],
    ['Polygon', [[]], 'area', 'bad_coordinates'],
    ['LineString', [[0, 0], [1, 1]], 'area', 'wrong_geometry'], // prettier-ignore
    ['LineString', [[0, 0], [1, 1]], 'point', 'wrong_geometry'], // prettier-ignore
  ] as const)('refuses %s %j as a %s: %s', (type, coordinates, shape, reason) => {
    expect(check(type, coordinates, shape)).toMatchObject({ reason })
  })

  it('knows nothing where there is nothing', () => {
    expect(checkGeometry(null, 'point', wgs84, true)).toEqual({ reason: 'no_coordinates', detail: '' })
    expect(checkGeometry('POINT(1 1)', 'point', wgs84, true)).toMatchObject({ reason: 'no_coordinates' })
  })
})
