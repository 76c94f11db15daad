import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { ApiEnv, Deps } from '../deps'
import { errorResponses } from '../http'
import { cityNow, cityToday, defaultPeriod } from './city-clock'
import { cityParam } from './city-param'
import { listCities, listSeasons, type CityRow } from './queries'

const date = z.iso.date()

const cityBody = z
  .object({
    code: z.string(),
    name: z.string(),
    name_en: z.string(),
    time_zone: z.string(),
    /** EPSG code of the projected system in which lengths and areas are measured. */
    srid: z.int(),
    temperature_standard_c: z.number(),
    sharing_threshold: z.int(),
    is_demo: z.boolean(),
    /** [west, south, east, north] in degrees. */
    extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    /** The city's date and instant now; a demonstration city lives in its own time. */
    today: date,
    now: z.iso.datetime(),
  })
  .openapi('City')

const cityDetail = cityBody
  .extend({
    seasons: z.array(z.object({ id: z.int(), name: z.string(), starts_on: date, ends_on: date })),
    /** What the map shows unless asked otherwise; both days inclusive. */
    default_period: z.object({ from: date, to: date }),
    /** Drawn below instead of the city's own basemap: a MapLibre style, or raster tiles, the lowest first. */
    basemap: z.object({ style: z.string().nullable(), tiles: z.array(z.string()), attribution: z.string() }).nullable(),
  })
  .openapi('CityDetail')

const list = createRoute({
  method: 'get',
  path: '/cities',
  tags: ['cities'],
  responses: {
    200: {
      description: 'the cities that this user sees',
      content: { 'application/json': { schema: z.object({ cities: z.array(cityBody) }) } },
    },
    ...errorResponses(),
  },
})

const read = createRoute({
  method: 'get',
  path: '/cities/{city}',
  tags: ['cities'],
  request: { params: cityParam },
  responses: {
    200: { description: 'a city', content: { 'application/json': { schema: cityDetail } } },
    ...errorResponses(404),
  },
})

/** Cities and their settings. */
export function cityRoutes(deps: Deps) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      const cities = await listCities(deps.db.read, c.get('access').city?.id ?? null)
      return c.json({ cities: cities.map((city) => describe(deps, city)) }, 200)
    })
    .openapi(read, async (c) => {
      const city = c.get('city')
      const seasons = await listSeasons(deps.db.read, city.id)
      const default_period = defaultPeriod(seasons, cityToday(city, deps.clock))
      const body = { ...describe(deps, city), seasons, default_period, basemap: deps.config.basemap }
      return c.json(body, 200)
    })
}

function describe(deps: Deps, city: CityRow): z.infer<typeof cityBody> {
  return cityBody.parse({
    ...city,
    today: cityToday(city, deps.clock),
    now: cityNow(city, deps.clock).toISOString(),
  })
}
