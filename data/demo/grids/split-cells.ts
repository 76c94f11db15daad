import { at, boxOf, centroid, clipLeft, contains, turn, type Point } from '../geometry'
import type { WayFactory } from '../land/ways'
import type { House, Parcel } from '../stock/parcel'
import { ringOf, splitFace, type Subdivision } from '../subdivision'

const mostHomes = 130

/** Cuts the faces of large compounds between their blocks, so that grids of equal load can be made of them. */
export function splitCells(map: Subdivision, parcel: Parcel, ways: WayFactory): void {
  if (!parcel.layout || parcel.use !== 'homes') return
  const { angle } = parcel.layout
  const queue = [...parcel.faces]
  const done: number[] = []
  for (let face = queue.pop(); face !== undefined; face = queue.pop()) {
    const houses = housesIn(map, face, parcel.houses)
    const cut = homesOf(houses) > mostHomes ? bestCut(houses, angle) : null
    const middle = cut && pointOnCut(map, face, cut, angle)
    const direction = cut && turn(cut.axis === 'x' ? [0, 1] : [1, 0], angle)
    const way = ways.create('edge', null, 0)
    const parts = middle && direction ? splitFace(map, face, { through: middle, direction, way, snap: 0.5 }) : null
    if (parts) queue.push(...parts)
    else done.push(face)
  }
  parcel.faces = done
}

/** Houses of a parcel that stand in one of its faces. */
export function housesIn(map: Subdivision, face: number, houses: House[]): House[] {
  const ring = ringOf(map, face)
  return houses.filter((house) => contains(ring, house.centre))
}

export function homesOf(houses: House[]): number {
  return houses.reduce((sum, house) => sum + house.dwellings, 0)
}

interface GapCut {
  axis: 'x' | 'y'
  at: number
}

/** The gap between blocks, in the frame of the rows, that parts the homes most evenly. */
function bestCut(houses: House[], angle: number): GapCut | null {
  const framed = houses.map((house) => ({ homes: house.dwellings, box: boxOf(house.ring.map((p) => turn(p, -angle))) }))
  const total = homesOf(houses)
  let best: GapCut | null = null
  let least = 0.48 * total
  for (const axis of ['x', 'y'] as const) {
    const low = axis === 'x' ? 0 : 1
    const sorted = [...framed].sort((a, b) => at(a.box, low) - at(b.box, low))
    let [sum, reach] = [0, -Infinity]
    for (let k = 0; k + 1 < sorted.length; k++) {
      sum += at(sorted, k).homes
      reach = Math.max(reach, at(at(sorted, k).box, low + 2))
      const start = at(at(sorted, k + 1).box, low)
      const uneven = Math.abs(sum - total / 2)
      if (start - reach < 2 || uneven >= least) continue
      least = uneven
      best = { axis, at: (start + reach) / 2 }
    }
  }
  return best
}

/** A point of the face on the line of the cut. */
function pointOnCut(map: Subdivision, face: number, cut: GapCut, angle: number): Point | null {
  const framed = ringOf(map, face).map((p) => turn(p, -angle))
  const [lower, upper]: [Point, Point] =
    cut.axis === 'x'
      ? [
          [cut.at, 0],
          [cut.at, 1],
        ]
      : [
          [1, cut.at],
          [0, cut.at],
        ]
  const strip = clipLeft(clipLeft(framed, lower, upper, -0.5), upper, lower, -0.5)
  return strip.length > 2 ? turn(centroid(strip), angle) : null
}
