import { Worker } from 'node:worker_threads'
import type { BranchJob } from '../../data/hotspots/branches/branches'
import { findProgram } from '../db/program'

export interface ScanOrder {
  key: string
  job: BranchJob
  replicates: number
  seed: number
}

/** p of each found branch, in the order of the job. */
export interface ScanDone {
  key: string
  p: Float64Array
}

/** Random draws of the exact test, and where they start: the same everywhere, so that nodes agree. */
export const exactTest = { replicates: 999, seed: 20_031_101 } as const

const mostKept = 200

/** Exact p-values by question, computed one after the other in a thread of their own. */
export class ExactScans {
  readonly #done = new Map<string, Float64Array>()
  readonly #ordered = new Set<string>()
  readonly #onDone: (key: string) => void
  #worker: Worker | null = null

  constructor(onDone: (key: string) => void) {
    this.#onDone = onDone
  }

  get(key: string): Float64Array | undefined {
    return this.#done.get(key)
  }

  order(key: string, job: BranchJob): void {
    if (this.#done.has(key) || this.#ordered.has(key)) return
    this.#ordered.add(key)
    this.#worker ??= this.#start()
    this.#worker.postMessage({ key, job, ...exactTest } satisfies ScanOrder)
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(findProgram('scan-worker'))
    worker.on('message', ({ key, p }: ScanDone) => {
      this.#ordered.delete(key)
      this.#done.set(key, p)
      for (const oldest of this.#done.keys()) if (this.#done.size > mostKept) this.#done.delete(oldest)
      this.#onDone(key)
    })
    // What was under way is ordered again by the next question.
    worker.once('exit', () => {
      this.#ordered.clear()
      this.#worker = null
    })
    worker.on('error', () => {})
    return worker
  }
}
