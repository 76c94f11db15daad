import { Worker } from 'node:worker_threads'
import type { NullDraw } from '../../data/statistics/null-table'
import { findProgram } from '../db/program'
import { restartDelay } from './restart-delay'

/** Random draws of the exact test, and where they start: the same everywhere, so that nodes agree. */
export const exactTest = { replicates: 999, seed: 20_031_101 } as const

/** A draw under which the thread ended so often is given up. */
const mostTries = 3

/** What somebody asked for comes before what is drawn ahead. */
type Urgency = 'asked' | 'ahead'

interface Waiting {
  draw: NullDraw
  urgency: Urgency
  tries: number
  resolve: (maxima: Float64Array) => void
  reject: (problem: unknown) => void
}

/**
 * Draws one after the other in a thread of their own, which is started by the first and replaced when it ends by itself;
 * the draw that it was at is begun again.
 */
export class NullDraws {
  readonly #waiting: Waiting[] = []
  #current: Waiting | null = null
  #worker: Worker | null = null
  #problem: unknown = null
  #deaths = 0
  #restart: NodeJS.Timeout | null = null
  #isStopped = false

  /** Rejects where the thread ended under this draw again and again; never settles after `stop`. */
  draw(draw: NullDraw, urgency: Urgency): Promise<Float64Array> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ draw, urgency, tries: 0, resolve, reject })
      this.#next()
    })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    if (this.#restart) clearTimeout(this.#restart)
    await this.#worker?.terminate()
  }

  #next(): void {
    if (this.#current || this.#restart || this.#isStopped) return
    const asked = this.#waiting.findIndex(({ urgency }) => urgency === 'asked')
    const [next] = this.#waiting.splice(Math.max(0, asked), 1)
    if (!next) return
    this.#current = next
    this.#worker ??= this.#start()
    this.#worker.postMessage(next.draw)
  }

  #start(): Worker {
    const worker = new Worker(findProgram('scan-worker'))
    worker.on('message', (maxima: Float64Array) => {
      const drawn = this.#current
      this.#current = null
      this.#deaths = 0
      drawn?.resolve(maxima)
      this.#next()
    })
    worker.on('error', (problem) => (this.#problem = problem))
    worker.once('exit', () => this.#exited())
    return worker
  }

  #exited(): void {
    this.#worker = null
    if (this.#isStopped) return
    const lost = this.#current
    this.#current = null
    if (lost && ++lost.tries === mostTries) lost.reject(new Error('draws ended early', { cause: this.#problem }))
    else if (lost) this.#waiting.unshift(lost)
    this.#restart = setTimeout(() => {
      this.#restart = null
      this.#next()
    }, restartDelay(++this.#deaths))
  }
}
