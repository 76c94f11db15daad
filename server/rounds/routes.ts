import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { scopeKey } from '../auth/access'
import { cityParam } from '../cities/city-param'
import type { ApiEnv, Deps } from '../deps'
import { errorResponses, isUnchanged } from '../http'
import { listRounds, mostRounds } from './queries'

const roundBody = z
  .object({
    id: z.int(),
    season_id: z.int(),
    /** Of whoever makes it, within the season. */
    number: z.int(),
    name: z.string(),
    starts_on: z.iso.date(),
    ends_on: z.iso.date(),
    /** Null for a round of the whole city. */
    community: z.object({ id: z.int(), name: z.string() }).nullable(),
  })
  .openapi('Round')

const list = createRoute({
  method: 'get',
  path: '/cities/{city}/rounds',
  tags: ['rounds'],
  request: { params: cityParam },
  responses: {
    200: {
      description: `the rounds of visits that may be looked at, latest first, at most ${mostRounds}; \`total\` counts all`,
      content: {
        'application/json': { schema: z.object({ total: z.int(), rounds: z.array(roundBody) }).openapi('Rounds') },
      },
    },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404),
  },
})

/** Kinds of the change feed that the list is made from: a round, its community, and who reads what. */
const kinds = ['round', 'division', 'grid', 'building', 'station']

/** Rounds of visits (docs/decisions/0009); what they found is asked for with `round` under hotspots. */
export function roundRoutes(deps: Deps) {
  return new OpenAPIHono<ApiEnv>().openapi(list, async (c) => {
    const [city, access] = [c.get('city'), c.get('access')]
    if (isUnchanged(c, [deps.feed.latest(city.id, kinds), scopeKey(access)])) return c.body(null, 304)
    return c.json(await listRounds(deps.db.read, { access, city }), 200)
  })
}
