import { boxOf, spanAt, turn, type Point, type Ring } from '../geometry'
import type { Random } from '../random'

/** One block in the frame of its yard (x along the row, y towards the entrances). */
export interface Slab {
  x0: number
  x1: number
  floors: number
  stairwells: number
  flats: number
}

export interface SlabRow {
  south: number
  north: number
  /** Where the yard road and its pipe run, behind the entrances. */
  lane: number
  slabs: Slab[]
}

/** Rows of blocks that face south, and the spine road that leads through them. */
export interface RowLayout {
  angle: number
  spine: number
  rows: SlabRow[]
}

/** Draws the size of the next block and says how wide it is. */
export interface BlockType {
  draw(random: Random): Omit<Slab, 'x0' | 'x1'>
  width(slab: Omit<Slab, 'x0' | 'x1'>): number
  depth: number
  leastStairwells: number
  gap(floors: number): number
  /** Free space between gables. */
  gable: number
}

const spineHalf = 4
const laneBehind = 2.6

/** Lays rows into a convex ring. No block leaves the ring, none touches another, and spine and lanes stay free. */
export function layRows(ring: Ring, angle: number, type: BlockType, random: Random): RowLayout | null {
  const framed = ring.map((p) => turn(p, -angle))
  const drafts = rowDrafts(framed, type, random)
  if (drafts.length === 0) return null
  const low = Math.max(...drafts.map((row) => row.span[0]))
  const high = Math.min(...drafts.map((row) => row.span[1]))
  const spine = placeSpine(low, high, type, random)
  const rows = drafts.flatMap(({ south, span, pattern }) => {
    if (spine < span[0] - 2 * spineHalf || spine > span[1] + 2 * spineHalf) return []
    const slabs = [
      ...fill([span[0], spine - spineHalf], pattern, type),
      ...fill([spine + spineHalf, span[1]], pattern, type),
    ]
    const north = south + type.depth
    return slabs.length > 0 ? [{ south, north, lane: north + laneBehind, slabs }] : []
  })
  return rows.length > 0 ? { angle, spine, rows } : null
}

/** Back from the frame of the yard. */
export function unframe(layout: { angle: number }, p: Point): Point {
  return turn(p, layout.angle)
}

interface Draft {
  south: number
  span: [number, number]
  pattern: Omit<Slab, 'x0' | 'x1'>
}

function rowDrafts(framed: Ring, type: BlockType, random: Random): Draft[] {
  const [, south, , north] = boxOf(framed)
  const first = type.draw(random)
  const step = type.depth + type.gap(first.floors)
  const usable = north - south - type.depth
  if (usable < 0) return []
  const count = Math.floor(usable / step) + 1
  const pitch = count > 1 ? Math.min(usable / (count - 1), step * 1.3) : 0
  const start = south + (usable - pitch * (count - 1)) / 2
  const drafts: Draft[] = []
  for (let k = 0; k < count; k++) {
    const y = start + k * pitch
    const [a, b] = [spanAt(framed, y + 0.01), spanAt(framed, y + type.depth - 0.01)]
    if (!a || !b) continue
    const span: [number, number] = [Math.max(a[0], b[0]), Math.min(a[1], b[1])]
    const draw = type.draw(random)
    const pattern = { ...first, stairwells: draw.stairwells, floors: k % 2 ? draw.floors : first.floors }
    if (span[1] - span[0] > type.width({ ...pattern, stairwells: type.leastStairwells })) {
      drafts.push({ south: y, span, pattern })
    }
  }
  return drafts
}

/** In the middle of a wide yard, at one side of a narrow one. */
function placeSpine(low: number, high: number, type: BlockType, random: Random): number {
  const middle = (low + high) / 2
  if (high - low > 130) return middle + random.between(-0.12, 0.12) * (high - low)
  const side = high - low > 2 * spineHalf ? spineHalf : 0
  return random.chance(0.5) ? low - spineHalf + side : high + spineHalf - side
}

/** Blocks of about the drawn length between two gables, spread evenly. */
function fill(span: [number, number], pattern: Omit<Slab, 'x0' | 'x1'>, type: BlockType): Slab[] {
  const free = span[1] - span[0]
  const sizes: number[] = []
  let used = 0
  for (let stairwells = pattern.stairwells; stairwells >= type.leastStairwells;) {
    const width = type.width({ ...pattern, stairwells }) + (sizes.length > 0 ? type.gable : 0)
    if (used + width > free) {
      stairwells--
      continue
    }
    used += width
    sizes.push(stairwells)
  }
  const spare = Math.min((free - used) / (sizes.length + 1), type.gable * 1.5)
  let x = span[0] + (free - used - spare * (sizes.length - 1)) / 2
  return sizes.map((stairwells, i) => {
    const x0 = i === 0 ? x : x + type.gable + spare
    x = x0 + type.width({ ...pattern, stairwells })
    return { ...pattern, stairwells, x0, x1: x }
  })
}

/** Corners of a slab, counter-clockwise, in metres of the tile. */
export function slabRing(layout: RowLayout, row: SlabRow, slab: Slab): Point[] {
  const corners: Point[] = [
    [slab.x0, row.south],
    [slab.x1, row.south],
    [slab.x1, row.north],
    [slab.x0, row.north],
  ]
  return corners.map((corner) => unframe(layout, corner))
}
