import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { startEngine, type EngineOptions } from './engine'

export interface DatabaseOptions extends EngineOptions {
  /** A PostGIS server. Unset: the embedded engine on `dataFolder`. */
  databaseUrl?: string | undefined
  /** A streaming replica of it for queries that only read. */
  readUrl?: string | undefined
}

/**
 * The way to the database. Values arrive as: int8 and numeric → number (int8 beyond 2^53: string), date →
 * 'YYYY-MM-DD', timestamptz → ISO 8601 in UTC with Z and up to microseconds, timestamp → ISO 8601 without zone.
 * Parameters of these types are passed as the same strings, or as Date.
 */
export interface Database {
  sql: postgres.Sql
  /** For queries that only read: a replica where there is one, else the same as `sql`. */
  read: postgres.Sql
  engine: 'embedded' | 'postgis'
  /** How a worker thread opens a client of its own for what `read` reads (`openReader`). */
  address: DatabaseAddress
  /** Process of the embedded engine, if this process started it. */
  enginePid: () => number | undefined
  versions: () => Promise<{ postgres: string; postgis: string }>
  /** Lets running queries finish (5 s at most) and stops an engine that this process started. */
  close: () => Promise<void>
}

/** Where a database is, as plain data that a worker thread can be given. */
export type DatabaseAddress = { url: string } | { socket_path: string }

const closeTimeoutS = 5
const embeddedConnections = 8
/** Longer than a child takes to start on a slow machine. */
const reachTimeoutMs = 60_000

/**
 * Connect to `databaseUrl`, or start (or join) the embedded engine. Does not migrate.
 * Throws DatabaseError with the codes of startEngine.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl ? openPostgis(options.databaseUrl, options.readUrl) : openEmbedded(options)
}

/** A client with one connection, for a thread of its own. End it with `end()`. */
export function openReader(address: DatabaseAddress): postgres.Sql {
  if ('url' in address) return asPlain(postgres(address.url, { ...postgisOptions(), max: 1 }))
  return asPlain(postgres({ ...embeddedOptions(address.socket_path, async () => {}), max: 1 }))
}

function postgisOptions() {
  // PostGIS functions are priced so high that PostgreSQL would compile queries of milliseconds for a second.
  return { ...common, connection: { ...common.connection, jit: 'off' } }
}

function openPostgis(url: string, readUrl: string | undefined): Database {
  const sql = asPlain(postgres(url, postgisOptions()))
  const read = readUrl ? asPlain(postgres(readUrl, postgisOptions())) : sql
  return {
    sql,
    read,
    engine: 'postgis',
    address: { url: readUrl ?? url },
    enginePid: () => undefined,
    versions: () => readVersions(sql),
    close: async () => {
      await Promise.all([...new Set([sql, read])].map((client) => client.end({ timeout: closeTimeoutS })))
    },
  }
}

async function openEmbedded(options: EngineOptions): Promise<Database> {
  const engine = await startEngine(options)
  const sql = asPlain(postgres(embeddedOptions(engine.socketPath, () => engine.ready())))
  return {
    sql,
    read: sql,
    engine: 'embedded',
    address: { socket_path: engine.socketPath },
    enginePid: () => engine.pid(),
    versions: () => readVersions(sql),
    close: async () => {
      await sql.end({ timeout: closeTimeoutS })
      await engine.stop()
    },
  }
}

function embeddedOptions(socketPath: string, ready: () => Promise<void>) {
  return {
    ...common,
    user: 'postgres',
    database: 'postgres',
    max: embeddedConnections,
    backoff: () => 0.2,
    // Longer than the watchdog's patience: a new connection waits for the engine, not the other way round.
    connect_timeout: 60,
    // Queries that come while the engine restarts wait for it instead of failing.
    socket: () => reach(socketPath, ready),
  }
}

const asText = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value))

const common = {
  onnotice: () => {},
  connection: { application_name: 'heatgrid', TimeZone: 'UTC' },
  types: {
    bigint: { to: 20, from: [20], serialize: String, parse: parseInteger },
    numeric: { to: 1700, from: [1700], serialize: String, parse: Number },
    date: { to: 1082, from: [1082], serialize: (value: unknown) => asText(value).slice(0, 10), parse: String },
    timestamp: { to: 1114, from: [1114], serialize: asText, parse: (text: string) => text.replace(' ', 'T') },
    timestamptz: { to: 1184, from: [1184], serialize: asText, parse: parseInstant },
  },
}

function parseInteger(text: string): number | string {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}

/** `2024-01-18 02:00:00.5+00` → `2024-01-18T02:00:00.5Z`; sessions are in UTC. */
function parseInstant(text: string): string {
  return text.replace(' ', 'T').replace(/\+00$/, 'Z')
}

/** The custom types change what arrives, not what callers may write: they see the plain client. */
function asPlain(client: ReturnType<typeof postgres<Record<string, postgres.PostgresType>>>): postgres.Sql {
  return client
}

async function readVersions(sql: postgres.Sql) {
  const [row] = await sql<{ postgres: string; postgis: string }[]>`
    select current_setting('server_version') as postgres, postgis_lib_version() as postgis`
  if (!row) throw new Error('no version')
  return { postgres: row.postgres, postgis: row.postgis }
}

/**
 * A connected socket of the engine. Between the end of a child and the news of it `ready` still holds, but nobody
 * listens: then it is asked again, until the new child does.
 */
async function reach(socketPath: string, ready: () => Promise<void>): Promise<Socket> {
  for (const until = Date.now() + reachTimeoutMs; ;) {
    await ready()
    const socket = connect(socketPath)
    try {
      await once(socket, 'connect')
      return socket
    } catch (problem) {
      socket.destroy()
      if (Date.now() > until) throw problem
      await sleep(100)
    }
  }
}
