import { area, at, boxOf, centroid, longestEdgeAngle, turn, type Point } from '../geometry'
import type { Random } from '../random'
import { ringOf, splitFace, type Subdivision, type Way, waysAround } from '../subdivision'
import { isRoad, type WayFactory } from './ways'

const blockArea = 62_000
const blockSide = 330
/** Splits of a face larger than this are lanes, smaller ones are walls between two yards. */
const laneArea = 24_000
const parcelAreaMin = 2_600

/** Cuts superblocks by streets into blocks of 150–330 m. */
export function cutBlocks(map: Subdivision, random: Random, ways: WayFactory): void {
  const queue = facesOf(map, (zone) => zone === 'city')
  for (let face = queue.pop(); face !== undefined; face = queue.pop()) {
    const { long, size } = measure(ringOf(map, face))
    if (size < blockArea && long < blockSide) continue
    const parts = cutAcross(map, random, face, { way: ways.street(random.pick([16, 18, 20, 24])), jitter: 0.03 })
    if (parts) queue.push(...parts)
  }
  map.faces.forEach((face, i) => (face.block = i))
}

/** Cuts blocks into about `count` parcels: always the one that is largest for the grain of its block. */
export function cutParcels(map: Subdivision, random: Random, ways: WayFactory, count: number): number[] {
  const grain = new Map<number, number>()
  const parcels = facesOf(map, (zone) => zone === 'city')
  for (const parcel of parcels) grain.set(parcel, random.logNormal(1, 0.95))
  const weight = (face: number) => area(ringOf(map, face)) * (grain.get(face) ?? 1)
  const closed = new Set<number>()
  while (parcels.length < count) {
    const open = parcels.filter((face) => !closed.has(face))
    if (open.length === 0) break
    const face = open.reduce((best, other) => (weight(other) > weight(best) ? other : best))
    const parts = cutParcel(map, random, ways, face)
    if (!parts) {
      closed.add(face)
      continue
    }
    parcels.push(parts[1])
    const parent = grain.get(face) ?? 1
    for (const part of parts) grain.set(part, parent * random.logNormal(1, 0.45))
  }
  return parcels
}

function cutParcel(map: Subdivision, random: Random, ways: WayFactory, face: number): [number, number] | null {
  const ring = ringOf(map, face)
  const size = area(ring)
  if (size < parcelAreaMin * 2) return null
  if (size > laneArea) return cutAcross(map, random, face, { way: ways.lane(random.pick([9, 10, 12])), jitter: 0.05 })
  const way = ways.create('wall', null, 2)
  const angle = frontageAcross(map, face) ? undefined : angleThatKeepsFrontage(map, face)
  return cutAcross(map, random, face, { way, jitter: 0.04, ...(angle === undefined ? {} : { angle }) })
}

interface Across {
  way: Way
  jitter: number
  angle?: number
}

/** Splits a face across its long side, or along a given angle. */
export function cutAcross(map: Subdivision, random: Random, face: number, across: Across): [number, number] | null {
  const ring = ringOf(map, face)
  const { angle, width, height, middle } = measure(ring)
  const [shift, lean] = [random.between(-0.1, 0.1), random.between(-across.jitter, across.jitter)]
  const longIsX = width >= height
  const cutAngle = across.angle ?? angle + (longIsX ? Math.PI / 2 : 0)
  const offset = turn(longIsX ? [width * shift, 0] : [0, height * shift], angle)
  return splitFace(map, face, {
    through: [middle[0] + offset[0], middle[1] + offset[1]],
    direction: turn([1, 0], cutAngle + lean),
    way: across.way,
    snap: across.way.kind === 'wall' ? 7 : 14,
  })
}

/** Whether both halves of a cut across the long side keep some metres on a road. */
function frontageAcross(map: Subdivision, face: number): boolean {
  const ring = ringOf(map, face)
  const ways = waysAround(map, face)
  const { angle, width, height, middle } = measure(ring)
  const axis = turn([1, 0], width >= height ? angle : angle + Math.PI / 2)
  const reach = 0.1 * Math.max(width, height) + 10
  const places = ring.flatMap((a, i) => (isRoad(ways[i]) ? [a, at(ring, i + 1)] : []))
  const along = places.map(([x, y]) => (x - middle[0]) * axis[0] + (y - middle[1]) * axis[1])
  return Math.min(...along) < -reach && Math.max(...along) > reach
}

/** A cut that crosses the longest road edge, so that both halves keep a side on a road. */
function angleThatKeepsFrontage(map: Subdivision, face: number): number {
  const ring = ringOf(map, face)
  const ways = waysAround(map, face)
  let [best, longest] = [0, 0]
  ring.forEach((a, i) => {
    const b = at(ring, i + 1)
    const length = Math.hypot(b[0] - a[0], b[1] - a[1])
    if (!isRoad(ways[i]) || length <= longest) return
    longest = length
    best = Math.atan2(b[1] - a[1], b[0] - a[0])
  })
  return best + Math.PI / 2
}

/** Size of a ring in the frame of its longest edge. */
export function measure(ring: readonly Point[]) {
  const angle = longestEdgeAngle(ring)
  const [west, south, east, north] = boxOf(ring.map((p) => turn(p, -angle)))
  const [width, height] = [east - west, north - south]
  return { angle, width, height, long: Math.max(width, height), size: area(ring), middle: centroid(ring) }
}

export function facesOf(map: Subdivision, wanted: (zone: Subdivision['faces'][number]['zone']) => boolean): number[] {
  return map.faces.flatMap((face, i) => (wanted(face.zone) ? [i] : []))
}
