import { table } from './field'
import { vocabulary } from './vocabulary'

/** Administrative division; `code` by the national statistics divisions (6, 9 or 12 digits). */
export const division = table({
  name: 'division',
  geometry: 'MultiPolygon',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    code: { type: 'text', tile: true, detail: true, importable: true },
    name: { type: 'text', tile: true, detail: true, importable: true },
    level: { type: 'enum', values: vocabulary.division_level, tile: true, detail: true, importable: true },
    parent_id: { type: 'integer', nullable: true },
  },
})

/** Governance grid 综治网格 that a heating grid sits on; up to 20 digits, so the code is text. */
export const governanceGrid = table({
  name: 'governance_grid',
  geometry: 'MultiPolygon',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    code: { type: 'text', detail: true },
    number: { type: 'integer', tile: true, detail: true },
    name: { type: 'text', tile: true, detail: true },
    community_id: { type: 'integer' },
  },
})

/** A road or railway of the basemap, as its centre line. */
export const road = table({
  name: 'road',
  geometry: 'LineString',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    code: { type: 'text', importable: true },
    name: { type: 'text', nullable: true, tile: true, importable: true },
    class: { type: 'enum', values: vocabulary.road_class, tile: true, importable: true },
    width_m: { type: 'number', unit: 'm', nullable: true, tile: true, importable: true },
  },
})

/** River, park, hill, gully or street block of the basemap. */
export const landform = table({
  name: 'landform',
  geometry: 'Geometry',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    kind: { type: 'enum', values: vocabulary.landform_kind, tile: true },
    name: { type: 'text', nullable: true, tile: true },
  },
})

/** One day of weather: mean, minimum and long-term normal outdoor temperature, snow. */
export const weatherDay = table({
  name: 'weather_day',
  key: ['day'],
  fields: {
    day: { type: 'date' },
    mean_c: { type: 'number', unit: 'C' },
    min_c: { type: 'number', unit: 'C' },
    normal_c: { type: 'number', unit: 'C' },
    snow: { type: 'boolean' },
  },
})

/** A heating season of the city; both days inclusive, in the city's time zone. */
export const season = table({
  name: 'season',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    name: { type: 'text' },
    starts_on: { type: 'date' },
    ends_on: { type: 'date' },
  },
})
