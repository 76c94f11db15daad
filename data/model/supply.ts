import { table } from './field'
import { vocabulary } from './vocabulary'

/** Heat company and its units (company → branch → station → crew). */
export const operator = table({
  name: 'operator',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    parent_id: { type: 'integer', nullable: true },
    kind: { type: 'enum', values: vocabulary.operator_kind },
    name: { type: 'text' },
    phone: { type: 'text', nullable: true },
  },
})

/** Heat source: plant or boiler house. */
export const heatSource = table({
  name: 'heat_source',
  geometry: 'Point',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    code: { type: 'text', detail: true, importable: true },
    name: { type: 'text', tile: true, detail: true, importable: true },
    kind: { type: 'enum', values: vocabulary.source_kind, tile: true, detail: true, importable: true },
    operator_id: { type: 'integer', nullable: true },
    capacity_mw: { type: 'number', unit: 'MW', nullable: true, detail: true, importable: true },
    /** Node of the primary network where it feeds in. */
    node_id: { type: 'integer', nullable: true },
  },
})

/** Station feeding secondary networks; a boiler station is its own source. */
export const station = table({
  name: 'station',
  geometry: 'Point',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    code: { type: 'text', detail: true, importable: true },
    number: { type: 'integer', nullable: true, tile: true },
    name: { type: 'text', tile: true, detail: true, importable: true },
    kind: { type: 'enum', values: vocabulary.station_kind, tile: true, detail: true, importable: true },
    operator_id: { type: 'integer', nullable: true },
    duty_phone: { type: 'text', nullable: true, detail: true, importable: true },
    built_year: { type: 'integer', nullable: true, detail: true, importable: true },
    /** Node of the primary network at its inlet; null for a boiler station. */
    primary_node_id: { type: 'integer', nullable: true },
    /** Node of the secondary network where its supply leaves; the root of its serving tree. */
    secondary_node_id: { type: 'integer', nullable: true },
  },
})

/** Vertex of the supply network. */
export const node = table({
  name: 'node',
  geometry: 'Point',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    network: { type: 'enum', values: vocabulary.network },
    kind: { type: 'enum', values: vocabulary.node_kind },
  },
})

/**
 * Pipe. Supply pipes run from `from_node_id` (towards the source) to `to_node_id` (towards the consumer), and their
 * geometry in that direction; return pipes carry no nodes and are drawn only.
 */
export const pipe = table({
  name: 'pipe',
  geometry: 'LineString',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    code: { type: 'text', tile: true, detail: true, importable: true },
    name: { type: 'text', nullable: true, detail: true, importable: true },
    network: { type: 'enum', values: vocabulary.network, tile: true, detail: true, importable: true },
    flow: { type: 'enum', values: vocabulary.flow, tile: true, detail: true, importable: true },
    pressure_zone: { type: 'enum', values: vocabulary.pressure_zone, detail: true, importable: true },
    diameter_mm: { type: 'integer', unit: 'mm', nullable: true, tile: true, detail: true, importable: true },
    built_year: { type: 'integer', nullable: true, detail: true, importable: true },
    material: { type: 'text', nullable: true, detail: true, importable: true },
    /** Length in the city's projected system. */
    length_m: { type: 'number', unit: 'm', detail: true },
    from_node_id: { type: 'integer', nullable: true },
    to_node_id: { type: 'integer', nullable: true },
    /** Station whose serving tree holds this secondary pipe; null on the primary network. */
    station_id: { type: 'integer', nullable: true },
  },
})

/** Closable element at the upstream end of a pipe. A closed valve cuts its pipe. */
export const valve = table({
  name: 'valve',
  geometry: 'Point',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    code: { type: 'text', detail: true },
    kind: { type: 'enum', values: vocabulary.valve_kind, tile: true, detail: true },
    pipe_id: { type: 'integer' },
    is_open: { type: 'boolean', tile: true, detail: true },
    condition: { type: 'enum', values: vocabulary.valve_condition, detail: true },
    built_year: { type: 'integer', nullable: true, detail: true },
  },
})
