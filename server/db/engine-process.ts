/**
 * The embedded engine: PGlite with PostGIS on a data folder, speaking the PostgreSQL protocol on a unix socket. Runs as
 * a child process of whoever needs it (engine.ts), so that a heavy query never blocks the API's event loop.
 * Arguments: data folder, socket path.
 */
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { postgis } from '@electric-sql/pglite-postgis'
import { createEngineServer } from './engine-server'
import { identify, releaseLock, takeLock, type LockHolder } from './lock'

/** What the engine tells its parent. Silence for as long as a unit may take means that it hangs. */
export type EngineMessage = { type: 'ready' } | { type: 'in_use'; holder: LockHolder } | { type: 'alive' }

const heartbeatMs = 1000
const idleOwnerLimitMs = 30_000

const [dataFolder, socketPath] = process.argv.slice(2)
if (!dataFolder || !socketPath) throw new Error('usage: engine <data folder> <socket path>')
try {
  await run(dataFolder, socketPath)
} catch (error) {
  // Uncaught, it would print the line of the bundle that threw: all of it.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

async function run(folder: string, socket: string) {
  const own = identify(process.pid)
  const parent = identify(process.ppid)
  if (!own || !parent) return process.exit(1)
  const other = takeLock(folder, { engine: own, parent, socket })
  if (other) return tell({ type: 'in_use', holder: other }, () => process.exit(1))

  // Ctrl-C reaches the whole process group, but requests in flight still need the engine: the parent says when to stop.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {})
  let stopping: Promise<void> | null = null
  const engine = await open(folder)
  const server = createEngineServer({
    execute: async (unit) => {
      if (stopping) return new Promise(() => {})
      const chunks: Buffer[] = []
      // The bytes lie in the engine's memory, which it uses again.
      await engine.execProtocolRawStream(unit, { onRawData: (bytes) => void chunks.push(Buffer.from(bytes)) })
      return chunks
    },
    parameters: await readParameters(engine),
    idleOwnerLimitMs,
    onFailure: (error) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    },
  })
  const stop = () => {
    stopping ??= close(engine, folder, socket)
  }
  process.on('message', stop)
  process.on('disconnect', stop)
  rmSync(socket, { force: true })
  server.listen(socket, () => tell({ type: 'ready' }))
  setInterval(() => tell({ type: 'alive' }), heartbeatMs)
  if (!process.connected) stop()
}

async function open(folder: string): Promise<PGlite> {
  const engine = await PGlite.create({
    dataDir: join(folder, 'database'),
    extensions: { postgis, btree_gist, pg_trgm },
    startParams: [...PGlite.defaultStartParams, '-c', 'TimeZone=UTC'],
  })
  // Here and not only in the migrations: on a slow machine this takes longer than the watchdog lets a unit take.
  for (const name of ['postgis', 'btree_gist', 'pg_trgm']) await engine.exec(`create extension if not exists ${name}`)
  return engine
}

const reported = [
  'server_version',
  'server_encoding',
  'client_encoding',
  'DateStyle',
  'IntervalStyle',
  'TimeZone',
  'integer_datetimes',
  'standard_conforming_strings',
]

async function readParameters(engine: PGlite): Promise<Record<string, string>> {
  const { rows } = await engine.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [reported],
  )
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
}

async function close(engine: PGlite, folder: string, socket: string) {
  // Whoever is connected is inside the engine's last moment; between units nothing is half done.
  await engine.close()
  rmSync(dirname(socket), { recursive: true, force: true })
  releaseLock(folder)
  process.exit(0)
}

function tell(message: EngineMessage, sent: () => void = () => {}) {
  if (process.connected) process.send?.(message, sent)
  else sent()
}
