import { buildNetwork } from './network'
import { servingForest } from './serving-forest'

/** Direction of each edge of an undirected network, by index of the edge. */
export interface Orientation {
  /** 1 where the edge has to be turned round to lead away from the nearest source. */
  readonly flip: Uint8Array
  /** 1 where a source reaches the edge. */
  readonly reached: Uint8Array
}

/**
 * Directs lines away from the sources: each runs from its end nearer to a source to the farther one. Edges with both
 * ends equally far, and edges that no source reaches, stay as they were drawn.
 */
export function orientFromSources(
  edges: readonly { from_node_id: number; to_node_id: number; length_m: number }[],
  source_node_ids: Iterable<number>,
): Orientation {
  const sources = new Set(source_node_ids)
  const nodes = new Set(sources)
  for (const edge of edges) nodes.add(edge.from_node_id).add(edge.to_node_id)
  const network = buildNetwork({
    nodes: Array.from(nodes, (id) => ({ id })),
    pipes: edges.map((edge, id) => ({ ...edge, id })),
    roots: Array.from(sources, (node_id) => ({ node_id, station_id: 0 })),
  })
  const { distance_m, parent_pipe } = servingForest(network)
  const flip = new Uint8Array(edges.length)
  const reached = new Uint8Array(edges.length)
  for (let edge = 0; edge < edges.length; edge++) {
    const from = network.from[edge]!
    const to = network.to[edge]!
    reached[edge] = distance_m[from]! < Infinity ? 1 : 0
    // An edge of length 0 has ends equally far; the forest still knows which one it feeds.
    const feedsFrom = from !== to && parent_pipe[from] === edge
    flip[edge] = distance_m[to]! < distance_m[from]! || feedsFrom ? 1 : 0
  }
  return { flip, reached }
}
