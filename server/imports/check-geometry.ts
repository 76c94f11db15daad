import type { Shape } from '../../data/model/mapping'
import { unshift, type Crs } from './crs'

export type GeometryFault = 'no_coordinates' | 'bad_coordinates' | 'out_of_range' | 'wrong_geometry'

/** Geometries of a row, ready for the database: several only where a multi-part line comes apart. */
export type CheckedGeometry = { geometries: GeoJSON.Geometry[] } | { reason: GeometryFault; detail: string }

/** What may come for a shape; a point may come as a short line (a house station drawn as 1 m). */
const accepted: Readonly<Record<Shape | 'station', readonly string[]>> = {
  point: ['Point'],
  station: ['Point', 'LineString'],
  line: ['LineString', 'MultiLineString'],
  area: ['Polygon', 'MultiPolygon'],
  none: [],
}

const depths: Readonly<Record<string, number>> = {
  Point: 0,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
}

/** Fewest positions of a list that holds positions. */
const fewest: Readonly<Record<string, number>> = { LineString: 2, MultiLineString: 2, Polygon: 4, MultiPolygon: 4 }

/**
 * Checks a geometry as a file has it: type, depth, numbers, and degrees in range where `degrees` says so. Heights are
 * dropped, rings closed, shifted systems moved to WGS 84.
 */
export function checkGeometry(
  geometry: unknown,
  shape: Shape | 'station',
  crs: Crs,
  degrees: boolean,
): CheckedGeometry {
  if (!isGeometry(geometry)) return { reason: 'no_coordinates', detail: '' }
  const { type } = geometry
  if (!accepted[shape].includes(type)) return { reason: 'wrong_geometry', detail: type }
  const depth = depths[type] ?? 0
  const faults = new Set<string>()
  const coordinates = copy(geometry.coordinates, depth, (position) => checkPosition(position, degrees, faults))
  if (coordinates === null || !isLongEnough(coordinates, depth, fewest[type] ?? 0)) {
    return { reason: 'bad_coordinates', detail: brief(geometry.coordinates) }
  }
  const [fault] = faults
  if (fault !== undefined) return { reason: 'out_of_range', detail: fault }
  copy(coordinates, depth, (position) => {
    unshift(crs, position)
    return position
  })
  if (shape === 'area') closeRings(coordinates, depth)
  return { geometries: split(type, coordinates) }
}

/** First position of a geometry, whatever its type; null where there is none. */
export function firstPosition(geometry: unknown): [number, number] | null {
  let at: unknown = isGeometry(geometry) ? geometry.coordinates : null
  while (Array.isArray(at) && Array.isArray(at[0])) at = at[0]
  return Array.isArray(at) && typeof at[0] === 'number' && typeof at[1] === 'number' ? [at[0], at[1]] : null
}

export function isInDegrees([x, y]: readonly [number, number]): boolean {
  return Math.abs(x) <= 180 && Math.abs(y) <= 90
}

type Nested = number[] | Nested[]

function isGeometry(value: unknown): value is { type: string; coordinates: unknown[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'coordinates' in value &&
    Array.isArray(value.coordinates) &&
    value.coordinates.length > 0
  )
}

/** Copies nested positions; null where one of them is none or the nesting is wrong. */
function copy(value: unknown, depth: number, check: (position: number[]) => number[] | null): Nested | null {
  if (!Array.isArray(value)) return null
  if (depth === 0) return check(value)
  const parts: Nested[] = []
  for (const item of value) {
    const part = copy(item, depth - 1, check)
    if (part === null) return null
    parts.push(part)
  }
  return parts
}

function checkPosition(position: unknown[], degrees: boolean, faults: Set<string>): number[] | null {
  const [x, y] = position
  if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y)) return null
  if (degrees && !isInDegrees([x, y])) faults.add(`${x}, ${y}`)
  return [x, y]
}

function isLongEnough(value: Nested, depth: number, least: number): boolean {
  if (depth === 0) return true
  if (depth === 1) return value.length >= least
  return value.length > 0 && value.every((item) => Array.isArray(item) && isLongEnough(item, depth - 1, least))
}

function closeRings(value: Nested, depth: number): void {
  for (const item of value) {
    if (!Array.isArray(item)) return
    if (depth > 2) closeRings(item, depth - 1)
    else close(item)
  }
}

function close(ring: Nested): void {
  const [first, last] = [ring[0], ring.at(-1)]
  if (!Array.isArray(first) || !Array.isArray(last)) return
  if (first[0] !== last[0] || first[1] !== last[1]) (ring as Nested[]).push([...first] as number[])
}

function split(type: string, coordinates: Nested): GeoJSON.Geometry[] {
  if (type !== 'MultiLineString') return [{ type, coordinates } as GeoJSON.Geometry]
  return coordinates.map((line) => ({ type: 'LineString', coordinates: line }) as GeoJSON.LineString)
}

function brief(value: unknown): string {
  return JSON.stringify(value).slice(0, 60)
}
