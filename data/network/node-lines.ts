import { NodeCells } from './node-cells'

/**
 * Lines in planar metres: line `l` has the points `start[l]` … `start[l + 1] − 1`, point `p` lies at `xy[2p]`,
 * `xy[2p + 1]`. A line of one point is a tap: it makes a node and splits the lines that it lies on.
 */
export interface PlanarLines {
  readonly start: Int32Array
  readonly xy: Float64Array
  /** That many lines at the beginning are single points of existing nodes: others snap to them, they split nothing. */
  readonly anchors: number
}

export interface NodedLines {
  /** Point whose place each node takes: the first of those that met there. */
  readonly node_point: Int32Array
  /** Nodes at the two ends of each line: `end_node[2l]`, `end_node[2l + 1]`. */
  readonly end_node: Int32Array
  readonly edge_line: Int32Array
  readonly edge_from: Int32Array
  readonly edge_to: Int32Array
  /** Points of edge `e`, its node points included: `edge_points[edge_start[e]]` … `edge_points[edge_start[e + 1] − 1]`. */
  readonly edge_start: Int32Array
  readonly edge_points: Int32Array
  /** Pieces that begin and end at one node and so vanish: shorter than the tolerance, or rings. */
  readonly vanished: readonly { line: number; length_m: number }[]
}

/**
 * Makes a network of lines. Ends within the tolerance of each other become one node (transitively); an end within the
 * tolerance of another line splits that line there. Lines that merely cross, or share inner vertices, stay apart.
 * Cost O(n log n) for ends, and by a grid of 25 m for ends on lines.
 */
export function nodeLines(lines: PlanarLines, tolerance_m: number): NodedLines {
  const ends = joinEnds(lines, tolerance_m)
  const cells = new NodeCells(lines.xy, tolerance_m)
  const seen = new Uint8Array(ends.node_point.length)
  for (let end = 2 * lines.anchors; end < ends.end_node.length; end++) {
    const node = ends.end_node[end]!
    if (!seen[node]) cells.add(node, ends.node_point[node]!)
    seen[node] = 1
  }
  const edges = new Edges(lines, ends, tolerance_m)
  for (let line = lines.anchors; line < lines.start.length - 1; line++) {
    if (lines.start[line + 1]! - lines.start[line]! > 1) edges.add(line, cutsOf(line, lines, ends, cells))
  }
  return { ...ends, ...edges.finish() }
}

interface Ends {
  node_point: Int32Array
  end_node: Int32Array
}

/** A place where a line is cut: how far along it, by which node, and how far that node lies beside it. */
interface Cut {
  along_m: number
  node: number
  beside_m: number
}

/** Single-linkage clusters of line ends, by a sweep along x with union-find. */
function joinEnds(lines: PlanarLines, tolerance_m: number): Ends {
  const { start, xy } = lines
  const count = 2 * (start.length - 1)
  const point = new Int32Array(count)
  for (let line = 0; line < start.length - 1; line++) {
    point[2 * line] = start[line]!
    point[2 * line + 1] = start[line + 1]! - 1
  }
  const parent = Int32Array.from(point.keys())
  const order = Int32Array.from(point.keys()).sort((a, b) => xy[2 * point[a]!]! - xy[2 * point[b]!]!)
  for (let i = 0; i < count; i++) {
    const a = point[order[i]!]!
    for (let j = i + 1; j < count; j++) {
      const b = point[order[j]!]!
      const dx = xy[2 * b]! - xy[2 * a]!
      if (dx > tolerance_m) break
      if (Math.hypot(dx, xy[2 * b + 1]! - xy[2 * a + 1]!) <= tolerance_m) unite(parent, order[i]!, order[j]!)
    }
  }
  return numberNodes(parent, point)
}

/** Nodes in the order of their first end. The root of a set is its lowest end, so anchors give nodes their places. */
function numberNodes(parent: Int32Array, point: Int32Array): Ends {
  const nodeOfRoot = new Int32Array(parent.length).fill(-1)
  const endNode = new Int32Array(parent.length)
  const nodePoint: number[] = []
  for (let end = 0; end < parent.length; end++) {
    const root = rootOf(parent, end)
    if (nodeOfRoot[root] === -1) nodeOfRoot[root] = nodePoint.push(point[root]!) - 1
    endNode[end] = nodeOfRoot[root]!
  }
  return { node_point: Int32Array.from(nodePoint), end_node: endNode }
}

function unite(parent: Int32Array, a: number, b: number): void {
  const [rootA, rootB] = [rootOf(parent, a), rootOf(parent, b)]
  if (rootA < rootB) parent[rootB] = rootA
  else parent[rootA] = rootB
}

function rootOf(parent: Int32Array, end: number): number {
  let at = end
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!
    at = parent[at]!
  }
  return at
}

/** Cuts of a line from its beginning to its end, both ends included. */
function cutsOf(line: number, lines: PlanarLines, ends: Ends, cells: NodeCells): Cut[] {
  const [first, last] = [lines.start[line]!, lines.start[line + 1]! - 1]
  const { xy } = lines
  const hits: Cut[] = []
  let along = 0
  for (let p = first; p < last; p++) {
    const length = Math.hypot(xy[2 * p + 2]! - xy[2 * p]!, xy[2 * p + 3]! - xy[2 * p + 1]!)
    cells.near(p, p + 1, (node, beside_m, t) => hits.push({ along_m: along + t * length, node, beside_m }))
    along += length
  }
  const cuts: Cut[] = [{ along_m: 0, node: ends.end_node[2 * line]!, beside_m: -1 }]
  hits.push({ along_m: along, node: ends.end_node[2 * line + 1]!, beside_m: -1 })
  for (const hit of hits.sort((a, b) => a.along_m - b.along_m)) place(cuts, hit, cells.tolerance_m)
  return cuts
}

/** Adds a cut, unless the same node has just cut the line: then the closer of the two stays. */
function place(cuts: Cut[], hit: Cut, tolerance_m: number): void {
  for (let i = cuts.length - 1; i >= 0 && hit.along_m - cuts[i]!.along_m <= 2 * tolerance_m; i--) {
    if (cuts[i]!.node !== hit.node) continue
    const bothEnds = hit.beside_m === -1 && i === 0
    if (bothEnds) break
    if (cuts[i]!.beside_m <= hit.beside_m) return
    cuts.splice(i, 1)
    break
  }
  cuts.push(hit)
}

/** Grows the edges of all lines in flat arrays. */
class Edges {
  readonly #lines: PlanarLines
  readonly #ends: Ends
  readonly #tolerance_m: number
  readonly #line: number[] = []
  readonly #from: number[] = []
  readonly #to: number[] = []
  readonly #start: number[] = [0]
  readonly #points: number[] = []
  readonly #vanished: { line: number; length_m: number }[] = []

  constructor(lines: PlanarLines, ends: Ends, tolerance_m: number) {
    this.#lines = lines
    this.#ends = ends
    this.#tolerance_m = tolerance_m
  }

  /** Inner vertices within the tolerance of a cut give way to its node. */
  add(line: number, cuts: readonly Cut[]): void {
    let vertex = this.#lines.start[line]! + 1
    let along = this.#step(vertex - 1, vertex)
    for (let c = 1; c < cuts.length; c++) {
      const [above, below] = [cuts[c - 1]!, cuts[c]!]
      const points = [this.#ends.node_point[above.node]!]
      const last = this.#lines.start[line + 1]! - 1
      for (; vertex < last && along <= below.along_m + this.#tolerance_m; along += this.#step(vertex - 1, vertex)) {
        const inside = along > above.along_m + this.#tolerance_m && along < below.along_m - this.#tolerance_m
        if (inside) points.push(vertex)
        vertex++
      }
      points.push(this.#ends.node_point[below.node]!)
      if (above.node === below.node) this.#vanished.push({ line, length_m: below.along_m - above.along_m })
      else this.#keep(line, above.node, below.node, points)
    }
  }

  finish() {
    return {
      edge_line: Int32Array.from(this.#line),
      edge_from: Int32Array.from(this.#from),
      edge_to: Int32Array.from(this.#to),
      edge_start: Int32Array.from(this.#start),
      edge_points: Int32Array.from(this.#points),
      vanished: this.#vanished,
    }
  }

  #keep(line: number, from: number, to: number, points: number[]): void {
    this.#line.push(line)
    this.#from.push(from)
    this.#to.push(to)
    for (const point of points) this.#points.push(point)
    this.#start.push(this.#points.length)
  }

  #step(a: number, b: number): number {
    const { xy } = this.#lines
    return Math.hypot(xy[2 * b]! - xy[2 * a]!, xy[2 * b + 1]! - xy[2 * a + 1]!)
  }
}
