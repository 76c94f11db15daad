import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type postgres from 'postgres'
import { vocabulary } from '../../data/model/vocabulary'
import { supervisionSteps } from '../../data/supervision/life'
import { cityNow } from '../cities/city-clock'
import { cityParam } from '../cities/city-param'
import type { ApiEnv, Deps } from '../deps'
import { error } from '../errors'
import { namePlaces } from '../hotspots/name-branches'
import { errorResponses } from '../http'
import type { CityGraph } from '../network/city-graph'
import { findSupervision, listCasesByBuilding, listSupervisions, type Asker, type SupervisionRow } from './queries'
import { askFor, demandRight, stepsOf, supervisionNotFound, takeStep } from './steps'
import { askBody, groundOf } from './subject'

const noCaseRights = error('supervisions.no_case_rights', 403)
const placeNotFound = error('supervisions.place_not_found', 404)

const named = z.object({ id: z.int(), name: z.string() })
const role = z.enum(vocabulary.role).nullable()
const date = z.iso.date().nullable()

const supervisionBody = z
  .object({
    id: z.int(),
    kind: z.enum(vocabulary.supervision_kind),
    key: z.string(),
    starts_on: z.iso.date(),
    ends_on: z.iso.date(),
    status: z.enum(vocabulary.supervision_status),
    rank: z.enum(vocabulary.supervision_rank).nullable(),
    asked_on: date,
    asked_role: role,
    /** The division that the asking account speaks for. */
    asked_for: z.string().nullable(),
    ordered_on: date,
    ordered_role: role,
    ended_on: date,
    station: named.extend({ phone: z.string().nullable() }).nullable(),
    /** Of the set, as far as the reader may read its cases; so is the place named by them. */
    cases: z.int(),
    open_cases: z.int(),
    place: z.object({
      compounds: z.array(named),
      buildings: z.array(named),
      buildings_total: z.int(),
      community: named.nullable(),
    }),
    /** What the reader could do with it now. */
    steps: z.array(z.enum(supervisionSteps)),
  })
  .openapi('Supervision')

const content = { 'application/json': { schema: supervisionBody } }

const list = createRoute({
  method: 'get',
  path: '/cities/{city}/supervisions',
  tags: ['supervisions'],
  request: { params: cityParam },
  responses: {
    200: {
      description: 'what is open, latest first, then what became warm in the last seven days; `total` counts all',
      content: {
        'application/json': { schema: z.object({ total: z.int(), supervisions: z.array(supervisionBody) }) },
      },
    },
    ...errorResponses(400, 404),
  },
})

const ask = createRoute({
  method: 'post',
  path: '/cities/{city}/supervisions',
  tags: ['supervisions'],
  request: { params: cityParam, body: { required: true, content: { 'application/json': { schema: askBody } } } },
  responses: {
    200: { description: 'the one about this subject that was open', content },
    201: { description: 'asked for, or ordered, by the right of the account', content },
    ...errorResponses(400, 404, 409, 422),
  },
})

const step = createRoute({
  method: 'post',
  path: '/cities/{city}/supervisions/{id}/{step}',
  tags: ['supervisions'],
  request: {
    params: cityParam.extend({
      id: z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number)
        .openapi({ type: 'integer' }),
      step: z.enum(supervisionSteps),
    }),
  },
  responses: {
    200: { description: 'as it is after the step', content },
    ...errorResponses(400, 404, 409),
  },
})

/** 督办: asking for it, ordering it, taking it back (docs/decisions/0008). */
export function supervisionRoutes(deps: Deps, graphOf: (city: number) => Promise<CityGraph>) {
  const askerOf = (c: Context<ApiEnv>): Asker => {
    const [access, city] = [c.get('access'), c.get('city')]
    if (access.caseRights === 'none') throw noCaseRights()
    // What was just written must be in the next answer.
    c.header('Cache-Control', 'no-store')
    return { access, city, now: cityNow(city, deps.clock) }
  }
  return new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      const asker = askerOf(c)
      const { total, rows } = await listSupervisions(deps.db.read, asker)
      return c.json({ total, supervisions: await describe(deps.db.read, asker, rows) }, 200)
    })
    .openapi(ask, async (c) => {
      const asker = askerOf(c)
      demandRight(asker)
      const { subject, from, to } = c.req.valid('json')
      const city = asker.city.id
      const ground = await groundOf(deps.db.sql, { city, graph: () => graphOf(city) }, subject)
      if (!ground) throw placeNotFound({ key: subject.key })
      const { id, isNew } = await askFor(deps.db.sql, asker, { subject, ground, from, to })
      return c.json(await readOne(deps.db.sql, asker, id), isNew ? 201 : 200)
    })
    .openapi(step, async (c) => {
      const asker = askerOf(c)
      const { id, step } = c.req.valid('param')
      await takeStep(deps.db.sql, asker, id, step)
      return c.json(await readOne(deps.db.sql, asker, id), 200)
    })
}

async function readOne(sql: postgres.Sql, asker: Asker, id: number) {
  const row = await findSupervision(sql, asker, id)
  const [one] = row ? await describe(sql, asker, [row]) : []
  if (!one) throw supervisionNotFound({ id })
  return one
}

/** Rows with the names of their places and what the asker could do with them. */
async function describe(sql: postgres.Sql, asker: Asker, rows: readonly SupervisionRow[]) {
  const members = await listCasesByBuilding(
    sql,
    asker,
    rows.map(({ id }) => id),
  )
  const places = await namePlaces(
    sql,
    asker.city.id,
    rows.map(({ id }) => {
      const own = members.filter((member) => member.id === id)
      const compound_ids = [...new Set(own.flatMap(({ compound_id }) => compound_id ?? []))]
      return { compound_ids, building_ids: own.map(({ building_id }) => building_id), buildings_total: own.length }
    }),
  )
  const nowhere = { compounds: [], buildings: [], buildings_total: 0, community: null }
  return rows.map(({ asked_by, ...row }, at) => ({
    ...row,
    place: places[at] ?? nowhere,
    steps: stepsOf(asker, { ...row, asked_by }),
  }))
}
