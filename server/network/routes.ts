import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { vocabulary } from '../../data/model/vocabulary'
import { scopeKey } from '../auth/access'
import { cityToday } from '../cities/city-clock'
import { cityParam } from '../cities/city-param'
import type { ApiEnv, Deps } from '../deps'
import { error } from '../errors'
import { errorResponses, isUnchanged } from '../http'
import { graphKinds, type CityGraph } from './city-graph'
import { follow, startKinds } from './follow'
import { countOpenAmong, listBelow, readTraceGeometry } from './queries'

const startNotFound = error('network.start_not_found', 404)

/** More than these are counted, but neither listed nor drawn. */
const mostPipes = 20_000
const mostBuildings = 10_000
/** So many of a kind are named on the way down. */
const mostNamed = 30

const start = z
  .string()
  .max(40)
  .regex(/^[a-z]+:\d{1,9}$/)
  .transform((text) => ({ kind: text.split(':')[0], id: Number(text.split(':')[1]) }))
  .pipe(z.object({ kind: z.enum(startKinds), id: z.int() }))
  .openapi({ type: 'string', example: 'building:12' })

const ids = z.array(z.int())
const step = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['building', 'station', 'source']), id: z.int(), name: z.string() }),
  z.object({
    kind: z.literal('pipes'),
    network: z.enum(vocabulary.network),
    diameter_mm: z.int().nullable(),
    length_m: z.number(),
    pipe_ids: ids,
  }),
])
const direction = z.enum(['up', 'down'])
const line = z.array(z.array(z.number()))

const traceBody = z
  .object({
    from: z.object({ kind: z.enum(startKinds), id: z.int() }),
    direction,
    pipe_ids: ids,
    building_ids: ids,
    station_ids: ids,
    source_ids: ids,
    counts: z.object({
      pipes: z.int(),
      buildings: z.int(),
      heated_dwellings: z.int(),
      /** Null where the reader may not know. */
      open_issues: z.int().nullable(),
      length_m: z.number(),
    }),
    /** EPSG:4326, 8 digits. */
    pipes: z.object({ type: z.literal('MultiLineString'), coordinates: z.array(line) }).nullable(),
    /** Of each line of `pipes`; null where it is not known. */
    pipe_diameters_mm: z.array(z.int().nullable()),
    buildings: z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(line)) }).nullable(),
    bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
    /** The way up in its order; empty on the way down. */
    steps: z.array(step),
    /** The largest of what lies below, of each kind the first; `total` counts all of the kind. Empty on the way up. */
    below: z.array(
      z.object({
        kind: z.enum(['stations', 'compounds', 'buildings']),
        id: z.int(),
        name: z.string(),
        heated_dwellings: z.int(),
        total: z.int(),
      }),
    ),
    /** Lists and geometry stop at a limit; the counts do not. */
    truncated: z.boolean(),
  })
  .openapi('Trace')

const trace = createRoute({
  method: 'get',
  path: '/cities/{city}/network/trace',
  tags: ['network'],
  request: { params: cityParam, query: z.object({ from: start, direction }) },
  responses: {
    200: {
      description: 'the way up to station and source, or all that is fed from here',
      content: { 'application/json': { schema: traceBody } },
    },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404),
  },
})

/** Following the pipes. */
export function networkRoutes(deps: Deps, graphOf: (city: number) => Promise<CityGraph>) {
  return new OpenAPIHono<ApiEnv>().openapi(trace, async (c) => {
    const { from, direction } = c.req.valid('query')
    const city = c.get('city')
    const access = c.get('access')
    const today = cityToday(city, deps.clock)
    const position = deps.feed.latest(city.id, [...graphKinds, 'issue', 'atom'])
    if (isUnchanged(c, [position, scopeKey(access), from.kind, from.id, direction, today])) return c.body(null, 304)

    const graph = await graphOf(city.id)
    const found = follow(graph, from, direction)
    if (!found) throw startNotFound({ from: `${from.kind}:${from.id}` })
    const pipe_ids = found.pipe_ids.slice(0, mostPipes)
    const building_ids = found.building_ids.slice(0, mostBuildings)
    const named = {
      stations: found.station_ids.filter((id) => from.kind !== 'station' || id !== from.id),
      buildings: found.building_ids,
    }
    const [geometry, open_issues, below] = await Promise.all([
      readTraceGeometry(deps.db.read, city.id, pipe_ids, building_ids),
      countOpenAmong(deps.db.read, { access, city, today }, found.building_ids),
      direction === 'down' ? listBelow(deps.db.read, city.id, named, mostNamed) : [],
    ])
    const heated_dwellings = found.building_ids.reduce(
      (sum, id) => sum + (graph.buildings.get(id)?.heated_dwellings ?? 0),
      0,
    )
    const counts = {
      pipes: found.pipe_ids.length,
      buildings: found.building_ids.length,
      heated_dwellings,
      open_issues,
      length_m: Number(found.length_m.toFixed(3)),
    }
    const { station_ids, source_ids, steps } = found
    const truncated = pipe_ids.length < found.pipe_ids.length || building_ids.length < found.building_ids.length
    const body = {
      from,
      direction,
      pipe_ids,
      building_ids,
      station_ids,
      source_ids,
      counts,
      ...geometry,
      steps,
      below,
      truncated,
    }
    return c.json(body, 200)
  })
}
