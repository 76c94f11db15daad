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
  const parts = text.split(',').map((part) => part.trim())
  const [west = NaN, south = NaN, east = NaN, north = NaN] = parts.map((part) =>
    number.test(part) ? Number(part) : NaN,
  )
  // A comparison with NaN is false, so that every part is checked.
  const fits = -180 <= west && west <= east && east <= 180 && -90 <= south && south <= north && north <= 90
  if (!fits || parts.length !== 4) throw malformed({ fields: ['bbox'] })
  return [west, south, east, north]
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
