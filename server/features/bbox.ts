import type postgres from 'postgres'
import { malformed } from '../errors'

/** [west, south, east, north] in degrees. */
export type BBox = [number, number, number, number]

const number = /^[+-]?(\d+(\.\d*)?|\.\d+)$/
/** Web Mercator ends here. */
const northmost = 85.06

/** Reads `west,south,east,north`; throws request.malformed for anything else. Boxes across 180° are not of this world. */
export function parseBBox(text: string | undefined): BBox | null {
  if (text === undefined) return null
  const box = text.split(',').map((part) => (number.test(part.trim()) ? Number(part) : NaN))
  if (!isBBox(box)) throw malformed({ fields: ['bbox'] })
  return box
}

function isBBox(box: number[]): box is BBox {
  const [west = NaN, south = NaN, east = NaN, north = NaN] = box
  return box.length === 4 && isAscending([-180, west, east, 180]) && isAscending([-90, south, north, 90])
}

/** Any comparison with NaN is false. */
function isAscending(values: number[]): boolean {
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? NaN))
}

/** Whether a row of `table` (an alias in the query) touches the box: by index on geom_3857, then exactly. */
export function touches(sql: postgres.ISql, table: 't' | 'i' | 'a', bbox: BBox | null) {
  if (!bbox) return sql`true`
  const [west, south, east, north] = bbox
  const inMercator = (latitude: number) => Math.max(-northmost, Math.min(northmost, latitude))
  const column = (name: string) => sql`${sql(table)}.${sql(name)}`
  return sql`(
    ${column('geom_3857')} && st_transform(
      st_makeenvelope(${west}, ${inMercator(south)}, ${east}, ${inMercator(north)}, 4326), 3857)
    and st_intersects(${column('geom')}, st_makeenvelope(${west}, ${south}, ${east}, ${north}, 4326)))`
}
