import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { findCity } from '../cities/queries'
import { cityNotFound } from '../cities/errors'
import type { ApiEnv, Deps } from '../deps'
import { error } from '../errors'
import { remember } from '../feed/remember'
import { demandCity } from './access'
import type { Sessions } from './session'

export const sessionCookie = 'heatgrid_session'
export const noSession = error('session.required', 401)

/** What answers without a session: health and logging in. */
const open = new Set(['GET /api/health', 'POST /api/session'])

/** Nothing below /api and /tiles answers without a session, whether it exists or not. */
export function demandSession(sessions: Sessions): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method
    if (open.has(`${method} ${c.req.path}`)) return next()
    const token = getCookie(c, sessionCookie)
    const access = token ? await sessions.find(token) : null
    if (!access) throw noSession()
    c.set('access', access)
    return next()
  }
}

/** Reads the city that a path names into `c.var.city`; refuses one that is not theirs. */
export function demandCityOfPath(deps: Deps): MiddlewareHandler<ApiEnv> {
  const read = async (code: string) => (await findCity(deps.db.read, code)) ?? null
  const cities = remember(deps, { kinds: ['city'], lifetime_ms: Infinity }, read)
  return async (c: Context<ApiEnv>, next) => {
    const access = c.get('access')
    const code = (c.req.param('city') ?? '').replace(/\.json$/, '')
    const city = await cities.find(code)
    if (!city) throw cityNotFound({ city: code })
    demandCity(access, city)
    c.set('city', city)
    await next()
  }
}
