import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { cityNow, dateIn, defaultPeriod } from '../cities/city-clock'
import { listSeasons, type CityRow } from '../cities/queries'
import type { Access } from '../auth/access'
import type { ApiEnv, Deps } from '../deps'
import { error } from '../errors'
import { answerBytes, errorResponses, etagOf, isHeld, isUnchanged, revalidated } from '../http'
import { issueFilterQuery, type IssueFilter } from '../issues/filter'
import type { TileRequest } from './layer-query'
import { isLayerName, lastZoom, tileLayers, type LayerName } from './layers'
import { tileJson } from './tile-json'
import { createTileStore, type TileKey } from './tile-store'

const outOfRange = error('tiles.out_of_range', 400)
const unknownLayer = error('tiles.unknown_layer', 400)
const periodReversed = error('tiles.period_reversed', 400)

/** Cases grow overdue in steps of this, so that tiles of one moment share their cache. */
const instantStep_ms = 5 * 60_000

const mediaType = 'application/vnd.mapbox-vector-tile'
const layersQuery = z.string().max(400).optional().openapi({ example: 'pipes,stations' })
const filters = z.object({ layers: layersQuery, ...issueFilterQuery })

const address = z.object({
  city: z.string().min(1).max(40).openapi({ example: 'demo' }),
  z: z.string().regex(/^\d{1,9}$/),
  x: z.string().regex(/^\d{1,9}$/),
  tile: z
    .string()
    .regex(/^\d{1,9}\.mvt$/)
    .openapi({ description: '{y}.mvt', example: '25850.mvt' }),
})

const tile = createRoute({
  method: 'get',
  path: '/{city}/{z}/{x}/{tile}',
  tags: ['tiles'],
  request: { params: address, query: filters },
  responses: {
    200: {
      description: 'a vector tile (MVT 2.1) with the layers asked for, all where none is named',
      content: { [mediaType]: { schema: z.string() } },
    },
    204: { description: 'nothing there' },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404),
  },
})

const tileJsonBody = z
  .object({
    tilejson: z.literal('3.0.0'),
    name: z.string(),
    scheme: z.literal('xyz'),
    tiles: z.array(z.string()),
    minzoom: z.int(),
    maxzoom: z.int(),
    bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    center: z.tuple([z.number(), z.number(), z.number()]),
    vector_layers: z.array(
      z.object({
        id: z.string(),
        minzoom: z.int(),
        maxzoom: z.int(),
        fields: z.record(z.string(), z.enum(['Number', 'String', 'Boolean'])),
      }),
    ),
  })
  .openapi('TileJson')

const description = createRoute({
  method: 'get',
  path: '/{file}',
  tags: ['tiles'],
  request: {
    params: z.object({
      file: z
        .string()
        .regex(/^.{1,40}\.json$/)
        .openapi({ description: '{city}.json', example: 'demo.json' }),
    }),
    query: z.object({ layers: layersQuery }),
  },
  responses: {
    200: { description: 'TileJSON 3.0', content: { 'application/json': { schema: tileJsonBody } } },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404),
  },
})

/** A tile that was asked for, all of it checked, without who asks and when. */
interface Asked {
  place: { z: number; x: number; y: number }
  layers: LayerName[]
  filter: IssueFilter
  /** The last answer to this address. */
  told?: Told
}

/** How an address is answered, for as long as it is the same reader, city, step of time and position of the feed. */
interface Told {
  access: Access
  city: CityRow
  step: number
  position: string
  request: TileRequest
  key: TileKey
  etag: string
  headers: ReturnType<typeof revalidated>
}

/** Addresses that are remembered; a browser asks for a tile of the same address again and again. */
const addresses = 10_000

/** Vector tiles and their description, below `/tiles`. */
export function tileRoutes(deps: Deps) {
  const store = createTileStore(deps)
  const known = new Map<string, Asked>()

  const tell = async (asked: Asked, { access, city }: Pick<Told, 'access' | 'city'>): Promise<Told> => {
    const now = cityNow(city, deps.clock).getTime()
    const step = Math.floor(now / instantStep_ms)
    const position = deps.feed.position()
    const last = asked.told
    if (last?.position === position && last.step === step && last.access === access && last.city === city) return last
    const { layers, filter } = asked
    const today = dateIn(city.time_zone, new Date(now))
    const request: TileRequest = {
      ...asked.place,
      ...filter,
      ...(await periodOf(deps, { city, today, layers }, filter)),
      city,
      layers,
      access,
      now: new Date(step * instantStep_ms),
      today,
    }
    const key = store.key(request)
    const etag = etagOf([key.whole])
    asked.told = { access, city, step, position, request, key, etag, headers: revalidated(etag) }
    return asked.told
  }

  const answer = async (c: Context<ApiEnv>, asked: Asked) => {
    const { request, key, etag, headers } = await tell(asked, c.var)
    if (isHeld(c, etag)) return answerBytes(c, { status: 304, body: null, headers })
    const body = await store.read(request, key)
    if (body.byteLength === 0) return answerBytes(c, { status: 204, body: null, headers })
    return answerBytes(c, { status: 200, body, headers: { ...headers, 'Content-Type': mediaType } })
  }

  const app = new OpenAPIHono<ApiEnv>()
  app.use(tile.getRoutingPath(), async (c, next) => {
    const asked = known.get(c.req.url)
    return asked ? answer(c, asked) : next()
  })
  return app
    .openapi(tile, async (c) => {
      const { z, x, tile } = c.req.valid('param')
      const { layers, ...filter } = c.req.valid('query')
      const place = placeOf(Number(z), Number(x), Number.parseInt(tile))
      const asked = { place, layers: layersOf(layers), filter }
      const answered = await answer(c, asked)
      if (known.size >= addresses) known.clear()
      known.set(c.req.url, asked)
      return answered
    })
    .openapi(description, (c) => {
      const { layers } = c.req.valid('query')
      const body = tileJson(c.get('city'), layersOf(layers), addressOf(c, c.get('city').code, layers))
      if (isUnchanged(c, [JSON.stringify(body)])) return c.body(null, 304)
      return c.json(body, 200)
    })
}

function placeOf(z: number, x: number, y: number) {
  if (z > lastZoom || x >= 2 ** z || y >= 2 ** z) throw outOfRange({ z, x, y })
  return { z, x, y }
}

/** The layers named, in the order in which they are drawn; all where none is named. */
function layersOf(text: string | undefined): LayerName[] {
  const names = new Set((text ?? '').split(',').filter((name) => name !== ''))
  const unknown = [...names].filter((name) => !isLayerName(name))
  if (unknown.length > 0) throw unknownLayer({ fields: ['layers'] })
  return Object.keys(tileLayers)
    .filter(isLayerName)
    .filter((name) => names.size === 0 || names.has(name))
}

/** The period asked for; an end that is not named is that of the city's default period. Only cases have one. */
async function periodOf(
  deps: Deps,
  { city, today, layers }: { city: CityRow; today: string; layers: readonly LayerName[] },
  asked: IssueFilter,
) {
  const usual = layers.includes('issues')
    ? defaultPeriod(await listSeasons(deps.db.read, city.id), today)
    : { from: today, to: today }
  const { from = usual.from, to = usual.to } = asked
  if (from > to) throw periodReversed({ from, to })
  return { from, to }
}

/** The template of a tile's address as the caller reaches this server, perhaps through a proxy. */
function addressOf(c: Context, city: string, layers: string | undefined): string {
  const url = new URL(c.req.url)
  const protocol = c.req.header('x-forwarded-proto') ?? url.protocol.slice(0, -1)
  const host = c.req.header('x-forwarded-host') ?? url.host
  const query = layers === undefined ? '' : `?layers=${encodeURIComponent(layers)}`
  return `${protocol}://${host}/tiles/${city}/{z}/{x}/{y}.mvt${query}`
}
