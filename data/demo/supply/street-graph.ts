import { at, between, distance, type Point } from '../geometry'
import { isRoad } from '../land/ways'
import { edgeKey, edgeOf, type Subdivision, type Way } from '../subdivision'

/** Streets as a graph: crossings are the vertices of the subdivision, attached points follow them. */
export interface StreetGraph {
  points: Point[]
  links: Link[][]
  /** Half the width of the narrowest road at each point: how far a pipe may keep from the centre line. */
  room: number[]
}

export interface Link {
  to: number
  length: number
  way: Way
}

/** A place on a street edge where something hangs on: a yard, a house, a station. */
export interface Attachment {
  a: number
  b: number
  t: number
  /** Point of the graph; set by `createStreetGraph`. */
  point: number
}

/** Builds the graph and numbers the attachments. */
export function createStreetGraph(map: Subdivision, attachments: Attachment[]): StreetGraph {
  const graph: StreetGraph = {
    points: [...map.points],
    links: map.points.map(() => []),
    room: map.points.map(() => Infinity),
  }
  const onEdge = new Map<number, Attachment[]>()
  for (const item of attachments) {
    const key = edgeKey(Math.min(item.a, item.b), Math.max(item.a, item.b))
    if (item.a > item.b) [item.a, item.b, item.t] = [item.b, item.a, 1 - item.t]
    onEdge.set(key, [...(onEdge.get(key) ?? []), item])
  }
  map.ways.forEach((way, key) => {
    if (isRoad(way)) layEdge(graph, key, way, onEdge.get(key) ?? [])
  })
  return graph
}

function layEdge(graph: StreetGraph, key: number, way: Way, attachments: Attachment[]): void {
  const [a, b] = edgeOf(key)
  const [pa, pb] = [at(graph.points, a), at(graph.points, b)]
  let last = a
  for (const item of attachments.sort((x, y) => x.t - y.t)) {
    graph.points.push(between(pa, pb, item.t))
    graph.links.push([])
    graph.room.push(Infinity)
    item.point = graph.points.length - 1
    link(graph, last, item.point, way)
    last = item.point
  }
  link(graph, last, b, way)
}

function link(graph: StreetGraph, a: number, b: number, way: Way): void {
  const length = distance(at(graph.points, a), at(graph.points, b))
  at(graph.links, a).push({ to: b, length, way })
  at(graph.links, b).push({ to: a, length, way })
  for (const end of [a, b]) graph.room[end] = Math.min(graph.room[end] ?? Infinity, way.width_m / 2)
}

export type Weight = (link: Link, from: number) => number

/**
 * Connects terminals to a root by a tree in the streets: the nearest first, each along its cheapest way to what is laid
 * already (Takahashi & Matsuyama 1980). Returns the next point towards the root for each point of the tree.
 */
export function growTree(graph: StreetGraph, root: number, terminals: number[], weight: Weight): Map<number, number> {
  const towards = new Map<number, number>([[root, -1]])
  const far = (point: number) => distance(at(graph.points, root), at(graph.points, point))
  const order = [...new Set(terminals)].sort((a, b) => far(a) - far(b) || a - b)
  for (const terminal of order) {
    if (towards.has(terminal)) continue
    const { from, reached } = search(graph, terminal, weight, (point) => towards.has(point))
    if (reached < 0) throw new RangeError('street graph: a place cannot be reached')
    for (let here = reached; here !== terminal;) {
      const next = from.get(here)
      if (next === undefined) break
      towards.set(next, here)
      here = next
    }
  }
  return towards
}

interface Search {
  from: Map<number, number>
  reached: number
}

/** Dijkstra until a point that `done` accepts. */
function search(graph: StreetGraph, start: number, weight: Weight, done: (point: number) => boolean): Search {
  const cost = new Map<number, number>([[start, 0]])
  const from = new Map<number, number>()
  const settled = new Set<number>()
  const heap: [number, number][] = [[0, start]]
  for (let top = popLeast(heap); top; top = popLeast(heap)) {
    const [sum, here] = top
    if (settled.has(here)) continue
    settled.add(here)
    if (done(here)) return { from, reached: here }
    for (const link of at(graph.links, here)) {
      const next = sum + weight(link, here)
      if (next >= (cost.get(link.to) ?? Infinity)) continue
      cost.set(link.to, next)
      from.set(link.to, here)
      pushHeap(heap, [next, link.to])
    }
  }
  return { from, reached: -1 }
}

function pushHeap(heap: [number, number][], item: [number, number]): void {
  let i = heap.push(item) - 1
  while (i > 0) {
    const parent = (i - 1) >> 1
    const above = at(heap, parent)
    if (above[0] <= item[0]) break
    heap[i] = above
    i = parent
  }
  heap[i] = item
}

function popLeast(heap: [number, number][]): [number, number] | undefined {
  const top = heap[0]
  const last = heap.pop()
  if (top === undefined || last === undefined || heap.length === 0) return top
  let i = 0
  for (let child = 1; child < heap.length; child = 2 * i + 1) {
    if (child + 1 < heap.length && at(heap, child + 1)[0] < at(heap, child)[0]) child++
    const below = at(heap, child)
    if (below[0] >= last[0]) break
    heap[i] = below
    i = child
  }
  heap[i] = last
  return top
}
