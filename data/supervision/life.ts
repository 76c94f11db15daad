import type { Word } from '../model/vocabulary'

export type SupervisionStatus = Word<'supervision_status'>

/** What a person may do with a supervision that is there; asking is how one begins. */
export const supervisionSteps = ['order', 'withdraw', 'restore', 'close'] as const
export type SupervisionStep = (typeof supervisionSteps)[number]

/** As much of a supervision as its life depends on. */
export interface Life {
  status: SupervisionStatus
  /** A community asked for it. */
  was_asked: boolean
  /** Somebody ordered it, and has not taken the order back. */
  was_ordered: boolean
  /** Cases of the set that still need somebody. */
  open_cases: number
}

/**
 * The status after a step; null where the step cannot be taken. A step that has been taken already changes nothing, so
 * that a second click does no harm.
 *
 * asked → ordered → closed, which happens by itself when the set is warm, and by hand only when no case is open; an order
 * that is withdrawn leaves the ask behind, an ask that is withdrawn nothing. What was withdrawn can be restored.
 */
export function afterStep(life: Life, step: SupervisionStep): SupervisionStatus | null {
  return next[step](life)
}

export function isOpenSupervision(status: SupervisionStatus): boolean {
  return status === 'asked' || status === 'ordered'
}

const next: Record<SupervisionStep, (life: Life) => SupervisionStatus | null> = {
  order: ({ status }) => (isOpenSupervision(status) ? 'ordered' : null),
  withdraw: ({ status, was_asked }) => {
    if (status === 'closed') return null
    return status === 'ordered' && was_asked ? 'asked' : 'withdrawn'
  },
  restore: ({ status, was_ordered }) => {
    if (status !== 'withdrawn') return isOpenSupervision(status) ? status : null
    return was_ordered ? 'ordered' : 'asked'
  },
  close: ({ status, open_cases }) => {
    if (status === 'closed') return 'closed'
    return isOpenSupervision(status) && open_cases === 0 ? 'closed' : null
  },
}
