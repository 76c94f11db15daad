import { at, between, centroid, clipLeft, distance, firstHit, inset, turn, type Point, type Ring } from '../geometry'
import { measure } from '../land/blocks'
import type { Random } from '../random'
import { type BlockEra, eras, shantyArea } from './eras'
import { homesIn, type House, type Parcel } from './parcel'
import { type RowLayout, type Slab, slabRing, type SlabRow, unframe } from './rows'

/** Stands the blocks of a parcel's rows up as houses, from south-west to north-east. */
export function raiseBlocks(parcel: Parcel, random: Random): void {
  const { layout } = parcel
  if (!layout) return
  parcel.houses = layout.rows.flatMap((row) =>
    [...row.slabs].sort((a, b) => a.x0 - b.x0).map((slab) => raise(parcel, layout, { row, slab }, random)),
  )
}

function raise(parcel: Parcel, layout: RowLayout, { row, slab }: { row: SlabRow; slab: Slab }, random: Random): House {
  const ring = slabRing(layout, row, slab)
  const middle = (slab.x0 + slab.x1) / 2
  const stock = parcel.era && parcel.era !== 'shanty' ? eras[parcel.era satisfies BlockEra] : null
  const step = (slab.x1 - slab.x0) / slab.stairwells
  const spread = random.integer(-1, 1)
  return {
    face: null,
    ring,
    centre: centroid(ring),
    floors: slab.floors,
    stairwells: slab.stairwells,
    flats: slab.flats,
    dwellings: stock ? homesIn(slab) : 0,
    built_year: stock ? clamp(parcel.built_year + spread, stock.years) : parcel.built_year,
    dwelling_area_m2: stock ? stock.dwellingArea : 0,
    heating_system: stock ? stock.heating : null,
    public_area_m2: stock ? 0 : (slab.x1 - slab.x0) * (row.north - row.south) * slab.floors,
    connected: true,
    tap: unframe(layout, [middle, row.lane]),
    inlet: unframe(layout, [middle, row.north]),
    stairs: Array.from({ length: slab.stairwells }, (_, k) =>
      unframe(layout, [slab.x0 + step * (k + 0.5), row.north - 1]),
    ),
  }
}

function clamp(year: number, [low, high]: [number, number]): number {
  return Math.max(low, Math.min(high, year))
}

/**
 * Small self-built houses on both sides of a block between shanty lanes: two lines of lots, each lot a strip that looks
 * on its own lane, each house somewhere in its lot.
 */
export function raiseShanty(block: Ring, lanes: (edge: number) => number, random: Random): House[] {
  const ground = inset(block, (edge) => lanes(edge) / 2 + 0.3)
  if (ground.length < 3) return []
  const { angle, width, height } = measure(ground)
  const frame = width >= height ? angle : angle + Math.PI / 2
  const framed = ground.map((p) => turn(p, -frame))
  const middle = centroid(framed)
  const depth = Math.min(width, height)
  const lines =
    depth < 17
      ? [{ ring: framed, up: random.chance(0.5) }]
      : [
          { ring: clipLeft(framed, [middle[0] + 1, middle[1]], middle, 0.4), up: false },
          { ring: clipLeft(framed, middle, [middle[0] + 1, middle[1]], 0.4), up: true },
        ]
  return lines.flatMap(({ ring, up }) => lots(ring, up, random)).map((house) => turned(house, frame, block))
}

function lots(line: Ring, up: boolean, random: Random): House[] {
  if (line.length < 3) return []
  const houses: House[] = []
  const xs = line.map(([x]) => x)
  const end = Math.max(...xs)
  for (let x = Math.min(...xs) + 0.4; x < end - 6;) {
    const width = Math.min(random.between(8, 12.5), end - x)
    const lot = clipLeft(clipLeft(line, [x, 1], [x, 0]), [x + width, 0], [x + width, 1])
    const home = inset(lot, () => random.between(0.3, 0.9))
    const house = home.length > 2 ? shantyHouse(home, up, random) : null
    if (house) houses.push(house)
    x += width
  }
  return houses
}

function shantyHouse(home: Point[], up: boolean, random: Random): House | null {
  const ys = home.map(([, y]) => y)
  const [low, high] = [Math.min(...ys), Math.max(...ys)]
  const most = random.between(7.5, 11.5)
  const cut = up ? high - most : low + most
  const front = up ? clipLeft(home, [0, cut], [1, cut]) : clipLeft(home, [1, cut], [0, cut])
  const ring = front.filter((p, i) => distance(p, at(front, i + 1)) > 0.05)
  const size = ring.length > 2 ? measure(ring).size : 0
  if (size < 38) return null
  const centre = centroid(ring)
  const floors = 1 + random.weighted([0.32, 0.5, 0.18])
  return {
    face: null,
    ring,
    centre,
    floors,
    stairwells: 1,
    flats: 1,
    dwellings: floors,
    built_year: random.integer(1965, 1998),
    dwelling_area_m2: shantyArea,
    heating_system: 'wall_pipes',
    public_area_m2: 0,
    connected: random.chance(0.45),
    tap: [centre[0], up ? 1e4 : -1e4],
    inlet: [centre[0], up ? high : low],
    stairs: [],
  }
}

/** Turns a house out of the frame of its block; its tap is where the way to its lane meets the block's edge. */
function turned(house: House, frame: number, block: Ring): House {
  const centre = turn(house.centre, frame)
  const side = Math.sign(house.tap[1])
  const out = turn([0, side], frame)
  return {
    ...house,
    centre,
    ring: house.ring.map((p) => turn(p, frame)),
    tap: exit(block, centre, out),
    inlet: exit(
      house.ring.map((p) => turn(p, frame)),
      centre,
      out,
    ),
  }
}

function exit(ring: Ring, from: Point, direction: Point): Point {
  const hit = firstHit(ring, from, direction)
  return hit ? between(at(ring, hit.edge), at(ring, hit.edge + 1), hit.t) : from
}
