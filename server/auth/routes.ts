import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { vocabulary } from '../../data/model/vocabulary'
import { insertAudit } from '../audit/queries'
import type { ApiEnv, Deps } from '../deps'
import { error } from '../errors'
import { errorResponses } from '../http'
import { supervisionRight, type Access } from './access'
import { sessionCookie } from './guard'
import { verifyPassword } from './password'
import { findUser, readScopeNames } from './queries'
import type { Sessions } from './session'
import { demandPatience, forgetFailures, recordFailure } from './throttle'

const credentials = z.strictObject({
  username: z.string().trim().toLowerCase().min(1).max(40),
  password: z.string().min(1).max(200),
})

const named = z.array(z.object({ id: z.int(), name: z.string() }))

const sessionBody = z
  .object({
    user: z.object({ username: z.string(), role: z.enum(vocabulary.role) }),
    /** Code of the only city of this user; null sees all of them. */
    city: z.string().nullable(),
    scope: z.object({ divisions: named, stations: named, grids: named }),
    rights: z.object({
      /** Reads cases, at least some. */
      cases: z.boolean(),
      /** Of the whole city, of their scope, or none. */
      case_rights: z.enum(['all', 'some', 'none']),
      /** Sees personal fields of the cases that they read. */
      personal: z.boolean(),
      /** What they do about 督办: ask for it, order it, or neither. */
      supervision: z.enum(['ask', 'order']).nullable(),
    }),
  })
  .openapi('Session')

const wrongCredentials = error('session.wrong_credentials', 401)
const json = { 'application/json': { schema: sessionBody } }

const logIn = createRoute({
  method: 'post',
  path: '/session',
  tags: ['session'],
  request: { body: { required: true, content: { 'application/json': { schema: credentials } } } },
  responses: { 200: { description: 'logged in', content: json }, ...errorResponses(400, 422, 429) },
})

const whoAmI = createRoute({
  method: 'get',
  path: '/session',
  tags: ['session'],
  responses: { 200: { description: 'who is logged in', content: json }, ...errorResponses() },
})

const logOut = createRoute({
  method: 'delete',
  path: '/session',
  tags: ['session'],
  responses: { 204: { description: 'logged out' }, ...errorResponses() },
})

/** Logging in, who am I, logging out. */
export function sessionRoutes(deps: Deps, sessions: Sessions) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(logIn, async (c) => {
      const { username, password } = c.req.valid('json')
      const attempt = { username, address: addressOf(c) }
      await demandPatience(deps, attempt)
      const user = await findUser(deps.db.sql, username)
      if (!(await verifyPassword(password, user?.password_hash)) || !user) {
        await recordFailure(deps, attempt)
        await insertAudit(deps.db.sql, { action: 'login_failed', city: user?.city ?? null, user_id: user?.id ?? null })
        throw wrongCredentials()
      }
      await forgetFailures(deps, attempt)
      await insertAudit(deps.db.sql, { action: 'login', city: user.city, user_id: user.id })
      const { token, expires } = await sessions.open(user.id)
      setCookie(c, sessionCookie, token, { httpOnly: true, sameSite: 'Lax', path: '/', secure: isSecure(c), expires })
      const access = await sessions.find(token)
      if (!access) throw wrongCredentials()
      c.header('Cache-Control', 'no-store')
      return c.json(await describe(deps, access), 200)
    })
    .openapi(whoAmI, async (c) => {
      c.header('Cache-Control', 'no-store')
      return c.json(await describe(deps, c.get('access')), 200)
    })
    .openapi(logOut, async (c) => {
      const token = getCookie(c, sessionCookie)
      if (token) await sessions.close(token)
      deleteCookie(c, sessionCookie, { path: '/', secure: isSecure(c) })
      return c.body(null, 204)
    })
}

async function describe(deps: Deps, access: Access): Promise<z.infer<typeof sessionBody>> {
  const { username, role, city, caseRights, personal } = access
  const nowhere = { divisions: [], stations: [], grids: [] }
  const right = supervisionRight(access)
  const supervision = right === null || right === 'ask' ? right : 'order'
  return {
    user: { username, role },
    city: city?.code ?? null,
    scope: city ? await readScopeNames(deps.db.read, city.id, access.scope) : nowhere,
    rights: { cases: caseRights !== 'none', case_rights: caseRights, personal, supervision },
  }
}

function isSecure(c: Context): boolean {
  return new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https'
}

/** Address of the caller. Only a proxy on this machine is believed about whom it speaks for. */
function addressOf(c: Context): string {
  const peer = c.env && 'incoming' in c.env ? (getConnInfo(c).remote.address ?? '') : ''
  const isLocal = peer === '::1' || peer.replace('::ffff:', '').startsWith('127.')
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
  return isLocal && forwarded ? forwarded : peer
}
