import { at, type Point } from '../geometry'
import type { Random } from '../random'
import {
  addFace,
  addPoint,
  createSubdivision,
  edgeOf,
  setWay,
  type Subdivision,
  type Way,
  type Zone,
} from '../subdivision'
import { tileWidth } from '../tile-plan'
import type { WayFactory } from './ways'

/** Line of the mesh from south to north: where it lies, how far it follows the bends of the river, what it is. */
interface Row {
  v: number
  bend: number
  way: [Way['kind'], string | null, number]
}

const rows: Row[] = [
  { v: 0, bend: 0.9, way: ['edge', null, 0] },
  { v: 300, bend: 0.6, way: ['railway', '陇海铁路', 34] },
  { v: 362, bend: 0.6, way: ['arterial', '火车站路', 32] },
  { v: 668, bend: 0.75, way: ['arterial', '民主路', 36] },
  { v: 1030, bend: 0.95, way: ['arterial', '庆阳路', 48] },
  { v: 1432, bend: 1.25, way: ['arterial', '南滨河路', 44] },
  { v: 1500, bend: 1.35, way: ['edge', null, 0] },
]
const zones: Zone[] = ['slope', 'rail', 'city', 'city', 'city', 'bank']

/** Arterials west to east, in their fixed order; the first and the last line are the sides of the tile. */
const columns: { u: number; way: [Way['kind'], string | null, number] }[] = [
  { u: 0, way: ['edge', null, 0] },
  { u: 560, way: ['arterial', '酒泉路', 36] },
  { u: 1190, way: ['arterial', '皋兰路', 34] },
  { u: 1930, way: ['arterial', '平凉路', 40] },
  { u: 2750, way: ['arterial', '天水路', 56] },
  { u: 3520, way: ['arterial', '定西路', 36] },
  { u: tileWidth, way: ['edge', null, 0] },
]
/** East of this arterial the main W–E road has its other name, and heat comes from the plant. */
export const pinglianglu = 3
const bendsPerColumn = 3

export interface Mesh {
  map: Subdivision
  /** South bank of the river, west to east. */
  bank: Point[]
  riverside: Point[]
  southEdge: Point[]
  /** Vertices of each row at each column, by row. */
  crossings: number[][]
}

/** Arterials, railway and river bank as a bent mesh, and the superblocks between them. */
export function createMesh(random: Random, ways: WayFactory): Mesh {
  const map = createSubdivision()
  const lines = rows.map((row, j) => meshRow(map, random, row, j))
  layRows(map, ways, lines)
  layColumns(map, ways, lines)
  for (let j = 0; j + 1 < rows.length; j++) {
    for (let i = 0; i + 1 < columns.length; i++) addSuperblock(map, lines, i, j)
  }
  return {
    map,
    bank: at(lines, -1).map((vertex) => at(map.points, vertex)),
    riverside: at(lines, -2).map((vertex) => at(map.points, vertex)),
    southEdge: at(lines, 0).map((vertex) => at(map.points, vertex)),
    crossings: lines.map((line) => columns.map((_, i) => at(line, i * bendsPerColumn))),
  }
}

/** Bend of the valley, the same at both sides of a tile, so that tiles fit together. */
export function valleyBend(u: number): number {
  const turn = (2 * Math.PI * u) / tileWidth
  return 46 * Math.sin(turn + 0.7) + 17 * Math.sin(2 * turn + 2.1) - 46 * Math.sin(0.7) - 17 * Math.sin(2.1)
}

/** A W–E road or the railway outside the tile. */
export interface Approach {
  way: Way
  line: Point[]
}

/** Rows that are roads or rails, carried on along the bend of the valley. */
export function approachesOf(
  map: Subdivision,
  crossings: number[][],
  [west, east]: readonly [number, number],
): Approach[] {
  return rows.flatMap((row, j) => {
    if (row.way[0] === 'edge') return []
    const ends = at(crossings, j)
    const way = (side: number) => [...map.ways].find(([key]) => edgeOf(key).includes(at(ends, side)) && isRow(map, key))
    return [
      { found: way(0), line: rowLine(row, -west, 0) },
      { found: way(-1), line: rowLine(row, tileWidth, tileWidth + east) },
    ].flatMap(({ found, line }) => (found && line.length > 1 ? [{ way: found[1], line }] : []))
  })
}

/** Whether an edge runs west–east. */
function isRow(map: Subdivision, key: number): boolean {
  const [a, b] = edgeOf(key).map((vertex) => at(map.points, vertex))
  return a !== undefined && b !== undefined && Math.abs(a[0] - b[0]) > Math.abs(a[1] - b[1])
}

function rowLine(row: Row, from: number, to: number): Point[] {
  const steps = Math.ceil((to - from) / 100)
  return Array.from({ length: steps > 0 ? steps + 1 : 0 }, (_, k) => {
    const u = from + ((to - from) * k) / steps
    return [u, row.v + row.bend * valleyBend(u)]
  })
}

function meshRow(map: Subdivision, random: Random, row: Row, j: number): number[] {
  const line: number[] = []
  for (let i = 0; i + 1 < columns.length; i++) {
    const [from, to] = [at(columns, i).u, at(columns, i + 1).u]
    for (let k = 0; k < bendsPerColumn; k++) {
      const onSide = i === 0 && k === 0
      const shift = onSide || k > 0 ? 0 : random.between(-16, 16) + (j - 3) * 4
      const u = from + ((to - from) * k) / bendsPerColumn + shift
      line.push(addPoint(map, [u, row.v + row.bend * valleyBend(u) + (onSide ? 0 : random.between(-4, 4))]))
    }
  }
  line.push(addPoint(map, [tileWidth, row.v + row.bend * valleyBend(tileWidth)]))
  return line
}

function layRows(map: Subdivision, ways: WayFactory, lines: number[][]): void {
  rows.forEach((row, j) => {
    const [kind, name, width] = row.way
    const west = ways.create(kind, name, width)
    const east = name === '庆阳路' ? ways.create(kind, '东岗西路', width) : west
    const line = at(lines, j)
    for (let k = 0; k + 1 < line.length; k++) {
      setWay(map, at(line, k), at(line, k + 1), k < pinglianglu * bendsPerColumn ? west : east)
    }
  })
}

function layColumns(map: Subdivision, ways: WayFactory, lines: number[][]): void {
  columns.forEach((column, i) => {
    const [kind, name, width] = column.way
    const side = kind === 'edge'
    const way = ways.create(kind, name, width)
    const crossing = side ? way : ways.create('street', null, 24)
    const gully = side ? way : ways.create('gully', '洪道', 30)
    const edge = side ? way : ways.create('edge', null, 0)
    const byZone: Record<Zone, Way> = { slope: gully, rail: crossing, city: way, bank: edge }
    zones.forEach((zone, j) => {
      const k = i * bendsPerColumn
      setWay(map, at(at(lines, j), k), at(at(lines, j + 1), k), byZone[zone])
    })
  })
}

function addSuperblock(map: Subdivision, lines: number[][], i: number, j: number): void {
  const [from, to] = [i * bendsPerColumn, (i + 1) * bendsPerColumn + 1]
  const south = at(lines, j).slice(from, to)
  const north = at(lines, j + 1).slice(from, to)
  addFace(map, { ring: [...south, ...north.reverse()], block: map.faces.length, zone: at(zones, j) })
}
