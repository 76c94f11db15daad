import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { getCookie } from 'hono/cookie'
import { streamSSE, type SSEStreamingApi } from 'hono/streaming'
import { sessionCookie } from '../auth/guard'
import type { Sessions } from '../auth/session'
import { cityParam } from '../cities/city-param'
import type { ApiEnv, Deps } from '../deps'
import type { Change } from '../feed/feed'
import { errorResponses } from '../http'
import { visibleChanges, type Viewer } from './visible-changes'

const heartbeatMs = 15_000
/** Changes that may wait for a slow reader; with more it is better off coming back. */
const longestQueue = 10_000

const events = createRoute({
  method: 'get',
  path: '/cities/{city}/events',
  tags: ['events'],
  request: {
    params: cityParam,
    headers: z.object({ 'last-event-id': z.string().max(60).optional() }),
  },
  responses: {
    200: {
      description:
        'server-sent events: `ready` once, then `change` { kind, id } with id null for many or for a case that may not ' +
        'be read, `reset` when everything cached is to be forgotten, and `hotspots` { lens } when the exact answer to a ' +
        'question of this node is there',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...errorResponses(400, 404),
  },
})

/** What has changed in the city, as far as the session may know. */
export function eventRoutes(deps: Deps, sessions: Sessions) {
  return new OpenAPIHono<ApiEnv>().openapi(events, (c) => {
    const viewer: Viewer = { access: c.get('access'), city: c.get('city') }
    const lastEventId = c.req.valid('header')['last-event-id']
    const token = getCookie(c, sessionCookie) ?? ''
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, (stream) =>
      follow(deps, stream, { viewer, lastEventId, isAllowed: async () => (await sessions.find(token)) !== null }),
    )
  })
}

interface Reader {
  viewer: Viewer
  lastEventId: string | undefined
  /** Whether the session still lives. */
  isAllowed: () => Promise<boolean>
}

/** Resolves when the caller leaves, the session ends or the server stops. */
async function follow(deps: Deps, stream: SSEStreamingApi, { viewer, lastEventId, isAllowed }: Reader): Promise<void> {
  let waiting = 0
  // One after the other: what is written must keep the order of the feed.
  let turn: Promise<unknown> = Promise.resolve()
  const left = new AbortController()
  const end = () => left.abort()
  const inTurn = (step: () => Promise<unknown>) => {
    turn = turn.then(step).catch((err: unknown) => {
      deps.log.warn({ err }, 'event stream')
      end()
    })
  }
  const leave = deps.feed.subscribe(
    {
      changes: (changes) => {
        waiting += changes.length
        if (waiting > longestQueue) return end()
        inTurn(async () => {
          for (const change of await visibleChanges(deps, viewer, changes)) await write(stream, change)
          waiting -= changes.length
        })
      },
      reset: () => inTurn(() => stream.writeSSE({ event: 'reset', id: deps.feed.position(), data: '{}' })),
    },
    lastEventId,
  )
  if (lastEventId === undefined) {
    inTurn(() => stream.writeSSE({ event: 'ready', id: deps.feed.position(), data: '{}', retry: 2_000 }))
  }
  const leaveColumns = deps.columns.onExact(viewer.city.id, () => inTurn(() => writeExact(stream)))
  const heartbeat = setInterval(() => {
    inTurn(async () => ((await isAllowed()) ? stream.write(': \n\n') : end()))
  }, heartbeatMs)
  stream.onAbort(end)
  await aborted(AbortSignal.any([left.signal, deps.stopping]))
  clearInterval(heartbeat)
  leaveColumns()
  leave()
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function write(stream: SSEStreamingApi, { position, kind, id }: Change): Promise<void> {
  return stream.writeSSE({ event: 'change', id: position, data: JSON.stringify({ kind, id }) })
}

/** No id: it is no change of the feed, and nothing to go on from. */
function writeExact(stream: SSEStreamingApi): Promise<void> {
  return stream.writeSSE({ event: 'hotspots', data: JSON.stringify({ lens: 'branches' }) })
}
