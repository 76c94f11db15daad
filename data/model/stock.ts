import { table } from './field'
import { vocabulary } from './vocabulary'

/** Residential compound 小区/楼院. */
export const compound = table({
  name: 'compound',
  geometry: 'MultiPolygon',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    code: { type: 'text', detail: true, importable: true },
    name: { type: 'text', tile: true, detail: true, importable: true },
    kind: { type: 'enum', values: vocabulary.compound_kind, tile: true, detail: true, importable: true },
    built_year: { type: 'integer', nullable: true, detail: true, importable: true },
    address: { type: 'text', nullable: true, detail: true, importable: true },
    community_id: { type: 'integer', nullable: true },
    /** 升温加压需谨慎: raise temperature and pressure slowly here. */
    ramp_with_care: { type: 'boolean', detail: true, importable: true },
  },
})

/** Who manages a compound from when to when; `ends_on` null while it lasts. */
export const management = table({
  name: 'management',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    compound_id: { type: 'integer' },
    kind: { type: 'enum', values: vocabulary.management_kind },
    manager: { type: 'text', nullable: true },
    starts_on: { type: 'date' },
    ends_on: { type: 'date', nullable: true },
  },
})

/**
 * Building. Its counts of dwellings and its heated area are columns that the database keeps from its dwellings; where
 * none is known, from the heated homes that somebody's books state.
 */
export const building = table({
  name: 'building',
  geometry: 'MultiPolygon',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    code: { type: 'text', detail: true, importable: true },
    name: { type: 'text', nullable: true, tile: true, detail: true, importable: true },
    compound_id: { type: 'integer', nullable: true },
    community_id: { type: 'integer', nullable: true },
    built_year: { type: 'integer', nullable: true, detail: true, importable: true },
    floors: { type: 'integer', nullable: true, tile: true, detail: true, importable: true },
    stairwells: { type: 'integer', nullable: true, detail: true, importable: true },
    heating_system: { type: 'enum', values: vocabulary.heating_system, nullable: true, detail: true, importable: true },
    stated_heated_dwellings: { type: 'integer', nullable: true, importable: true },
  },
})

/** Heated flat. Suspended and unconnected ones leave every denominator. `flat` (its number) is personal data. */
export const dwelling = table({
  name: 'dwelling',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    building_id: { type: 'integer' },
    stairwell: { type: 'integer', importable: true },
    floor: { type: 'integer', importable: true },
    flat: { type: 'text', personal: true, importable: true },
    area_m2: { type: 'number', unit: 'm2', importable: true },
    pressure_zone: { type: 'enum', values: vocabulary.pressure_zone, importable: true },
    connected: { type: 'boolean', importable: true },
    suspended: { type: 'boolean', importable: true },
    arrears: { type: 'boolean' },
    priority: { type: 'enum', values: vocabulary.priority, nullable: true, personal: true },
  },
})

/** Non-residential heat user on the same loops. */
export const heatUser = table({
  name: 'heat_user',
  geometry: 'Point',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    name: { type: 'text' },
    kind: { type: 'enum', values: vocabulary.heat_user_kind },
    heated_area_m2: { type: 'number', unit: 'm2' },
    building_id: { type: 'integer', nullable: true },
  },
})

/** Where a building hangs on the secondary network; tall buildings have one per pressure zone. */
export const serviceConnection = table({
  name: 'service_connection',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    building_id: { type: 'integer' },
    node_id: { type: 'integer' },
    pressure_zone: { type: 'enum', values: vocabulary.pressure_zone },
    /** Root of the serving tree that reaches `node_id`; null when nothing does. */
    station_id: { type: 'integer', nullable: true },
  },
})
