import type postgres from 'postgres'
import { unmetOutcomes } from '../../data/model/rounds'
import type { Status, Symptom, Word } from '../../data/model/vocabulary'
import { readableBuildings, readableIssues, type Access } from '../auth/access'
import type { CityRow } from '../cities/queries'
import { isOpen, isOverdue } from '../issues/filter-queries'
import { rankOver } from '../supervisions/queries'
import type { WeatherDay } from './weather'

type Fragment = postgres.PendingQuery<postgres.Row[]>

/** Who asks in which city, and the city's date and instant. */
export interface MorningRequest {
  access: Access
  city: CityRow
  today: string
  now: Date
}

/** One case as a line: where it is, how it stands, who holds it. */
export interface CaseLine {
  id: number
  code: string
  symptom: Symptom
  status: Status
  cause: string | null
  reported_at: string
  due_at: string | null
  answered_at: string | null
  priority: boolean
  reports: number
  reopened: number
  supervision: string | null
  overdue: boolean
  /** What the resident said, and stairwell and flat (`2-302`); null for those who may not read personal fields. */
  summary: string | null
  flat: string | null
  compound: string | null
  building: string | null
  station: Holder | null
  grid: Holder | null
  held_by: 'station' | 'grid' | null
}

/** Whoever is to be called about a case. */
export interface Holder {
  id: number
  name: string
  phone: string | null
}

/** The first lines of a list, with the length of the whole list. */
export interface Lines {
  total: number
  lines: CaseLine[]
}

/** No list of the morning is longer; what is left out is told as a number. */
export const listLimit = 20

/** Who has to act on a case that is open: the station that it was given to, else the grid (users.md, 4.1). */
const heldByStation = ['dispatched', 'in_progress', 'suspended', 'reopened'] satisfies Status[]
const waitingForCall = ['answered', 'verifying'] satisfies Status[]
const urgentSymptoms = ['leak_public', 'leak_indoor', 'building_off'] satisfies Symptom[]
const coldSymptoms = ['not_hot', 'lukewarm', 'fluctuating', 'building_off'] satisfies Symptom[]
/** What leaves many homes cold at once; there is no table of outages yet, and a deadline is all that is known of an end. */
const outageSymptoms = ['building_off', 'leak_public'] satisfies Symptom[]
const repairedClosings = ['solved', 'solved_in_grid'] satisfies Word<'closing'>[]

type ListName = 'urgent' | 'outages' | 'due' | 'overdue' | 'call_back' | 'answers' | 'cold_in_need' | 'repaired'

/** A list of cases that they may read. */
export async function listCases(sql: postgres.ISql, request: MorningRequest, name: ListName): Promise<Lines> {
  const { access, city, now } = request
  const { which, order } = lists[name](sql, request)
  const rows = await sql<Counted<CaseLine>[]>`
    select i.total, i.id, i.code, i.symptom, i.status, i.cause, i.reported_at, i.due_at, i.answered_at, i.priority,
      i.reports, i.reopened, ${rankOver(sql)} as supervision, ${isOverdue(sql, now)} as overdue,
      ${access.personal ? sql`i.summary` : sql`null::text`} as summary,
      ${access.personal ? sql`w.stairwell || '-' || w.flat` : sql`null::text`} as flat,
      c.name as compound, coalesce(b.name, b.code) as building,
      case when s.id is not null then jsonb_build_object('id', s.id, 'name', s.name, 'phone', s.duty_phone) end
        as station,
      case when g.id is not null then jsonb_build_object('id', g.id, 'name', g.name, 'phone', g.phone) end as grid,
      case
        when i.status = any (${heldByStation}::text[]) and s.id is not null then 'station'
        when g.id is not null then 'grid'
      end as held_by
    from (
      select i.*, row_number() over (order by ${order}) as place, (count(*) over ())::integer as total
      from issue i
      where i.city = ${city.id} and ${which} and ${readableIssues(sql, access, city)}
      order by place
      limit ${listLimit}
    ) i
    left join building b on b.city = i.city and b.id = i.building_id
    left join compound c on c.city = b.city and c.id = b.compound_id
    left join dwelling w on w.city = i.city and w.id = i.dwelling_id
    left join station s on s.city = i.city and s.id = i.station_id
    left join lateral (${gridOf(sql, request)}) g on true
    order by i.place`
  return listOf(rows)
}

type Listed = (sql: postgres.ISql, request: MorningRequest) => { which: Fragment; order: Fragment }

const lists: Record<ListName, Listed> = {
  urgent: (sql, request) => ({
    which: sql`${isOvernight(sql, request)} and ${isUrgent(sql)}`,
    order: sql`i.symptom = 'leak_public' desc, i.priority desc, i.reported_at, i.id`,
  }),
  // What was put off to the summer is no outage of today.
  outages: (sql) => ({
    which: sql`${isOpen(sql)} and i.status <> 'deferred' and i.symptom = any (${outageSymptoms}::text[])`,
    order: sql`i.due_at nulls last, i.id`,
  }),
  due: (sql, { city, today, now }) => ({
    which: sql`${isOpen(sql)} and i.due_at >= ${now} and i.due_at < ${endOf(sql, city, today)}`,
    order: sql`i.due_at, i.id`,
  }),
  // What was put off to the summer waits longest, and is nothing for this morning.
  overdue: (sql, { now }) => ({
    which: isOverdue(sql, now),
    order: sql`i.status = 'deferred', ${isUrgent(sql)} desc, i.due_at, i.id`,
  }),
  call_back: (sql) => ({
    which: sql`${isOpen(sql)} and i.status = any (${waitingForCall}::text[])`,
    order: sql`i.due_at nulls last, i.answered_at, i.id`,
  }),
  answers: (sql, { city, today }) => ({
    which: sql`i.answered_at >= ${startOf(sql, city, today)} - interval '1 day' and i.station_id is not null`,
    order: sql`i.answered_at desc, i.id`,
  }),
  cold_in_need: (sql) => ({
    which: sql`${isOpen(sql)} and i.priority and i.symptom = any (${coldSymptoms}::text[])`,
    order: sql`i.status = 'deferred', i.reported_at, i.id`,
  }),
  // Answered is what the station says; somebody looks whether the flat is warm.
  repaired: (sql, { city, today }) => ({
    which: sql`i.answered_at >= ${startOf(sql, city, today)} - interval '1 day'
      and i.answered_at < ${startOf(sql, city, today)}
      and i.symptom = any (${coldSymptoms}::text[])
      and (i.status = any (${waitingForCall}::text[])
        or i.status = 'closed' and i.closing = any (${repairedClosings}::text[]))`,
    order: sql`i.priority desc, i.answered_at, i.id`,
  }),
}

/** Numbers of the cases that they may read. */
export interface CaseCounts {
  /** Reported since 18:00 of yesterday, what was declined left out. */
  new_overnight: number
  closed_overnight: number
  open: number
}

export async function countCases(sql: postgres.ISql, request: MorningRequest): Promise<CaseCounts> {
  const { access, city } = request
  const since = nightfall(sql, request)
  const count = (which: Fragment) => sql`(
    select count(*)::integer from issue i
    where i.city = ${city.id} and ${which} and ${readableIssues(sql, access, city)})`
  const [row] = await sql<CaseCounts[]>`
    select
      ${count(isOvernight(sql, request))} as new_overnight,
      ${count(sql`i.closed_at >= ${since} and i.status = 'closed'`)} as closed_overnight,
      ${count(isOpen(sql))} as open`
  return row ?? { new_overnight: 0, closed_overnight: 0, open: 0 }
}

/** A grid in force with the cases in it that they may read. */
export interface GridLine {
  id: number
  number: number
  name: string
  community: string
  heated_dwellings: number
  /** Heated homes that the running round has visited; null where no round runs. */
  visited_dwellings: number | null
  new_24h: number
  open: number
  overdue: number
  member: { title: string; phone: string } | null
}

/** The grids of their area: those of their communities, of their own, or at their stations; else of the whole city. */
export async function listGrids(
  sql: postgres.ISql,
  request: MorningRequest,
): Promise<{ total: number; lines: GridLine[] }> {
  const { access, city, today, now } = request
  const dayAgo = new Date(now.getTime() - 24 * 3_600_000)
  const rows = await sql<Counted<GridLine>[]>`
    select g.id, g.number, g.name, d.name as community, g.total,
      (
        select coalesce(sum(b.heated_dwellings), 0)::integer
        from grid_building m join building b on b.city = m.city and b.id = m.building_id
        where m.city = g.city and m.grid_id = g.id
      ) as heated_dwellings,
      ${visitedHomes(sql, today)} as visited_dwellings,
      cases.*,
      (
        select jsonb_build_object('title', k.title, 'phone', k.phone) from contact k
        where k.city = g.city and k.scope = 'grid' and k.scope_id = g.id and k.role = 'grid_member'
        order by k.id limit 1
      ) as member
    from (
      select g.*, (count(*) over ())::integer as total
      from grid g
      join grid_plan p on p.city = g.city and p.id = g.plan_id and p.status = 'published'
        and daterange(p.valid_from, p.valid_to) @> ${today}::date
      where g.city = ${city.id} and ${isOwnGrid(sql, access)}
      order by g.community_id, g.number, g.id
      limit ${listLimit}
    ) g
    join division d on d.city = g.city and d.id = g.community_id
    cross join lateral (
      select
        (count(*) filter (where i.reported_at >= ${dayAgo} and i.status <> 'declined'))::integer as new_24h,
        (count(*) filter (where ${isOpen(sql)}))::integer as open,
        (count(*) filter (where ${isOverdue(sql, now)}))::integer as overdue
      from issue i
      where i.city = g.city
        and i.building_id = any (array(
          select m.building_id from grid_building m where m.city = g.city and m.grid_id = g.id))
        and (${isOpen(sql)} or i.reported_at >= ${dayAgo})
        and ${readableIssues(sql, access, city)}
    ) cases
    order by g.community_id, g.number, g.id`
  return listOf(rows)
}

/** Homes in need of a compound: how many, never which. */
export interface DoorLine {
  id: number
  name: string
  dwellings: number
}

/**
 * Heated homes in need in the buildings whose cases they may read, by compound, the most first. Who reads no personal
 * fields is told of no compound, nor in the total, where these are fewer than may be shown.
 */
export async function listDoors(
  sql: postgres.ISql,
  { access, city }: MorningRequest,
): Promise<{ total: number; compounds: number; lines: DoorLine[] }> {
  const least = access.personal ? 1 : city.sharing_threshold
  const rows = await sql<(DoorLine & { all_dwellings: number; compounds: number })[]>`
    select t.id, t.name, t.dwellings,
      (sum(t.dwellings) over ())::integer as all_dwellings, (count(*) over ())::integer as compounds
    from (
      select c.id, c.name, count(*)::integer as dwellings
      from building b
      join compound c on c.city = b.city and c.id = b.compound_id
      join dwelling w on w.city = b.city and w.building_id = b.id
        and w.priority is not null and w.connected and not w.suspended
      where b.city = ${city.id} and ${readableBuildings(sql, access, city, sql`b.id`)}
      group by c.id, c.name
      having count(*) >= ${least}
    ) t
    order by t.dwellings desc, t.id
    limit ${listLimit}`
  const lines = rows.map(({ id, name, dwellings }) => ({ id, name, dwellings }))
  return { total: rows[0]?.all_dwellings ?? 0, compounds: rows[0]?.compounds ?? 0, lines }
}

/** Weather of two days before `today` up to two days after it. */
export async function listWeather(sql: postgres.ISql, city: number, today: string): Promise<WeatherDay[]> {
  return sql<WeatherDay[]>`
    select day, mean_c, min_c, normal_c, snow
    from weather_day
    where city = ${city} and day between ${today}::date - 2 and ${today}::date + 2`
}

/** A row with the number of all rows, which a query gives where it stops at `listLimit`. */
type Counted<T> = T & { total?: number }

function listOf<T>(rows: Counted<T>[]): { total: number; lines: T[] } {
  const total = rows[0]?.total ?? 0
  for (const row of rows) delete row.total
  return { total, lines: rows }
}

/** Homes of grid `g` in which the round that runs on a day has spoken with somebody; null where none runs. */
function visitedHomes(sql: postgres.ISql, today: string): Fragment {
  return sql`(
    select (
      select count(distinct v.dwelling_id)::integer
      from grid_building m
      join dwelling w on w.city = m.city and w.building_id = m.building_id and w.connected and not w.suspended
      join visit v on v.city = w.city and v.round_id = r.id and v.dwelling_id = w.id
      where m.city = g.city and m.grid_id = g.id and v.outcome <> all (${[...unmetOutcomes]}::text[])
    )
    from round r
    where r.city = g.city and ${today}::date between r.starts_on and r.ends_on
      and (r.community_id is null or r.community_id = g.community_id)
    order by r.starts_on desc, r.id desc
    limit 1
  )`
}

/** Whether grid `g` is one of their area. */
function isOwnGrid(sql: postgres.ISql, { role, scope }: Access): Fragment {
  if (role === 'secretary' || (role === 'leader' && scope.divisions.length > 0))
    return sql`g.community_id = any (${scope.communities})`
  if (role === 'member') return sql`g.id = any (${scope.grids})`
  if (role === 'duty' || role === 'crew')
    return sql`exists (
      select from grid_station t where t.city = g.city and t.grid_id = g.id and t.station_id = any (${scope.stations}))`
  return sql`true`
}

/** The grid of case `i` by the plan in force, with the phone of its member. */
function gridOf(sql: postgres.ISql, { today }: MorningRequest): Fragment {
  return sql`
    select g.id, g.name, (
      select k.phone from contact k
      where k.city = g.city and k.scope = 'grid' and k.scope_id = g.id and k.role = 'grid_member'
      order by k.id limit 1
    ) as phone
    from grid_building m
    join grid_plan p on p.city = m.city and p.id = m.plan_id and p.status = 'published'
      and daterange(p.valid_from, p.valid_to) @> ${today}::date
    join grid g on g.city = m.city and g.id = m.grid_id
    where m.city = i.city and m.building_id = i.building_id
    limit 1`
}

function isOvernight(sql: postgres.ISql, request: MorningRequest): Fragment {
  return sql`i.reported_at >= ${nightfall(sql, request)} and i.status <> 'declined'`
}

/** Leaks, cold buildings and homes in need. */
function isUrgent(sql: postgres.ISql): Fragment {
  return sql`(i.symptom = any (${urgentSymptoms}::text[]) or i.priority)`
}

/** 18:00 of yesterday, when offices close. */
function nightfall(sql: postgres.ISql, { city, today }: MorningRequest): Fragment {
  return sql`((${today}::date - 1) + time '18:00') at time zone ${city.time_zone}`
}

function startOf(sql: postgres.ISql, city: CityRow, date: string): Fragment {
  return sql`(${date}::date::timestamp at time zone ${city.time_zone})`
}

function endOf(sql: postgres.ISql, city: CityRow, date: string): Fragment {
  return sql`((${date}::date + 1)::timestamp at time zone ${city.time_zone})`
}
