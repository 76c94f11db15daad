import type { RowFor } from '../model/dataset'
import type { Word } from '../model/vocabulary'

/**
 * What the layout knows beyond its rows, so that dwellings, residents and cases can be made without measuring again.
 * All ids are those of the rows; coordinates are metres of EPSG:4544; nothing here is stored.
 */
export interface LayoutFacts {
  /** Residential buildings only, in the order of their ids. */
  buildings: BuildingFacts[]
  compounds: CompoundFacts[]
  stations: StationFacts[]
  grids: GridFacts[]
  /** At most one a tile. */
  leaving: LeavingUser[]
}

/** A non-residential heat user that left the loop, with the yard that its employer managed and left too. */
export interface LeavingUser {
  heat_user_id: number
  building_id: number
  /** Its own pipe, shut at the inlet. */
  pipe_id: number
  station_id: number
  compound_id: number
}

/** Building period of the stock (users.md, 3.1). */
export type Era = 'to_1979' | '1980s' | '1990s' | '2000s' | '2010s' | 'shanty'

export interface BuildingFacts {
  building_id: number
  compound_id: number
  community_id: number
  era: Era
  compound_kind: Word<'compound_kind'>
  built_year: number
  floors: number
  stairwells: number
  flats_per_stairwell_floor: number
  /**
   * Homes in the building, at most floors × stairwells × flats_per_stairwell_floor. What is missing is missing on the
   * ground floor, from the last flat of the last stairwell backwards (shops and passages).
   */
  dwellings: number
  /** Mean area of its homes. */
  dwelling_area_m2: number
  /** 1, or 0 for a house of a shantytown that has no service connection. */
  connected_share: 0 | 1
  heating_system: Word<'heating_system'>
  /** Station that feeds it (both zones); null when it is not connected. */
  station_id: number | null
  /** First floor of the high pressure zone, null where there is one zone. */
  high_zone_from_floor: number | null
  /** Last building of its branch. */
  is_branch_end: boolean
  /** Supply pipes of the low zone from its inlet back to the station, in that order; empty when not connected. */
  pipe_ids_to_station: number[]
  /** The same for the high zone; empty where there is none. */
  high_pipe_ids_to_station: number[]
  /** Centre. */
  x: number
  y: number
}

export interface CompoundFacts {
  compound_id: number
  name: string
  kind: Word<'compound_kind'>
  era: Era
  built_year: number
  community_id: number
  station_id: number
  /** Year in which its yard pipes were renewed, null where they are as old as the compound. */
  pipes_renewed_year: number | null
  building_ids: number[]
  dwellings: number
}

export interface StationFacts {
  station_id: number
  kind: Word<'station_kind'>
  operator_id: number
  dwellings: number
  building_ids: number[]
}

export interface GridFacts {
  grid_id: number
  plan_id: number
  community_id: number
  number: number
  /** Leading station, null where nothing heats the grid. */
  lead_station_id: number | null
  dwellings: number
  building_ids: number[]
}

/** Tables that the layout fills. */
export type LayoutTable =
  | 'division'
  | 'governance_grid'
  | 'road'
  | 'landform'
  | 'operator'
  | 'node'
  | 'heat_source'
  | 'station'
  | 'pipe'
  | 'valve'
  | 'compound'
  | 'building'
  | 'heat_user'
  | 'service_connection'
  | 'grid_plan'
  | 'grid'
  | 'grid_station'
  | 'cell'
  | 'grid_building'

/** One tile of the demo city: its rows and the facts behind them. */
export type Layout = { [N in LayoutTable]: RowFor<N>[] } & { facts: LayoutFacts }
