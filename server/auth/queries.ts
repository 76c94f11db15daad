import type postgres from 'postgres'
import type { Role } from '../../data/model/vocabulary'
import { cityColumns, type CityRow } from '../cities/queries'
import type { Scope } from './access'

/** An account as sessions need it. */
export interface Account {
  id: number
  username: string
  password_hash: string
  role: Role
  city: number | null
  division_ids: number[]
  station_ids: number[]
  grid_ids: number[]
  operator_id: number | null
}

/** A new account; arrays left out are empty. `city` null is for administrators of all cities. */
export interface NewAccount {
  username: string
  password_hash: string
  role: Role
  city: number | null
  division_ids?: number[]
  station_ids?: number[]
  grid_ids?: number[]
  operator_id?: number | null
  is_demo?: boolean
}

/** Creates an account and returns its id; a name that exists is refused by the database. */
export async function insertUser(sql: postgres.ISql, account: NewAccount): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into app_user (
      username, password_hash, role, city, division_ids, station_ids, grid_ids, operator_id, is_demo
    ) values (
      ${account.username}, ${account.password_hash}, ${account.role}, ${account.city},
      ${account.division_ids ?? []}::integer[], ${account.station_ids ?? []}::integer[],
      ${account.grid_ids ?? []}::integer[], ${account.operator_id ?? null}, ${account.is_demo ?? false}
    )
    returning id`
  return row?.id ?? 0
}

export async function countUsers(sql: postgres.ISql): Promise<number> {
  const [row] = await sql<[{ users: number }]>`select count(*)::integer as users from app_user`
  return row.users
}

/** Sets a new password and ends the sessions that the old one opened; undefined where there is no such user. */
export async function updatePassword(
  sql: postgres.ISql,
  username: string,
  hash: string,
): Promise<{ id: number; city: number | null } | undefined> {
  const [changed] = await sql<{ id: number; city: number | null }[]>`
    with changed as (
      update app_user set password_hash = ${hash} where username = ${username} returning id, city
    ), ended as (
      delete from session where user_id in (select id from changed)
    )
    select id, city from changed`
  return changed
}

export async function findUser(sql: postgres.ISql, username: string): Promise<Account | undefined> {
  const [user] = await sql<Account[]>`
    select id, username, password_hash, role, city, division_ids, station_ids, grid_ids, operator_id
    from app_user where username = ${username}`
  return user
}

export async function insertSession(
  sql: postgres.ISql,
  session: { token_hash: string; user_id: number; created_at: Date; expires_at: Date },
): Promise<void> {
  await sql`
    insert into session (token_hash, user_id, created_at, expires_at)
    values (${session.token_hash}, ${session.user_id}, ${session.created_at}, ${session.expires_at})`
  await sql`delete from session where expires_at < ${session.created_at}`
}

export async function deleteSession(sql: postgres.ISql, tokenHash: string): Promise<void> {
  await sql`delete from session where token_hash = ${tokenHash}`
}

/** The account of a session that has not expired at `now`, with its city. */
export async function findSession(
  sql: postgres.ISql,
  tokenHash: string,
  now: Date,
): Promise<{ account: Account; city: CityRow | null } | undefined> {
  const [account] = await sql<Account[]>`
    select u.id, u.username, u.password_hash, u.role, u.city, u.division_ids, u.station_ids, u.grid_ids, u.operator_id
    from session s
    join app_user u on u.id = s.user_id
    where s.token_hash = ${tokenHash} and s.expires_at > ${now}`
  if (!account) return undefined
  const [city] = await sql<CityRow[]>`select ${cityColumns(sql)} from city c where c.id = ${account.city}`
  return { account, city: city ?? null }
}

/** The scope of an account in ids that queries can compare with, on the city's date `today`. */
export async function readScope(sql: postgres.ISql, account: Account, today: string): Promise<Scope> {
  const [scope] = await sql<Scope[]>`
    with recursive
    inside (id, level) as (
      select id, level from division where city = ${account.city} and id = any (${account.division_ids})
      union
      select d.id, d.level from division d join inside on d.parent_id = inside.id where d.city = ${account.city}
    ),
    unit (id) as (
      select id from operator where city = ${account.city} and id = ${account.operator_id}::integer
      union
      select o.id from operator o join unit on o.parent_id = unit.id where o.city = ${account.city}
    )
    select
      ${account.division_ids}::integer[] as divisions,
      array(select id from inside where level = 'community' order by id) as communities,
      array(
        select id from station
        where city = ${account.city}
          and case
            when cardinality(${account.station_ids}::integer[]) > 0 then id = any (${account.station_ids})
            else operator_id in (select id from unit)
          end
        order by id
      ) as stations,
      array(
        select g.id from grid g
        join grid_plan p on p.city = g.city and p.id = g.plan_id
        where g.city = ${account.city}
          and g.id = any (${account.grid_ids})
          and p.status = 'published'
          and daterange(p.valid_from, p.valid_to) @> ${today}::date
        order by g.id
      ) as grids`
  return scope ?? { divisions: [], communities: [], stations: [], grids: [] }
}

/** Display names of what a scope holds, in the order of their ids. */
export async function readScopeNames(sql: postgres.ISql, city: number, scope: Scope) {
  const [names] = await sql<{ divisions: ScopeName[]; stations: ScopeName[]; grids: ScopeName[] }[]>`
    select
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name) order by id), '[]')
       from division where city = ${city} and id = any (${scope.divisions})) as divisions,
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name) order by id), '[]')
       from station where city = ${city} and id = any (${scope.stations})) as stations,
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name) order by id), '[]')
       from grid where city = ${city} and id = any (${scope.grids})) as grids`
  return names ?? { divisions: [], stations: [], grids: [] }
}

export interface ScopeName {
  id: number
  name: string
}

export async function insertFailures(sql: postgres.ISql, subjects: string[], at: Date): Promise<void> {
  await sql`insert into login_failure (subject, at) select unnest(${subjects}::text[]), ${at}::timestamptz`
}

/** Failures of each subject since `since`, and the oldest of them. Older rows are forgotten on the way. */
export async function countFailures(sql: postgres.ISql, subjects: string[], since: Date) {
  await sql`delete from login_failure where at < ${since}`
  return sql<{ subject: string; failures: number; oldest: string }[]>`
    select subject, count(*)::integer as failures, min(at) as oldest
    from login_failure where subject = any (${subjects}) and at >= ${since}
    group by subject`
}

export async function deleteFailures(sql: postgres.ISql, subject: string): Promise<void> {
  await sql`delete from login_failure where subject = ${subject}`
}
