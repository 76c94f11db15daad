import type { Status, Symptom, Word } from '../../../model/vocabulary'
import type { Minute } from '../clock'
import type { Cause, Party } from './causes'

type Actor = Word<'event_actor'>

export interface Step {
  at: Minute
  status: Status
  actor: Actor
  note: string | null
  /** How a closing step ends the case, and the reading that proves it. */
  closing: Word<'closing'> | null
  reading_c: number | null
}

/** What is known of a case when it is reported, and what will turn out. */
export interface Intake {
  reported: Minute
  symptom: Symptom
  source: Word<'source'>
  cause: Cause
  party: Party
  /** Usual room temperature of the home once its heating works. */
  room_c: number
  /** How much longer than usual the repair takes. */
  slowness: number
  /** Joins an earlier case. */
  joined: boolean
}

/** A whole life, whatever the clock says; the ledger cuts it at today. */
export interface Life {
  readonly steps: readonly Step[]
  /** Reading on site before the repair, null where nobody measured. */
  readonly cold_c: number | null
}

/** A life while it is being told: every step lies after the one before. */
export class Story implements Life {
  readonly steps: Step[] = []
  cold_c: number | null = null
  /** Waits for a project that outlasts the case. */
  isProject = false

  constructor(
    public at: Minute,
    reporter: Actor,
  ) {
    this.steps.push({ at, status: 'reported', actor: reporter, note: null, closing: null, reading_c: null })
  }

  add(status: Status, actor: Actor, delay: number, note: string | null = null): void {
    this.at += Math.max(1, Math.round(delay))
    this.steps.push({ at: this.at, status, actor, note, closing: null, reading_c: null })
  }

  close(closing: Word<'closing'>, by: { actor: Actor; note: string; reading_c: number | null }, delay: number): void {
    this.at += Math.max(1, Math.round(delay))
    this.steps.push({ at: this.at, status: 'closed', closing, ...by })
  }
}
