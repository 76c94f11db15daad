import type { Database } from '../db/connect'
import { originPosition, formatPosition, isAfter, later, parsePosition, type Position } from './position'
import { isResumable, purgeChanges, readChangesAfter, readNewestChanges, type ChangeRow } from './queries'

/** Something of this kind changed in this city; `id` null: many of them. */
export interface Change {
  /** `xid.seq`, the id of the server-sent event. */
  position: string
  city: number
  kind: string
  id: number | null
}

export interface Subscriber {
  /** In order, none missing, none twice. */
  changes: (changes: Change[]) => void
  /** The position to go on from is too old or unknown: forget everything that was cached. */
  reset: () => void
}

export interface Feed {
  /** Position of the newest change this node has seen, `0.0` before the first. */
  position: () => string
  /**
   * Position of the newest change of these kinds in a city: an ETag, if it is taken *before* the answer is queried.
   * (Taken after, it could name a change that the answer does not show yet.)
   */
  latest: (city: number, kinds: readonly string[]) => string
  /** Every change from now on, or after `lastEventId` where that is less than 23 hours old. Returns the way out. */
  subscribe: (subscriber: Subscriber, lastEventId?: string) => () => void
  start: () => Promise<void>
  stop: () => Promise<void>
}

export interface FeedOptions {
  /** A look at the database failed; the feed tries again a second later. */
  onError?: (error: unknown) => void
}

interface Reader {
  subscriber: Subscriber
  /** Changes that came while older ones were still being read for this reader; null once it has caught up. */
  held: Change[] | null
}

const pollMs = 1000
const blockRows = 5000
/** A reader further behind than this is better off with a reset. */
const longestCatchUp = 50_000
const purgeEveryMs = 3_600_000
const channel = 'change'

/**
 * The change feed of one API node: asks the database that its queries read once a second what has changed, and tells
 * its subscribers. On PostGIS a notification shortens the wait; correctness never depends on it.
 */
export function createFeed(database: Database, options: FeedOptions = {}): Feed {
  return new PollingFeed(database, options.onError ?? (() => {}))
}

class PollingFeed implements Feed {
  readonly #database: Database
  readonly #onError: (error: unknown) => void
  readonly #newest = new Map<string, Position>()
  readonly #readers = new Set<Reader>()
  #position = originPosition
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> | null = null
  #again = false
  #stopped = false
  #nextPurge = 0
  #unlisten: (() => Promise<void>) | null = null

  constructor(database: Database, onError: (error: unknown) => void) {
    this.#database = database
    this.#onError = onError
  }

  position(): string {
    return formatPosition(this.#position)
  }

  latest(city: number, kinds: readonly string[]): string {
    const positions = kinds.map((kind) => this.#newest.get(keyOf(city, kind)) ?? originPosition)
    return formatPosition(positions.reduce(later, originPosition))
  }

  subscribe(subscriber: Subscriber, lastEventId?: string): () => void {
    const reader: Reader = { subscriber, held: null }
    this.#readers.add(reader)
    if (lastEventId !== undefined && lastEventId !== this.position()) {
      reader.held = []
      void this.#catchUp(reader, lastEventId, this.#position)
    }
    return () => void this.#readers.delete(reader)
  }

  async start(): Promise<void> {
    // Left-overs of a restore would pose as the newest changes.
    await purgeChanges(this.#database.sql)
    this.#nextPurge = Date.now() + purgeEveryMs
    for (const row of await readNewestChanges(this.#database.read)) this.#remember(row)
    if (this.#database.engine === 'postgis') {
      const { unlisten } = await this.#database.sql.listen(channel, () => void this.#wake())
      this.#unlisten = unlisten
    }
    this.#schedule()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#readers.clear()
    await this.#looking
    await this.#unlisten?.()
  }

  #schedule() {
    if (this.#stopped) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#wake(), pollMs)
  }

  /** Look now. A wake-up during a look makes for another one right after, since that look may have been too early. */
  async #wake(): Promise<void> {
    if (this.#stopped) return
    this.#again = true
    this.#looking ??= this.#lookWhileWoken().finally(() => {
      this.#looking = null
      this.#schedule()
    })
    await this.#looking
  }

  async #lookWhileWoken(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false
        await this.#look()
      }
      if (Date.now() > this.#nextPurge) {
        this.#nextPurge = Date.now() + purgeEveryMs
        await purgeChanges(this.#database.sql)
      }
    } catch (error) {
      if (!this.#stopped) this.#onError(error)
    }
  }

  async #look(): Promise<void> {
    for (;;) {
      const rows = await readChangesAfter(this.#database.read, asParameters(this.#position), blockRows)
      for (const row of rows) this.#remember(row)
      if (rows.length > 0) this.#deliver(rows.map(asChange))
      if (rows.length < blockRows) return
    }
  }

  #remember(row: ChangeRow) {
    const position = positionOf(row)
    this.#newest.set(keyOf(row.city, row.kind), position)
    this.#position = later(this.#position, position)
  }

  #deliver(changes: Change[]) {
    for (const { held, subscriber } of this.#readers) {
      if (held) held.push(...changes)
      else subscriber.changes(changes)
    }
  }

  async #catchUp(reader: Reader, lastEventId: string, until: Position): Promise<void> {
    const missed = await this.#readMissed(lastEventId, until).catch((error: unknown) => {
      this.#onError(error)
      return null
    })
    if (!this.#readers.has(reader)) return
    const held = reader.held ?? []
    reader.held = null
    if (!missed) reader.subscriber.reset()
    const changes = [...(missed ?? []), ...held]
    if (changes.length > 0) reader.subscriber.changes(changes)
  }

  /** The changes after an event up to a position, or null where they are no longer all there. */
  async #readMissed(lastEventId: string, until: Position): Promise<Change[] | null> {
    let position = parsePosition(lastEventId)
    if (!position || isAfter(position, until)) return null
    if (!(await isResumable(this.#database.read, asParameters(position)))) return null
    const missed: Change[] = []
    while (missed.length < longestCatchUp) {
      const rows = await readChangesAfter(this.#database.read, asParameters(position), blockRows)
      const wanted = rows.filter((row) => !isAfter(positionOf(row), until))
      missed.push(...wanted.map(asChange))
      const last = wanted.at(-1)
      if (!last || wanted.length < blockRows) return missed
      position = positionOf(last)
    }
    return null
  }
}

function keyOf(city: number, kind: string): string {
  return `${city} ${kind}`
}

function positionOf({ xid, seq }: ChangeRow): Position {
  return { xid: BigInt(xid), seq }
}

function asChange({ xid, seq, city, kind, id }: ChangeRow): Change {
  return { position: `${xid}.${seq}`, city, kind, id }
}

function asParameters({ xid, seq }: Position) {
  return { xid: String(xid), seq }
}
