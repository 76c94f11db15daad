import { at, distance, type Point } from '../geometry'
import type { Random } from '../random'
import { primaryDiameter } from './diameters'
import { type Ledger, writeNode, writePipe, writeValve } from './ledger'
import type { StationNetwork } from './secondary'
import { growTree, type Link, type StreetGraph } from './street-graph'
import { shifted } from './tree'

/** The primary network keeps north-west of the centre lines. */
const shift: Point = [-3.6, 3.6]

export interface PrimaryNetwork {
  /** Node at the inlet of each substation, by station id. */
  inlets: Map<number, number>
  /** Where plant and peak boilers feed in. */
  plant: Feed
  peaks: Feed[]
}

export interface Feed {
  node_id: number
  geom: GeoJSON.Geometry
}

/** One tree along the arterials from the plant at the east edge to all substations. */
export function layPrimary(
  ledger: Ledger,
  graph: StreetGraph,
  plant: number,
  stations: StationNetwork[],
): PrimaryNetwork {
  const towards = growTree(
    graph,
    plant,
    stations.map(({ site }) => site.gate.point),
    mainCost,
  )
  const area = areaBelow(towards, stations)
  const root = writeNode(ledger, shifted(graph, plant, shift), 'primary', 'source')
  const nodeIds = new Map<number, number>([[plant, root]])
  const order = topDown(towards, plant)
  const branches = new Map<number, number>()
  towards.forEach((parent) => branches.set(parent, (branches.get(parent) ?? 0) + 1))
  const ends = new Set(stations.map(({ site }) => site.gate.point))
  for (const point of order) {
    if (point === plant || (branches.get(point) === 1 && !ends.has(point))) continue
    const { start, line } = wayUp(graph, towards, nodeIds, point)
    const id = writeNode(ledger, at(line, -1), 'primary', 'junction')
    nodeIds.set(point, id)
    const name = at(graph.links, point).find((link) => link.to === towards.get(point))?.way.name ?? null
    const draft = draftOf(ledger, { line, name, from: nodeIds.get(start) ?? root, to: id, area: area.get(point) ?? 0 })
    const pipe = writePipe(ledger, draft)
    if ((branches.get(start) ?? 0) > 1) writeValve(ledger, draft, pipe, 'section')
  }
  return { inlets: stubs(ledger, graph, stations, nodeIds), ...sources(ledger, root, nodeIds, ledger.random) }
}

function areaBelow(towards: Map<number, number>, stations: StationNetwork[]): Map<number, number> {
  const area = new Map<number, number>()
  for (const { site, area: own } of stations) {
    for (let here: number | undefined = site.gate.point; here !== undefined && here >= 0; here = towards.get(here)) {
      area.set(here, (area.get(here) ?? 0) + own)
    }
  }
  return area
}

function topDown(towards: Map<number, number>, root: number): number[] {
  const order = [root]
  const children = new Map<number, number[]>()
  towards.forEach((parent, point) => children.set(parent, [...(children.get(parent) ?? []), point]))
  for (let k = 0; k < order.length; k++) order.push(...(children.get(at(order, k)) ?? []))
  return order
}

function wayUp(
  graph: StreetGraph,
  towards: Map<number, number>,
  written: Map<number, number>,
  point: number,
): { start: number; line: Point[] } {
  const line = [shifted(graph, point, shift)]
  let start = towards.get(point) ?? -1
  while (!written.has(start)) {
    line.push(shifted(graph, start, shift))
    start = towards.get(start) ?? -1
  }
  line.push(shifted(graph, start, shift))
  return { start, line: line.reverse() }
}

function draftOf(ledger: Ledger, pipe: { line: Point[]; name: string | null; from: number; to: number; area: number }) {
  const { area, ...rest } = pipe
  return {
    ...rest,
    network: 'primary' as const,
    zone: 'low' as const,
    code: `Y-${String(ledger.pipe.length / 2 + 1).padStart(5, '0')}`,
    station_id: null,
    diameter_mm: primaryDiameter(area),
    built_year: ledger.random.integer(2004, 2016),
    onWalls: false,
    beside: 0.8,
  }
}

/** From the street into each substation. */
function stubs(
  ledger: Ledger,
  graph: StreetGraph,
  stations: StationNetwork[],
  nodeIds: Map<number, number>,
): Map<number, number> {
  return new Map(
    stations.map(({ site, station_id, area }) => {
      const inlet: Point = [site.point[0] - 1, site.point[1] + 0.6]
      const to = writeNode(ledger, inlet, 'primary', 'station')
      const line = [shifted(graph, site.gate.point, shift), inlet]
      const draft = draftOf(ledger, { line, name: null, from: nodeIds.get(site.gate.point) ?? to, to, area })
      writeValve(ledger, draft, writePipe(ledger, draft), 'branch')
      return [station_id, to]
    }),
  )
}

/** The plant at the root; peak boilers at three nodes spread over the mains. */
function sources(
  ledger: Ledger,
  root: number,
  nodeIds: Map<number, number>,
  random: Random,
): { plant: Feed; peaks: Feed[] } {
  const pointOf = (id: number): Point => {
    const row = at(ledger.node, id - ledger.offset - 1)
    if (row.geom.type !== 'Point') throw new TypeError('primary: a node is not a point')
    return [at(row.geom.coordinates, 0), at(row.geom.coordinates, 1)]
  }
  const candidates = random.shuffle([...nodeIds.values()].filter((id) => id !== root))
  const chosen = [root]
  while (chosen.length < 4 && candidates.length >= 3) {
    const apart = (id: number) => Math.min(...chosen.map((other) => distance(pointOf(id), pointOf(other))))
    chosen.push(candidates.reduce((best, id) => (apart(id) > apart(best) ? id : best)))
  }
  const feed = (node_id: number): Feed => ({ node_id, geom: at(ledger.node, node_id - ledger.offset - 1).geom })
  return { plant: feed(root), peaks: chosen.slice(1).map(feed) }
}

/** Mains keep to wide roads. */
function mainCost({ length, way }: Link): number {
  const factor: Record<string, number> = { arterial: 0.8, street: 1, lane: 1.7, gully: 3, shanty_lane: 30 }
  return length * (factor[way.kind] ?? 1)
}
