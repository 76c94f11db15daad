import { z } from '@hono/zod-openapi'
import { cellsToMultiPolygon, isValidCell } from 'h3-js'
import type postgres from 'postgres'
import { follow } from '../network/follow'
import type { CityGraph } from '../network/city-graph'
import { listBuildingsOf, type Ground } from './queries'

const mostCells = 100
const longest_days = 366
/** Half the side of the box of a high place of the surface, in degrees: the cases that its card lists. */
const around_deg = 0.0004

const id = z.string().regex(/^\d{1,9}$/)
const cell = z.string().max(20).refine(isValidCell)

/** What a supervision is about; the key names it within its kind. */
const subject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['case', 'building', 'compound']), key: id }),
  z.strictObject({ kind: z.literal('branch'), key: z.string().regex(/^(pipe|zone|station)-\d{1,9}$/) }),
  z.strictObject({ kind: z.literal('cells'), key: cell, cells: z.array(cell).min(1).max(mostCells) }),
  z.strictObject({ kind: z.literal('spot'), key: z.string().regex(/^-?\d{1,3}\.\d{1,6},-?\d{1,2}\.\d{1,6}$/) }),
])
export type Subject = z.infer<typeof subject>

/** A subject with the days whose cases are taken in, both inclusive. */
export const askBody = z
  .strictObject({ subject, from: z.iso.date(), to: z.iso.date() })
  .refine(({ from, to }) => from <= to && Date.parse(to) - Date.parse(from) < longest_days * 86_400_000, {
    path: ['from'],
  })
  .openapi('SupervisionAsk')

/** Where the cases of a subject are; null where the city has no such thing. */
export async function groundOf(
  sql: postgres.ISql,
  { city, graph }: { city: number; graph: () => Promise<CityGraph> },
  asked: Subject,
): Promise<Ground | null> {
  switch (asked.kind) {
    case 'case':
      return { case_id: Number(asked.key) }
    case 'building':
    case 'compound':
      return someBuildings(await listBuildingsOf(sql, city, asked.kind, Number(asked.key)))
    case 'branch':
      return someBuildings(follow(await graph(), startOf(asked.key), 'down')?.building_ids ?? [])
    case 'cells':
      return { area: { type: 'MultiPolygon', coordinates: cellsToMultiPolygon(asked.cells, true) } }
    case 'spot':
      return { area: boxAround(asked.key) }
  }
}

function someBuildings(building_ids: number[]): Ground | null {
  return building_ids.length > 0 ? { building_ids } : null
}

/** A pump zone is named by the topmost of its pipes. */
function startOf(key: string): { kind: 'pipe' | 'station'; id: number } {
  const [kind, number] = key.split('-')
  return { kind: kind === 'station' ? 'station' : 'pipe', id: Number(number) }
}

function boxAround(key: string): GeoJSON.Polygon {
  const [lng = 0, lat = 0] = key.split(',').map(Number)
  const [west, east, south, north] = [lng - around_deg, lng + around_deg, lat - around_deg, lat + around_deg]
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]] // prettier-ignore
  return { type: 'Polygon', coordinates: [ring] }
}
