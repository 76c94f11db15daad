import { z, type Hook, type OpenAPIHonoOptions } from '@hono/zod-openapi'
import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { Context, MiddlewareHandler, TypedResponse } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import type { ApiEnv, Deps } from './deps'
import { ApiError, asApiError, bodyTooLarge, foreignOrigin, invalid, malformed } from './errors'

/** The largest body of a request: forms, no files. */
const bodyLimitBytes = 256 * 1024

/** The shape of every answer that is an error. */
export const errorBody = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      fields: z.array(z.string()).optional(),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).optional(),
    }),
  })
  .openapi('Error')

/** Error answers for a route's `responses`: `...errorResponses(400, 404)`. 401 and 403 are everywhere. */
export function errorResponses<S extends 400 | 404 | 409 | 412 | 413 | 422 | 429 | 503>(...statuses: S[]) {
  const content = { 'application/json': { schema: errorBody } }
  const all = [401 as const, 403 as const, ...statuses]
  return Object.fromEntries(all.map((status) => [status, { description: descriptions[status], content }])) as Record<
    S | 401 | 403,
    { description: string; content: typeof content }
  >
}

const descriptions = {
  400: 'malformed',
  401: 'no session',
  403: 'not your area',
  404: 'not found',
  409: 'conflict',
  412: 'changed meanwhile',
  413: 'body too large',
  422: 'invalid fields',
  429: 'too many attempts',
  503: 'not ready yet',
}

/** Wrong paths, queries and headers are malformed (400); a wrong body is invalid (422), with its fields. */
export const validationHook: OpenAPIHonoOptions<ApiEnv>['defaultHook'] = (result) => {
  if (result.success) return
  const fields = [...new Set(result.error.issues.flatMap(fieldsOf))]
  throw result.target === 'json' || result.target === 'form' ? invalid({ fields }) : malformed({ fields })
}

type ValidationIssue = Parameters<Hook<unknown, ApiEnv, string, unknown>>[0] extends infer R
  ? R extends { success: false; error: { issues: (infer I)[] } }
    ? I
    : never
  : never

function fieldsOf(issue: ValidationIssue): string[] {
  const path = issue.path.map(String)
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key].join('.')) : [path.join('.')]
}

/** Serialises whatever a handler threw; what nobody foresaw is logged with its stack and answered without. */
export function answerError(deps: Deps) {
  return (thrown: Error, c: Context<ApiEnv>): Response => {
    const known = thrown instanceof HTTPException ? fromFramework(thrown) : asApiError(thrown)
    // What was thrown on purpose was logged where it happened, or is no failure.
    if (known.status >= 500 && !(thrown instanceof ApiError))
      deps.log.error({ err: thrown, request: c.get('requestId') }, 'request failed')
    const { fields, ...details } = known.details
    const retryAfter = details.retry_after_s
    if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
    c.header('Cache-Control', 'no-store')
    // The body was not read, so the connection cannot serve another request.
    if (known.status === 413) c.header('Connection', 'close')
    const body = {
      code: known.code,
      message: known.code.replace(/[._]/g, ' '),
      ...(fields === undefined ? {} : { fields }),
      ...(Object.keys(details).length === 0 ? {} : { details }),
    }
    return c.json({ error: body }, known.status)
  }
}

/** The framework throws for a body that is no JSON. */
function fromFramework(thrown: HTTPException): ApiError {
  return thrown.status === 413 ? bodyTooLarge() : malformed()
}

/** Refuses a body above the limit before it is read whole. What only reads is not asked: a GET has no body. */
export function limitBodies(): MiddlewareHandler {
  const limit = bodyLimit({
    maxSize: bodyLimitBytes,
    onError: () => {
      throw bodyTooLarge({ limit: bodyLimitBytes })
    },
  })
  return (c, next) => (safeMethods.includes(c.req.method) ? next() : limit(c, next))
}

const safeMethods = ['GET', 'HEAD', 'OPTIONS']

/** A browser says where a write comes from; another site's page may not write with this site's cookie. */
export const checkOrigin: MiddlewareHandler = async (c, next) => {
  if (!safeMethods.includes(c.req.method) && isForeign(c)) throw foreignOrigin()
  await next()
}

function isForeign(c: Context): boolean {
  const origin = c.req.header('origin')
  if (origin === undefined) return ['cross-site', 'same-site'].includes(c.req.header('sec-fetch-site') ?? '')
  const own = c.req.header('x-forwarded-host') ?? c.req.header('host') ?? new URL(c.req.url).host
  return !URL.canParse(origin) || new URL(origin).host !== own
}

/** Headers that keep the page to itself. MapLibre's worker is a file of ours; a foreign basemap may be fetched from. */
export function protect(deps: Deps): MiddlewareHandler<ApiEnv> {
  const { style, tiles } = deps.config.basemap ?? { style: null, tiles: [] }
  const elsewhere = [style ?? '', ...tiles].filter((address) => URL.canParse(address))
  const origins = [...new Set(['https:', ...elsewhere.map((address) => new URL(address).origin)])]
  const foreign = elsewhere.length > 0 ? ` ${origins.join(' ')}` : ''
  const policy = [
    "default-src 'self'",
    `img-src 'self' data: blob:${foreign}`,
    `connect-src 'self'${foreign}`,
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
  ]
  // No Strict-Transport-Security: only a proxy in front of it knows whether this is reached by TLS.
  const headers = Object.entries({
    ...ofAnyAnswer,
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Origin-Agent-Cluster': '?1',
    'Referrer-Policy': 'same-origin',
    'X-DNS-Prefetch-Control': 'off',
    'X-Frame-Options': 'DENY',
  })
  return async (c, next) => {
    await next()
    if (c.get('hasHeaders')) return
    for (const [name, value] of headers) c.res.headers.set(name, value)
  }
}

/** What protects even an answer that is no page. */
const ofAnyAnswer = { 'Cross-Origin-Resource-Policy': 'same-origin', 'X-Content-Type-Options': 'nosniff' }

/**
 * Answers with bytes that are no page and with all their headers at once: set one by one, as for every other answer,
 * they would cost more than a tile that is cached.
 */
export function answerBytes(
  c: Context<ApiEnv>,
  { status, body, headers }: { status: 200 | 204 | 304; body: Uint8Array<ArrayBuffer> | null; headers: object },
): Response {
  c.set('hasHeaders', true)
  return new Response(body, { status, headers: { ...ofAnyAnswer, 'X-Request-Id': c.get('requestId'), ...headers } })
}

/** One line a request: method, path, status and time. No query, no user, no address: they are personal. */
export function logRequests(deps: Deps): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const started = performance.now()
    await next()
    const ms = Math.round(performance.now() - started)
    deps.log.info(
      { request: c.get('requestId'), method: c.req.method, path: c.req.path, status: c.res.status, ms },
      'request',
    )
  }
}

/**
 * ETag of an answer that depends on `parts` alone (feed position, scope, query). Sets the headers of a private,
 * revalidated answer; returns true when the caller holds it already and the handler may answer 304.
 */
export function isUnchanged(c: Context, parts: readonly (string | number)[]): boolean {
  const etag = etagOf(parts)
  for (const [name, value] of Object.entries(revalidated(etag))) c.header(name, value)
  return isHeld(c, etag)
}

/** The tag of an answer that depends on `parts` alone. */
export function etagOf(parts: readonly (string | number)[]): string {
  return `W/"${hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22)}"`
}

/** Headers of an answer that only its reader may keep, and not without asking. */
export function revalidated(etag: string) {
  return { ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Cookie' }
}

/** Whether the caller holds the answer of this tag already. */
export function isHeld(c: Context, etag: string): boolean {
  const held = c.req.header('if-none-match')
  return held !== undefined && held.split(',').some((tag) => tag.trim() === etag || tag.trim() === '*')
}

/** Answers with bytes that are JSON of type T already. */
export type AnswerJson = <T>(
  c: Context,
  bytes: Uint8Array<ArrayBuffer>,
) => Promise<Response & TypedResponse<T, 200, 'json'>>

/**
 * For answers that are kept: bytes are compressed once for all who are answered with them, as to compress them anew would
 * cost more than all the rest of an answer that is at hand.
 */
export function createJsonAnswer(): AnswerJson {
  const packed = new WeakMap<Uint8Array, Promise<Uint8Array<ArrayBuffer>>>()
  const pack = (bytes: Uint8Array<ArrayBuffer>) => {
    const packing =
      packed.get(bytes) ?? gzip(bytes, { level: compressionLevel }).then((zipped) => new Uint8Array(zipped))
    packed.set(bytes, packing)
    return packing
  }
  return async <T>(c: Context, bytes: Uint8Array<ArrayBuffer>) => {
    c.header('Content-Type', 'application/json')
    c.header('Vary', 'Accept-Encoding', { append: true })
    const isPacked = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(c.req.header('accept-encoding') ?? '')
    if (isPacked) c.header('Content-Encoding', 'gzip')
    const response: Response = c.body(isPacked ? await pack(bytes) : bytes)
    return response as Response & TypedResponse<T, 200, 'json'>
  }
}

/** Quicker than the usual level, for answers of a whole city that are 11 to 15 % larger. */
const compressionLevel = 3
const gzip = promisify(zlib.gzip)
