import fc from 'fast-check'
import type { NetworkPipe } from '../../../data/network/network'

/** A small network as plain data: ids are scattered, loops, self-loops, parallel pipes and several roots occur. */
export interface Plain {
  nodes: { id: number }[]
  pipes: (NetworkPipe & { from_node_id: number; to_node_id: number })[]
  closed_pipe_ids: number[]
  roots: { node_id: number; station_id: number }[]
}

export const anyNetwork: fc.Arbitrary<Plain> = fc.integer({ min: 1, max: 9 }).chain((size) => {
  const node = fc.integer({ min: 0, max: size - 1 }).map(nodeId)
  return fc
    .record({
      ends: fc.array(fc.tuple(node, node, fc.integer({ min: 0, max: 5 })), { maxLength: 14 }),
      closed: fc.array(fc.integer({ min: 0, max: 13 }), { maxLength: 3 }),
      roots: fc.array(node, { maxLength: 3 }),
    })
    .map(({ ends, closed, roots }) => ({
      nodes: Array.from({ length: size }, (_, n) => ({ id: nodeId(n) })),
      pipes: ends.map(([from_node_id, to_node_id, length_m], p) => ({
        id: 1000 - 3 * p,
        from_node_id,
        to_node_id,
        length_m,
      })),
      closed_pipe_ids: closed.map((p) => 1000 - 3 * p),
      roots: roots.map((node_id, r) => ({ node_id, station_id: 70 + r })),
    }))
})

/** Shortest way from any root to each node over open pipes, by Bellman and Ford. */
export function distances(plain: Plain): Map<number, number> {
  const far = new Map(plain.nodes.map(({ id }) => [id, Infinity]))
  for (const root of plain.roots) far.set(root.node_id, 0)
  const at = (id: number) => far.get(id) ?? Infinity
  for (let turn = 0; turn < plain.nodes.length; turn++) {
    for (const pipe of openPipes(plain)) {
      far.set(pipe.to_node_id, Math.min(at(pipe.to_node_id), at(pipe.from_node_id) + pipe.length_m))
      far.set(pipe.from_node_id, Math.min(at(pipe.from_node_id), at(pipe.to_node_id) + pipe.length_m))
    }
  }
  return far
}

export function openPipes(plain: Plain) {
  return plain.pipes.filter((pipe) => !plain.closed_pipe_ids.includes(pipe.id))
}

/** The parts of the network as sets of node ids, by merging sets along every pipe. */
export function parts(plain: Plain): Set<number>[] {
  let sets = plain.nodes.map(({ id }) => new Set([id]))
  for (const pipe of plain.pipes) {
    const [touched, rest] = [sets.filter((set) => touches(set, pipe)), sets.filter((set) => !touches(set, pipe))]
    sets = [...rest, new Set(touched.flatMap((set) => [...set]))]
  }
  return sets
}

function touches(set: Set<number>, pipe: { from_node_id: number; to_node_id: number }): boolean {
  return set.has(pipe.from_node_id) || set.has(pipe.to_node_id)
}

function nodeId(n: number): number {
  return 10 + 7 * ((n * 5) % 11)
}
