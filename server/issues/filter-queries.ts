import type postgres from 'postgres'
import type { CityRow } from '../cities/queries'
import type { IssueFilter, StatusWord } from './filter'

type Fragment = postgres.PendingQuery<postgres.Row[]>

/** Whether `issue i` still needs somebody (`endedStatuses`), spelt out so that the index `issue_open` serves it. */
export function isOpen(sql: postgres.ISql): Fragment {
  return sql`i.status not in ('closed', 'declined', 'merged')`
}

/** Whether `issue i` is open beyond its deadline at the city's instant `now`. */
export function isOverdue(sql: postgres.ISql, now: Date): Fragment {
  return sql`(${isOpen(sql)} and coalesce(i.due_at < ${now}, false))`
}

/** Whether `issue i` was reported in the period; dates are the city's, both inclusive. */
export function isReported(
  sql: postgres.ISql,
  city: CityRow,
  { from, to }: Pick<IssueFilter, 'from' | 'to'>,
): Fragment {
  const start =
    from === undefined ? sql`` : sql`and i.reported_at >= ${from}::date::timestamp at time zone ${city.time_zone}`
  const end =
    to === undefined ? sql`` : sql`and i.reported_at < (${to}::date + 1)::timestamp at time zone ${city.time_zone}`
  return sql`(true ${start} ${end})`
}

/** Whether `issue i` is what was asked for. */
export function isAsked(sql: postgres.ISql, city: CityRow, filter: IssueFilter, now: Date): Fragment {
  const symptoms = filter.symptoms.length > 0 ? sql`and i.symptom = any (${filter.symptoms}::text[])` : sql``
  const words = filter.status.map((word) => hasStatus(sql, word, now))
  const status = words.length > 0 ? sql`and (${words.reduce((all, word) => sql`${all} or ${word}`)})` : sql``
  return sql`${isReported(sql, city, filter)} ${symptoms} ${status}`
}

function hasStatus(sql: postgres.ISql, word: StatusWord, now: Date): Fragment {
  if (word === 'open') return isOpen(sql)
  if (word === 'overdue') return isOverdue(sql, now)
  if (word === 'reopened') return sql`i.reopened > 0`
  return sql`i.status = ${word}`
}
