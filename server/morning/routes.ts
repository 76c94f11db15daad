import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { scopeKey } from '../auth/access'
import { cityNow, cityToday } from '../cities/city-clock'
import { cityParam } from '../cities/city-param'
import type { ApiEnv, Deps } from '../deps'
import { error } from '../errors'
import { errorResponses, isUnchanged } from '../http'
import { morningBody } from './bodies'
import { countCases, listCases, listDoors, listGrids, listWeather, type MorningRequest } from './queries'
import { coldSnap_k, weatherLine } from './weather'

const noCaseRights = error('morning.no_case_rights', 403)

const read = createRoute({
  method: 'get',
  path: '/cities/{city}/morning',
  tags: ['morning'],
  request: { params: cityParam },
  responses: {
    200: {
      description: 'what somebody with case rights needs to know in the morning, about the cases that they may read',
      content: { 'application/json': { schema: morningBody } },
    },
    304: { description: 'unchanged' },
    ...errorResponses(400, 404),
  },
})

/** Kinds of the change feed that the morning is made from. */
const kinds = [
  ...['issue', 'building', 'compound', 'station', 'grid', 'contact', 'weather_day', 'division', 'supervision'],
  ...['round', 'visit'],
]

/** The morning page: weather, the night, what is due, whom to call. */
export function morningRoutes(deps: Deps) {
  return new OpenAPIHono<ApiEnv>().openapi(read, async (c) => {
    const [city, access] = [c.get('city'), c.get('access')]
    if (access.caseRights === 'none') throw noCaseRights()
    const [now, today] = [cityNow(city, deps.clock), cityToday(city, deps.clock)]
    const parts = [deps.feed.latest(city.id, kinds), scopeKey(access), now.toISOString().slice(0, 16)]
    if (isUnchanged(c, parts)) return c.body(null, 304)
    return c.json(await readMorning(deps, { access, city, today, now }), 200)
  })
}

async function readMorning(deps: Deps, request: MorningRequest) {
  const sql = deps.db.read
  const weather = weatherLine(await listWeather(sql, request.city.id, request.today), request.today)
  const isSnap = (weather.fall_48h_k ?? 0) >= coldSnap_k
  const list = (name: Parameters<typeof listCases>[2]) => listCases(sql, request, name)
  const [counts, urgent, outages, due, overdue, call_back, answers, cold_in_need, repaired, grids, doors] =
    await Promise.all([
      countCases(sql, request),
      list('urgent'),
      list('outages'),
      list('due'),
      list('overdue'),
      list('call_back'),
      list('answers'),
      list('cold_in_need'),
      list('repaired'),
      listGrids(sql, request),
      isSnap ? listDoors(sql, request) : null,
    ])
  return {
    today: request.today,
    now: request.now.toISOString(),
    ...{ weather, doors, counts, urgent, outages, due, overdue, call_back, answers, cold_in_need, repaired, grids },
  }
}
