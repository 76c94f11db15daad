import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type {
  BranchesAnswer,
  CellsAnswer,
  ChangeAnswer,
  SummaryAnswer,
  SurfaceAnswer,
  WatchAnswer,
} from '../../data/hotspots/answers'
import { watchPlaces } from '../../data/hotspots/watch/places'
import type { WatchGround } from '../../data/hotspots/watch/ground'
import { cityParam } from '../cities/city-param'
import type { ApiEnv, Deps } from '../deps'
import { ApiError } from '../errors'
import { createJsonAnswer, errorResponses, isUnchanged } from '../http'
import { filling } from './columns'
import { nameWatch } from './name-watch'
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
      description: 'histogram and counts of a selection in view, beside those of a second period where one is named',
      content: { 'application/json': { schema: summaryBody } },
    },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404, 503),
  },
})

const watchBody = z.custom<WatchAnswer>().openapi('HotspotWatch', { type: 'object' })

const watch = createRoute({
  method: 'get',
  path: '/cities/{city}/hotspots/watch',
  tags: ['hotspots'],
  request: { params: cityParam, query: questionQuery },
  responses: {
    200: {
      description: 'at most three places to watch, what explains them and whom to call; or why there is none',
      content: { 'application/json': { schema: watchBody } },
    },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404, 409, 503),
  },
})

/** An answer of the lens in the path; that of `cells` is a ChangeAnswer where a second period is named. */
type LensAnswer = SurfaceAnswer | CellsAnswer | ChangeAnswer | BranchesAnswer

const lensBody = z.custom<LensAnswer>().openapi('HotspotLens', { type: 'object' })

const lens = createRoute({
  method: 'get',
  path: '/cities/{city}/hotspots/{lens}',
  tags: ['hotspots'],
  request: { params: cityParam.extend({ lens: lensParam }), query: lensQuery },
  responses: {
    200: {
      description:
        'where the cases of a period cluster; branches answers from a table first (step `table`; without a p, `pending`, ' +
        'while the table of a new network is drawn), and exactly once the event `hotspots` of this node has come',
      content: { 'application/json': { schema: lensBody } },
    },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404, 409, 503),
  },
})

/** Where problems cluster (docs/decisions/0006). */
export function hotspotRoutes(deps: Deps) {
  const named = createNamedBranches(deps)
  const answerJson = createJsonAnswer()
  return new OpenAPIHono<ApiEnv>()
    .openapi(summary, async (c) => {
      const city = c.get('city')
      const question = await questionOf(deps, { access: c.get('access'), city }, 'summary', c.req.valid('query'))
      if (isUnchanged(c, [deps.columns.key(city, question)])) return c.body(null, 304)
      return answerJson<SummaryAnswer>(c, await deps.columns.ask(city, question))
    })
    .openapi(watch, async (c) => {
      const city = c.get('city')
      const question = await questionOf(deps, { access: c.get('access'), city }, 'watch', c.req.valid('query'))
      const branches = { ...question, lens: 'branches' as const }
      const key = [deps.columns.key(city, question), named.key(city, branches), deps.feed.latest(city.id, watchKinds)]
      if (isUnchanged(c, key)) return c.body(null, 304)
      const [ground, clusters] = await Promise.all([
        deps.columns.ask(city, question),
        named.read(city, branches).catch(unlessWithoutInlets),
      ])
      const found = clusters && read<BranchesAnswer>(clusters)
      // Nobody is told that nothing stands out before it is known.
      if (found?.step === 'pending') throw filling({ retry_after_s: 1 })
      const watched = watchPlaces(found?.clusters ?? [], read<WatchGround>(ground))
      const told = await nameWatch(deps.db.read, { city: city.id, today: question.today }, watched)
      return c.json<WatchAnswer, 200>({ ...told, step: found?.step ?? 'exact' }, 200)
    })
    .openapi(lens, async (c) => {
      const city = c.get('city')
      const { lens } = c.req.valid('param')
      const question = await questionOf(deps, { access: c.get('access'), city }, lens, c.req.valid('query'))
      const key = lens === 'branches' ? named.key(city, question) : deps.columns.key(city, question)
      if (isUnchanged(c, [key])) return c.body(null, 304)
      const bytes = lens === 'branches' ? await named.read(city, question) : await deps.columns.ask(city, question)
      return answerJson<LensAnswer>(c, bytes)
    })
}

/** Kinds of the change feed that the hot list names beside those of the lenses. */
const watchKinds = ['contact', 'grid']

/** Areas are watched in a city without a network, too. */
function unlessWithoutInlets(problem: unknown): null {
  if (problem instanceof ApiError && problem.code === 'hotspots.no_inlets') return null
  throw problem
}

function read<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes)) as T
}
