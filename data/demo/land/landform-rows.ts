import type { RowFor } from '../../model/dataset'
import { at, offsetLine, type Point } from '../geometry'
import type { Projection } from '../projection'
import type { Parcel } from '../stock/parcel'
import { tileWidth } from '../tile-plan'
import type { Land } from './land'
import { valleyBend } from './mesh'
import { linesOf } from './road-rows'

/** The river runs 150–300 m wide. */
const riverWidth = 205
/** South edges of the hill's shoulders, each over the one before. */
const shoulders = [-60, -140, -220]
const hillEnd = -420
const gullyBed = 3.5
/** Length of a plain block in points of its road (100 m), and half the street between two of them. */
const quietSteps = 3
const quietStreet = 9

/** River, hills, gullies, parks and street blocks of the basemap. */
export function landformRows(
  land: Land,
  parcels: Parcel[],
  projection: Projection,
  offset: number,
): RowFor<'landform'>[] {
  const rows: RowFor<'landform'>[] = []
  const write = (kind: RowFor<'landform'>['kind'], name: string | null, ring: readonly Point[]) => {
    rows.push({ id: offset + rows.length + 1, kind, name, geom: projection.polygon(ring) })
  }
  const bank = outward(land, land.bank, 1.35)
  write('river', '黄河', river(bank))
  write('park', '滨河公园', [...outward(land, land.riverside, 1.25), ...[...bank].reverse()])
  write('hill', '皋兰山', hillside(land))
  for (const south of shoulders) write('hill', null, shoulder(land, south))
  for (const parcel of parcels) if (parcel.use === 'hill') write('hill', null, parcel.ground)
  for (const ring of [...quietBlocks(land), ...land.blocks]) write('block', null, ring)
  for (const parcel of parcels)
    if (parcel.use === 'park' && !isRiverside(land, parcel)) write('park', parcel.name || null, parcel.ground)
  for (const [way, lines] of linesOf(land.map)) {
    if (way.kind !== 'gully') continue
    for (const line of lines) write('gully', way.name, band(line, gullyBed))
  }
  return rows
}

function isRiverside(land: Land, parcel: Parcel): boolean {
  return at(land.map.faces, at(parcel.faces, 0)).zone === 'bank'
}

/** A line across the tile, smoothed and carried on along the bend of the valley beyond both sides. */
function outward(land: Land, line: Point[], bend: number): Point[] {
  const [west, east] = land.margins
  const [first, last] = [at(line, 0), at(line, -1)]
  const on = (from: Point, u: number): Point => [from[0] + u, from[1] + bend * valleyBend(from[0] + u)]
  const steps = (reach: number) => Array.from({ length: Math.ceil(reach / 100) }, (_, k) => (k + 1) * 100)
  return [
    ...steps(west)
      .map((u) => on(first, -u))
      .reverse(),
    ...smooth(line),
    ...steps(east).map((u) => on(last, u)),
  ]
}

function river(south: Point[]): Point[] {
  const north = south.map(([x, y]): Point => [x, y + riverWidth + 26 * Math.sin((2 * Math.PI * 2 * x) / tileWidth + 1)])
  return [...south, ...north.reverse()]
}

/** From the upper edge of the slope to the end of the tile. */
function hillside(land: Land): Point[] {
  return withSouth(outward(land, land.southEdge, 0.9))
}

/** Wavy line across the tile and everything south of it. */
function shoulder(land: Land, south: number): Point[] {
  const line: Point[] = []
  for (let u = -land.margins[0]; u <= tileWidth + land.margins[1]; u += 50) {
    const turn = (2 * Math.PI * u) / tileWidth
    const ridges = 26 * Math.sin(6 * turn + south) + 14 * Math.sin(11 * turn + 2 * south)
    line.push([u, south + 0.9 * valleyBend(u) + ridges])
  }
  return withSouth(line)
}

/** Plain blocks between the roads outside the tile: the city goes on, but nothing is known of it. */
function quietBlocks(land: Land): Point[][] {
  const roads = land.approaches.filter(({ way }) => way.kind === 'arterial')
  return roads.flatMap(({ way: south, line: low }) => {
    const above = roads.filter(({ line }) => at(line, 0)[0] === at(low, 0)[0] && at(line, 0)[1] > at(low, 0)[1])
    const north = above.sort((a, b) => at(a.line, 0)[1] - at(b.line, 0)[1])[0]
    if (!north) return []
    const ring = (from: number, to: number): Point[] => {
      const [a, b] = [low.slice(from, to + 1), north.line.slice(from, to + 1)]
      const [up, down] = [south.width_m / 2 + 3, north.way.width_m / 2 + 3]
      const lower = a.map(([x, y]): Point => [x, y + up])
      const upper = b.map(([x, y]): Point => [x, y - down])
      return clipEnds([...lower, ...upper.reverse()])
    }
    const starts = Array.from({ length: Math.floor((low.length - 1) / quietSteps) }, (_, k) => k * quietSteps)
    return starts.map((from) => ring(from, from + quietSteps))
  })
}

/** Leaves room for a street at both ends of a block. */
function clipEnds(ring: Point[]): Point[] {
  const xs = ring.map(([x]) => x)
  const [west, east] = [Math.min(...xs) + quietStreet, Math.max(...xs) - quietStreet]
  return ring.map(([x, y]) => [Math.max(west, Math.min(east, x)), y])
}

function withSouth(line: Point[]): Point[] {
  return [[at(line, 0)[0], hillEnd], [at(line, -1)[0], hillEnd], ...[...line].reverse()]
}

function band(line: Point[], half: number): Point[] {
  return [...offsetLine(line, -half), ...offsetLine(line, half).reverse()]
}

/** Corners cut twice (Chaikin 1974). */
function smooth(line: Point[]): Point[] {
  let result = line
  for (let round = 0; round < 2; round++) {
    const cut = result.slice(1).flatMap((q, i): Point[] => {
      const p = at(result, i)
      return [
        [p[0] * 0.75 + q[0] * 0.25, p[1] * 0.75 + q[1] * 0.25],
        [p[0] * 0.25 + q[0] * 0.75, p[1] * 0.25 + q[1] * 0.75],
      ]
    })
    result = [at(line, 0), ...cut, at(line, -1)]
  }
  return result
}
