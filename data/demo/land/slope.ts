import { area, at, boxOf, centroid, type Point } from '../geometry'
import type { Random } from '../random'
import { ringOf, splitFace, type Subdivision, type Way } from '../subdivision'
import { cutAcross, facesOf, measure } from './blocks'
import type { WayFactory } from './ways'

export interface Slope {
  /** Faces of the shantytown areas, west to east. */
  shanties: number[]
  hills: number[]
  /** Parcels at the foot of the slope. */
  parcels: number[]
}

/** Between railway and hills: a shantytown up each gully, old yards at the foot, bare hill above. */
export function cutSlope(map: Subdivision, random: Random, ways: WayFactory): Slope {
  const slope: Slope = { shanties: [], hills: [], parcels: [] }
  facesOf(map, (zone) => zone === 'slope').forEach((face, i) => {
    const [west, , east] = boxOf(ringOf(map, face))
    const width = random.between(165, 240)
    const [left, right] = cutAt(map, face, { axis: 'x', at: i % 2 ? west + width : east - width }, ways.lane(9))
    const [shanty, rest] = i % 2 ? [left, right] : [right, left]
    const reach = foot(map, shanty)
    const [above, homes] = cutAt(map, shanty, { axis: 'y', at: reach + random.between(20, 60) }, ways.lane(7))
    const [hill, yards] = cutAt(map, rest, { axis: 'y', at: reach + random.between(120, 165) }, ways.lane(8))
    slope.shanties.push(homes)
    slope.hills.push(above, hill)
    slope.parcels.push(...cutYards(map, random, ways, yards))
  })
  return slope
}

/** Cuts an area into the small blocks between shanty lanes, crookedly. */
export function cutShanty(map: Subdivision, random: Random, ways: WayFactory, face: number): number[] {
  const done: number[] = []
  const queue = [face]
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    const ring = ringOf(map, part)
    const { long } = measure(ring)
    if (area(ring) < random.between(1500, 2600) && long < 72) {
      done.push(part)
      continue
    }
    const way = ways.create('shanty_lane', null, random.pick([2.5, 3, 3.5]))
    const parts = cutAcross(map, random, part, { way, jitter: 0.2 })
    if (parts) queue.push(...parts)
    else done.push(part)
  }
  return done
}

function foot(map: Subdivision, face: number): number {
  const lowest = ringOf(map, face).map(([, y]) => y)
  return Math.min(...lowest)
}

/** Cuts along an axis; the lower (west or south) part comes first. */
function cutAt(map: Subdivision, face: number, line: { axis: 'x' | 'y'; at: number }, way: Way): [number, number] {
  const [cx, cy] = centroid(ringOf(map, face))
  const vertical = line.axis === 'x'
  const through: Point = vertical ? [line.at, cy] : [cx, line.at]
  const direction: Point = vertical ? [0.05, 1] : [1, 0.03]
  const parts = splitFace(map, face, { through, direction, way, snap: 12 })
  if (!parts) throw new RangeError('slope: a face cannot be cut')
  const place = (part: number) => at(centroid(ringOf(map, part)), vertical ? 0 : 1)
  const [a, b] = parts
  return place(a) < place(b) ? [a, b] : [b, a]
}

function cutYards(map: Subdivision, random: Random, ways: WayFactory, face: number): number[] {
  const queue = [face]
  const done: number[] = []
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    const parts =
      area(ringOf(map, part)) > 21_000 ? cutAcross(map, random, part, { way: ways.lane(9), jitter: 0.05 }) : null
    if (parts) queue.push(...parts)
    else done.push(part)
  }
  return done
}
