import { OpenAPIHono } from '@hono/zod-openapi'
import { compress } from 'hono/compress'
import { requestId } from 'hono/request-id'
import { demandCityOfPath, demandSession } from './auth/guard'
import { sessionRoutes } from './auth/routes'
import { createSessions } from './auth/session'
import { cityRoutes } from './cities/routes'
import type { ApiEnv, Deps } from './deps'
import { routeNotFound } from './errors'
import { eventRoutes } from './events/routes'
import { featureRoutes } from './features/routes'
import { healthRoutes } from './health/routes'
import { hotspotRoutes } from './hotspots/routes'
import { answerError, checkOrigin, limitBodies, logRequests, protect, validationHook } from './http'
import { morningRoutes } from './morning/routes'
import { createGraphs } from './network/city-graph'
import { networkRoutes } from './network/routes'
import { roundRoutes } from './rounds/routes'
import { searchRoutes } from './search/routes'
import { stackRoutes } from './stack/routes'
import { supervisionRoutes } from './supervisions/routes'
import { tileRoutes } from './tiles/routes'
import { serveWeb } from './web-files'

/** The whole HTTP interface; nothing happens until a request comes. */
export function createApi(deps: Deps) {
  const sessions = createSessions(deps)
  const cityOfPath = demandCityOfPath(deps)
  const graphOf = createGraphs(deps.db.read, deps.feed)
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })

  app.onError(answerError(deps))
  app.notFound((c) => answerError(deps)(routeNotFound(), c))

  app.use(requestId(), logRequests(deps), protect(deps), checkOrigin, limitBodies())
  app.use('/api/*', compress(), demandSession(sessions))
  app.use('/tiles/*', demandSession(sessions))
  app.use('/api/cities/:city/*', cityOfPath)
  app.use('/tiles/:city/*', cityOfPath)

  const api = app
    .route('/api', healthRoutes(deps))
    .route('/api', sessionRoutes(deps, sessions))
    .route('/api', cityRoutes(deps))
    .route('/api', featureRoutes(deps))
    .route('/api', morningRoutes(deps))
    .route('/api', networkRoutes(deps, graphOf))
    .route('/api', hotspotRoutes(deps))
    .route('/api', stackRoutes(deps))
    .route('/api', roundRoutes(deps))
    .route('/api', searchRoutes(deps))
    .route('/api', supervisionRoutes(deps, graphOf))
    .route('/tiles', tileRoutes(deps))
    .route('/api', eventRoutes(deps, sessions))

  app.doc31('/api/openapi.json', { openapi: '3.1.0', info: { title: 'Heatgrid', version: '1' } })
  app.all('/api/*', () => {
    throw routeNotFound()
  })
  app.all('/tiles/*', () => {
    throw routeNotFound()
  })
  if (deps.webFolder) serveWeb(app, deps.webFolder)
  return api
}

/** What `hc<Api>` knows of the server. */
export type Api = ReturnType<typeof createApi>
