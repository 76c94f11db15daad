import { classesOf } from '../../network/classes'
import { servingForest, type ServingForest } from '../../network/serving-forest'
import type { ScanTree } from '../../statistics/tree-scan'
import type { BranchKind } from '../answers'
import type { AtomColumns, CityColumns } from '../city-columns'

/**
 * A place where something may be at fault, as far as cases can tell: pipes in series with the same consumers, all that a
 * station feeds, or the high zone behind one pump. Stations and pumps take over the pipes that serve just the same.
 */
export interface BranchClass {
  kind: BranchKind
  /** Stable within a network: `pipe-<topmost pipe>`, `station-<id>`, `zone-<topmost pipe>`. */
  key: string
  /** −1 for a station. */
  parent: number
  station_id: number
  /** From the top down; empty for a station or pump with several outlets. */
  pipe_ids: readonly number[]
}

/** Candidates over places: units of one kind in the order of a walk down the network, those without a station last. */
export interface BranchTree {
  scan: ScanTree
  /** In the order of `scan.start`. */
  classes: readonly BranchClass[]
  /** Unit (atom or row of service) at each place, and place of each unit. */
  unit: Int32Array
  place: Int32Array
  /** Number of the station that serves a place, −1 for none; `stations` in all. */
  station: Int32Array
  stations: number
}

/**
 * Tree over atoms, for everybody. An atom hangs at the lowest node above the low-zone connections of its buildings (high
 * ones where a building has no other), so that no class holds a part of it.
 */
export function atomTree(columns: CityColumns, atoms: AtomColumns): BranchTree {
  const forest = servingForest(columns.network)
  const { service, network } = columns
  const isConnected = new Int8Array(columns.buildings.length)
  const depth = depthsOf(forest)
  const node = new Int32Array(atoms.length).fill(unset)
  for (const zone of [0, 1]) {
    for (let row = 0; row < service.length; row++) {
      const building = service.building[row]!
      const atom = atoms.of_building[building]!
      const at = network.node_index.get(service.node_id[row]!)
      if (service.zone[row] !== zone || atom < 0 || at === undefined || forest.root[at] === -1) continue
      if (zone === 1 && isConnected[building]) continue
      isConnected[building] = 1
      const before = node[atom]!
      node[atom] = before === unset ? at : before === apart ? apart : lowestAbove(forest, depth, before, at)
    }
  }
  return growTree(forest, node, null)
}

/** Tree over rows of service (building × pressure zone), for readers who may read the cases of its buildings. */
export function zoneTree({ network, service }: CityColumns): BranchTree {
  const forest = servingForest(network)
  const node = Int32Array.from(service.node_id, (id) => {
    const at = network.node_index.get(id)
    return at === undefined || forest.root[at] === -1 ? unset : at
  })
  return growTree(forest, node, service.zone)
}

/** Not connected, and connected to several stations: below no class. */
const unset = -1
const apart = -2

function depthsOf({ order, parent_node, network }: ServingForest): Int32Array {
  const depth = new Int32Array(network.node_ids.length)
  for (const node of order) if (parent_node[node] !== -1) depth[node] = depth[parent_node[node]!]! + 1
  return depth
}

/** The lowest node above two. */
function lowestAbove({ parent_node }: ServingForest, depth: Int32Array, a: number, b: number): number {
  while (a !== b) {
    if (a === -1 || b === -1) return apart
    if (depth[a]! >= depth[b]!) a = parent_node[a]!
    else b = parent_node[b]!
  }
  return a
}

interface Draft extends Omit<BranchClass, 'parent'> {
  children: Draft[]
  units: number[]
}

/** Grows the tree for units at node indices; `isHigh` is 1 for units of a high zone. */
function growTree(forest: ServingForest, node: Int32Array, isHigh: Uint8Array | null): BranchTree {
  const { network, parent_pipe, root } = forest
  const served = Array.from(node.keys()).filter((unit) => node[unit]! >= 0)
  const pipes = classesOf(
    forest,
    served.map((unit) => ({ node_id: network.node_ids[node[unit]!]! })),
  )
  const stations = new Map<number, Draft>()
  const stationAt = (at: number) => {
    const station_id = network.root_station[root[at]!]!
    const known = stations.get(station_id) ?? draftOf('station', `station-${station_id}`, station_id, [])
    stations.set(station_id, known)
    return known
  }
  const drafts = pipes.pipe_ids.map((ids) => {
    const top = network.pipe_index.get(ids[0]!)!
    const station_id = network.root_station[root[network.from[top]!]!]!
    return draftOf('pipe', `pipe-${ids[0]}`, station_id, ids)
  })
  const high = new Int32Array(drafts.length)
  for (const unit of served) {
    const pipe = parent_pipe[node[unit]!]!
    const own = pipe === -1 ? -1 : pipes.class_of_pipe[pipe]!
    ;(drafts[own] ?? stationAt(node[unit]!)).units.push(unit)
    if (own !== -1 && isHigh?.[unit] === 1) high[own]!++
  }
  for (let k = drafts.length - 1; k >= 0; k--) if (pipes.parent[k] !== -1) high[pipes.parent[k]!]! += high[k]!
  const pumped = new Set(drafts.filter((_, k) => high[k] === pipes.consumers[k]))
  drafts.forEach((draft, k) => {
    const above = drafts[pipes.parent[k]!] ?? stationAt(network.from[network.pipe_index.get(draft.pipe_ids[0]!)!]!)
    above.children.push(draft)
  })
  const tops = [...stations.values()].map(withOutlet)
  for (const draft of [...tops, ...drafts]) if (!pumped.has(draft)) gatherPumped(draft, pumped)
  return walk(tops, node.length)
}

function draftOf(kind: BranchKind, key: string, station_id: number, pipe_ids: readonly number[]): Draft {
  return { kind, key, station_id, pipe_ids, children: [], units: [] }
}

/** A station with a single outlet takes over the pipes that feed the same. */
function withOutlet(station: Draft): Draft {
  const [outlet] = station.children
  if (!outlet || station.children.length > 1 || station.units.length > 0) return station
  return { ...outlet, kind: 'station', key: station.key }
}

/** Marks the pumped branches that leave a place which serves others too: together they are one zone. */
function gatherPumped(draft: Draft, pumped: ReadonlySet<Draft>): void {
  const branches = draft.children.filter((child) => pumped.has(child))
  const [first, ...more] = branches
  if (!first || (draft.kind === 'station' && branches.length === draft.children.length && draft.units.length === 0))
    return
  const key = first.key.replace('pipe', 'zone')
  if (more.length === 0) Object.assign(first, { kind: 'zone', key })
  else {
    const zone = { ...draftOf('zone', key, draft.station_id, []), children: branches }
    draft.children = [...draft.children.filter((child) => !pumped.has(child)), zone]
  }
}

/** Numbers classes and places along a depth-first walk. */
function walk(tops: readonly Draft[], units: number): BranchTree {
  const classes: BranchClass[] = []
  const start: number[] = []
  const end: number[] = []
  const unit = new Int32Array(units)
  const station = new Int32Array(units).fill(-1)
  let places = 0
  const enter = ({ draft, parent, top }: { draft: Draft; parent: number; top: number }) => {
    const { kind, key, station_id, pipe_ids } = draft
    const index = classes.push({ kind, key, station_id, pipe_ids, parent }) - 1
    start.push(places)
    for (const one of draft.units) {
      station[places] = top
      unit[places++] = one
    }
    return { index, children: draft.children, next: 0 }
  }
  tops.forEach((draft, top) => {
    const stack = [enter({ draft, parent: -1, top })]
    for (let here = stack.at(-1); here; here = stack.at(-1)) {
      const child = here.children[here.next++]
      if (child) stack.push(enter({ draft: child, parent: here.index, top }))
      else end[stack.pop()!.index] = places
    }
  })
  const isPlaced = new Uint8Array(units)
  unit.subarray(0, places).forEach((one) => (isPlaced[one] = 1))
  for (let one = 0; one < units; one++) if (!isPlaced[one]) unit[places++] = one
  const place = new Int32Array(units)
  unit.forEach((one, at) => (place[one] = at))
  const scan = { units, start: Int32Array.from(start), end: Int32Array.from(end) }
  return { scan, classes, unit, place, station, stations: tops.length }
}
