/** What one tile of the demo city is to hold. A city is several tiles side by side along the valley. */
export interface TilePlan {
  /** 1 for the tile with the real names of Lanzhou; further tiles are numbered demonstration districts. */
  number: number
  /** Added to every id of the tile, in every table; ids of a tile are below `id_offset + idsPerTile`. */
  id_offset: number
  /** South-west corner in metres of EPSG:4544. */
  origin: [number, number]
  /** Metres to which river, hills and main roads go on west and east of the tile, where no other tile lies. */
  margins: [number, number]
  district: { code: string; name: string }
  /** In the order west to east, as far as they lie so. */
  subdistricts: SubdistrictPlan[]
  /** Half of them boiler stations in the west, half substations in the east. */
  stations: number
  compounds: number
  /** Met exactly. */
  dwellings: number
}

export interface SubdistrictPlan {
  code: string
  name: string
  communities: CommunityPlan[]
}

export interface CommunityPlan {
  code: string
  name: string
  /** Number of its heating grids where it is known; else one for about 360 dwellings, 7 to 12. */
  grids?: number
}

export const idsPerTile = 1_000_000

/** What makes codes of further tiles differ from those of the first: nothing there, `7-` in the seventh. */
export function codePrefix(id_offset: number): string {
  return id_offset === 0 ? '' : `${id_offset / idsPerTile + 1}-`
}

/** Extent of a tile in metres, west–east and south–north. */
export const tileWidth = 4200
export const tileHeight = 1700

/** South-west corner of the first tile: Chengguan, Lanzhou, about 103.84° E 36.055° N. */
const firstOrigin: [number, number] = [393_400, 3_991_150]

const jiuquan: SubdistrictPlan = {
  code: '620102001',
  name: '酒泉路街道',
  communities: [
    { code: '620102001001', name: '畅家巷社区' },
    { code: '620102001002', name: '张家园社区', grids: 11 },
    { code: '620102001003', name: '中街子社区' },
    { code: '620102001004', name: '南稍门社区' },
  ],
}
const gaolan: SubdistrictPlan = {
  code: '620102008',
  name: '皋兰路街道',
  communities: [
    { code: '620102008001', name: '郑家台社区' },
    { code: '620102008003', name: '王家庄社区' },
    { code: '620102008004', name: '榆中街社区' },
    { code: '620102008006', name: '耿家庄社区' },
  ],
}
const donggang: SubdistrictPlan = {
  code: '620102017',
  name: '东岗西路街道',
  communities: [
    { code: '620102017001', name: '农民巷东社区' },
    { code: '620102017003', name: '天水路社区' },
    { code: '620102017004', name: '一只船社区' },
    { code: '620102017006', name: '平凉路社区' },
  ],
}
const tuanjie: SubdistrictPlan = {
  code: '620102016',
  name: '团结新村街道',
  communities: [
    { code: '620102016001', name: '团结新村社区' },
    { code: '620102016003', name: '红星巷社区' },
    { code: '620102016005', name: '定西南路社区' },
    { code: '620102016006', name: '天水南路社区' },
  ],
}

const surroundings = 1500

/** The demo district: one tile with 48 stations, 220 compounds and 60,000 dwellings. */
export function demoTile(): TilePlan {
  return {
    number: 1,
    id_offset: 0,
    origin: firstOrigin,
    margins: [surroundings, surroundings],
    district: { code: '620102', name: '城关区' },
    subdistricts: [jiuquan, gaolan, donggang, tuanjie],
    stations: 48,
    compounds: 220,
    dwellings: 60_000,
  }
}

/** The city: 12 tiles with together 552 stations, 3,882 compounds and 670,257 dwellings (field.md, 3). */
export function cityTiles(): TilePlan[] {
  const count = 12
  return Array.from({ length: count }, (_, index) => ({
    ...(index === 0 ? demoTile() : demonstrationTile(index + 1)),
    margins: [index === 0 ? surroundings : 0, index === count - 1 ? surroundings : 0],
    stations: 46,
    compounds: share(3882, count, index),
    dwellings: share(670_257, count, index),
  }))
}

/** Whole shares of a total; the last ones take what is left over. */
function share(total: number, count: number, index: number): number {
  return Math.floor(total / count) + (index >= count - (total % count) ? 1 : 0)
}

function demonstrationTile(number: number): TilePlan {
  const [x, y] = firstOrigin
  const code = `6291${String(number).padStart(2, '0')}`
  return {
    ...demoTile(),
    number,
    id_offset: (number - 1) * idsPerTile,
    origin: [x + (number - 1) * tileWidth, y],
    district: { code, name: `示范${number}区` },
    subdistricts: [1, 2, 3, 4].map((place) => demonstrationSubdistrict(code, (number - 2) * 4 + place, place)),
  }
}

function demonstrationSubdistrict(district: string, number: number, place: number): SubdistrictPlan {
  const code = `${district}${String(place).padStart(3, '0')}`
  return {
    code,
    name: `示范街道${number}`,
    communities: [1, 2, 3, 4].map((n) => ({
      code: `${code}${String(n).padStart(3, '0')}`,
      name: `示范街道${number}第${n}社区`,
    })),
  }
}
