import { createServer, type Server, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  fatal,
  MessageReader,
  query,
  readReply,
  readStartup,
  refuseCopyIn,
  StatementNames,
  sync,
  UnitCollector,
  welcome,
  type Unit,
} from './wire'

/** Runs one unit of protocol messages to its end and returns what the engine answered. */
export type Execute = (unit: Buffer) => Promise<Buffer[]>

export interface EngineServerOptions {
  execute: Execute
  /** Sent to every client at start-up (server_version, TimeZone, …). */
  parameters: Record<string, string>
  /** A connection that holds the engine inside a transaction, sends nothing and keeps others waiting is cut off. */
  idleOwnerLimitMs: number
  /** The engine itself broke: nothing can be answered any more. */
  onFailure: (error: unknown) => void
}

interface Connection {
  socket: Socket
  names: StatementNames
  units: Unit[]
  closed: boolean
  lastActive: number
}

/**
 * A PostgreSQL server in front of an engine that has one session. The engine belongs to one connection from its first
 * unit until ReadyForQuery says idle; the others wait in the order of their arrival. A connection that goes away is
 * rolled back and its prepared statements are closed before the next one is served.
 */
export function createEngineServer(options: EngineServerOptions): Server {
  const turns = new Turns(options)
  const idleCheck = setInterval(() => turns.dropIdleOwner(), Math.min(1000, options.idleOwnerLimitMs / 2))
  let connections = 0
  const server = createServer((socket) => serve(socket, ++connections, turns, options.parameters))
  server.on('close', () => clearInterval(idleCheck))
  return server
}

function serve(socket: Socket, id: number, turns: Turns, parameters: Record<string, string>) {
  const connection: Connection = {
    socket,
    names: new StatementNames(id),
    units: [],
    closed: false,
    lastActive: Date.now(),
  }
  const reader = new MessageReader()
  const collector = new UnitCollector()
  let started = false

  const startUp = (message: Buffer) => {
    const kind = readStartup(message)
    if (kind === 'encryption') return void socket.write('N')
    if (kind !== 'start') return void socket.destroy()
    started = true
    reader.started()
    socket.write(welcome(parameters, id))
  }
  const receive = (message: Buffer) => {
    const type = String.fromCharCode(message[0] ?? 0)
    if (type === 'X') return void socket.end()
    // Left over from a COPY that was refused: a server that is not copying ignores them.
    if (type === 'd' || type === 'c' || type === 'f') return
    const unit = collector.push(connection.names.rename(refuseCopyIn(message)))
    if (unit) turns.add(connection, unit)
  }

  socket.on('data', (chunk) => {
    reader.push(chunk)
    try {
      for (let message = reader.next(); message && !socket.destroyed; message = reader.next()) {
        if (started) receive(message)
        else startUp(message)
      }
    } catch {
      socket.destroy()
    }
  })
  // 'close' always follows, and does what there is to do.
  socket.on('error', () => {})
  socket.on('close', () => turns.leave(connection))
}

/** Who may use the engine, and who is next. */
class Turns {
  readonly #options: EngineServerOptions
  #owner: Connection | null = null
  #waiting: Connection[] = []
  #running = false

  constructor(options: EngineServerOptions) {
    this.#options = options
  }

  add(connection: Connection, unit: Unit) {
    if (connection.closed) return
    connection.lastActive = Date.now()
    connection.units.push(unit)
    if (connection !== this.#owner && !this.#waiting.includes(connection)) this.#waiting.push(connection)
    void this.#run()
  }

  leave(connection: Connection) {
    if (connection.closed) return
    connection.closed = true
    const owns = connection === this.#owner
    const closeStatements = connection.names.closeAll()
    const parts = [...(owns ? [sync(), query('rollback')] : []), closeStatements, sync()]
    connection.units = owns || closeStatements.length > 0 ? [{ ends: 'sync', bytes: Buffer.concat(parts) }] : []
    const waits = this.#waiting.includes(connection)
    if (connection.units.length === 0) this.#waiting = this.#waiting.filter((other) => other !== connection)
    else if (!owns && !waits) this.#waiting.push(connection)
    void this.#run()
  }

  dropIdleOwner() {
    const owner = this.#owner
    if (!owner || this.#running || owner.units.length > 0 || this.#waiting.length === 0) return
    if (Date.now() - owner.lastActive < this.#options.idleOwnerLimitMs) return
    owner.socket.end(fatal('25P03', 'engine.idle_in_transaction'), () => owner.socket.destroy())
  }

  async #run() {
    if (this.#running) return
    this.#running = true
    try {
      for (let next = this.#next(); next; next = this.#next()) {
        await this.#serve(next.connection, next.unit)
        // The engine runs in this thread: sockets are read and written only between units.
        await nextTurn()
      }
    } catch (error) {
      this.#options.onFailure(error)
    } finally {
      this.#running = false
    }
  }

  #next(): { connection: Connection; unit: Unit } | null {
    this.#owner ??= this.#waiting.shift() ?? null
    const unit = this.#owner?.units.shift()
    return this.#owner && unit ? { connection: this.#owner, unit } : null
  }

  async #serve(connection: Connection, unit: Unit) {
    const left = connection.closed
    const reply = readReply(await this.#options.execute(unit.bytes), unit.ends)
    connection.lastActive = Date.now()
    if (!connection.closed) connection.socket.write(reply.bytes)
    // A connection that left during its unit still owns the engine: its clean-up unit is queued and comes next.
    const idle = left || (unit.ends !== 'flush' && reply.status !== 'T' && reply.status !== 'E')
    if (!idle) return
    this.#owner = null
    if (connection.units.length > 0) this.#waiting.push(connection)
  }
}
