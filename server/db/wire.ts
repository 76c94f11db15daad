/**
 * The part of the PostgreSQL wire protocol (version 3) that stands between the clients of the embedded engine and the
 * engine: cutting byte streams into messages, collecting messages into units, keeping the statement names of
 * connections apart and leaving one ReadyForQuery in each answer. Pure functions and small state holders, no IO.
 * Source: PostgreSQL documentation, chapter "Frontend/Backend Protocol".
 */

const sslRequest = 80877103
const gssRequest = 80877104
const cancelRequest = 80877102
const longestStartup = 10_000

export type Startup = 'encryption' | 'cancel' | 'start' | 'malformed'

/** `query` and `sync` units are answered by ReadyForQuery, `flush` units are not. */
export interface Unit {
  ends: 'query' | 'sync' | 'flush'
  bytes: Buffer
}

/** What the engine said to one unit: the bytes to pass on, and the transaction status of its last ReadyForQuery. */
export interface Reply {
  bytes: Buffer
  status: 'I' | 'T' | 'E' | null
}

/** Cuts a client's byte stream into whole messages, however the transport splits it. */
export class MessageReader {
  #chunks: Buffer[] = []
  #length = 0
  #wanted = 4
  #started = false

  /** Say that the start-up phase is over: messages carry a type byte from now on. */
  started(): void {
    this.#started = true
    this.#wanted = 5
  }

  /** Take the next chunk of the stream. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
  }

  /** The next whole message, or null while it is incomplete. Throws RangeError on a length no client can mean. */
  next(): Buffer | null {
    if (this.#length < this.#wanted) return null
    // Joined only when enough has arrived: a message of 100 MB in 64 kB chunks is copied once, not 1,600 times.
    const bytes = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks)
    this.#chunks = [bytes]
    const header = this.#started ? 1 : 0
    const size = bytes.readInt32BE(header) + header
    if (size < header + 4 || (!this.#started && size > longestStartup)) throw new RangeError('message length')
    if (bytes.length < size) {
      this.#wanted = size
      return null
    }
    this.#chunks = bytes.length > size ? [bytes.subarray(size)] : []
    this.#length = bytes.length - size
    this.#wanted = header + 4
    return bytes.subarray(0, size)
  }
}

/** Collects messages into units: a Query or function call alone, or everything up to Sync or Flush. */
export class UnitCollector {
  #messages: Buffer[] = []

  /** Add a message; the finished unit, or null while one is being collected. */
  push(message: Buffer): Unit | null {
    this.#messages.push(message)
    const ends = unitEnd(String.fromCharCode(message[0] ?? 0))
    if (!ends) return null
    const bytes = this.#messages.length === 1 ? message : Buffer.concat(this.#messages)
    this.#messages = []
    return { ends, bytes }
  }
}

function unitEnd(type: string): Unit['ends'] | null {
  if (type === 'Q' || type === 'F') return 'query'
  if (type === 'S') return 'sync'
  return type === 'H' ? 'flush' : null
}

/**
 * Keeps the prepared statements of one connection apart from those of all others, since the engine has one session:
 * every statement name in Parse, Bind, Describe and Close gets the connection's prefix. Unnamed ones stay unnamed:
 * they live inside one unit sequence, during which the connection owns the engine.
 */
export class StatementNames {
  readonly #prefix: string
  readonly #open = new Set<string>()

  constructor(connectionId: number) {
    this.#prefix = `c${connectionId}.`
  }

  /** The message under the connection's own names. */
  rename(message: Buffer): Buffer {
    const type = String.fromCharCode(message[0] ?? 0)
    const at = this.#nameOffset(type, message)
    if (at < 0 || message[at] === 0) return message
    const name = this.#prefix + message.toString('utf8', at, message.indexOf(0, at))
    if (type === 'P') this.#open.add(name)
    if (type === 'C') this.#open.delete(name)
    return frame(type, message.subarray(5, at), Buffer.from(this.#prefix), message.subarray(at))
  }

  /** Close messages for all statements that are still open, for when the connection goes away. */
  closeAll(): Buffer {
    return Buffer.concat([...this.#open].map((name) => frame('C', Buffer.from(`S${name}\0`))))
  }

  #nameOffset(type: string, message: Buffer): number {
    if (type === 'P') return 5
    if (type === 'B') return message.indexOf(0, 5) + 1
    if ((type === 'D' || type === 'C') && message[5] === 'S'.charCodeAt(0)) return 6
    return -1
  }
}

/** What kind of start-up packet this is. */
export function readStartup(message: Buffer): Startup {
  if (message.length < 8) return 'malformed'
  const code = message.readInt32BE(4)
  if (code === sslRequest || code === gssRequest) return 'encryption'
  if (code === cancelRequest) return 'cancel'
  return code >> 16 === 3 ? 'start' : 'malformed'
}

/** The answer to a start-up packet: authenticated, the session's parameters, a key nobody needs, ready. */
export function welcome(parameters: Record<string, string>, connectionId: number): Buffer {
  const key = Buffer.alloc(8)
  key.writeInt32BE(connectionId, 0)
  return Buffer.concat([
    frame('R', Buffer.alloc(4)),
    ...Object.entries(parameters).map(([name, value]) => frame('S', Buffer.from(`${name}\0${value}\0`))),
    frame('K', key),
    ready('I'),
  ])
}

/**
 * Leave one ReadyForQuery in the answer to a unit (the engine sends two after an error in extended protocol, and one
 * after an error in a transaction even where the client has asked for none), and drop notifications, which belong to
 * whoever listened and not to the connection that happens to own the engine.
 */
export function readReply(chunks: Buffer[], ends: Unit['ends']): Reply {
  const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
  const kept: Buffer[] = []
  let status: Reply['status'] = null
  let keptFrom = 0
  for (let at = 0; at + 5 <= all.length;) {
    const type = String.fromCharCode(all[at] ?? 0)
    const end = at + 1 + all.readInt32BE(at + 1)
    if (type === 'Z') status = readStatus(all[at + 5])
    if (type === 'Z' || type === 'A') {
      kept.push(all.subarray(keptFrom, at))
      keptFrom = end
    }
    at = end
  }
  kept.push(all.subarray(keptFrom))
  if (ends !== 'flush') kept.push(ready(status ?? 'I'))
  return { bytes: Buffer.concat(kept), status }
}

function readStatus(byte: number | undefined): 'I' | 'T' | 'E' {
  const status = String.fromCharCode(byte ?? 0)
  return status === 'T' || status === 'E' ? status : 'I'
}

const copyIn = /^\s*copy\b.*\bfrom\s+stdin\b/is
const refusal = `do $$ begin raise exception using errcode = '0A000', message = 'engine.copy_in'; end $$`

/** `copy … from stdin` would end the engine's process: a Query or Parse that asks for it becomes one that fails. */
export function refuseCopyIn(message: Buffer): Buffer {
  const type = String.fromCharCode(message[0] ?? 0)
  if (type !== 'Q' && type !== 'P') return message
  const textAt = type === 'Q' ? 5 : message.indexOf(0, 5) + 1
  // Whoever copies says so at the beginning; a 200 kB statement need not become a string for that.
  if (!copyIn.test(message.toString('latin1', textAt, textAt + 2000))) return message
  if (type === 'Q') return query(refusal)
  return frame('P', message.subarray(5, textAt), Buffer.from(`${refusal}\0`), Buffer.alloc(2))
}

/** A simple Query message. */
export function query(text: string): Buffer {
  return frame('Q', Buffer.from(`${text}\0`))
}

/** A Sync message. */
export function sync(): Buffer {
  return frame('S')
}

/** An ErrorResponse that ends the connection; `code` is an SQLSTATE. */
export function fatal(code: string, message: string): Buffer {
  return frame('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`))
}

/** A ReadyForQuery message. */
export function ready(status: 'I' | 'T' | 'E'): Buffer {
  return frame('Z', Buffer.from(status))
}

/** One message: type, length, body. */
export function frame(type: string, ...parts: Buffer[]): Buffer {
  const body = parts.reduce((sum, part) => sum + part.length, 0)
  const header = Buffer.alloc(5)
  header.write(type, 0, 'latin1')
  header.writeInt32BE(body + 4, 1)
  return Buffer.concat([header, ...parts])
}
