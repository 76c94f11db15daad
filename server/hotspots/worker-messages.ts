import type { Lens } from '../../data/hotspots/answers'
import type { Selection } from '../../data/hotspots/question'
import type { Lack } from '../../data/hotspots/untested'
import type { Area, Reach } from '../../data/hotspots/view'
import type { DatabaseAddress } from '../db/connect'
import type { Change } from '../feed/feed'
import type { ColumnsCity } from './queries'

/** A question to the columns of a city; the same question gets the same answer until the city changes. */
export interface Question {
  /**
   * `watch` answers what the hot list is made from beside 共用管段 (data/hotspots/watch/ground.ts), `compounds` what far
   * tiles of cases show (data/hotspots/counts/compound-counts.ts).
   */
  lens: 'summary' | 'watch' | 'compounds' | Lens
  selection: Selection
  /** A second period to compare with. */
  before: Selection | null
  bandwidth_m: number | null
  /** Only the findings of this round, against the homes that it visited. */
  round?: number
  /** The city's minute, for overdue. */
  now: number
  /** The city's date. */
  today: string
  /** What the answer shows; null: the whole city. */
  view: Area | null
  reader: Reach
}

/** What the worker is started with. */
export interface WorkerStart {
  address: DatabaseAddress
}

/**
 * From the server to the worker. `key` names the question and the state of the city that it is asked about, `exact` are
 * the exact p-values of this key, where they are there.
 */
export type ToWorker =
  | { kind: 'fill'; city: ColumnsCity; today: string }
  | { kind: 'changes'; changes: Change[] }
  | { kind: 'ask'; id: number; city: ColumnsCity; question: Question; key: string; exact: Float64Array | undefined }
  | { kind: 'stop' }

/** From the worker to the server. `progress` is 0…1; a city answers from `filled` on. */
export type FromWorker =
  | { kind: 'progress'; city: number; progress: number }
  | { kind: 'filled'; city: number; ms: number; cases: number }
  | { kind: 'answer'; id: number; bytes: Uint8Array<ArrayBuffer> }
  /** The exact p-values of a question, by found branch. */
  | { kind: 'exact'; city: number; key: string; p: Float64Array }
  /** The city lacks something without which there is no answer. */
  | { kind: 'untested'; id: number; lack: Lack }
  | { kind: 'failed'; id: number; message: string }
  | { kind: 'trouble'; message: string }
