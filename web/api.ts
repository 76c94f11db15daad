import { hc, type ClientResponse, type InferRequestType, type InferResponseType } from 'hono/client'
import type { BranchesAnswer, CellsAnswer, ChangeAnswer, SurfaceAnswer } from '../data/hotspots/answers'
import type { Api } from '../server/api'
import type { ForeignStyle, Thing, ThingKind } from './map/state'
import type { Span } from './period'

const client = hc<Api>('/', { fetch: reach })
const { cities } = client.api
const city = cities[':city']

/** An answer of the API other than the one asked for; `code` is the translation key under `errors.`. */
export class ApiProblem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    /** How far something is that the server is still preparing, 0 to 1. */
    readonly progress: number | null = null,
  ) {
    super(code)
  }
}

/** Translation key of anything that was thrown. */
export function errorKey(thrown: unknown): string {
  return `errors.${thrown instanceof ApiProblem ? thrown.code : 'app.unexpected'}`
}

export type Session = InferResponseType<typeof client.api.session.$get, 200>
export type CityAnswer = InferResponseType<typeof city.$get, 200>
/** One thing with everything that its card shows. */
export type ThingAnswer = InferResponseType<(typeof city.features)[':layer'][':id']['$get'], 200>

/** A way up in its order, or what hangs below: what to draw, and how much it is. */
export type TraceAnswer = InferResponseType<typeof city.network.trace.$get, 200>

/** What the morning page tells. */
export type Morning = InferResponseType<typeof city.morning.$get, 200>

/** A round of visits. */
export type Round = InferResponseType<typeof city.rounds.$get, 200>['rounds'][number]

/** 督办: one of the open ones, with as much of its set as the reader may read. */
export type Supervision = InferResponseType<typeof city.supervisions.$get, 200>['supervisions'][number]
/** What to ask for: a subject, and the days whose cases are taken in. */
export type SupervisionAsk = InferRequestType<typeof city.supervisions.$post>['json']

/** Something that a search found. */
export type Place = InferResponseType<typeof city.search.$get, 200>['results'][number]

export const readHealth = () => unwrap(client.api.health.$get())

/** Null when nobody is logged in. */
export async function readSession(): Promise<Session | null> {
  try {
    return await unwrap(client.api.session.$get())
  } catch (thrown) {
    if (thrown instanceof ApiProblem && thrown.status === 401) return null
    throw thrown
  }
}

export const logIn = (json: { username: string; password: string }) => unwrap(client.api.session.$post({ json }))

export const logOut = () => unwrap(client.api.session.$delete())

export const readCities = () => unwrap(cities.$get())

export const readCity = (code: string) => unwrap(city.$get({ param: { city: code } }))

export const readFeatures = (code: string, layer: ThingKind, query: Record<string, string>) =>
  unwrap(city.features[':layer'].$get({ param: { city: code, layer }, query }))

export const readFeature = (code: string, { kind, id }: Thing, query: Span) =>
  unwrap(city.features[':layer'][':id'].$get({ param: { city: code, layer: kind, id: String(id) }, query }))

/** Numbers of a division (its id) or of the whole `city`: homes now, open cases now, cases reported in the span. */
export async function readAreaCounts(code: string, area: string, query: Span): Promise<AreaCounts> {
  if (area === 'city') return unwrap(city.counts.$get({ param: { city: code }, query }))
  const { properties } = await readFeature(code, { kind: 'divisions', id: Number(area) }, query)
  const shown = (name: string) => (typeof properties[name] === 'number' ? properties[name] : null)
  return {
    dwellings: shown('dwellings') ?? 0,
    heated_dwellings: shown('heated_dwellings') ?? 0,
    open_issues: shown('open_issues'),
    issues: shown('issues'),
    issues_open: shown('issues_open'),
  }
}

type AreaCounts = InferResponseType<typeof city.counts.$get, 200>

/** The interface names one thing (`building:12`), the map a layer of them. */
export const readTrace = (code: string, { kind, id }: Thing, direction: 'up' | 'down') =>
  unwrap(city.network.trace.$get({ param: { city: code }, query: { from: `${kind.slice(0, -1)}:${id}`, direction } }))

/** Cases of a building by floor and stairwell. */
export const readStack = (code: string, id: number, query: Span) =>
  unwrap(city.hotspots.buildings[':id'].$get({ param: { city: code, id: String(id) }, query }))

export const readMorning = (code: string) => unwrap(city.morning.$get({ param: { city: code } }))

export const readRounds = (code: string) => unwrap(city.rounds.$get({ param: { city: code } }))

export const readSupervisions = (code: string) => unwrap(city.supervisions.$get({ param: { city: code } }))

/** Asks or orders, as the right of the session is; answers the one about the subject that was open already. */
export const askSupervision = (code: string, json: SupervisionAsk) =>
  unwrap(city.supervisions.$post({ param: { city: code }, json }))

export const takeSupervisionStep = (code: string, id: number, step: Supervision['steps'][number]) =>
  unwrap(city.supervisions[':id'][':step'].$post({ param: { city: code, id: String(id), step } }))

export const findPlaces = (code: string, q: string) => unwrap(city.search.$get({ param: { city: code }, query: { q } }))

const { hotspots } = city

/** A question about clusters: period, filters and area. */
export type HotspotQuery = InferRequestType<(typeof hotspots)[':lens']['$get']>['query']

/** Counts and days of a selection, with what is usual. */
export const readSummary = (code: string, query: HotspotQuery) =>
  unwrap(hotspots.summary.$get({ param: { city: code }, query }))

/** The places to watch over the usual period. */
export const readWatch = (code: string) => unwrap(hotspots.watch.$get({ param: { city: code }, query: {} }))

type AnyAnswer = SurfaceAnswer | CellsAnswer | ChangeAnswer | BranchesAnswer
/** A lens, or `change`: cells in two periods. */
export type Asked = AnyAnswer['lens']
type LensAnswer<L extends Asked> = Extract<AnyAnswer, { lens: L }>

/** What a lens finds. */
export async function readLens<L extends Asked>(code: string, asked: L, query: HotspotQuery): Promise<LensAnswer<L>> {
  const answer = await unwrap(hotspots[':lens'].$get({ param: { city: code, lens: lensOf(asked) }, query }))
  if (!isOf(asked, answer)) throw new ApiProblem('app.unexpected', 0)
  return answer
}

function lensOf(asked: Asked) {
  return asked === 'change' ? 'cells' : asked
}

function isOf<L extends Asked>(asked: L, answer: AnyAnswer): answer is LensAnswer<L> {
  return answer.lens === asked
}

/** A MapLibre style from its address, often on another machine. */
export async function readBasemap(address: string): Promise<ForeignStyle> {
  const response = await reach(address)
  const style: unknown = response.ok ? await response.json().catch(() => null) : null
  if (!isStyle(style)) throw new ApiProblem('map.basemap_failed', 0)
  return style
}

/** The change feed of a city as server-sent events. */
export const openEvents = (code: string) => new EventSource(`/api/cities/${code}/events`)

type Answered<R> = R extends ClientResponse<infer T, 200, 'json'> ? T : never

/** The body of a good answer; anything else is thrown as an `ApiProblem`. */
async function unwrap<R extends ClientResponse<unknown, number, string>>(asked: Promise<R>): Promise<Answered<R>> {
  const response = await asked
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => null)
  if (!response.ok) throw problemOf(response.status, body)
  return body as Answered<R>
}

function reach(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  return fetch(input, init).catch(() => {
    throw new ApiProblem('app.offline', 0)
  })
}

function problemOf(status: number, body: unknown): ApiProblem {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {}
  const unknown = status >= 502 ? 'app.offline' : 'app.unexpected'
  const details = isRecord(error.details) ? error.details : {}
  const progress = typeof details.progress === 'number' ? details.progress : null
  return new ApiProblem(typeof error.code === 'string' ? error.code : unknown, status, progress)
}

function isStyle(value: unknown): value is ForeignStyle {
  return isRecord(value) && isRecord(value.sources) && Array.isArray(value.layers)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
