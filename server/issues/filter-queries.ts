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

/** Whether `issue i` is what was asked for; its compound is that of its building. */
export function isAsked(sql: postgres.ISql, city: CityRow, filter: IssueFilter, now: Date): Fragment {
  return sql`${isAskedInAnyYard(sql, city, filter, now)} ${isInKinds(sql, filter, sql`i.city`, sql`i.building_id`)}`
}

/**
 * Whether `issue i` of a building of atom `a` is what was asked for: all buildings of an atom have the compound kind of
 * its first one, so that no filter cuts through it.
 */
export function isAskedInAtom(sql: postgres.ISql, city: CityRow, filter: IssueFilter, now: Date): Fragment {
  const first = sql`(
    select min(own.building_id) from atom_building own
    where own.city = a.city and own.season_id = a.season_id and own.atom_id = a.id)`
  return sql`${isAskedInAnyYard(sql, city, filter, now)} ${isInKinds(sql, filter, sql`a.city`, first)}`
}

function isAskedInAnyYard(sql: postgres.ISql, city: CityRow, filter: IssueFilter, now: Date): Fragment {
  const symptoms = filter.symptoms.length > 0 ? sql`and i.symptom = any (${filter.symptoms}::text[])` : sql``
  const words = filter.status.map((word) => hasStatus(sql, word, now))
  const status = words.length > 0 ? sql`and (${words.reduce((all, word) => sql`${all} or ${word}`)})` : sql``
  const sources = filter.sources.length > 0 ? sql`and i.source = any (${filter.sources}::text[])` : sql``
  return sql`${isReported(sql, city, filter)} ${symptoms} ${status} ${sources}`
}

/** And whether a building lies in a compound of the kinds asked for. */
function isInKinds(
  sql: postgres.ISql,
  { compound_kinds }: IssueFilter,
  city: Fragment,
  building_id: Fragment,
): Fragment {
  if (compound_kinds.length === 0) return sql``
  return sql`and exists (
    select from building home
    join compound yard on yard.city = home.city and yard.id = home.compound_id
    where home.city = ${city} and home.id = ${building_id} and yard.kind = any (${compound_kinds}::text[]))`
}

function hasStatus(sql: postgres.ISql, word: StatusWord, now: Date): Fragment {
  if (word === 'open') return isOpen(sql)
  if (word === 'overdue') return isOverdue(sql, now)
  if (word === 'reopened') return sql`i.reopened > 0`
  return sql`i.status = ${word}`
}
