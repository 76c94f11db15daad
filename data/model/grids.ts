import { table } from './field'
import { vocabulary } from './vocabulary'

/** A complete set of heating grids of one community; at most one is published per community and date. */
export const gridPlan = table({
  name: 'grid_plan',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    community_id: { type: 'integer' },
    name: { type: 'text' },
    status: { type: 'enum', values: vocabulary.plan_status },
    valid_from: { type: 'date', nullable: true },
    valid_to: { type: 'date', nullable: true },
  },
})

/** Heating grid 供暖网格; its outline is the union of its cells. `tint` (0–7) indexes the grid colours. */
export const grid = table({
  name: 'grid',
  geometry: 'MultiPolygon',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    code: { type: 'text', detail: true },
    plan_id: { type: 'integer' },
    community_id: { type: 'integer' },
    number: { type: 'integer', tile: true, detail: true },
    name: { type: 'text', tile: true, detail: true },
    tint: { type: 'integer', tile: true },
  },
})

/** A station tied to a grid, leading or assisting. */
export const gridStation = table({
  name: 'grid_station',
  key: ['grid_id', 'station_id'],
  fields: {
    grid_id: { type: 'integer' },
    station_id: { type: 'integer' },
    role: { type: 'enum', values: vocabulary.grid_station_role },
  },
})

/** Planar piece of a plan: one per compound to start with. Cells of a plan tile its community. */
export const cell = table({
  name: 'cell',
  geometry: 'MultiPolygon',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    plan_id: { type: 'integer' },
    grid_id: { type: 'integer' },
    compound_id: { type: 'integer', nullable: true },
  },
})

/** The grid of each building in each plan, derived from the cells when a plan is saved. */
export const gridBuilding = table({
  name: 'grid_building',
  key: ['plan_id', 'building_id'],
  fields: {
    plan_id: { type: 'integer' },
    building_id: { type: 'integer' },
    grid_id: { type: 'integer' },
  },
})

/** Somebody answerable, by role title, with a phone. */
export const contact = table({
  name: 'contact',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    scope: { type: 'enum', values: vocabulary.contact_scope },
    scope_id: { type: 'integer' },
    role: { type: 'enum', values: vocabulary.contact_role },
    title: { type: 'text' },
    phone: { type: 'text' },
  },
})
