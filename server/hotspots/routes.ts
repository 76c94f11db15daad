import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { SummaryAnswer } from '../../data/hotspots/answers'
import { cityParam } from '../cities/city-param'
import type { ApiEnv, Deps } from '../deps'
import { answerJson, errorResponses, isUnchanged } from '../http'
import { questionOf, questionQuery } from './question-query'

/** The shapes are those of data/hotspots/answers.ts. */
const summaryBody = z.custom<SummaryAnswer>().openapi('HotspotSummary', { type: 'object' })

const summary = createRoute({
  method: 'get',
  path: '/cities/{city}/hotspots/summary',
  tags: ['hotspots'],
  request: { params: cityParam, query: questionQuery },
  responses: {
    200: {
      description: 'histogram and counts of a selection in view',
      content: { 'application/json': { schema: summaryBody } },
    },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404, 503),
  },
})

/** Where problems cluster (docs/decisions/0006). */
export function hotspotRoutes(deps: Deps) {
  return new OpenAPIHono<ApiEnv>().openapi(summary, async (c) => {
    const city = c.get('city')
    const question = await questionOf(deps, { access: c.get('access'), city }, 'summary', c.req.valid('query'))
    if (isUnchanged(c, [deps.columns.version(city), JSON.stringify(question)])) return c.body(null, 304)
    return answerJson<SummaryAnswer>(c, await deps.columns.ask(city, question))
  })
}
