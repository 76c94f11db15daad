import { area, at, contains, type Point } from '../geometry'
import type { Projection } from '../projection'
import { edgeKey, type Subdivision } from '../subdivision'

/**
 * Closed rings of vertices around the union of faces, outer rings counter-clockwise and holes clockwise, none touching
 * itself. Edges between two faces of the union cancel out, so that neighbours share their edges to the last digit.
 */
export function outline(map: Subdivision, faces: readonly number[]): number[][] {
  const inside = new Set(faces)
  const next = new Map<number, number[]>()
  for (const face of faces) {
    const { ring } = at(map.faces, face)
    ring.forEach((a, i) => {
      const b = at(ring, i + 1)
      const other = map.leftFace.get(edgeKey(b, a))
      if (other === undefined || !inside.has(other)) next.set(a, [...(next.get(a) ?? []), b])
    })
  }
  const rings: number[][] = []
  for (const start of next.keys()) {
    while ((next.get(start)?.length ?? 0) > 0) rings.push(...simpleRings(walk(map, next, start)))
  }
  return rings
}

/** The outline as GeoJSON, holes inside their outer rings. */
export function outlineGeometry(
  map: Subdivision,
  faces: readonly number[],
  projection: Projection,
): GeoJSON.MultiPolygon {
  const rings = outline(map, faces).map((ring) => ring.map((vertex) => at(map.points, vertex)))
  const holes = rings.filter((ring) => area(ring) < 0)
  const outers = rings.filter((ring) => area(ring) > 0)
  const coordinates = outers.map((outer) => {
    const own = holes.filter((hole) => holeIn(hole, outer, outers))
    return projection.polygon(outer, own).coordinates
  })
  return { type: 'MultiPolygon', coordinates }
}

/** Largest outer ring around faces, as vertices. */
export function outerRing(map: Subdivision, faces: readonly number[]): number[] {
  const size = (ring: number[]) => area(ring.map((vertex) => at(map.points, vertex)))
  return outline(map, faces).reduce((best, ring) => (size(ring) > size(best) ? ring : best))
}

function holeIn(hole: Point[], outer: Point[], outers: Point[][]): boolean {
  const probe = at(hole, 0)
  const around = outers.filter((ring) => contains(ring, probe) || ring.includes(probe))
  return (
    around.reduce((best, ring) => (area(ring) < area(best) ? ring : best), outer) === outer && around.includes(outer)
  )
}

function walk(map: Subdivision, next: Map<number, number[]>, start: number): number[] {
  const ring: number[] = []
  let from = start
  let [here] = next.get(start) ?? []
  next.set(start, (next.get(start) ?? []).slice(1))
  ring.push(start)
  while (here !== undefined && here !== start) {
    ring.push(here)
    const choices = next.get(here) ?? []
    const to = leftmost(map, from, here, choices)
    next.set(
      here,
      choices.filter((choice) => choice !== to),
    )
    from = here
    here = to
  }
  return ring
}

function leftmost(map: Subdivision, from: number, here: number, choices: number[]): number | undefined {
  if (choices.length < 2) return choices[0]
  const [f, h] = [at(map.points, from), at(map.points, here)]
  const back = Math.atan2(f[1] - h[1], f[0] - h[0])
  const turnTo = (choice: number) => {
    const p = at(map.points, choice)
    const angle = back - Math.atan2(p[1] - h[1], p[0] - h[0])
    return ((angle % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI)
  }
  return choices.reduce((best, choice) => (turnTo(choice) < turnTo(best) ? choice : best))
}

/** Parts a ring at vertices that it passes twice. */
function simpleRings(ring: number[]): number[][] {
  const seen = new Map<number, number>()
  for (let i = 0; i < ring.length; i++) {
    const first = seen.get(at(ring, i))
    if (first === undefined) {
      seen.set(at(ring, i), i)
      continue
    }
    const loop = ring.slice(first, i)
    return [loop, ...simpleRings([...ring.slice(0, first), ...ring.slice(i)])]
  }
  return ring.length > 2 ? [ring] : []
}
