import type { Boundaries } from './isobands'

type Position = [number, number]
/** Rings of metres, the outer one first and anticlockwise, holes clockwise; each ends where it begins. */
export type PolygonRings = Position[][]

/** A line between two places where more than two areas meet, or a closed one. */
interface Arc {
  points: number[]
  left: number
  right: number
}

/**
 * Polygons by class. Boundaries are first joined into arcs that end where three areas meet, and each arc is simplified
 * once (Douglas & Peucker 1973) with `tolerance_m`, so that neighbours keep sharing it.
 */
export function bandPolygons(boundaries: Boundaries, tolerance_m: number): Map<number, PolygonRings[]> {
  const arcs = arcsOf(boundaries)
  for (const arc of arcs) arc.points = simplify(boundaries, arc.points, tolerance_m)
  const rings = ringsByClass(boundaries, arcs)
  return new Map([...rings].map(([of, list]) => [of, nest(list)]))
}

function arcsOf(boundaries: Boundaries): Arc[] {
  const { from, to, left, right } = boundaries
  const at = incidence(boundaries)
  const used = new Uint8Array(from.length)
  const isPassage = (point: number) => {
    const [a, b] = [at.list[at.start[point]!]!, at.list[at.start[point]! + 1]!]
    if (at.start[point + 1]! - at.start[point]! !== 2 || to[a] === to[b] || from[a] === from[b]) return false
    return left[a] === left[b] && right[a] === right[b]
  }
  const walk = (first: number): Arc => {
    const points = [from[first]!, to[first]!]
    used[first] = 1
    for (let end = to[first]!; isPassage(end) && end !== points[0]; end = points.at(-1)!) {
      const [a, b] = [at.list[at.start[end]!]!, at.list[at.start[end]! + 1]!]
      const next = from[a] === end ? a : b
      if (used[next]) break
      used[next] = 1
      points.push(to[next]!)
    }
    return { points, left: left[first]!, right: right[first]! }
  }
  const arcs: Arc[] = []
  for (let piece = 0; piece < from.length; piece++) if (!used[piece] && !isPassage(from[piece]!)) arcs.push(walk(piece))
  for (let piece = 0; piece < from.length; piece++) if (!used[piece]) arcs.push(walk(piece))
  return arcs
}

/** Pieces by point. */
function incidence({ x, from, to }: Boundaries): { start: Int32Array; list: Int32Array } {
  const start = new Int32Array(x.length + 1)
  for (let piece = 0; piece < from.length; piece++) {
    start[from[piece]! + 1]!++
    start[to[piece]! + 1]!++
  }
  for (let point = 0; point < x.length; point++) start[point + 1]! += start[point]!
  const next = start.slice()
  const list = new Int32Array(2 * from.length)
  for (let piece = 0; piece < from.length; piece++) {
    list[next[from[piece]!]!++] = piece
    list[next[to[piece]!]!++] = piece
  }
  return { start, list }
}

function simplify({ x, y }: Boundaries, points: number[], tolerance_m: number): number[] {
  const keep = new Uint8Array(points.length)
  keep[0] = keep[points.length - 1] = 1
  const offset = (i: number, a: number, b: number) => {
    const [px, py, ax, ay] = [x[points[i]!]!, y[points[i]!]!, x[points[a]!]!, y[points[a]!]!]
    const [dx, dy] = [x[points[b]!]! - ax, y[points[b]!]! - ay]
    const length = dx * dx + dy * dy
    const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / length))
    return Math.hypot(px - ax - share * dx, py - ay - share * dy)
  }
  const stack: [number, number][] = [[0, points.length - 1]]
  // A closed line keeps at least a triangle.
  const least = points[0] === points.at(-1) ? 4 : 2
  let kept = 2
  for (let span = stack.pop(); span; span = stack.pop()) {
    const [a, b] = span
    let [worst, most] = [-1, kept < least ? -1 : tolerance_m]
    for (let i = a + 1; i < b; i++) {
      const off = offset(i, a, b)
      if (off > most) [worst, most] = [i, off]
    }
    if (worst < 0) continue
    keep[worst] = 1
    kept++
    stack.push([a, worst], [worst, b])
  }
  return points.filter((_, i) => keep[i])
}

type Ring = Position[]

function ringsByClass(boundaries: Boundaries, arcs: readonly Arc[]): Map<number, Ring[]> {
  const byClass = new Map<number, number[][]>()
  const add = (of: number, points: number[]) => {
    const list = byClass.get(of)
    if (list) list.push(points)
    else byClass.set(of, [points])
  }
  for (const { points, left, right } of arcs) {
    add(left, points)
    add(right, [...points].reverse())
  }
  const outside = -2
  byClass.delete(outside)
  return new Map([...byClass].map(([of, lines]) => [of, joinRings(boundaries, lines)]))
}

/** Joins directed lines with their class on the left into rings. */
function joinRings({ x, y }: Boundaries, lines: readonly number[][]): Ring[] {
  const leaving = new Map<number, number[]>()
  lines.forEach((points, line) => {
    const list = leaving.get(points[0]!)
    if (list) list.push(line)
    else leaving.set(points[0]!, [line])
  })
  const used = new Uint8Array(lines.length)
  const angle = (from: number, to: number) => Math.atan2(y[to]! - y[from]!, x[to]! - x[from]!)
  /** The line that bounds the area on the left of one that ends here: the first clockwise from where it came. */
  const next = (points: readonly number[]): number | undefined => {
    const end = points.at(-1)!
    const free = (leaving.get(end) ?? []).filter((line) => !used[line])
    if (free.length < 2) return free[0]
    const back = angle(end, points.at(-2)!)
    const turn = (line: number) => (back - angle(end, lines[line]![1]!) + 4 * Math.PI) % (2 * Math.PI) || 2 * Math.PI
    return free.reduce((best, line) => (turn(line) < turn(best) ? line : best))
  }
  const rings: Ring[] = []
  lines.forEach((points, line) => {
    if (used[line]) return
    used[line] = 1
    const ring = [...points]
    while (ring.at(-1) !== ring[0]) {
      const following = next(ring)
      if (following === undefined) return
      used[following] = 1
      for (let i = 1; i < lines[following]!.length; i++) ring.push(lines[following]![i]!)
    }
    if (ring.length >= 4) rings.push(ring.map((point): Position => [x[point]!, y[point]!]))
  })
  return rings
}

interface Outline {
  ring: Ring
  area: number
  box: readonly [number, number, number, number]
}

/** Puts holes into the smallest outline around them. */
function nest(rings: readonly Ring[]): PolygonRings[] {
  const outlines = rings.map((ring): Outline => ({ ring, area: areaOf(ring), box: boxOf(ring) }))
  const outer = outlines.filter(({ area }) => area > 0).sort((a, b) => a.area - b.area)
  const polygons = new Map(outer.map((outline) => [outline, [outline.ring]]))
  for (const hole of outlines) {
    if (hole.area >= 0) continue
    const around = outer.find((one) => one.area > -hole.area && isIn(hole.box, one.box) && holds(one.ring, hole.ring))
    if (around) polygons.get(around)!.push(hole.ring)
  }
  return [...polygons.values()]
}

function areaOf(ring: Ring): number {
  const [ox, oy] = ring[0]!
  let twice = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [[ax, ay], [bx, by]] = [ring[i]!, ring[i + 1]!]
    twice += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
  }
  return twice / 2
}

function boxOf(ring: Ring): Outline['box'] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of ring) {
    west = Math.min(west, x)
    south = Math.min(south, y)
    east = Math.max(east, x)
    north = Math.max(north, y)
  }
  return [west, south, east, north]
}

function isIn(inner: Outline['box'], box: Outline['box']): boolean {
  return inner[0] >= box[0] && inner[1] >= box[1] && inner[2] <= box[2] && inner[3] <= box[3]
}

/** Whether the middle of the hole's first side is inside: corners may lie on the outline, the side's middle does not. */
function holds(ring: Ring, hole: Ring): boolean {
  const [px, py] = [(hole[0]![0] + hole[1]![0]) / 2, (hole[0]![1] + hole[1]![1]) / 2]
  let inside = false
  for (let i = 0; i + 1 < ring.length; i++) {
    const [[ax, ay], [bx, by]] = [ring[i]!, ring[i + 1]!]
    if (ay > py !== by > py && px < ax + ((py - ay) / (by - ay)) * (bx - ax)) inside = !inside
  }
  return inside
}
