import { at, type Point } from '../geometry'
import type { House, Parcel } from '../stock/parcel'
import type { Subdivision } from '../subdivision'
import { type Ledger, writeNode } from './ledger'
import type { Site } from './stations'
import { createStreetGraph, growTree, type Link, type StreetGraph } from './street-graph'
import { highTree, joinTree, type TreeNode } from './tree'
import { type Connection, writeTree } from './write-tree'
import { houseGate, houseYard, layYard, type Yard } from './yard'

export interface StationNetwork {
  site: Site
  station_id: number
  secondary_node_id: number
  /** Heated area that it feeds, in m². */
  area: number
  low: Map<House, Connection>
  high: Map<House, Connection>
}

/** Yards of a parcel: one, or one a house in a shantytown. Houses without a lane stay unconnected. */
export function yardsOf(map: Subdivision, parcel: Parcel): Yard[] {
  if (parcel.use !== 'shanty') {
    const yard = layYard(map, parcel)
    return yard ? [yard] : []
  }
  return parcel.houses.flatMap((house) => {
    const face = parcel.faces.find((candidate) => house.face === candidate)
    const gate = house.connected && face !== undefined ? houseGate(map, face, house) : null
    if (!gate) house.connected = false
    return gate ? [houseYard(parcel, house, gate)] : []
  })
}

/** Streets with everything that hangs on them numbered. */
export function streetsWith(map: Subdivision, sites: Site[], yards: Yard[]): StreetGraph {
  return createStreetGraph(map, [...sites.map((site) => site.gate), ...yards.map((yard) => yard.gate)])
}

/** Lays and writes the secondary network of every station. */
export function laySecondary(ledger: Ledger, graph: StreetGraph, sites: Site[], yards: Yard[]): StationNetwork[] {
  const byParcel = new Map<Parcel, Yard[]>()
  for (const yard of yards) byParcel.set(yard.parcel, [...(byParcel.get(yard.parcel) ?? []), yard])
  return sites.map((site, i) => {
    const own = site.parcels.flatMap((parcel) => byParcel.get(parcel) ?? [])
    const towards = growTree(
      graph,
      site.gate.point,
      own.map((yard) => yard.gate.point),
      streetCost,
    )
    const start = { root: site.gate.point, point: site.point, shift: shiftOf(i) }
    return write(ledger, site, i, joinTree(graph, towards, start, own))
  })
}

function write(ledger: Ledger, site: Site, index: number, nodes: TreeNode[]): StationNetwork {
  const station_id = ledger.offset + index + 1
  const root = writeNode(ledger, site.point, 'secondary', 'station')
  const code = `E${String(index + 1).padStart(2, '0')}`
  const street = streetYear(site, ledger)
  const yearOf = (node: TreeNode) => (node.parcel ? yardYear(node.parcel) : street)
  const order = { station_id, root_node_id: root, yearOf }
  const low = writeTree(ledger, nodes, { ...order, zone: 'low', code: `${code}D` })
  const high = at(nodes, 0).high
    ? writeTree(ledger, highTree(nodes), { ...order, zone: 'high', code: `${code}G` })
    : new Map<House, Connection>()
  return { site, station_id, secondary_node_id: root, area: at(nodes, 0).area, low, high }
}

/** Year of the pipes in a yard: renewed, or as old as its houses. */
export function yardYear(parcel: Parcel): number {
  return parcel.renewed_year ?? Math.max(1978, parcel.built_year)
}

function streetYear(site: Site, { random }: Ledger): number {
  return site.built_year < 2000 && random.chance(0.35) ? random.integer(2016, 2022) : Math.max(1986, site.built_year)
}

/** Own place beside the centre line for each station, south-east of it; the primary network keeps to the north-west. */
function shiftOf(station: number): Point {
  const by = 1.6 + (station % 3) * 1.5
  return [by, -by]
}

/** Crossing an arterial costs more than its width, and mains do not go through shantytowns. */
function streetCost({ length, way }: Link): number {
  if (way.kind === 'shanty_lane') return length * 4
  return way.kind === 'arterial' ? length * 1.25 + 4 : length
}
