import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { Lack } from '../../data/hotspots/untested'
import { ByteCache } from '../byte-cache'
import type { CityRow } from '../cities/queries'
import type { Database } from '../db/connect'
import { findProgram } from '../db/program'
import { error, internal } from '../errors'
import type { Feed } from '../feed/feed'
import { columnKinds, roundKinds } from './kinds'
import type { ColumnsCity } from './queries'
import { restartDelay } from './restart-delay'
import type { FromWorker, Question, ToWorker, WorkerStart } from './worker-messages'

/** Not known yet; asked again a little later, it will be. */
export const filling = error('hotspots.filling', 503)

/** Not asked of a city that lacks what every answer rests on: untested is not "nothing found". */
const untested: Record<Lack, ReturnType<typeof error>> = {
  no_seasons: error('hotspots.no_seasons', 409),
  no_homes: error('hotspots.no_homes', 409),
  few_homes: error('hotspots.few_homes', 409),
  no_inlets: error('hotspots.no_inlets', 409),
}

/** The case columns of this node's cities, in a worker thread (docs/decisions/0006). */
export interface Columns {
  /** Everything that an answer depends on: the question, the feed's position, and whether exact p-values are there. */
  key: (city: CityRow, question: Question) => string
  /**
   * The answer as JSON, with everything in it that the feed had told when it was asked.
   * Throws `hotspots.filling` with progress and seconds to wait until the columns of the city are there, and
   * `hotspots.no_seasons`, `no_homes`, `few_homes` or `no_inlets` where the city lacks what the answer rests on.
   */
  ask: (city: CityRow, question: Question) => Promise<Uint8Array<ArrayBuffer>>
  /** Fills the columns of a city ahead of its first question. */
  warmUp: (city: CityRow, today: string) => void
  /** Calls whenever the exact p-values of a question about this city are there. Returns the way out. */
  onExact: (city: number, listener: () => void) => () => void
  stop: () => Promise<void>
}

export interface ColumnsOptions {
  db: Database
  feed: Feed
  log: Logger
}

interface Asked {
  city: number
  resolve: (bytes: Uint8Array<ArrayBuffer>) => void
  reject: (problem: unknown) => void
}

const capacity_bytes = 64 * 1024 * 1024
const retryAfter_s = 2
const longestAnswerMs = 30_000
const graceMs = 2000
const mostExact = 1000

/** Nothing is started before the first question or `warmUp`. */
export function createColumns(options: ColumnsOptions): Columns {
  return new WorkerColumns(options)
}

class WorkerColumns implements Columns {
  readonly #options: ColumnsOptions
  readonly #cache = new ByteCache<Uint8Array<ArrayBuffer>>(capacity_bytes)
  readonly #flights = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()
  /** How far each city is filled, 0…1; 1 from when it answers. */
  readonly #cities = new Map<number, { city: ColumnsCity; today: string; progress: number; isFilled: boolean }>()
  readonly #asked = new Map<number, Asked>()
  /** Exact p-values of questions, as the worker told them. */
  readonly #exact = new Map<string, Float64Array>()
  readonly #listeners = new Set<{ city: number; listener: () => void }>()
  #worker: Worker | null = null
  #leaveFeed: (() => void) | null = null
  #lastId = 0
  /** Threads that ended by themselves: in all, and since a city was last filled. */
  #ended = 0
  #deaths = 0
  #restart: NodeJS.Timeout | null = null
  #isStopped = false

  constructor(options: ColumnsOptions) {
    this.#options = options
  }

  key(city: CityRow, question: Question): string {
    const key = this.#keyOf(city, question)
    if (this.#exact.has(key)) return `${key} exact`
    // Exact p-values that a thread owed ended with it: its answer is asked again.
    return question.lens === 'branches' ? `${key} ${this.#ended}` : key
  }

  onExact(city: number, listener: () => void): () => void {
    const entry = { city, listener }
    this.#listeners.add(entry)
    return () => void this.#listeners.delete(entry)
  }

  warmUp(city: CityRow, today: string): void {
    if (this.#isStopped || this.#cities.has(city.id)) return
    this.#cities.set(city.id, { city: columnsCity(city), today, progress: 0, isFilled: false })
    if (!this.#restart) this.#tell({ kind: 'fill', city: columnsCity(city), today })
  }

  async ask(city: CityRow, question: Question): Promise<Uint8Array<ArrayBuffer>> {
    const key = this.key(city, question)
    const kept = this.#cache.get(key)
    if (kept) return kept
    this.warmUp(city, question.today)
    if (this.#isStopped || !this.#cities.get(city.id)?.isFilled) throw this.#filling(city.id)
    let flight = this.#flights.get(key)
    if (!flight) {
      flight = this.#askWorker(city, question).finally(() => this.#flights.delete(key))
      this.#flights.set(key, flight)
    }
    const bytes = await flight
    this.#cache.set(key, bytes)
    return bytes
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#leaveFeed?.()
    if (this.#restart) clearTimeout(this.#restart)
    const worker = this.#worker
    if (!worker) return
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    this.#tell({ kind: 'stop' })
    const late = setTimeout(() => void worker.terminate(), graceMs)
    await ended
    clearTimeout(late)
  }

  #keyOf(city: CityRow, question: Question): string {
    const kinds = question.round === undefined ? columnKinds : [...columnKinds, ...roundKinds]
    const position = this.#options.feed.latest(city.id, kinds)
    return `${position} ${JSON.stringify(columnsCity(city))} ${JSON.stringify(question)}`
  }

  #filling(city: number) {
    const progress = Number((this.#cities.get(city)?.progress ?? 0).toFixed(3))
    return filling({ retry_after_s: retryAfter_s, progress })
  }

  #askWorker(city: CityRow, question: Question): Promise<Uint8Array<ArrayBuffer>> {
    const id = ++this.#lastId
    const late = setTimeout(() => this.#settle(id)?.reject(this.#filling(city.id)), longestAnswerMs)
    return new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
      this.#asked.set(id, { city: city.id, resolve, reject })
      const key = this.#keyOf(city, question)
      this.#tell({ kind: 'ask', id, city: columnsCity(city), question, key, exact: this.#exact.get(key) })
    }).finally(() => clearTimeout(late))
  }

  #settle(id: number): Asked | undefined {
    const asked = this.#asked.get(id)
    this.#asked.delete(id)
    return asked
  }

  #tell(message: ToWorker): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage(message)
  }

  #start(): Worker {
    const start: WorkerStart = { address: this.#options.db.address }
    const worker = new Worker(findProgram('columns-worker'), { workerData: start })
    worker.unref()
    worker.on('message', (message: FromWorker) => this.#hear(message))
    worker.on('error', (err) => this.#options.log.error({ err }, 'case columns'))
    worker.once('exit', () => this.#exited())
    this.#leaveFeed = this.#options.feed.subscribe({
      changes: (changes) => worker.postMessage({ kind: 'changes', changes } satisfies ToWorker),
      reset: () => {},
    })
    return worker
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'answer') return this.#settle(message.id)?.resolve(message.bytes)
    if (message.kind === 'failed') {
      this.#options.log.error({ problem: message.message }, 'case columns')
      return this.#settle(message.id)?.reject(internal())
    }
    if (message.kind === 'untested') return this.#settle(message.id)?.reject(untested[message.lack]())
    if (message.kind === 'exact') return this.#tellExact(message)
    if (message.kind === 'trouble') return this.#options.log.warn({ problem: message.message }, 'case columns')
    this.#progressed(message)
  }

  #progressed(message: Extract<FromWorker, { kind: 'progress' | 'filled' }>): void {
    const state = this.#cities.get(message.city)
    if (message.kind === 'progress' && state) Object.assign(state, { progress: message.progress, isFilled: false })
    else if (message.kind === 'filled' && state) {
      state.isFilled = true
      this.#deaths = 0
      const { city, ms, cases } = message
      this.#options.log.info({ city, ms, cases }, 'case columns filled')
    }
  }

  #tellExact({ city, key, p }: Extract<FromWorker, { kind: 'exact' }>): void {
    this.#exact.set(key, p)
    for (const oldest of this.#exact.keys()) if (this.#exact.size > mostExact) this.#exact.delete(oldest)
    for (const entry of this.#listeners) if (entry.city === city) entry.listener()
  }

  /** A thread that ended by itself is replaced, and the cities that it held are filled again. */
  #exited(): void {
    this.#leaveFeed?.()
    this.#worker = null
    this.#ended++
    for (const [id, { city, reject }] of this.#asked) {
      this.#asked.delete(id)
      reject(this.#filling(city))
    }
    if (this.#isStopped) return
    for (const state of this.#cities.values()) Object.assign(state, { progress: 0, isFilled: false })
    this.#restart = setTimeout(() => this.#fillAgain(), restartDelay(++this.#deaths)).unref()
  }

  #fillAgain(): void {
    this.#restart = null
    for (const { city, today } of this.#cities.values()) this.#tell({ kind: 'fill', city, today })
  }
}

function columnsCity({ id, code, time_zone, srid, sharing_threshold }: CityRow): ColumnsCity {
  return { id, code, time_zone, srid, sharing_threshold }
}
