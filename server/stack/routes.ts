import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { StackAnswer } from '../../data/hotspots/answers'
import { scopeKey } from '../auth/access'
import { cityToday } from '../cities/city-clock'
import { cityParam } from '../cities/city-param'
import type { ApiEnv, Deps } from '../deps'
import { error } from '../errors'
import { periodOf } from '../hotspots/question-query'
import { errorResponses, isUnchanged } from '../http'
import { findStackBuilding } from './queries'
import { readStack } from './read-stack'

const buildingNotFound = error('hotspots.building_not_found', 404)
const noCaseRights = error('hotspots.no_case_rights', 403)

const stack = createRoute({
  method: 'get',
  path: '/cities/{city}/hotspots/buildings/{id}',
  tags: ['hotspots'],
  request: {
    params: cityParam.extend({ id: z.string().regex(/^\d{1,9}$/).transform(Number).openapi({ type: 'integer' }) }), // prettier-ignore
    query: z.object({ from: z.iso.date().optional(), to: z.iso.date().optional() }),
  },
  responses: {
    200: {
      description: 'cases and readings of a building by floor and stairwell, and the pattern that the cases make',
      content: { 'application/json': { schema: z.custom<StackAnswer>().openapi('Stack', { type: 'object' }) } },
    },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404),
  },
})

/** The stack of a building, for those who read its cases. */
export function stackRoutes(deps: Deps) {
  return new OpenAPIHono<ApiEnv>().openapi(stack, async (c) => {
    const asker = { access: c.get('access'), city: c.get('city') }
    const { id } = c.req.valid('param')
    const period = await periodOf(deps, asker.city, c.req.valid('query'))
    const building = await findStackBuilding(deps.db.read, asker, id)
    if (!building) throw buildingNotFound({ id })
    if (!building.readable) throw noCaseRights({ id })
    const position = deps.feed.latest(asker.city.id, ['issue', 'building', 'pipe'])
    const today = cityToday(asker.city, deps.clock)
    if (isUnchanged(c, [position, scopeKey(asker.access), id, period.from, period.to, today])) return c.body(null, 304)
    return c.json(await readStack(deps.db.read, asker, building, period), 200)
  })
}
