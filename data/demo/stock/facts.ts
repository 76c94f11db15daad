import type { BuildingFacts, CompoundFacts, LayoutFacts, StationFacts } from '../layout-facts'
import type { Point } from '../geometry'
import type { Operators } from '../supply/operators'
import type { Supply } from '../supply/supply'
import { tallStoreys } from '../supply/tree'
import type { Connection } from '../supply/write-tree'
import type { House, Parcel } from './parcel'
import { isCompound, kindOf, type StockOrder } from './stock-rows'

interface Feeding {
  station_id: number
  low: Connection
  high: Connection | null
}

/** What the people of the city need to know of buildings, compounds and stations. */
export function stateFacts(
  order: StockOrder,
  supply: Supply,
  operators: Operators,
  absolute: (p: Point) => Point,
): Omit<LayoutFacts, 'grids' | 'leaving'> {
  const feeding = new Map<House, Feeding>()
  for (const { station_id, low, high } of supply.networks) {
    low.forEach((connection, house) =>
      feeding.set(house, { station_id, low: connection, high: high.get(house) ?? null }),
    )
  }
  const compounds = order.parcels.filter(isCompound)
  const buildings = compounds
    .flatMap((parcel) => parcel.houses.map((house) => buildingFacts(order, parcel, house, feeding.get(house) ?? null)))
    .map((facts) => ({ ...facts, ...place(absolute, facts) }))
    .sort((a, b) => a.building_id - b.building_id)
  return {
    buildings,
    compounds: compounds.map((parcel) => compoundFacts(order, supply, parcel)),
    stations: stationFacts(supply, operators, buildings),
  }
}

function place(absolute: (p: Point) => Point, { x, y }: BuildingFacts): { x: number; y: number } {
  const [east, north] = absolute([x, y])
  return { x: Math.round(east * 100) / 100, y: Math.round(north * 100) / 100 }
}

function buildingFacts(order: StockOrder, parcel: Parcel, house: House, feeding: Feeding | null): BuildingFacts {
  return {
    building_id: order.buildingIds.get(house) ?? 0,
    compound_id: order.compoundIds.get(parcel) ?? 0,
    community_id: order.communityOf(parcel),
    era: parcel.era ?? '1990s',
    compound_kind: kindOf(parcel),
    built_year: house.built_year,
    floors: house.floors,
    stairwells: house.stairwells,
    flats_per_stairwell_floor: house.flats,
    dwellings: house.dwellings,
    dwelling_area_m2: house.dwelling_area_m2,
    heating_system: house.heating_system ?? 'single_pipe',
    high_zone_from_floor: house.floors > tallStoreys ? 12 + (parcel.built_year % 5) : null,
    ...(feeding ? fed(feeding) : unfed),
    x: house.centre[0],
    y: house.centre[1],
  }
}

type Fed = Pick<
  BuildingFacts,
  'connected_share' | 'station_id' | 'is_branch_end' | 'pipe_ids_to_station' | 'high_pipe_ids_to_station'
>

const unfed: Fed = {
  connected_share: 0,
  station_id: null,
  is_branch_end: false,
  pipe_ids_to_station: [],
  high_pipe_ids_to_station: [],
}

function fed({ station_id, low, high }: Feeding): Fed {
  return {
    connected_share: 1,
    station_id,
    is_branch_end: low.is_branch_end,
    pipe_ids_to_station: low.pipe_ids,
    high_pipe_ids_to_station: high?.pipe_ids ?? [],
  }
}

function compoundFacts(order: StockOrder, supply: Supply, parcel: Parcel): CompoundFacts {
  return {
    compound_id: order.compoundIds.get(parcel) ?? 0,
    name: parcel.name,
    kind: kindOf(parcel),
    era: parcel.era ?? '1990s',
    built_year: parcel.built_year,
    community_id: order.communityOf(parcel),
    station_id: order.offset + (supply.stationOf.get(parcel) ?? 0) + 1,
    pipes_renewed_year: parcel.renewed_year,
    building_ids: parcel.houses.map((house) => order.buildingIds.get(house) ?? 0),
    dwellings: parcel.houses.reduce((sum, house) => sum + house.dwellings, 0),
  }
}

function stationFacts(supply: Supply, operators: Operators, buildings: BuildingFacts[]): StationFacts[] {
  return supply.networks.map(({ site, station_id }, i) => {
    const fed = buildings.filter((building) => building.station_id === station_id)
    return {
      station_id,
      kind: site.kind,
      operator_id: operators.unitOf(i),
      dwellings: fed.reduce((sum, building) => sum + building.dwellings, 0),
      building_ids: fed.map((building) => building.building_id),
    }
  })
}
