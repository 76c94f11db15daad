import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context, TypedResponse } from 'hono'
import { scopeKey } from '../auth/access'
import { cityNow, cityToday, lastSeason } from '../cities/city-clock'
import { cityParam } from '../cities/city-param'
import { listSeasons } from '../cities/queries'
import type { ApiEnv, Deps } from '../deps'
import { error, malformed } from '../errors'
import { errorResponses, isUnchanged } from '../http'
import type { Asker } from '../issues/count-queries'
import { issueFilterQuery, type IssueFilter } from '../issues/filter'
import { parseBBox } from './bbox'
import { collection, feature, type Feature, type FeatureCollection, type Matched } from './geojson'
import { parseCursor } from './cursor'
import { readThing } from './thing'
import { countCases, countIssueFeatures, findIssue, listIssues } from './issue-queries'
import { featureLayers, layerNames, type FeatureLayer, type LayerName } from './layers'
import { countCity, countPlaces, findPlace, listPlaces, type FeatureRequest, type PlaceLayer } from './queries'
import { cityCounts, featureBody, featureCollectionBody } from './bodies'

const featureNotFound = error('features.not_found', 404)

const layerParam = cityParam.extend({ layer: z.enum(layerNames) })
const filterQuery = z.object(issueFilterQuery)
const listQuery = filterQuery.extend({
  bbox: z.string().max(200).optional().openapi({ example: '103.82,36.04,103.86,36.06' }),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
  cursor: z.string().max(100).optional(),
})

const list = createRoute({
  method: 'get',
  path: '/cities/{city}/features/{layer}',
  tags: ['features'],
  request: { params: layerParam, query: listQuery },
  responses: {
    200: {
      description: 'a page of features by id; the next one is under links, rel=next',
      content: { 'application/geo+json': { schema: featureCollectionBody } },
    },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404),
  },
})

const read = createRoute({
  method: 'get',
  path: '/cities/{city}/features/{layer}/{id}',
  tags: ['features'],
  request: {
    params: layerParam.extend({ id: z.coerce.number().int().min(0).max(2_147_483_647) }),
    query: filterQuery,
  },
  responses: {
    200: {
      description: 'one feature with what surrounds it',
      content: { 'application/geo+json': { schema: featureBody } },
    },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404),
  },
})

const counts = createRoute({
  method: 'get',
  path: '/cities/{city}/counts',
  tags: ['features'],
  request: { params: cityParam, query: filterQuery },
  responses: {
    200: { description: 'numbers of the whole city', content: { 'application/json': { schema: cityCounts } } },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404),
  },
})

/** Features of the city as GeoJSON (RFC 7946, in the manner of OGC API – Features). */
export function featureRoutes(deps: Deps) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      const { layer } = c.req.valid('param')
      const { bbox, limit, cursor, ...filter } = c.req.valid('query')
      const query = { bbox: parseBBox(bbox), after: parseCursor(cursor), limit, filter }
      const base = baseOf(deps, c, filter)
      if (isUnchanged(c, [...validators(deps, c, layer), c.req.url])) return c.body(null, 304)
      const request = { ...base, ...query, layer, asker: await askerOf(deps, c, layer, filter) }
      const page = { ...request, limit: limit + 1 }
      const [rows, matched] = await Promise.all([
        isPlaces(page) ? listPlaces(deps.db.read, page) : listIssues(deps.db.read, page),
        cursor === undefined ? countMatched(deps, request) : undefined,
      ])
      return geoJson<FeatureCollection>(c, collection(new URL(c.req.url), { rows, limit, matched }))
    })
    .openapi(read, async (c) => {
      const { layer, id } = c.req.valid('param')
      const filter = c.req.valid('query')
      const base = baseOf(deps, c, filter)
      if (isUnchanged(c, [...validators(deps, c, layer), c.req.url])) return c.body(null, 304)
      const asker = await askerOf(deps, c, layer, filter)
      const request: FeatureRequest = { ...base, layer, asker, bbox: null, after: 0, limit: 1, filter }
      const row = await (isPlaces(request)
        ? findPlace(deps.db.read, request, id)
        : findIssue(deps.db.read, request, id))
      if (!row) throw featureNotFound({ layer, id })
      return geoJson<Feature>(c, feature(row, await readThing(deps.db.read, request, row)))
    })
    .openapi(counts, async (c) => {
      const filter = c.req.valid('query')
      const base = baseOf(deps, c, filter)
      if (isUnchanged(c, [...validators(deps, c, 'divisions'), c.req.url])) return c.body(null, 304)
      const asker = await askerOf(deps, c, 'divisions', filter)
      const request = { ...base, asker, bbox: null, after: 0, limit: 1, filter }
      return c.json(await countCity(deps.db.read, request), 200)
    })
}

function baseOf(deps: Deps, c: Context<ApiEnv>, { from, to }: IssueFilter) {
  if (from !== undefined && to !== undefined && from > to) throw malformed({ fields: ['from', 'to'] })
  const city = c.get('city')
  return { today: cityToday(city, deps.clock), now: cityNow(city, deps.clock) }
}

/** What an answer depends on beside the query; the feed's position is taken before anything is read. */
function validators(deps: Deps, c: Context<ApiEnv>, layer: LayerName): string[] {
  const city = c.get('city')
  const { kinds }: FeatureLayer = featureLayers[layer]
  const minute = cityNow(city, deps.clock).toISOString().slice(0, 16)
  const moment = layer === 'issues' ? minute : cityToday(city, deps.clock)
  return [deps.feed.latest(city.id, kinds), scopeKey(c.get('access')), moment]
}

/** Cases are counted by the atoms of the season in force: for a list of cases at the end of its period, else today. */
async function askerOf(deps: Deps, c: Context<ApiEnv>, layer: LayerName, { to }: IssueFilter): Promise<Asker> {
  const city = c.get('city')
  const access = c.get('access')
  if (access.caseRights === 'all') return { access, city, season: null }
  const today = cityToday(city, deps.clock)
  const day = layer === 'issues' && to !== undefined && to < today ? to : today
  const season = lastSeason(await listSeasons(deps.db.read, city.id), day)
  return { access, city, season: season?.id ?? null }
}

async function countMatched({ db }: Deps, request: FeatureRequest): Promise<Matched> {
  if (isPlaces(request)) return { numberMatched: await countPlaces(db.read, request) }
  const [numberMatched, cases] = await Promise.all([countIssueFeatures(db.read, request), countCases(db.read, request)])
  return { numberMatched, cases }
}

function isPlaces(request: FeatureRequest): request is FeatureRequest<PlaceLayer> {
  return request.layer !== 'issues'
}

/** Text that is GeoJSON already: geometries come from the database as text and are not parsed on the way. */
function geoJson<T>(c: Context<ApiEnv>, text: string) {
  const answer: Response = c.body(text, 200, { 'Content-Type': 'application/geo+json' })
  return answer as Response & TypedResponse<T, 200, 'json'>
}
