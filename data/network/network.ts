/**
 * The heating network as a graph. Public functions of this folder, all pure:
 *
 * - `buildNetwork({ nodes, pipes, closed_pipe_ids?, roots }): Network` (network.ts)
 * - `servingForest(network): ServingForest`, `stationOfNode(network, node_id)`, `stationOfPipe(network, pipe_id)`,
 *   `unservedNodes(network)` (serving-forest.ts)
 * - `traceDown(network, { node_id } | { pipe_id } | { station_id }): Downstream`,
 *   `traceUp(network, { node_id } | { pipe_id }): Upstream` (trace.ts)
 * - `classesOf(forest, consumers): PipeClasses` (classes.ts)
 * - `components(network): Components`, `isTree(network)` (components.ts)
 * - `orientFromSources(edges, source_node_ids): Orientation` (orient.ts)
 * - `nodeLines(lines, tolerance_m): NodedLines` (node-lines.ts)
 *
 * Ids are those of the database (any integers); inside, nodes and pipes are indices 0…n−1 into typed arrays.
 */
export interface NetworkInput {
  nodes: Iterable<{ id: number }>
  /** Supply pipes in any direction. Those without nodes (returns) are left out. */
  pipes: Iterable<NetworkPipe>
  /** Pipes that a closed valve cuts: nothing flows through them either way. */
  closed_pipe_ids?: Iterable<number>
  /** Where heat enters: the secondary outlets of stations, or the feeding nodes of plants on a primary network. */
  roots: Iterable<Root>
}

export interface NetworkPipe {
  id: number
  from_node_id: number | null
  to_node_id: number | null
  length_m: number
}

export interface Root {
  node_id: number
  station_id: number
}

/** Immutable compact graph. `incident` lists, node by node, the pipes that touch it (CSR: `start[n]` … `start[n + 1]`). */
export interface Network {
  readonly node_ids: Int32Array
  readonly pipe_ids: Int32Array
  readonly node_index: ReadonlyMap<number, number>
  readonly pipe_index: ReadonlyMap<number, number>
  /** Node indices of the two ends of each pipe. */
  readonly from: Int32Array
  readonly to: Int32Array
  readonly length_m: Float64Array
  /** 1 where a closed valve cuts the pipe. */
  readonly closed: Uint8Array
  readonly start: Int32Array
  readonly incident: Int32Array
  /** Node index and station id of each root, in the order given. */
  readonly root_node: Int32Array
  readonly root_station: Int32Array
}

/**
 * Builds the graph.
 * @throws RangeError `network.unknown_node`, `network.duplicate_id` or `network.bad_length` with the id at fault.
 */
export function buildNetwork(input: NetworkInput): Network {
  const nodeIds = Int32Array.from(input.nodes, (node) => node.id)
  const pipes = [...input.pipes].filter((pipe) => pipe.from_node_id !== null && pipe.to_node_id !== null)
  const pipeIds = Int32Array.from(pipes, (pipe) => pipe.id)
  const nodeIndex = indexOf(nodeIds)
  const roots = [...input.roots]
  const from = Int32Array.from(pipes, (pipe) => find(nodeIndex, pipe.from_node_id))
  const to = Int32Array.from(pipes, (pipe) => find(nodeIndex, pipe.to_node_id))
  const closedIds = new Set(input.closed_pipe_ids)
  return {
    node_ids: nodeIds,
    pipe_ids: pipeIds,
    node_index: nodeIndex,
    pipe_index: indexOf(pipeIds),
    from,
    to,
    length_m: Float64Array.from(pipes, checkedLength),
    closed: Uint8Array.from(pipes, (pipe) => (closedIds.has(pipe.id) ? 1 : 0)),
    ...incidence(nodeIds.length, from, to),
    root_node: Int32Array.from(roots, (root) => find(nodeIndex, root.node_id)),
    root_station: Int32Array.from(roots, (root) => root.station_id),
  }
}

/** The other end of a pipe. */
export function across(network: Network, pipe: number, node: number): number {
  return network.from[pipe] === node ? network.to[pipe]! : network.from[pipe]!
}

function indexOf(ids: Int32Array): Map<number, number> {
  const index = new Map<number, number>()
  for (let i = 0; i < ids.length; i++) {
    if (index.has(ids[i]!)) throw new RangeError(`network.duplicate_id ${ids[i]}`)
    index.set(ids[i]!, i)
  }
  return index
}

function find(index: Map<number, number>, id: number | null): number {
  const found = id === null ? undefined : index.get(id)
  if (found === undefined) throw new RangeError(`network.unknown_node ${id}`)
  return found
}

function checkedLength(pipe: NetworkPipe): number {
  if (!(pipe.length_m >= 0 && pipe.length_m < Infinity)) throw new RangeError(`network.bad_length ${pipe.id}`)
  return pipe.length_m
}

function incidence(nodes: number, from: Int32Array, to: Int32Array): { start: Int32Array; incident: Int32Array } {
  const start = new Int32Array(nodes + 1)
  for (let p = 0; p < from.length; p++) {
    start[from[p]! + 1]!++
    if (to[p] !== from[p]) start[to[p]! + 1]!++
  }
  for (let n = 0; n < nodes; n++) start[n + 1]! += start[n]!
  const incident = new Int32Array(start[nodes]!)
  const next = start.slice(0, nodes)
  for (let p = 0; p < from.length; p++) {
    incident[next[from[p]!]!++] = p
    if (to[p] !== from[p]) incident[next[to[p]!]!++] = p
  }
  return { start, incident }
}
