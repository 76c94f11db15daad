import { createProjection } from './projection'
import { at, type Point } from './geometry'
import { dealCommunities, type Subdistrict } from './grids/communities'
import { gridRows } from './grids/grid-rows'
import { dealGrids, groundOfFaces } from './grids/grids'
import { splitCells } from './grids/split-cells'
import { type Land, shapeLand } from './land/land'
import { landformRows } from './land/landform-rows'
import { roadRows } from './land/road-rows'
import type { Layout } from './layout-facts'
import type { Random } from './random'
import { nameParcels } from './stock/names'
import type { Parcel } from './stock/parcel'
import { buildStock } from './stock/stock'
import { buildingRows, compoundRows, heatUserRows, numberStock } from './stock/stock-rows'
import { stateFacts } from './stock/facts'
import { foundOperators } from './supply/operators'
import { laySupply } from './supply/supply'
import { leavingUser, shutOff } from './supply/leaving'
import { serviceRows, sourceRows, stationRows } from './supply/supply-rows'
import type { TilePlan } from './tile-plan'

/**
 * Lays out one tile of the demo city: land, stock, supply and grids. The same seed and plan give the same rows, digit
 * for digit. Geometry is EPSG:4326 in multiples of 1e-8 degrees; lengths are metres of EPSG:4544.
 */
export function generateLayout(random: Random, plan: TilePlan): Layout {
  const offset = plan.id_offset
  const projection = createProjection(plan.origin)
  const land = shapeLand(random.fork('land'), plan.margins)
  const parcels = buildStock(land, plan, random.fork('stock'))
  nameParcels(parcels, random.fork('names'), plan.number)
  for (const parcel of parcels) splitCells(land.map, parcel, land.ways)
  const supply = laySupply({ land, parcels, plan, projection, random: random.fork('supply') })
  const subdistricts = dealCommunities(land.map, parcels, plan.subdistricts)
  const ground = groundOfFaces(land.map, parcels, (parcel) => supply.stationOf.get(parcel) ?? -1)
  const communities = subdistricts.flatMap((subdistrict) => subdistrict.communities)
  const ids = numberStock(parcels, offset)
  const {
    facts: gridFacts,
    communityOf,
    ...territory
  } = gridRows({
    map: land.map,
    plan,
    projection,
    subdistricts,
    grids: dealGrids(land.map, communities, ground),
    ground,
    ...ids,
    stationId: (index) => offset + index + 1,
  })
  const home = communityOfParcel(land, parcels, subdistricts)
  const order = {
    ...ids,
    parcels,
    projection,
    offset,
    communityOf: (parcel: Parcel) => communityOf.get(at(communities, home.get(parcel) ?? 0)) ?? 0,
  }
  const operators = foundOperators(supply.networks.length, offset)
  const users = heatUserRows(order)
  const services = serviceRows(supply, ids.buildingIds, offset)
  const leaving = leavingUser(order, supply, users)
  if (leaving) shutOff(leaving, supply.ledger.valve, services)
  const facts = stateFacts(order, supply, operators, absolute(plan.origin))
  return {
    ...territory,
    road: roadRows(land, supply.yardRoads, projection, offset),
    landform: landformRows(land, parcels, projection, offset),
    operator: operators.rows,
    node: supply.ledger.node,
    pipe: supply.ledger.pipe,
    valve: supply.ledger.valve,
    heat_source: sourceRows(supply, operators, offset),
    station: stationRows(supply, operators),
    compound: compoundRows(order),
    building: buildingRows(order),
    heat_user: users,
    service_connection: services,
    facts: { ...facts, grids: gridFacts, leaving: leaving ? [leaving] : [] },
  }
}

/** Index of the community of each parcel. */
function communityOfParcel(land: Land, parcels: Parcel[], subdistricts: Subdistrict[]): Map<Parcel, number> {
  const byFace = new Map<number, number>()
  const communities = subdistricts.flatMap((subdistrict) => subdistrict.communities)
  communities.forEach((community, k) => community.faces.forEach((face) => byFace.set(face, k)))
  return new Map(parcels.map((parcel) => [parcel, byFace.get(at(parcel.faces, 0)) ?? 0]))
}

function absolute(origin: Point): (p: Point) => Point {
  return ([x, y]) => [origin[0] + x, origin[1] + y]
}
