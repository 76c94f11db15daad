import gcoord from 'gcoord'
import { Refusal } from './refusal'

/** A coordinate system of a file: one of EPSG, or one of the two shifted ones of Chinese web maps. */
export type Crs = { srid: number } | { shifted: 'GCJ02' | 'BD09' }

export const wgs84: Crs = { srid: 4326 }

/**
 * Reads a name such as `EPSG:25833`, `urn:ogc:def:crs:EPSG::4547`, `…CRS84`, `GCJ02`, `BD-09`.
 * @throws Refusal imports.crs_unknown { name }
 */
export function parseCrs(name: string): Crs {
  const plain = name.trim().toUpperCase().replace('-', '')
  if (plain === 'GCJ02' || plain === 'BD09') return { shifted: plain }
  if (/(^|:)CRS84$/.test(plain)) return wgs84
  const code = /EPSG:(?:[0-9.]*:)?(\d{4,6})$/.exec(plain)?.[1]
  if (!code) throw new Refusal('imports.crs_unknown', { name })
  return { srid: Number(code) }
}

/** Moves a position from a shifted system to WGS 84 (about 1 m true); others stay. Changes it in place. */
export function unshift(crs: Crs, position: number[]): void {
  if ('srid' in crs) return
  const from = crs.shifted === 'GCJ02' ? gcoord.GCJ02 : gcoord.BD09
  const [lon, lat] = gcoord.transform([position[0] ?? NaN, position[1] ?? NaN], from, gcoord.WGS84)
  position[0] = lon
  position[1] = lat
}

/** System in which positions stand after `unshift`. */
export function sridOf(crs: Crs): number {
  return 'srid' in crs ? crs.srid : 4326
}
