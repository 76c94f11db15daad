import type { RowFor } from '../../model/dataset'
import type { GridFacts } from '../layout-facts'
import type { Projection } from '../projection'
import type { House, Parcel } from '../stock/parcel'
import { at } from '../geometry'
import type { Subdivision } from '../subdivision'
import type { TilePlan } from '../tile-plan'
import type { Community, Subdistrict } from './communities'
import type { Ground, HeatingGrid } from './grids'
import { outlineGeometry } from './outline'

const publishedFrom = '2020-10-15'

/** Rows about territory and grids, and where each community and building went. */
export interface GridRows {
  division: RowFor<'division'>[]
  governance_grid: RowFor<'governance_grid'>[]
  grid_plan: RowFor<'grid_plan'>[]
  grid: RowFor<'grid'>[]
  grid_station: RowFor<'grid_station'>[]
  cell: RowFor<'cell'>[]
  grid_building: RowFor<'grid_building'>[]
  facts: GridFacts[]
  communityOf: Map<Community, number>
}

export interface GridOrder {
  map: Subdivision
  plan: TilePlan
  projection: Projection
  subdistricts: Subdistrict[]
  grids: HeatingGrid[]
  ground: Ground[]
  compoundIds: Map<Parcel, number>
  buildingIds: Map<House, number>
  /** Id of a station by its index. */
  stationId(index: number): number
}

export function gridRows(order: GridOrder): GridRows {
  const { division, communityOf } = divisionRows(order)
  const rows: GridRows = {
    division,
    governance_grid: [],
    grid_plan: [],
    grid: [],
    grid_station: [],
    cell: [],
    grid_building: [],
    facts: [],
    communityOf,
  }
  const plans = new Map<Community, number>()
  for (const community of order.subdistricts.flatMap((subdistrict) => subdistrict.communities)) {
    const id = order.plan.id_offset + plans.size + 1
    plans.set(community, id)
    rows.grid_plan.push({
      id,
      community_id: communityOf.get(community) ?? 0,
      name: `${community.plan.name}供暖网格方案`,
      status: 'published',
      valid_from: publishedFrom,
      valid_to: null,
    })
  }
  for (const grid of order.grids) writeGrid(rows, order, grid, plans.get(grid.community) ?? 0)
  return rows
}

function divisionRows(order: GridOrder): Pick<GridRows, 'division' | 'communityOf'> {
  const { map, plan, projection, subdistricts } = order
  const division: RowFor<'division'>[] = []
  const communityOf = new Map<Community, number>()
  const write = (row: Omit<RowFor<'division'>, 'id' | 'geom'>, faces: number[]) => {
    const id = plan.id_offset + division.length + 1
    division.push({ ...row, id, geom: outlineGeometry(map, faces, projection) })
    return id
  }
  const everything = map.faces.map((_, face) => face)
  const district = write({ ...plan.district, level: 'district', parent_id: null }, everything)
  for (const { plan: subdistrict, communities } of subdistricts) {
    const faces = communities.flatMap((community) => community.faces)
    const { code, name } = subdistrict
    const parent = write({ code, name, level: 'subdistrict', parent_id: district }, faces)
    for (const community of communities) {
      const { code: ownCode, name: ownName } = community.plan
      const row = { code: ownCode, name: ownName, level: 'community' as const, parent_id: parent }
      communityOf.set(community, write(row, community.faces))
    }
  }
  return { division, communityOf }
}

function writeGrid(rows: GridRows, order: GridOrder, grid: HeatingGrid, plan_id: number): void {
  const { map, projection, plan } = order
  const id = plan.id_offset + rows.grid.length + 1
  const community_id = rows.communityOf.get(grid.community) ?? 0
  const number = grid.number
  const code = `${grid.community.plan.code}${String(number).padStart(3, '0')}`
  const geom = outlineGeometry(map, grid.faces, projection)
  const name = `第${number}网格`
  rows.grid.push({ id, code, plan_id, community_id, number, name, tint: grid.tint, geom })
  rows.governance_grid.push({ id, code, number, name: `综治第${number}网格`, community_id, geom })
  for (const face of grid.faces) {
    const { parcel } = at(order.ground, face)
    rows.cell.push({
      id: plan.id_offset + rows.cell.length + 1,
      plan_id,
      grid_id: id,
      compound_id: order.compoundIds.get(parcel) ?? null,
      geom: outlineGeometry(map, [face], projection),
    })
  }
  const buildings = grid.houses.map((house) => order.buildingIds.get(house) ?? 0).sort((a, b) => a - b)
  for (const building_id of buildings) rows.grid_building.push({ plan_id, building_id, grid_id: id })
  const lead = writeStations(rows, order, grid, id)
  rows.facts.push({
    grid_id: id,
    plan_id,
    community_id,
    number,
    lead_station_id: lead,
    dwellings: grid.houses.reduce((sum, house) => sum + house.dwellings, 0),
    building_ids: buildings,
  })
}

/** The station that heats most homes of a grid leads, the others assist. */
function writeStations(rows: GridRows, order: GridOrder, grid: HeatingGrid, grid_id: number): number | null {
  const homes = new Map<number, number>()
  for (const face of grid.faces) {
    const { station, houses } = at(order.ground, face)
    const fed = houses.filter((house) => house.connected)
    if (station < 0 || fed.length === 0) continue
    homes.set(station, (homes.get(station) ?? 0) + fed.reduce((sum, house) => sum + house.dwellings, 0))
  }
  const ranked = [...homes].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  ranked.forEach(([station], place) => {
    rows.grid_station.push({ grid_id, station_id: order.stationId(station), role: place === 0 ? 'lead' : 'assisting' })
  })
  const first = ranked[0]
  return first ? order.stationId(first[0]) : null
}
