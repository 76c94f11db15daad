import { across, type Network } from './network'

/** Which root serves each node, and by which pipe. Arrays are by node index, −1 where there is none. */
export interface ServingForest {
  readonly network: Network
  /** Pipe that feeds the node; −1 at roots and where nothing reaches. */
  readonly parent_pipe: Int32Array
  /** Node at the upstream end of `parent_pipe`. */
  readonly parent_node: Int32Array
  /** Index of the serving root. */
  readonly root: Int32Array
  /** Length of the way from the root; Infinity where nothing reaches. */
  readonly distance_m: Float64Array
  /** Reached nodes, nearest first, so that every node comes after its parent. */
  readonly order: Int32Array
}

const forests = new WeakMap<Network, ServingForest>()

/**
 * Shortest-path forest from all roots over the open pipes, walked either way (Dijkstra 1959, several sources). Ties go
 * to the pipe that comes first. Computed once for each network.
 */
export function servingForest(network: Network): ServingForest {
  const known = forests.get(network)
  if (known) return known
  const forest = grow(network)
  forests.set(network, forest)
  return forest
}

/** Station that serves a node; null where nothing reaches it or the node is unknown. */
export function stationOfNode(network: Network, node_id: number): number | null {
  const node = network.node_index.get(node_id)
  return node === undefined ? null : stationAt(servingForest(network), node)
}

/** Station whose water stands in a pipe, by its end nearer to a root; null where the pipe is closed or not reached. */
export function stationOfPipe(network: Network, pipe_id: number): number | null {
  const pipe = network.pipe_index.get(pipe_id)
  if (pipe === undefined || network.closed[pipe]) return null
  const forest = servingForest(network)
  return stationAt(forest, nearEnd(forest, pipe))
}

/** Ids of the nodes that no root reaches. */
export function unservedNodes(network: Network): number[] {
  const { root } = servingForest(network)
  return Array.from(network.node_ids).filter((_, node) => root[node] === -1)
}

/** The end of a pipe through which it is fed: its parent in the forest, else the end nearer to a root. */
export function nearEnd(forest: ServingForest, pipe: number): number {
  const from = forest.network.from[pipe]!
  const to = forest.network.to[pipe]!
  if (forest.parent_pipe[to] === pipe) return from
  if (forest.parent_pipe[from] === pipe) return to
  return forest.distance_m[from]! <= forest.distance_m[to]! ? from : to
}

function stationAt(forest: ServingForest, node: number): number | null {
  const root = forest.root[node]!
  return root === -1 ? null : forest.network.root_station[root]!
}

function grow(network: Network): ServingForest {
  const nodes = network.node_ids.length
  const forest = {
    network,
    parent_pipe: new Int32Array(nodes).fill(-1),
    parent_node: new Int32Array(nodes).fill(-1),
    root: new Int32Array(nodes).fill(-1),
    distance_m: new Float64Array(nodes).fill(Infinity),
  }
  const queue = new Queue()
  for (let r = 0; r < network.root_node.length; r++) {
    const node = network.root_node[r]!
    if (forest.root[node] !== -1) continue
    forest.root[node] = r
    forest.distance_m[node] = 0
    queue.push(0, node)
  }
  const order: number[] = []
  const settled = new Uint8Array(nodes)
  for (let node = queue.pop(); node !== -1; node = queue.pop()) {
    if (settled[node]) continue
    settled[node] = 1
    order.push(node)
    relax(forest, node, queue)
  }
  return { ...forest, order: Int32Array.from(order) }
}

function relax(forest: Omit<ServingForest, 'order'>, node: number, queue: Queue): void {
  const { network, parent_pipe, parent_node, root, distance_m } = forest
  for (let i = network.start[node]!; i < network.start[node + 1]!; i++) {
    const pipe = network.incident[i]!
    if (network.closed[pipe]) continue
    const next = across(network, pipe, node)
    const distance = distance_m[node]! + network.length_m[pipe]!
    if (distance >= distance_m[next]!) continue
    distance_m[next] = distance
    parent_pipe[next] = pipe
    parent_node[next] = node
    root[next] = root[node]!
    queue.push(distance, next)
  }
}

/** Binary min-heap of (key, node); equal keys leave in the order in which they came. */
class Queue {
  readonly #keys: number[] = []
  readonly #nodes: number[] = []
  readonly #turns: number[] = []
  #turn = 0

  push(key: number, node: number): void {
    let at = this.#keys.length
    const turn = this.#turn++
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!this.#before(key, turn, above)) break
      this.#move(above, at)
      at = above
    }
    this.#put(at, key, node, turn)
  }

  /** The node with the least key, −1 when empty. */
  pop(): number {
    const top = this.#nodes[0] ?? -1
    const key = this.#keys.pop()
    const node = this.#nodes.pop()
    const turn = this.#turns.pop()
    if (key === undefined || node === undefined || turn === undefined) return -1
    const size = this.#keys.length
    if (size === 0) return top
    let at = 0
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.#before(this.#keys[child + 1]!, this.#turns[child + 1]!, child)) child++
      if (this.#before(key, turn, child)) break
      this.#move(child, at)
      at = child
    }
    this.#put(at, key, node, turn)
    return top
  }

  #before(key: number, turn: number, other: number): boolean {
    const otherKey = this.#keys[other]!
    return key < otherKey || (key === otherKey && turn < this.#turns[other]!)
  }

  #move(source: number, target: number): void {
    this.#put(target, this.#keys[source]!, this.#nodes[source]!, this.#turns[source]!)
  }

  #put(at: number, key: number, node: number, turn: number): void {
    this.#keys[at] = key
    this.#nodes[at] = node
    this.#turns[at] = turn
  }
}
