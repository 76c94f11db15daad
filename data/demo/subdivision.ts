import { at, between, distance, firstHit, type Point } from './geometry'

/** What an edge of the subdivision is: a road, or a mere border between two parcels. */
export interface Way {
  readonly id: number
  readonly kind: WayKind
  readonly name: string | null
  /** Full width; half of it is taken from the parcels on each side. */
  readonly width_m: number
}

export type WayKind = 'arterial' | 'street' | 'lane' | 'shanty_lane' | 'railway' | 'gully' | 'wall' | 'edge'

export interface Face {
  /** Vertices, counter-clockwise. */
  ring: number[]
  /** Street block that it is part of. */
  block: number
  zone: Zone
}

export type Zone = 'bank' | 'city' | 'rail' | 'slope'

/**
 * A planar subdivision by vertices: faces share their edges, so whatever is split or dissolved, no gap and no overlap
 * can appear. Directed edge (a, b) belongs to the face on its left.
 */
export interface Subdivision {
  readonly points: Point[]
  readonly faces: Face[]
  readonly leftFace: Map<number, number>
  readonly ways: Map<number, Way>
}

const stride = 2 ** 24

export function edgeKey(a: number, b: number): number {
  return a * stride + b
}

export function edgeOf(key: number): [number, number] {
  return [Math.floor(key / stride), key % stride]
}

export function createSubdivision(): Subdivision {
  return { points: [], faces: [], leftFace: new Map(), ways: new Map() }
}

/** Adds a vertex; coordinates are kept to the millimetre. */
export function addPoint(map: Subdivision, [x, y]: Point): number {
  map.points.push([Math.round(x * 1000) / 1000, Math.round(y * 1000) / 1000])
  return map.points.length - 1
}

export function addFace(map: Subdivision, face: Face): number {
  map.faces.push(face)
  const id = map.faces.length - 1
  claim(map, id)
  return id
}

export function ringOf(map: Subdivision, face: number): Point[] {
  return at(map.faces, face).ring.map((vertex) => at(map.points, vertex))
}

export function wayBetween(map: Subdivision, a: number, b: number): Way | undefined {
  return map.ways.get(edgeKey(Math.min(a, b), Math.max(a, b)))
}

export function setWay(map: Subdivision, a: number, b: number, way: Way): void {
  map.ways.set(edgeKey(Math.min(a, b), Math.max(a, b)), way)
}

/** Way of each edge of a face, in the order of its ring. */
export function waysAround(map: Subdivision, face: number): (Way | undefined)[] {
  const { ring } = at(map.faces, face)
  return ring.map((vertex, i) => wayBetween(map, vertex, at(ring, i + 1)))
}

export interface Cut {
  through: Point
  direction: Point
  way: Way
  /** Ends nearer than this to an old vertex use that vertex. */
  snap: number
}

/** Splits a face along a line, first hit to first hit; returns both faces (the first keeps its number), or null. */
export function splitFace(map: Subdivision, face: number, cut: Cut): [number, number] | null {
  const ring = ringOf(map, face)
  const { through, direction } = cut
  const ahead = firstHit(ring, through, direction)
  const behind = firstHit(ring, through, [-direction[0], -direction[1]])
  if (!ahead || !behind || ahead.edge === behind.edge) return null
  // The later edge first, so that a vertex inserted there does not move the earlier one.
  const [late, early] = ahead.edge > behind.edge ? [ahead, behind] : [behind, ahead]
  const b = placeVertex(map, face, late, cut.snap)
  const a = placeVertex(map, face, early, cut.snap)
  const vertices = at(map.faces, face).ring
  const [i, j] = [vertices.indexOf(a), vertices.indexOf(b)]
  const [from, to] = [Math.min(i, j), Math.max(i, j)]
  if (to - from < 2 || vertices.length - (to - from) < 2) return null
  const { block, zone } = at(map.faces, face)
  const second = [...vertices.slice(to), ...vertices.slice(0, from + 1)]
  at(map.faces, face).ring = vertices.slice(from, to + 1)
  setWay(map, a, b, cut.way)
  claim(map, face)
  return [face, addFace(map, { ring: second, block, zone })]
}

function claim(map: Subdivision, face: number): void {
  const { ring } = at(map.faces, face)
  ring.forEach((vertex, i) => map.leftFace.set(edgeKey(vertex, at(ring, i + 1)), face))
}

function placeVertex(map: Subdivision, face: number, hit: { edge: number; t: number }, snap: number): number {
  const { ring } = at(map.faces, face)
  const [a, b] = [at(ring, hit.edge), at(ring, hit.edge + 1)]
  const [pa, pb] = [at(map.points, a), at(map.points, b)]
  const length = distance(pa, pb)
  if (hit.t * length <= snap && hit.t <= 0.5) return a
  if ((1 - hit.t) * length <= snap) return b
  return splitEdge(map, [a, b], between(pa, pb, hit.t))
}

/** Puts a vertex on an edge, in both faces that share it. */
function splitEdge(map: Subdivision, [a, b]: [number, number], p: Point): number {
  const vertex = addPoint(map, p)
  const way = wayBetween(map, a, b)
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const face = map.leftFace.get(edgeKey(from, to))
    map.leftFace.delete(edgeKey(from, to))
    if (face === undefined) continue
    const { ring } = at(map.faces, face)
    ring.splice(ring.indexOf(from) + 1, 0, vertex)
    map.leftFace.set(edgeKey(from, vertex), face)
    map.leftFace.set(edgeKey(vertex, to), face)
  }
  map.ways.delete(edgeKey(Math.min(a, b), Math.max(a, b)))
  if (way) {
    setWay(map, a, vertex, way)
    setWay(map, vertex, b, way)
  }
  return vertex
}

/** Faces that share an edge with each face. */
export function neighbours(map: Subdivision): number[][] {
  const result: number[][] = map.faces.map(() => [])
  map.leftFace.forEach((face, key) => {
    const [a, b] = edgeOf(key)
    const other = map.leftFace.get(edgeKey(b, a))
    if (other !== undefined && other !== face && !at(result, face).includes(other)) at(result, face).push(other)
  })
  return result
}
