import { at, between, distance, firstHit, turn, type Point } from '../geometry'
import { outerRing } from '../grids/outline'
import { isRoad } from '../land/ways'
import type { House, Parcel } from '../stock/parcel'
import type { RowLayout, SlabRow } from '../stock/rows'
import { type Subdivision, wayBetween } from '../subdivision'
import type { Attachment } from './street-graph'

/** The pipes of one yard as a tree: spine, a line behind each row, a stub to each house. */
export interface Yard {
  parcel: Parcel
  gate: Attachment
  /** Node 0 is where the pipe enters the ground; every node comes after its parent. */
  nodes: YardNode[]
  /** Yard roads: spine and lanes, from the middle of the street. */
  roads: Point[][]
}

export interface YardNode {
  p: Point
  parent: number
  house: House | null
}

/** Lays the yard of a parcel with rows; null where no road passes. */
export function layYard(map: Subdivision, parcel: Parcel): Yard | null {
  const { layout } = parcel
  if (!layout || parcel.houses.length === 0) return null
  const vertices = outerRing(map, parcel.faces)
  const entries = entriesOf(layout).flatMap((entry) => findGate(map, vertices, parcel, entry))
  const best = entries.sort((a, b) => a.cost - b.cost)[0]
  return best ? layFrom(parcel, layout, best) : null
}

/** Where a way into the yard may start: an end of the spine, or of the lane behind a row. */
interface Entry {
  from: Point
  direction: Point
  row: SlabRow | null
}

interface Gate extends Entry {
  attachment: Attachment
  /** Where the way crosses from the street's ground into the yard, in the frame of the rows. */
  inner: Point
  outer: Point
  cost: number
}

function entriesOf(layout: RowLayout): Entry[] {
  const { rows, spine } = layout
  const first = at(rows, 0)
  const last = at(rows, -1)
  return [
    { from: [spine, first.south], direction: [0, -1], row: null },
    { from: [spine, last.lane], direction: [0, 1], row: null },
    ...rows.flatMap((row): Entry[] => [
      { from: [Math.min(spine, ...row.slabs.map((slab) => slab.x0)), row.lane], direction: [-1, 0], row },
      { from: [Math.max(spine, ...row.slabs.map((slab) => slab.x1)), row.lane], direction: [1, 0], row },
    ]),
  ]
}

const costOfWay: Record<string, number> = { lane: 0, street: 12, shanty_lane: 15, gully: 40, arterial: 60 }

function findGate(map: Subdivision, vertices: number[], parcel: Parcel, entry: Entry): Gate[] {
  const angle = -(parcel.layout?.angle ?? 0)
  const ring = vertices.map((vertex) => turn(at(map.points, vertex), angle))
  const hit = firstHit(ring, entry.from, entry.direction)
  const ground = parcel.ground.map((p) => turn(p, angle))
  const wall = firstHit(ground, entry.from, entry.direction)
  if (!hit || !wall) return []
  const [a, b] = [at(vertices, hit.edge), at(vertices, hit.edge + 1)]
  const way = wayBetween(map, a, b)
  if (!isRoad(way)) return []
  const outer = between(at(ring, hit.edge), at(ring, hit.edge + 1), hit.t)
  const inner = between(at(ground, wall.edge), at(ground, wall.edge + 1), wall.t)
  const cost = (costOfWay[way.kind] ?? 0) + distance(entry.from, inner) + (entry.row ? 25 : 0)
  return [{ ...entry, attachment: { a, b, t: hit.t, point: -1 }, inner, outer, cost }]
}

function layFrom(parcel: Parcel, layout: RowLayout, gate: Gate): Yard {
  const graph = comb(parcel, layout, gate)
  const order = [0]
  const parents = new Map<number, number>([[0, -1]])
  for (let k = 0; k < order.length; k++) {
    const here = at(order, k)
    for (const next of at(graph.links, here)) {
      if (parents.has(next)) continue
      parents.set(next, here)
      order.push(next)
    }
  }
  const place = new Map(order.map((node, k) => [node, k]))
  const nodes = order.map((node) => ({
    p: turn(at(graph.points, node), layout.angle),
    parent: place.get(parents.get(node) ?? -1) ?? -1,
    house: graph.houses.get(node) ?? null,
  }))
  return { parcel, gate: gate.attachment, nodes, roads: roadsOf(layout, gate) }
}

interface Comb {
  points: Point[]
  links: number[][]
  houses: Map<number, House>
}

/** Spine, lanes and stubs as a graph without loops, in the frame of the rows; node 0 is the gate. */
function comb(parcel: Parcel, layout: RowLayout, gate: Gate): Comb {
  const graph: Comb = { points: [gate.inner], links: [[]], houses: new Map() }
  const node = (p: Point) => {
    graph.links.push([])
    return graph.points.push(p) - 1
  }
  const join = (a: number, b: number) => {
    at(graph.links, a).push(b)
    at(graph.links, b).push(a)
  }
  const chain = (line: { at: number; node: number }[]) => {
    const sorted = line.sort((a, b) => a.at - b.at)
    for (let k = 0; k + 1 < sorted.length; k++) join(at(sorted, k).node, at(sorted, k + 1).node)
  }
  const spine = layout.rows.map((row) => {
    const crossing = { at: row.lane, node: node([layout.spine, row.lane]) }
    const line = [{ at: layout.spine, node: crossing.node }]
    for (const house of parcel.houses) {
      const tap = turn(house.tap, -layout.angle)
      if (Math.abs(tap[1] - row.lane) > 0.5) continue
      const tee = node(tap)
      line.push({ at: tap[0], node: tee })
      const inlet = node(turn(house.inlet, -layout.angle))
      graph.houses.set(inlet, house)
      join(tee, inlet)
    }
    if (gate.row === row) line.push({ at: gate.inner[0], node: 0 })
    chain(line)
    return crossing
  })
  if (!gate.row) spine.push({ at: gate.inner[1], node: 0 })
  chain(spine)
  return graph
}

function roadsOf(layout: RowLayout, gate: Gate): Point[][] {
  const { rows, spine } = layout
  const ys = rows.map((row) => row.lane)
  const out = (line: Point[]) => line.map((p) => turn(p, layout.angle))
  const spineEnds = [...ys, ...(gate.row ? [] : [gate.outer[1]])]
  const roads: Point[][] = [
    out([
      [spine, Math.min(...spineEnds)],
      [spine, Math.max(...spineEnds)],
    ]),
  ]
  for (const row of rows) {
    const xs = [spine, ...row.slabs.flatMap((slab) => [slab.x0 + 4, slab.x1 - 4])]
    if (gate.row === row) xs.push(gate.outer[0])
    roads.push(
      out([
        [Math.min(...xs), row.lane + 0.8],
        [Math.max(...xs), row.lane + 0.8],
      ]),
    )
  }
  return roads.filter((road) => distance(at(road, 0), at(road, 1)) > 3)
}

/** The lane edge nearest to where a shanty house looks out, as an attachment; null when that edge is no road. */
export function houseGate(map: Subdivision, face: number, house: House): Attachment | null {
  const { ring } = at(map.faces, face)
  let best: Attachment | null = null
  let nearest = 3
  ring.forEach((a, i) => {
    const b = at(ring, i + 1)
    const [pa, pb] = [at(map.points, a), at(map.points, b)]
    const length = distance(pa, pb)
    const t = ((house.tap[0] - pa[0]) * (pb[0] - pa[0]) + (house.tap[1] - pa[1]) * (pb[1] - pa[1])) / length ** 2
    if (!isRoad(wayBetween(map, a, b)) || t < 0 || t > 1) return
    const gap = distance(house.tap, between(pa, pb, t))
    if (gap >= nearest) return
    nearest = gap
    best = { a, b, t, point: -1 }
  })
  return best
}

/** Yard of one shanty house: from its lane straight to its wall. */
export function houseYard(parcel: Parcel, house: House, gate: Attachment): Yard {
  return { parcel, gate, nodes: [{ p: house.inlet, parent: -1, house }], roads: [] }
}
