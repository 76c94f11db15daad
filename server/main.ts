import { serve } from '@hono/node-server'
import { existsSync } from 'node:fs'
import { Server as HttpServer, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { createApi } from './api'
import { announceFirstUser } from './auth/command'
import { wallClock } from './clock'
import { readConfig, type Config } from './config'
import { openDatabase, type Database } from './db/connect'
import { explainFailure } from './db/explain-failure'
import { migrate } from './db/migrate'
import { startUpkeep, type Upkeep } from './db/vacuum'
import { announceDemoUsers, ensureDemoCity } from './demo/command'
import type { Deps } from './deps'
import { createFeed, type Feed } from './feed/feed'
import { createColumns, type Columns } from './hotspots/columns'
import { warmUpCities } from './hotspots/warm-up'

/** How long requests in flight may take once the server is asked to stop. */
const graceMs = 10_000
/** How often connections that have answered are looked for then. */
const idleMs = 100

run().catch((problem: unknown) => {
  console.error(explain(problem))
  process.exitCode = 1
})

async function run(): Promise<void> {
  const config = readConfig(process.env)
  const log = pino({
    level: config.logLevel,
    base: null,
    redact: ['err.query', 'err.parameters', 'err.args', 'err.detail'],
  })
  const db = await openDatabase(config)
  try {
    await migrate(db.sql)
    // A PostGIS is somebody's own: its demo city comes with `heatgrid demo`.
    if (db.engine === 'embedded') await ensureDemoCity(db)
  } catch (problem) {
    await db.close()
    throw problem
  }
  const feed = createFeed(db, { onError: (err) => log.warn({ err }, 'change feed') })
  await feed.start()
  const columns = createColumns({ db, feed, log })
  const stop = new AbortController()
  const deps: Deps = {
    db,
    feed,
    columns,
    config,
    log,
    clock: wallClock(),
    webFolder: webFolder(),
    stopping: stop.signal,
  }
  const server = await listen(deps, config).catch(async (problem: unknown) => {
    await feed.stop()
    await db.close()
    throw problem
  })
  const onError = (err: unknown) => log.warn({ err }, 'vacuum')
  const upkeep = db.engine === 'embedded' ? startUpkeep(db.sql, { ...config, onError }) : null
  // Before anything else is asked of the database: it may answer late, and the server listens already.
  stopGracefully({ server, stop, feed, columns, upkeep, db, log })
  try {
    await warmUpCities(deps)
    await announceDemoUsers(db)
    await announceFirstUser(db)
  } catch (problem) {
    if (!stop.signal.aborted) throw problem
  }
}

type Server = ReturnType<typeof serve>

function listen(deps: Deps, config: Config): Promise<Server> {
  const api = createApi(deps)
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: api.fetch, hostname: config.host, port: config.port }, ({ port }) => {
      const host = config.host.includes(':') ? `[${config.host}]` : config.host
      console.log(`Heatgrid: http://${host}:${port}`)
      resolve(server)
    })
    server.once('error', reject)
  })
}

interface Running {
  server: Server
  stop: AbortController
  feed: Feed
  columns: Columns
  upkeep: Upkeep | null
  db: Database
  log: pino.Logger
}

/** On SIGTERM or SIGINT: no new requests, streams end, requests in flight finish, the database closes. */
function stopGracefully({ server, stop, feed, columns, upkeep, db, log }: Running): void {
  const shutDown = async () => {
    stop.abort()
    await closeServer(server)
    await columns.stop()
    await upkeep?.stop()
    await feed.stop()
    await db.close()
    log.info('stopped')
  }
  let asked = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (asked) return
      asked = true
      shutDown().catch((err: unknown) => {
        log.error({ err }, 'stopping failed')
        process.exitCode = 1
      })
    })
  }
}

/**
 * Takes no new connections, lets those that are there answer and go. A client that goes on asking would keep its own open
 * until the time is up, when whatever is still in flight is cut off with it.
 */
async function closeServer(server: Server): Promise<void> {
  if (!(server instanceof HttpServer)) return void (await new Promise((resolve) => server.close(resolve)))
  server.prependListener('request', (_, response: ServerResponse) => (response.shouldKeepAlive = false))
  const idle = setInterval(() => server.closeIdleConnections(), idleMs)
  const late = setTimeout(() => server.closeAllConnections(), graceMs)
  await new Promise((resolve) => server.close(resolve))
  clearInterval(idle)
  clearTimeout(late)
}

/** The web application beside the built server; null where only the server was built. */
function webFolder(): string | null {
  const folder = fileURLToPath(new URL('../web', import.meta.url))
  return existsSync(folder) ? folder : null
}

function explain(problem: unknown): string {
  const known = explainFailure(problem)
  if (known !== null) return `Heatgrid cannot start: ${known}`
  return problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)
}
