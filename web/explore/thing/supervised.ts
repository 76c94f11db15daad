import { openStatuses } from '../../../data/model/vocabulary'
import type { CityAnswer, SupervisionAsk, ThingAnswer } from '../../api'
import type { Thing } from '../../map/state'
import { addDays } from '../../period'

const subjects = { issues: 'case', buildings: 'building', compounds: 'compound' } as const

/** The most that one supervision takes in. */
const oldest_days = 365

/**
 * What 督办 of a thing is about, whatever is still open there however old, as its card counts it; null where there is
 * nothing to supervise.
 */
export function supervisedThing(city: CityAnswer, thing: Thing, { properties }: ThingAnswer): SupervisionAsk | null {
  if (!isSubject(thing.kind)) return null
  const isOpen =
    thing.kind === 'issues'
      ? openStatuses.some((status) => status === properties.status)
      : Number(properties.open_issues) > 0
  if (!isOpen) return null
  const subject = { kind: subjects[thing.kind], key: String(thing.id) }
  return { subject, from: addDays(city.today, -oldest_days), to: city.today }
}

function isSubject(kind: Thing['kind']): kind is keyof typeof subjects {
  return kind in subjects
}
