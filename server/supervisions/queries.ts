import type postgres from 'postgres'
import type { SupervisionStatus } from '../../data/supervision/life'
import type { Role, Word } from '../../data/model/vocabulary'
import { readableIssues, type Access } from '../auth/access'
import type { CityRow } from '../cities/queries'
import { isOpen } from '../issues/filter-queries'

type Fragment = postgres.PendingQuery<postgres.Row[]>

/** Who asks in which city, at which instant of the city. */
export interface Asker {
  access: Access
  city: CityRow
  now: Date
}

/** A supervision with as much of its set as the asker may read. Dates are the city's. */
export interface SupervisionRow {
  id: number
  kind: Word<'supervision_kind'>
  key: string
  starts_on: string
  ends_on: string
  status: SupervisionStatus
  rank: Word<'supervision_rank'> | null
  asked_on: string | null
  asked_role: Role | null
  asked_by: number | null
  /** The division that the asking account speaks for. */
  asked_for: string | null
  ordered_on: string | null
  ordered_role: Role | null
  ended_on: string | null
  station: { id: number; name: string; phone: string | null } | null
  cases: number
  open_cases: number
}

/** No list is longer; what is left out is told as a number. */
export const listLimit = 20
/** So many days what became warm is still told. */
const told_days = 7

/** What is open, latest first, then what became warm in the last days. */
export async function listSupervisions(
  sql: postgres.ISql,
  asker: Asker,
): Promise<{ total: number; rows: SupervisionRow[] }> {
  const since = new Date(asker.now.getTime() - told_days * 86_400_000)
  const told = sql`(s.status in ('asked', 'ordered') or s.status = 'closed' and s.ended_at >= ${since})`
  const rows = await readRows(sql, asker, told)
  const total = rows[0]?.total ?? 0
  for (const row of rows) delete row.total
  return { total, rows }
}

/** One by its id; undefined where the asker sees none of its cases. */
export async function findSupervision(
  sql: postgres.ISql,
  asker: Asker,
  id: number,
): Promise<SupervisionRow | undefined> {
  const [row] = await readRows(sql, asker, sql`s.id = ${id}`)
  delete row?.total
  return row
}

function readRows(sql: postgres.ISql, { access, city }: Asker, which: Fragment) {
  const date = (at: Fragment) => sql`(${at} at time zone ${city.time_zone})::date`
  return sql<(SupervisionRow & { total?: number })[]>`
    select s.id, s.kind, s.key, s.starts_on, s.ends_on, s.status, s.rank, ${date(sql`s.asked_at`)} as asked_on,
      s.asked_role, s.asked_by, (
        select d.name from app_user u join division d on d.city = s.city and d.id = any (u.division_ids)
        where u.id = s.asked_by order by d.id limit 1
      ) as asked_for,
      ${date(sql`s.ordered_at`)} as ordered_on, s.ordered_role, ${date(sql`s.ended_at`)} as ended_on,
      case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name, 'phone', t.duty_phone) end
        as station,
      own.cases, own.open_cases, s.total
    from (
      select s.*, (count(*) over ())::integer as total
      from supervision s
      where s.city = ${city.id} and ${which} and (
        s.asked_by = ${access.user_id} or exists (
          select from supervision_case m join issue i on i.city = m.city and i.id = m.issue_id
          where m.city = s.city and m.supervision_id = s.id and ${readableIssues(sql, access, city)}
        )
      )
      order by s.status in ('asked', 'ordered') desc, s.id desc
      limit ${listLimit}
    ) s
    cross join lateral (
      select count(*)::integer as cases, (count(*) filter (where ${isOpen(sql)}))::integer as open_cases
      from supervision_case m
      join issue i on i.city = m.city and i.id = m.issue_id
      where m.city = s.city and m.supervision_id = s.id and ${readableIssues(sql, access, city)}
    ) own
    left join station t on t.city = s.city and t.id = s.station_id
    order by s.status in ('asked', 'ordered') desc, s.id desc`
}

/** The cases of some supervisions that the asker may read, by building, those with most first. */
export function listCasesByBuilding(sql: postgres.ISql, { access, city }: Asker, ids: readonly number[]) {
  return sql<{ id: number; building_id: number; compound_id: number | null; cases: number }[]>`
    select m.supervision_id as id, b.id as building_id, b.compound_id, count(*)::integer as cases
    from supervision_case m
    join issue i on i.city = m.city and i.id = m.issue_id
    join building b on b.city = i.city and b.id = i.building_id
    where m.city = ${city.id} and m.supervision_id = any (${[...ids]}::integer[])
      and ${readableIssues(sql, access, city)}
    group by m.supervision_id, b.id, b.compound_id
    order by m.supervision_id, count(*) desc, b.id`
}

/** The highest rank that supervises `issue i`: its own mark, or an order that holds it in its set. */
export function rankOver(sql: postgres.ISql): Fragment {
  // `district` comes before `subdistrict` in the alphabet too.
  return sql`coalesce(
    least(nullif(i.supervision, 'community'), (
      select min(s.rank)
      from supervision_case m
      join supervision s on s.city = m.city and s.id = m.supervision_id and s.status = 'ordered'
      where m.city = i.city and m.issue_id = i.id
    )), i.supervision)`
}

/** One writer a city at a time, to the end of the transaction. */
export async function lockSupervisions(sql: postgres.ISql, city: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('supervision'), ${city})`
}

export function listBuildingsOf(
  sql: postgres.ISql,
  city: number,
  kind: 'building' | 'compound',
  id: number,
): Promise<number[]> {
  const which = kind === 'building' ? sql`id = ${id}` : sql`compound_id = ${id}`
  return sql<{ id: number }[]>`select id from building where city = ${city} and ${which} order by id`.then((rows) =>
    rows.map((row) => row.id),
  )
}

/** The id of the supervision about a subject that is open; of areas one that is named by a cell of this one. */
export async function findOpenAbout(
  sql: postgres.ISql,
  city: number,
  kind: Word<'supervision_kind'>,
  keys: readonly string[],
): Promise<number | undefined> {
  const [row] = await sql<{ id: number }[]>`
    select id from supervision
    where city = ${city} and kind = ${kind} and key = any (${[...keys]}::text[]) and status in ('asked', 'ordered')
    order by id
    limit 1`
  return row?.id
}

export type NewSupervision = Pick<SupervisionRow, 'kind' | 'key' | 'starts_on' | 'ends_on'>

/** Begins one that is asked for by the asker, or ordered with a rank; its id goes on from the largest. */
export async function insertSupervision(
  sql: postgres.ISql,
  { access, city, now }: Asker,
  { kind, key, starts_on, ends_on }: NewSupervision,
  rank: Word<'supervision_rank'> | null,
): Promise<number> {
  const asked = rank === null
  const [row] = await sql<[{ id: number }]>`
    insert into supervision (
      city, id, kind, key, starts_on, ends_on, status, rank, asked_at, asked_role, asked_by, ordered_at, ordered_role
    )
    select
      ${city.id}, coalesce(max(id), 0) + 1, ${kind}, ${key}, ${starts_on}::date, ${ends_on}::date,
      ${asked ? 'asked' : 'ordered'}, ${rank},
      ${asked ? now : null}::timestamptz, ${asked ? access.role : null}, ${asked ? access.user_id : null}::integer,
      ${asked ? null : now}::timestamptz, ${asked ? null : access.role}
    from supervision
    where city = ${city.id}
    returning id`
  return row.id
}

/** Where the cases of a subject are. */
export type Ground = { building_ids: number[] } | { case_id: number } | { area: GeoJSON.Geometry }

/**
 * Takes the open cases of a place and period into the set, whoever may read them; questions about fees say nothing about
 * heat. The station that holds most of the set has to act.
 */
export async function addCases(
  sql: postgres.ISql,
  city: CityRow,
  id: number,
  { ground, starts_on, ends_on }: { ground: Ground; starts_on: string; ends_on: string },
): Promise<void> {
  const start = sql`${starts_on}::date::timestamp at time zone ${city.time_zone}`
  const end = sql`(${ends_on}::date + 1)::timestamp at time zone ${city.time_zone}`
  await sql`
    insert into supervision_case (city, supervision_id, issue_id)
    select i.city, ${id}, i.id
    from issue i
    where i.city = ${city.id} and ${isOpen(sql)} and ${liesOn(sql, ground)}
      and i.reported_at >= ${start} and i.reported_at < ${end}
    on conflict do nothing`
  await sql`
    update supervision s
    set station_id = most.station_id
    from (
      select i.station_id
      from supervision_case m join issue i on i.city = m.city and i.id = m.issue_id
      where m.city = ${city.id} and m.supervision_id = ${id} and i.station_id is not null
      group by i.station_id
      order by count(*) desc, i.station_id
      limit 1
    ) most
    where s.city = ${city.id} and s.id = ${id} and s.station_id is distinct from most.station_id`
}

function liesOn(sql: postgres.ISql, ground: Ground): Fragment {
  if ('case_id' in ground) return sql`i.id = ${ground.case_id}`
  const isHeat = sql`i.symptom <> 'fees' and i.cause is distinct from 'arrears'`
  if ('building_ids' in ground) return sql`${isHeat} and i.building_id = any (${ground.building_ids}::integer[])`
  const area = sql`st_setsrid(st_geomfromgeojson(${JSON.stringify(ground.area)}::text), 4326)`
  return sql`${isHeat} and st_intersects(i.geom, ${area})`
}

/** How many cases the set holds, and how many of them the asker may read and still need somebody. */
export async function countSet(sql: postgres.ISql, { access, city }: Asker, id: number) {
  const [row] = await sql<[{ cases: number; open_readable: number }]>`
    select count(*)::integer as cases,
      (count(*) filter (where ${isOpen(sql)} and ${readableIssues(sql, access, city)}))::integer as open_readable
    from supervision_case m
    join issue i on i.city = m.city and i.id = m.issue_id
    where m.city = ${city.id} and m.supervision_id = ${id}`
  return row
}

/** Cases of the whole set that still need somebody. */
export async function countOpen(sql: postgres.ISql, city: number, id: number): Promise<number> {
  const [row] = await sql<[{ open: number }]>`
    select count(*)::integer as open
    from supervision_case m
    join issue i on i.city = m.city and i.id = m.issue_id
    where m.city = ${city} and m.supervision_id = ${id} and ${isOpen(sql)}`
  return row.open
}

/** Orders it with a rank, unless it is ordered with that or a higher one. */
export async function writeOrder(
  sql: postgres.ISql,
  { access, city, now }: Asker,
  id: number,
  rank: Word<'supervision_rank'>,
): Promise<void> {
  await sql`
    update supervision
    set status = 'ordered', rank = ${rank}, ordered_at = ${now}, ordered_role = ${access.role}
    where city = ${city.id} and id = ${id} and (rank is null or rank <> ${rank} and rank <> 'district')`
}

/** Writes a status; back at `asked` the order is forgotten. */
export async function writeStatus(
  sql: postgres.ISql,
  { city, now }: Asker,
  id: number,
  status: SupervisionStatus,
): Promise<void> {
  const ended_at = status === 'closed' || status === 'withdrawn' ? now : null
  const kept = status !== 'asked'
  await sql`
    update supervision
    set status = ${status}, ended_at = ${ended_at}::timestamptz,
      rank = case when ${kept} then rank end,
      ordered_at = case when ${kept} then ordered_at end,
      ordered_role = case when ${kept} then ordered_role end
    where city = ${city.id} and id = ${id} and status <> ${status}`
}
