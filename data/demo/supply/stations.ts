import { at, between, centroid, distance, type Point } from '../geometry'
import { loadOf, partition, type Piece } from '../grids/partition'
import { pinglianglu } from '../land/mesh'
import { isRoad } from '../land/ways'
import type { Random } from '../random'
import type { Parcel } from '../stock/parcel'
import { edgeKey, edgeOf, type Subdivision, wayBetween } from '../subdivision'
import { outerRing } from '../grids/outline'
import type { Attachment } from './street-graph'

/** A station and the parcels that it feeds. */
export interface Site {
  kind: 'substation' | 'boiler_station'
  parcels: Parcel[]
  /** Where it stands, and where its pipes reach the street. */
  point: Point
  gate: Attachment
  built_year: number
}

/** Cuts the tile into served areas: boiler stations west of 平凉路, substations of the plant east of it. */
export function placeStations(
  map: Subdivision,
  parcels: Parcel[],
  count: number,
  divide: { crossings: number[][]; random: Random },
): Site[] {
  const pieces = piecesOf(map, parcels)
  const all = parcels.map((_, i) => i)
  const isWest = (i: number) => at(pieces, i).x < dividerAt(map, divide.crossings, at(pieces, i).y)
  const west = Math.round(count / 2)
  const kinds = [
    { kind: 'boiler_station' as const, subset: all.filter(isWest), count: west },
    { kind: 'substation' as const, subset: all.filter((i) => !isWest(i)), count: count - west },
  ]
  return kinds.flatMap(({ kind, subset, count: number }) => {
    const weights = Array.from({ length: number }, () => clamp(divide.random.logNormal(1, 0.72), 0.34, 2.7))
    return partition(pieces, subset, divide.random.shuffle(weights))
      .filter((part) => loadOf(pieces, part) > 0)
      .map((part) => {
        const fed = part.map((i) => at(parcels, i))
        return { kind, parcels: fed, ...standAt(map, fed), built_year: builtYear(fed, divide.random) }
      })
  })
}

/** Parcels as pieces to be dealt out by their homes; two parcels touch where a face of one touches a face of the other. */
function piecesOf(map: Subdivision, parcels: Parcel[]): Piece[] {
  const owner = new Map<number, number>()
  parcels.forEach((parcel, i) => parcel.faces.forEach((face) => owner.set(face, i)))
  const near = parcels.map(() => new Set<number>())
  map.leftFace.forEach((face, key) => {
    const [from, to] = edgeOf(key)
    const other = map.leftFace.get(edgeKey(to, from))
    const [a, b] = [owner.get(face), other === undefined ? undefined : owner.get(other)]
    if (a !== undefined && b !== undefined && a !== b) near[a]?.add(b)
  })
  return parcels.map((parcel, i) => {
    const [x, y] = centroid(parcel.ground)
    const load = parcel.houses.reduce((sum, house) => sum + house.dwellings, 0)
    return { x, y, load, near: [...at(near, i)], group: -1 }
  })
}

function dividerAt(map: Subdivision, crossings: number[][], y: number): number {
  const line = crossings.map((row) => at(map.points, at(row, pinglianglu)))
  const above = line.findIndex((p) => p[1] > y)
  if (above <= 0) return at(line, above < 0 ? -1 : 0)[0]
  const [p, q] = [at(line, above - 1), at(line, above)]
  return p[0] + ((q[0] - p[0]) * (y - p[1])) / (q[1] - p[1])
}

/** Beside a road, at the edge of the yard nearest to the middle of its load. */
function standAt(map: Subdivision, parcels: Parcel[]): { point: Point; gate: Attachment } {
  const all = parcels.filter((parcel) => parcel.houses.length > 0)
  const yards = all.filter((parcel) => parcel.use !== 'shanty')
  const fed = yards.length > 0 ? yards : all
  const weights = fed.map((parcel) => parcel.houses.reduce((sum, house) => sum + house.dwellings, 1))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const places = fed.map((parcel) => centroid(parcel.ground))
  const middle: Point = [
    places.reduce((sum, p, i) => sum + p[0] * at(weights, i), 0) / total,
    places.reduce((sum, p, i) => sum + p[1] * at(weights, i), 0) / total,
  ]
  let best: { point: Point; gate: Attachment } | null = null
  let nearest = Infinity
  for (const parcel of fed) {
    const vertices = outerRing(map, parcel.faces)
    vertices.forEach((a, i) => {
      const b = at(vertices, i + 1)
      const spot = spotOn(map, [a, b], parcel.use === 'shanty' ? -1.2 : 1.6)
      if (!spot || distance(spot.point, middle) >= nearest) return
      nearest = distance(spot.point, middle)
      best = spot
    })
  }
  if (!best) throw new RangeError('stations: no road beside any parcel')
  return best
}

/** A spot beside the kerb of an edge, a third along it; null on short edges and where no road runs. */
function spotOn(
  map: Subdivision,
  [a, b]: [number, number],
  behindKerb: number,
): { point: Point; gate: Attachment } | null {
  const way = wayBetween(map, a, b)
  const [pa, pb] = [at(map.points, a), at(map.points, b)]
  const length = distance(pa, pb)
  if (!isRoad(way) || way.kind === 'shanty_lane' || length < 34) return null
  const t = 0.37
  const foot = between(pa, pb, t)
  const off = way.width_m / 2 + behindKerb
  const point: Point = [foot[0] - ((pb[1] - pa[1]) / length) * off, foot[1] + ((pb[0] - pa[0]) / length) * off]
  return { point, gate: { a, b, t, point: -1 } }
}

function builtYear(parcels: Parcel[], random: Random): number {
  const years = parcels.flatMap((parcel) => (parcel.use === 'homes' ? [parcel.built_year] : []))
  const newest = Math.max(1985, ...years)
  return Math.min(2019, newest - random.integer(0, 12))
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}
