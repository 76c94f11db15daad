import proj4 from 'proj4'

/** From metres of a projected system to degrees of EPSG:4326. */
export type ToDegrees = (x_m: number, y_m: number) => [lng: number, lat: number]

/** Systems that a city may measure in: first and last EPSG code. Gauss-Krüger of CGCS2000, UTM on ETRS89 and on WGS 84. */
export const citySystems = [
  [4491, 4554],
  [25828, 25838],
  [32601, 32660],
  [32701, 32760],
] as const

/** Whether a city may measure in the system of this EPSG code. */
export function isCitySystem(srid: number): boolean {
  return citySystems.some(([first, last]) => srid >= first && srid <= last)
}

/**
 * From a system of a city to degrees, where thousands of positions are turned without a database. PostGIS gives the same
 * within 1e-8° (tests/api/projection.test.ts); of other systems it knows shifts of datum that are not known here.
 * @throws RangeError projection.unknown for a system that is none of `citySystems`
 */
export function toDegrees(srid: number): ToDegrees {
  const definition = definitionOf(srid)
  if (definition === null) throw new RangeError(`projection.unknown ${srid}`)
  const converter = proj4('EPSG:4326', definition)
  return (x_m, y_m) => {
    const [lng = NaN, lat = NaN] = converter.inverse([x_m, y_m])
    return [lng, lat]
  }
}

function definitionOf(srid: number): string | null {
  const within = (first: number, last: number) => srid >= first && srid <= last
  if (within(4491, 4501)) return gaussKrueger(75 + 6 * (srid - 4491), 13 + srid - 4491)
  if (within(4502, 4512)) return gaussKrueger(75 + 6 * (srid - 4502), 0)
  if (within(4513, 4533)) return gaussKrueger(75 + 3 * (srid - 4513), 25 + srid - 4513)
  if (within(4534, 4554)) return gaussKrueger(75 + 3 * (srid - 4534), 0)
  if (within(25828, 25838)) return `+proj=utm +zone=${srid - 25800} +ellps=GRS80 +units=m +no_defs`
  if (within(32601, 32660)) return `+proj=utm +zone=${srid - 32600} +datum=WGS84 +units=m +no_defs`
  if (within(32701, 32760)) return `+proj=utm +zone=${srid - 32700} +south +datum=WGS84 +units=m +no_defs`
  return null
}

/** Zone 0: without a zone number before the easting. */
function gaussKrueger(meridian: number, zone: number): string {
  return `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${zone * 1e6 + 500_000} +y_0=0 +ellps=GRS80 +units=m +no_defs`
}
