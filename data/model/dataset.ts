import { issue, issueEvent, issueReport } from './cases'
import type { RowOf, Table } from './field'
import { cell, contact, grid, gridBuilding, gridPlan, gridStation } from './grids'
import { round, visit } from './rounds'
import { building, compound, dwelling, heatUser, management, serviceConnection } from './stock'
import { heatSource, node, operator, pipe, station, valve } from './supply'
import { supervision, supervisionCase } from './supervision'
import { division, governanceGrid, landform, road, season, weatherDay } from './territory'

/** Every table that belongs to a city, in an order in which they can be filled (references point backwards). */
export const tables = {
  season,
  weather_day: weatherDay,
  division,
  governance_grid: governanceGrid,
  road,
  landform,
  operator,
  node,
  heat_source: heatSource,
  station,
  pipe,
  valve,
  compound,
  management,
  building,
  dwelling,
  heat_user: heatUser,
  service_connection: serviceConnection,
  grid_plan: gridPlan,
  grid,
  grid_station: gridStation,
  cell,
  grid_building: gridBuilding,
  contact,
  issue,
  issue_report: issueReport,
  issue_event: issueEvent,
  round,
  visit,
  supervision,
  supervision_case: supervisionCase,
} as const satisfies Record<string, Table>

export type TableName = keyof typeof tables
/** A row of the named table, geometry as GeoJSON (EPSG:4326). */
export type RowFor<N extends TableName> = RowOf<(typeof tables)[N]>
/** A whole city in memory. */
export type Dataset = { [N in TableName]: RowFor<N>[] }
