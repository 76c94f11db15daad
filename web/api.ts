import type { Role } from '../data/model/vocabulary'
import type { City } from '../data/model/city'
import type { Extent, Thing, ThingKind } from './map/state'
import type { Season, Span } from './period'

/** An answer of the API other than the one asked for; `code` is the translation key under `errors.`. */
export class ApiProblem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly details: Record<string, unknown> = {},
  ) {
    super(code)
  }
}

/** Translation key of anything that was thrown. */
export function errorKey(thrown: unknown): string {
  return `errors.${thrown instanceof ApiProblem ? thrown.code : 'app.unexpected'}`
}

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(path, init).catch(() => {
    throw new ApiProblem('app.offline', 0)
  })
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T
  const body: unknown = await response.json().catch(() => null)
  throw problemOf(response.status, body)
}

function problemOf(status: number, body: unknown): ApiProblem {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {}
  const code = typeof error.code === 'string' ? error.code : status >= 502 ? 'app.offline' : 'app.unexpected'
  return new ApiProblem(code, status, isRecord(error.details) ? error.details : {})
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

interface Named {
  id: number
  name: string
}

export interface Session {
  user: { username: string; role: Role }
  /** The only city of this person; null sees all of them. */
  city: { code: string; name: string; name_en: string } | null
  scope: { divisions: Named[]; stations: Named[]; grids: Named[] }
  rights: { cases: boolean; case_rights: 'all' | 'some' | 'none'; personal: boolean }
}

export interface CityAnswer extends City {
  today: string
  now: string
  seasons: Season[]
  basemap_style: string | null
}

interface Related {
  kind: ThingKind
  id: number
  name: string | null
  code: string
}

export interface FeatureAnswer {
  type: 'Feature'
  id: number
  geometry: GeoJSON.Geometry | null
  /** Columns of the model, and counts derived from them (translated under `counts.`). */
  properties: Record<string, unknown>
}

/** One thing with everything that its card shows. */
export interface ThingAnswer extends FeatureAnswer {
  /** Things that it belongs to or that serve it, nearest first; `role` of a station in a grid. */
  related: (Related & { role: string | null })[]
  contacts: { role: string; title: string; phone: string }[]
  operator: { name: string; phone: string | null } | null
  management: { kind: string; manager: string | null; starts_on: string } | null
  /** The life of a case. */
  events: { at: string; actor: string; status: string; note: string | null }[]
}

export interface FeaturesAnswer {
  type: 'FeatureCollection'
  features: FeatureAnswer[]
  links: { rel: string; href: string }[]
  numberMatched?: number
  numberReturned: number
}

/** A way or a downstream set: what to draw, what it passes in order, what hangs on it. */
export interface TraceAnswer {
  pipes: GeoJSON.MultiLineString | null
  buildings: GeoJSON.MultiPolygon | null
  extent: Extent | null
  length_m: number
  steps: { kind: ThingKind; id: number; name: string | null; code: string; note: string | null }[]
  counts: { pipes: number; buildings: number; heated_dwellings: number; open_issues: number | null }
}

/** Something that a search found. */
export interface Place {
  kind: ThingKind
  id: number
  name: string | null
  code: string
  /** The compound, street or community it lies in. */
  within: string | null
  extent: Extent
}

export const readHealth = () => ask<{ demo?: { usernames: string[]; password: string } }>('/api/health')

/** Null when nobody is logged in. */
export async function readSession(): Promise<Session | null> {
  try {
    return await ask<Session>('/api/session')
  } catch (thrown) {
    if (thrown instanceof ApiProblem && thrown.status === 401) return null
    throw thrown
  }
}

export const logIn = (login: { username: string; password: string }) =>
  ask<Session>('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(login),
  })

export const logOut = () => ask<void>('/api/session', { method: 'DELETE' })

export const readCities = () => ask<{ cities: City[] }>('/api/cities')

export const readCity = (city: string) => ask<CityAnswer>(`/api/cities/${city}`)

export const readFeature = (city: string, { kind, id }: Thing, span: Span) =>
  ask<ThingAnswer>(`/api/cities/${city}/features/${kind}/${id}?${new URLSearchParams({ ...span })}`)

export const readFeatures = (city: string, kind: ThingKind, query: Record<string, string>) =>
  ask<FeaturesAnswer>(`/api/cities/${city}/features/${kind}?${new URLSearchParams(query)}`)

export const readTrace = (city: string, from: Thing, direction: 'up' | 'down') =>
  ask<TraceAnswer>(
    `/api/cities/${city}/network/trace?${new URLSearchParams({ from: `${from.kind}:${from.id}`, direction })}`,
  )

export const findPlaces = (city: string, q: string) =>
  ask<{ results: Place[] }>(`/api/cities/${city}/search?${new URLSearchParams({ q })}`)

/** Numbers of a division (its id) or of the whole `city`: homes now, open cases now, cases reported in the span. */
export async function readAreaCounts(city: string, area: string, span: Span): Promise<AreaCounts> {
  const at = area === 'city' ? `/api/cities/${city}/counts` : `/api/cities/${city}/features/divisions/${area}`
  const answer = await ask<AreaCounts | { properties: AreaCounts }>(`${at}?${new URLSearchParams({ ...span })}`)
  return 'properties' in answer ? answer.properties : answer
}

export interface AreaCounts {
  dwellings: number
  heated_dwellings: number
  /** Null: fewer homes than may be shown. */
  open_issues: number | null
  issues: number | null
}
