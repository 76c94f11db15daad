import { area, at, inset, type Point } from '../geometry'
import { isRoad } from '../land/ways'
import type { Random } from '../random'
import { ringOf, type Subdivision, waysAround } from '../subdivision'
import { type BlockEra, blockEras, drawFlats, drawFloors, eras } from './eras'
import type { Parcel, Use } from './parcel'
import { type BlockType, layRows, type RowLayout } from './rows'

/** Free space between a block and the edge of its ground. */
const setback = 5
/** Parcels larger than this are for homes. */
const largeGround = 21_000

const publicUses: [Use, number][] = [
  ['park', 0.13],
  ['school', 0.24],
  ['office', 0.33],
  ['hospital', 0.06],
  ['shop', 0.17],
  ['public', 0.07],
]

/** Ground between the streets around a face, and its outline to their middle. */
export function groundOf(map: Subdivision, face: number): { ring: Point[]; ground: Point[] } {
  const ring = ringOf(map, face)
  const ways = waysAround(map, face)
  return { ring, ground: inset(ring, (i) => (ways[i]?.width_m ?? 0) / 2) }
}

/** Decides which parcels hold homes of which period and which are public, and lays out their rows. */
export function assignParcels(map: Subdivision, faces: number[], homes: number, random: Random): Parcel[] {
  const shuffled = random.shuffle(faces).map((face) => ({ face, ...groundOf(map, face) }))
  const isLarge = (site: Site) => (area(site.ground) > largeGround ? 0 : 1)
  const sites = shuffled.sort((a, b) => isLarge(a) - isLarge(b))
  const residential: { site: Site; smallest: Parcel }[] = []
  const others: Site[] = []
  for (const site of sites) {
    const smallest = residential.length < homes ? build(map, site, 'to_1979', random) : null
    if (smallest) residential.push({ site, smallest })
    else others.push(site)
  }
  const parcels = assignPublic(map, others, random)
  const quota = blockEras.map((era) => eras[era].compounds * homes)
  const bySize = residential
    .map(({ site, smallest }) => ({ site, smallest, rank: area(site.ground) * random.logNormal(1, 0.8) }))
    .sort((a, b) => b.rank - a.rank)
  bySize.forEach(({ site, smallest }, i) => {
    const drawn = drawEra(random, quota, i / bySize.length)
    parcels.push(buildNewest(map, site, drawn, random) ?? smallest)
  })
  return parcels
}

/** Homes of a period, or of the one before where its blocks do not fit. */
function buildNewest(map: Subdivision, site: Site, newest: BlockEra, random: Random): Parcel | null {
  for (let k = blockEras.indexOf(newest); k > 0; k--) {
    const parcel = build(map, site, at(blockEras, k), random)
    if (parcel) return parcel
  }
  return null
}

function build(map: Subdivision, site: Site, era: BlockEra, random: Random): Parcel | null {
  const built_year = random.integer(...eras[era].years)
  const renewed_year = built_year < 2000 && random.chance(0.35) ? random.integer(2016, 2022) : null
  const layout = layOut(map, site, blockType(era), random)
  return layout && { ...emptyParcel(site, 'homes'), era, built_year, renewed_year, layout }
}

/** Large parcels lean to the new periods. */
function drawEra(random: Random, quota: number[], place: number): BlockEra {
  const lean = [0.55, 0.95, 1.2, 1.15, 0.95].map(
    (weight, i) => Math.pow(weight, 3 - 6 * place) * Math.max(0, quota[i] ?? 0),
  )
  const index = random.weighted(lean)
  quota[index] = (quota[index] ?? 0) - 1
  return blockEras[index] ?? '1990s'
}

export function blockType(era: BlockEra): BlockType {
  const stock = eras[era]
  return {
    depth: stock.depth,
    leastStairwells: era === '2010s' || era === 'to_1979' ? 1 : 2,
    gable: era === '2010s' ? 16 : 7,
    gap: (floors) => Math.max(stock.leastGap, stock.sun * floors * 3),
    width: (slab) => slab.stairwells * slab.flats * stock.flatWidth,
    draw: (random) => {
      const floors = drawFloors(random, era)
      const stairwells = floors === 18 && era === '2000s' ? 2 : random.integer(...stock.stairwells)
      return { floors, stairwells, flats: drawFlats(random, era, floors) }
    },
  }
}

const publicTypes: Record<string, BlockType> = {
  school: hall({ floors: [3, 5], lengths: [2, 4], depth: 17, gap: 34 }),
  office: hall({ floors: [5, 14], lengths: [2, 3], depth: 19, gap: 28 }),
  hospital: hall({ floors: [5, 12], lengths: [3, 4], depth: 22, gap: 26 }),
  shop: hall({ floors: [3, 7], lengths: [3, 5], depth: 34, gap: 24 }),
  public: hall({ floors: [3, 6], lengths: [2, 3], depth: 24, gap: 30 }),
}

function hall(size: { floors: [number, number]; lengths: [number, number]; depth: number; gap: number }): BlockType {
  return {
    depth: size.depth,
    leastStairwells: 1,
    gable: 14,
    gap: () => size.gap,
    width: (slab) => slab.stairwells * 15,
    draw: (random) => ({
      floors: random.integer(...size.floors),
      stairwells: random.integer(...size.lengths),
      flats: 0,
    }),
  }
}

interface Site {
  face: number
  ring: Point[]
  ground: Point[]
}

function assignPublic(map: Subdivision, sites: Site[], random: Random): Parcel[] {
  const uses = publicUses.flatMap(([use, share]) => Array.from({ length: Math.round(share * sites.length) }, () => use))
  return sites.map((site, i) => {
    const use = uses[i] ?? 'office'
    const parcel = { ...emptyParcel(site, use), built_year: random.integer(1975, 2016) }
    const type = publicTypes[use]
    if (!type) return parcel
    parcel.layout = layOut(map, site, type, random)
    if (parcel.layout) thin(parcel.layout, use === 'school' ? 2 : 3, random)
    return parcel.layout ? parcel : { ...parcel, use: 'park' }
  })
}

/** Keeps at most a few halls, so that a school has its field and an office its court. */
function thin(layout: RowLayout, most: number, random: Random): void {
  let left = layout.rows.reduce((sum, row) => sum + row.slabs.length, 0)
  while (left > most) {
    const row = random.pick(layout.rows.filter((candidate) => candidate.slabs.length > 0))
    row.slabs.splice(random.integer(0, row.slabs.length - 1), 1)
    left--
  }
  layout.rows = layout.rows.filter((row) => row.slabs.length > 0)
}

function layOut(map: Subdivision, site: Site, type: BlockType, random: Random): RowLayout | null {
  const room = inset(site.ground, () => setback)
  return room.length > 2 ? layRows(room, facing(map, site), type, random) : null
}

/** Rows run along the road that is nearest to west–east, so that windows look south. */
function facing(map: Subdivision, site: Site): number {
  const ways = waysAround(map, site.face)
  let [angle, best] = [0, -Infinity]
  site.ring.forEach((a, i) => {
    const b = at(site.ring, i + 1)
    const [dx, dy] = b[0] >= a[0] ? [b[0] - a[0], b[1] - a[1]] : [a[0] - b[0], a[1] - b[1]]
    const score = dx - 3 * Math.abs(dy) + (isRoad(ways[i]) ? 20 : 0)
    if (score <= best) return
    best = score
    angle = Math.atan2(dy, dx)
  })
  return Math.max(-0.2, Math.min(0.2, angle))
}

export function emptyParcel(site: Site, use: Use): Parcel {
  return {
    faces: [site.face],
    ring: site.ring,
    ground: site.ground.length > 2 ? site.ground : [...site.ring],
    use,
    era: null,
    built_year: 0,
    renewed_year: null,
    name: '',
    layout: null,
    houses: [],
  }
}
