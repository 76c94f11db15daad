import type { Network } from './network'
import { nearEnd, servingForest, type ServingForest } from './serving-forest'

/** What hangs below a place in the serving forest. */
export interface Downstream {
  node_ids: number[]
  /** Pipes of the forest below, and open pipes that close a loop between nodes below. */
  pipe_ids: number[]
  length_m: number
}

/** The way from a place up to its root, in that order. */
export interface Upstream {
  node_ids: number[]
  pipe_ids: number[]
  length_m: number
  /** Station at the top; null where no root reaches the start. */
  station_id: number | null
}

/**
 * Everything served through a node (itself included), through a pipe (itself included, its upper node not), or by a
 * station. A pipe that only closes a loop, or that a closed valve cuts, yields itself alone; unknown ids yield nothing.
 */
export function traceDown(
  network: Network,
  from: { node_id: number } | { pipe_id: number } | { station_id: number },
): Downstream {
  const forest = servingForest(network)
  if ('station_id' in from) return below(forest, rootsOf(network, from.station_id), -1)
  if ('node_id' in from) return below(forest, known(network.node_index.get(from.node_id)), -1)
  const pipe = network.pipe_index.get(from.pipe_id)
  if (pipe === undefined) return { node_ids: [], pipe_ids: [], length_m: 0 }
  const ends = [network.from[pipe]!, network.to[pipe]!]
  return below(
    forest,
    ends.filter((end) => forest.parent_pipe[end] === pipe),
    pipe,
  )
}

/** The way up from a node, or from a pipe (itself first) through the end by which it is fed. */
export function traceUp(network: Network, from: { node_id: number } | { pipe_id: number }): Upstream {
  const forest = servingForest(network)
  const way: Upstream = { node_ids: [], pipe_ids: [], length_m: 0, station_id: null }
  let node = -1
  if ('node_id' in from) node = network.node_index.get(from.node_id) ?? -1
  else {
    const pipe = network.pipe_index.get(from.pipe_id)
    if (pipe === undefined) return way
    climb(way, network, pipe)
    node = network.closed[pipe] ? -1 : nearEnd(forest, pipe)
  }
  if (node !== -1 && forest.root[node] !== -1) way.station_id = network.root_station[forest.root[node]!]!
  while (node !== -1) {
    way.node_ids.push(network.node_ids[node]!)
    if (forest.parent_pipe[node] !== -1) climb(way, network, forest.parent_pipe[node]!)
    node = forest.parent_node[node]!
  }
  return way
}

function climb(way: Upstream, network: Network, pipe: number): void {
  way.pipe_ids.push(network.pipe_ids[pipe]!)
  way.length_m += network.length_m[pipe]!
}

function known(node: number | undefined): number[] {
  return node === undefined ? [] : [node]
}

function rootsOf(network: Network, station_id: number): number[] {
  return Array.from(network.root_node).filter((_, root) => network.root_station[root] === station_id)
}

function below(forest: ServingForest, tops: number[], alsoPipe: number): Downstream {
  const { network } = forest
  const inside = new Uint8Array(network.node_ids.length)
  for (const top of tops) inside[top] = 1
  for (const node of forest.order) {
    const parent = forest.parent_node[node]!
    if (parent !== -1 && inside[parent]) inside[node] = 1
  }
  const found: Downstream = { node_ids: [], pipe_ids: [], length_m: 0 }
  inside.forEach((is, node) => {
    if (is) found.node_ids.push(network.node_ids[node]!)
  })
  for (let pipe = 0; pipe < network.pipe_ids.length; pipe++) {
    const between = inside[network.from[pipe]!] && inside[network.to[pipe]!] && !network.closed[pipe]
    if (!between && pipe !== alsoPipe) continue
    found.pipe_ids.push(network.pipe_ids[pipe]!)
    found.length_m += network.length_m[pipe]!
  }
  return found
}
