import type { Status } from '../../../model/vocabulary'
import { dayOf, minutesPerDay, minutesPerHour, yearOf, type Minute } from '../clock'
import type { Life, Step } from './story'

/** What of a life has happened by an instant. */
export interface Progress {
  steps: readonly Step[]
  status: Status
  accepted: Minute | null
  answered: Minute | null
  /** Set while the case is closed. */
  closed: Step | null
  returned: number
  reopened: number
  /** Minutes on hold, which stop the clock of the deadline. */
  held: number
  /** End of the summer in which a deferred case is worked off. */
  deferredTo: Minute | null
}

const longestHold = 72 * minutesPerHour

export function progressAt(life: Life, now: Minute): Progress {
  const steps = life.steps.filter((step) => step.at <= now)
  const last = steps.at(-1)
  const progress: Progress = {
    steps,
    status: last?.status ?? 'reported',
    accepted: null,
    answered: null,
    closed: last?.status === 'closed' ? last : null,
    returned: 0,
    reopened: 0,
    held: 0,
    deferredTo: null,
  }
  steps.forEach((step, i) => count(progress, step, steps[i + 1]?.at ?? now))
  return progress
}

function count(progress: Progress, step: Step, until: Minute): void {
  switch (step.status) {
    case 'accepted':
      progress.accepted = step.at
      break
    case 'answered':
      progress.answered = step.at
      break
    case 'returned':
      progress.returned++
      break
    case 'reopened':
      progress.reopened++
      break
    case 'suspended':
      progress.held += Math.min(until - step.at, longestHold)
      break
    case 'deferred':
      progress.deferredTo = endOfSummer(step.at)
  }
}

/** 30 September after a day of the season. */
function endOfSummer(at: Minute): Minute {
  const year = yearOf(Math.floor(at / minutesPerDay) + 92)
  return dayOf(`${year}-09-30`) * minutesPerDay + 18 * minutesPerHour
}
