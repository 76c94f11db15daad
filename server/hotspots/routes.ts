import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { BranchesAnswer, CellsAnswer, SummaryAnswer, SurfaceAnswer } from '../../data/hotspots/answers'
import { cityParam } from '../cities/city-param'
import type { ApiEnv, Deps } from '../deps'
import { answerJson, errorResponses, isUnchanged } from '../http'
import { createNamedBranches } from './named-branches'
import { lensParam, lensQuery, questionOf, questionQuery } from './question-query'

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

/** An answer of the lens in the path. */
const lensBody = z.custom<SurfaceAnswer | CellsAnswer | BranchesAnswer>().openapi('HotspotLens', { type: 'object' })

const lens = createRoute({
  method: 'get',
  path: '/cities/{city}/hotspots/{lens}',
  tags: ['hotspots'],
  request: { params: cityParam.extend({ lens: lensParam }), query: lensQuery },
  responses: {
    200: {
      description:
        'where the cases of a period cluster; branches answers from a table first, and exactly once the event `hotspots` ' +
        'of this node has come',
      content: { 'application/json': { schema: lensBody } },
    },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404, 503),
  },
})

/** Where problems cluster (docs/decisions/0006). */
export function hotspotRoutes(deps: Deps) {
  const named = createNamedBranches(deps)
  return new OpenAPIHono<ApiEnv>()
    .openapi(summary, async (c) => {
      const city = c.get('city')
      const question = await questionOf(deps, { access: c.get('access'), city }, 'summary', c.req.valid('query'))
      if (isUnchanged(c, [deps.columns.key(city, question)])) return c.body(null, 304)
      return answerJson<SummaryAnswer>(c, await deps.columns.ask(city, question))
    })
    .openapi(lens, async (c) => {
      const city = c.get('city')
      const { lens } = c.req.valid('param')
      const question = await questionOf(deps, { access: c.get('access'), city }, lens, c.req.valid('query'))
      const key = lens === 'branches' ? named.key(city, question) : deps.columns.key(city, question)
      if (isUnchanged(c, [key])) return c.body(null, 304)
      const bytes = lens === 'branches' ? await named.read(city, question) : await deps.columns.ask(city, question)
      return answerJson<SurfaceAnswer | CellsAnswer | BranchesAnswer>(c, bytes)
    })
}
