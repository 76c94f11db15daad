import type { LeavingUser } from '../layout-facts'
import type { House, Parcel } from '../stock/parcel'
import { isCompound, kindOf, type StockOrder } from '../stock/stock-rows'
import type { RowFor } from '../../model/dataset'
import type { Supply } from './supply'
import type { Connection } from './write-tree'

interface Loop {
  station_id: number
  parcel: Parcel
  office: House
  connection: Connection
  /** The nearest yard of old houses on the same pipe. */
  yard: Parcel
  /** Pipes that both hang on. */
  shared: number
}

/**
 * The office whose employer left with the yard that it managed (users.md, 1.2, Z4): of all offices the one that shares the
 * most pipes with a yard of old houses. Null where no office shares any.
 */
export function leavingUser(
  order: StockOrder,
  supply: Supply,
  users: readonly RowFor<'heat_user'>[],
): LeavingUser | null {
  const [loop] = supply.networks.flatMap((network) => loopsOf(order, network)).sort((a, b) => b.shared - a.shared)
  const building_id = loop && order.buildingIds.get(loop.office)
  const user = users.find((one) => one.building_id === building_id)
  const compound_id = loop && order.compoundIds.get(loop.yard)
  const pipe_id = loop?.connection.pipe_ids[0]
  if (!loop || building_id === undefined || !user || compound_id === undefined || pipe_id === undefined) return null
  return { heat_user_id: user.id, building_id, pipe_id, station_id: loop.station_id, compound_id }
}

/** Shuts the inlet of the office: nothing feeds it any more. */
export function shutOff(
  { pipe_id, building_id }: LeavingUser,
  valves: RowFor<'valve'>[],
  services: RowFor<'service_connection'>[],
): void {
  for (const valve of valves) if (valve.pipe_id === pipe_id && valve.kind === 'inlet') valve.is_open = false
  for (const service of services) if (service.building_id === building_id) service.station_id = null
}

function loopsOf({ parcels }: StockOrder, { station_id, low }: Supply['networks'][number]): Loop[] {
  const fed = (parcel: Parcel) => parcel.houses.flatMap((house) => low.get(house) ?? [])
  const yards = parcels.filter((parcel) => isCompound(parcel) && kindOf(parcel) === 'old' && isPlain(parcel))
  const pipes = new Map(yards.map((yard) => [yard, new Set(fed(yard).flatMap(({ pipe_ids }) => pipe_ids))]))
  return parcels
    .filter(({ use }) => use === 'office')
    .flatMap((parcel) =>
      parcel.houses.flatMap((office): Loop[] => {
        const connection = low.get(office)
        if (!connection) return []
        const loops = yards.map((yard) => {
          const shared = connection.pipe_ids.filter((id) => pipes.get(yard)?.has(id)).length
          return { station_id, parcel, office, connection, yard, shared }
        })
        return loops.filter(({ shared }) => shared > 0)
      }),
    )
}

/** Of a middling size, so that other truths have room elsewhere. */
function isPlain({ houses }: Parcel): boolean {
  const homes = houses.reduce((sum, house) => sum + house.dwellings, 0)
  return homes >= 60 && homes <= 300
}
