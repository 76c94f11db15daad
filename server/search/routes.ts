import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { cityToday } from '../cities/city-clock'
import { cityParam } from '../cities/city-param'
import type { ApiEnv, Deps } from '../deps'
import { malformed } from '../errors'
import { errorResponses } from '../http'
import { findPlaces, searchedKinds } from './queries'
import { wordsOf } from './words'

const placeBody = z
  .object({
    kind: z.enum(searchedKinds),
    id: z.int(),
    name: z.string().nullable(),
    code: z.string(),
    within: z.string().nullable(),
    point: z.tuple([z.number(), z.number()]),
    extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  })
  .openapi('Place')

const search = createRoute({
  method: 'get',
  path: '/cities/{city}/search',
  tags: ['search'],
  request: {
    params: cityParam,
    query: z.object({
      q: z.string().trim().min(1).max(80).openapi({ example: '张家园' }),
      limit: z.coerce.number().int().min(1).max(20).default(20),
    }),
  },
  responses: {
    200: {
      description: 'places by name, code or pinyin initials, the best match first',
      content: { 'application/json': { schema: z.object({ results: z.array(placeBody) }) } },
    },
    ...errorResponses(400, 404),
  },
})

/** Search by name, code and pinyin initials. */
export function searchRoutes(deps: Deps) {
  return new OpenAPIHono<ApiEnv>().openapi(search, async (c) => {
    const { q, limit } = c.req.valid('query')
    const city = c.get('city')
    const words = wordsOf(q)
    if (words.length === 0) throw malformed({ fields: ['q'] })
    const today = cityToday(city, deps.clock)
    const results = await findPlaces(deps.db.read, { city, access: c.get('access'), today, words, limit })
    c.header('Cache-Control', 'private, no-store')
    return c.json({ results }, 200)
  })
}
