import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { demoPassword } from '../demo/users'
import type { ApiEnv, Deps } from '../deps'
import { listDemoUsers, readMigration } from './queries'

/** How long an answer may wait for a database that is busy. */
const patienceMs = 500

const healthBody = z
  .object({
    database: z.enum(['embedded', 'postgis']),
    /** `busy`: the database did not answer in time, and what follows is what it said last. */
    engine: z.enum(['ready', 'busy']),
    versions: z.object({ postgres: z.string(), postgis: z.string() }).nullable(),
    migration: z.string().nullable(),
    /** Position of the change feed, `xid.seq`. */
    feed: z.string(),
    /** Accounts of the demonstration city, where there is one. */
    demo: z.object({ usernames: z.array(z.string()), password: z.string() }).optional(),
  })
  .openapi('Health')

type State = Pick<z.infer<typeof healthBody>, 'versions' | 'migration' | 'demo'>

const health = createRoute({
  method: 'get',
  path: '/health',
  tags: ['health'],
  responses: { 200: { description: 'alive', content: { 'application/json': { schema: healthBody } } } },
})

/** Is it alive, on which engine, how far. Needs no session and never waits longer than half a second. */
export function healthRoutes(deps: Deps) {
  let last: State = { versions: null, migration: null }
  return new OpenAPIHono<ApiEnv>().openapi(health, async (c) => {
    const reading = readState(deps).then(
      (state) => {
        last = state
        return true
      },
      (err: unknown) => {
        deps.log.warn({ err }, 'health')
        return false
      },
    )
    const inTime = await within(patienceMs, reading)
    c.header('Cache-Control', 'no-store')
    const engine = inTime ? ('ready' as const) : ('busy' as const)
    return c.json({ database: deps.db.engine, engine, ...last, feed: deps.feed.position() }, 200)
  })
}

function within(ms: number, done: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    void done.then((good) => {
      clearTimeout(timer)
      resolve(good)
    })
  })
}

async function readState(deps: Deps): Promise<State> {
  const [versions, migration, usernames] = await Promise.all([
    deps.db.versions(),
    readMigration(deps.db.sql),
    listDemoUsers(deps.db.sql),
  ])
  return { versions, migration, ...(usernames.length > 0 && { demo: { usernames, password: demoPassword } }) }
}
