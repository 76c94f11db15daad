import type { RowFor } from '../../model/dataset'
import type { House } from '../stock/parcel'
import { codePrefix } from '../tile-plan'
import type { Operators } from './operators'
import type { Supply } from './supply'

export function stationRows(supply: Supply, operators: Operators): RowFor<'station'>[] {
  return supply.networks.map(({ site, station_id, secondary_node_id }, i) => ({
    id: station_id,
    code: `Z${String(station_id).padStart(3, '0')}`,
    number: i + 1,
    name: stationName(site.parcels, site.kind, i),
    kind: site.kind,
    operator_id: operators.unitOf(i),
    duty_phone: `0931-000${String(2000 + i)}`,
    built_year: site.built_year,
    primary_node_id: supply.primary.inlets.get(station_id) ?? null,
    secondary_node_id,
    geom: supply.ledger.projection.point(site.point),
  }))
}

/** Called after the largest compound that it feeds. */
function stationName(parcels: Supply['networks'][number]['site']['parcels'], kind: string, index: number): string {
  const homes = (parcel: (typeof parcels)[number]) => parcel.houses.reduce((sum, house) => sum + house.dwellings, 0)
  const largest = parcels.reduce((best, parcel) => (homes(parcel) > homes(best) ? parcel : best))
  return `${largest.name || index + 1}${kind === 'substation' ? '换热站' : '锅炉供热站'}`
}

/** The plant and its peak boilers. */
export function sourceRows(supply: Supply, operators: Operators, offset: number): RowFor<'heat_source'>[] {
  const { plant, peaks } = supply.primary
  const operator_id = operators.rows[0]?.id ?? null
  const row = (k: number, feed: typeof plant): RowFor<'heat_source'> => ({
    id: offset + k + 1,
    code: `${codePrefix(offset)}R${k + 1}`,
    name: k === 0 ? '东岗热电厂首站(示范)' : `${k}号调峰锅炉房`,
    kind: k === 0 ? 'chp' : 'peak_boiler',
    operator_id,
    capacity_mw: k === 0 ? 260 : 29,
    node_id: feed.node_id,
    geom: feed.geom,
  })
  return [plant, ...peaks].map((feed, k) => row(k, feed))
}

/** One connection a house, two where it has a high zone. */
export function serviceRows(
  supply: Supply,
  buildingIds: Map<House, number>,
  offset: number,
): RowFor<'service_connection'>[] {
  const rows: RowFor<'service_connection'>[] = []
  for (const { station_id, low, high } of supply.networks) {
    for (const [zone, connections] of [
      ['low', low],
      ['high', high],
    ] as const) {
      connections.forEach(({ node_id }, house) => {
        const building_id = buildingIds.get(house) ?? 0
        rows.push({ id: offset + rows.length + 1, building_id, node_id, pressure_zone: zone, station_id })
      })
    }
  }
  return rows
}
