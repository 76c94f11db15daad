import { at, type Point } from '../geometry'
import type { Land } from '../land/land'
import type { Projection } from '../projection'
import type { Random } from '../random'
import type { Parcel } from '../stock/parcel'
import type { TilePlan } from '../tile-plan'
import { createLedger, type Ledger } from './ledger'
import { layPrimary, type PrimaryNetwork } from './primary'
import { laySecondary, type StationNetwork, streetsWith, yardsOf } from './secondary'
import { placeStations } from './stations'

/** The whole supply of a tile. */
export interface Supply {
  ledger: Ledger
  networks: StationNetwork[]
  primary: PrimaryNetwork
  /** Index of the station of each parcel. */
  stationOf: Map<Parcel, number>
  yardRoads: Point[][]
}

export interface SupplyOrder {
  land: Land
  parcels: Parcel[]
  plan: TilePlan
  projection: Projection
  random: Random
}

/** Row of crossings on which the plant feeds in: the main W–E road, at the east side of the tile. */
const plantRow = 4

export function laySupply({ land, parcels, plan, projection, random }: SupplyOrder): Supply {
  const { map, crossings } = land
  const yards = parcels.flatMap((parcel) => yardsOf(map, parcel))
  const sites = placeStations(map, parcels, plan.stations, { crossings, random: random.fork('stations') })
  const graph = streetsWith(map, sites, yards)
  const ledger = createLedger(plan.id_offset, projection, random.fork('pipes'))
  const networks = laySecondary(ledger, graph, sites, yards)
  const fed = networks.filter(({ site }) => site.kind === 'substation')
  const primary = layPrimary(ledger, graph, at(at(crossings, plantRow), -1), fed)
  const stationOf = new Map(sites.flatMap((site, i) => site.parcels.map((parcel) => [parcel, i] as const)))
  return { ledger, networks, primary, stationOf, yardRoads: yards.flatMap((yard) => yard.roads) }
}
