import type postgres from 'postgres'
import { nodeLines, type NodedLines } from '../../data/network/node-lines'
import { LineStore } from './line-store'
import {
  insertNodes,
  lastNodeId,
  placeTaps,
  readJoints,
  readNodes,
  readSupply,
  readTaps,
  stageEdges,
  type Edge,
  type NetworkName,
  type PlacedLine,
  type TapPlace,
} from './network-queries'
import { addProblem, type ImportReport } from './report'
import { rangesOf, type CityFacts } from './write-queries'

const batchRows = 2_000
const networks = ['primary', 'secondary'] as const

export interface NetworkJob {
  sql: postgres.ISql
  city: CityFacts
  job: string
  tolerance_m: number
  report: ImportReport
}

/** Place of a staged tap as `target:row:part`. */
type TapKey = string

/**
 * Cuts the job's staged supply lines into pipes between nodes, network by network, writes the new nodes, and puts
 * stations, sources and inlets on theirs. Known nodes are taken up where lines come within the tolerance of them.
 */
export async function nodeNetwork(work: NetworkJob): Promise<void> {
  const taps = await readTaps(work.sql, work.city.id, work.job)
  const places = new Map<TapKey, TapPlace>(taps.map((tap) => [keyOf(tap), placeOf(tap)]))
  let jointsSeen = 0
  for (const network of networks) jointsSeen += await nodeOne(work, network, taps, places)
  const all = [...places.values()]
  for (let start = 0; start < all.length; start += batchRows) {
    await placeTaps(work.sql, work.job, all.slice(start, start + batchRows))
  }
  // A city without pipes has nothing to connect to.
  if (jointsSeen === 0) return
  for (const tap of all.filter(isLoose)) {
    addProblem(work.report, { row: tap.row, target: tap.target, outcome: 'note', reason: 'not_connected', detail: '' })
  }
}

function isLoose({ target, primary, secondary }: TapPlace): boolean {
  if (target === 'station') return primary === null && secondary === null
  return target === 'source' ? primary === null : secondary === null
}

type Tap = PlacedLine & { target: string }

/** Returns how many nodes of the network pipes end in. */
async function nodeOne(
  work: NetworkJob,
  network: NetworkName,
  taps: readonly Tap[],
  places: Map<TapKey, TapPlace>,
): Promise<number> {
  const store = new LineStore()
  const known = await loadNodes(work, network, store)
  const anchors = store.count
  const tapOf = new Map<number, { tap: Tap; lon: number; lat: number }>()
  for (const tap of taps) {
    for (const end of endsOf(tap)) {
      tapOf.set(store.count, { tap, lon: end.degrees[0] ?? NaN, lat: end.degrees[1] ?? NaN })
      store.add(tap.row, tap.part, end.degrees, end.metres)
    }
  }
  const firstLine = store.count
  await loadSupply(work, network, store)
  const noded = nodeLines(store.planar(anchors), work.tolerance_m)
  reportVanished(work, store, noded)
  const ids = await writeNodes(work, network, { store, noded, known })
  await writeEdges(work, { store, noded, ids })
  const joints = new Set((await readJoints(work.sql, work.city.id, network)).map(({ id }) => id))
  for (const node of [...noded.edge_from, ...noded.edge_to]) joints.add(ids[node] ?? -1)
  for (let line = anchors; line < firstLine; line++) {
    const found = tapOf.get(line)
    const id = ids[noded.end_node[2 * line] ?? -1] ?? -1
    if (found && joints.has(id)) settleTap(places.get(keyOf(found.tap)), network, id, found)
  }
  return joints.size
}

/** The first end of a tap that lies on a joint of pipes decides. */
function settleTap(
  place: TapPlace | undefined,
  network: NetworkName,
  id: number,
  end: { lon: number; lat: number },
): void {
  if (!place || place[network] !== null) return
  place[network] = id
  const isFirst = network === 'primary' || place.primary === null
  if (isFirst) Object.assign(place, { lon: end.lon, lat: end.lat })
}

async function loadNodes(work: NetworkJob, network: NetworkName, store: LineStore): Promise<number[]> {
  const ids: number[] = []
  for (;;) {
    const nodes = await readNodes(work.sql, work.city.id, network, { after: ids.at(-1) ?? 0, limit: batchRows })
    for (const node of nodes) {
      ids.push(node.row)
      store.add(node.row, 0, flat(node.degrees), flat(node.metres))
    }
    if (nodes.length < batchRows) return ids
  }
}

async function loadSupply(work: NetworkJob, network: NetworkName, store: LineStore): Promise<void> {
  for (const { first, last } of await rangesOf(work.sql, work.job, 'supply', batchRows)) {
    const range = { job: work.job, target: 'supply', first, last }
    for (const line of await readSupply(work.sql, work.city.id, network, range)) {
      store.add(line.row, line.part, flat(line.degrees), flat(line.metres))
    }
  }
}

function reportVanished(work: NetworkJob, store: LineStore, noded: NodedLines): void {
  for (const { line, length_m } of noded.vanished) {
    const reason = length_m < work.tolerance_m ? 'contracted' : 'ring'
    const outcome = reason === 'contracted' ? 'changed' : 'kept_out'
    const detail = `${(1000 * length_m).toFixed(1)} mm`
    addProblem(work.report, { row: store.row(line), target: 'supply', outcome, reason, detail })
  }
}

/** Ids of the nodes, −1 for those that only taps made. Nodes that were known keep theirs. */
async function writeNodes(
  work: NetworkJob,
  network: NetworkName,
  { store, noded, known }: { store: LineStore; noded: NodedLines; known: readonly number[] },
): Promise<Int32Array> {
  const ids = new Int32Array(noded.node_point.length).fill(-1)
  // A known node is a line of one point, in the order of ids; the first of a cluster names it.
  for (let line = known.length - 1; line >= 0; line--) ids[noded.end_node[2 * line] ?? -1] = known[line] ?? -1
  let last = await lastNodeId(work.sql, work.city.id)
  let batch: { id: number; lon: number; lat: number }[] = []
  for (let edge = 0; edge < noded.edge_line.length; edge++) {
    for (const node of [noded.edge_from[edge] ?? -1, noded.edge_to[edge] ?? -1]) {
      if (ids[node] !== -1) continue
      ids[node] = ++last
      const [lon, lat] = store.position(noded.node_point[node] ?? -1)
      batch.push({ id: last, lon, lat })
    }
    if (batch.length < batchRows) continue
    await insertNodes(work.sql, work.city.id, network, batch)
    batch = []
  }
  if (batch.length > 0) await insertNodes(work.sql, work.city.id, network, batch)
  return ids
}

interface WrittenLines {
  store: LineStore
  noded: NodedLines
  /** Ids of the nodes. */
  ids: Int32Array
}

async function writeEdges(work: NetworkJob, written: WrittenLines): Promise<void> {
  const { noded } = written
  let batch: Edge[] = []
  let piece = 0
  for (let edge = 0; edge < noded.edge_line.length; edge++) {
    const line = noded.edge_line[edge] ?? -1
    const isFirst = noded.edge_line[edge - 1] !== line
    const isLast = noded.edge_line[edge + 1] !== line
    piece = isFirst ? 1 : piece + 1
    batch.push(edgeOf(written, edge, isFirst && isLast ? 0 : piece))
    if (batch.length < batchRows) continue
    await stageEdges(work.sql, work.city.id, work.job, batch)
    batch = []
  }
  if (batch.length > 0) await stageEdges(work.sql, work.city.id, work.job, batch)
}

function edgeOf({ store, noded, ids }: WrittenLines, edge: number, piece: number): Edge {
  const line = noded.edge_line[edge] ?? -1
  const points = noded.edge_points.subarray(noded.edge_start[edge], noded.edge_start[edge + 1])
  return {
    row: store.row(line),
    part: store.part(line),
    piece,
    from_node_id: ids[noded.edge_from[edge] ?? -1] ?? -1,
    to_node_id: ids[noded.edge_to[edge] ?? -1] ?? -1,
    coordinates: Array.from(points, (point) => store.position(point)),
  }
}

function keyOf(tap: { target: string; row: number; part: number }): TapKey {
  return `${tap.target}:${tap.row}:${tap.part}`
}

function placeOf(tap: Tap): TapPlace {
  const [lon = NaN, lat = NaN] = flat(tap.degrees)
  return { target: tap.target, row: tap.row, part: tap.part, lon, lat, primary: null, secondary: null }
}

function endsOf(tap: Tap): { degrees: number[]; metres: number[] }[] {
  const [degrees, metres] = [flat(tap.degrees), flat(tap.metres)]
  const first = { degrees: degrees.slice(0, 2), metres: metres.slice(0, 2) }
  return degrees.length === 2 ? [first] : [first, { degrees: degrees.slice(-2), metres: metres.slice(-2) }]
}

function flat(geojson: string): number[] {
  const { coordinates } = JSON.parse(geojson) as { coordinates: number[] | number[][] }
  return coordinates.flat()
}
