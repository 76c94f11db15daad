import type { TilePlace } from './layer-query'

/** Columns and rows of tiles, from the north-west, both ends inclusive. */
export interface TileRange {
  columns: [first: number, last: number]
  rows: [first: number, last: number]
}

/** The tiles of a zoom that a box touches: west, south, east, north in EPSG:4326. */
export function tileRange([west = 0, south = 0, east = 0, north = 0]: readonly number[], z: number): TileRange {
  return {
    columns: [columnOf(west, z), columnOf(east, z)],
    rows: [rowOf(north, z), rowOf(south, z)],
  }
}

/** Whether a tile is one of a range. */
export function isWithin({ x, y }: TilePlace, { columns, rows }: TileRange): boolean {
  return x >= columns[0] && x <= columns[1] && y >= rows[0] && y <= rows[1]
}

function columnOf(longitude: number, z: number): number {
  return Math.floor(((longitude + 180) / 360) * 2 ** z)
}

function rowOf(latitude: number, z: number): number {
  const sine = Math.sin((latitude * Math.PI) / 180)
  return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z)
}
