import type postgres from 'postgres'
import { readableBuildings, type Access } from '../auth/access'
import type { CityRow } from '../cities/queries'

export interface Asker {
  access: Access
  city: CityRow
}

/** A round of visits, and whether the reader may look at its findings. */
export interface RoundAnswer {
  id: number
  season_id: number
  number: number
  name: string
  starts_on: string
  ends_on: string
  /** Null for a round of the whole city. */
  community: { id: number; name: string } | null
  is_in_scope: boolean
}

/** A list of rounds is no longer. */
export const mostRounds = 100

/** The latest rounds that the reader may look at, latest first. */
export async function listRounds(
  sql: postgres.ISql,
  asker: Asker,
): Promise<{ total: number; rounds: Omit<RoundAnswer, 'is_in_scope'>[] }> {
  const rows = await sql<(Omit<RoundAnswer, 'is_in_scope'> & { total?: number })[]>`
    select r.id, r.season_id, r.number, r.name, r.starts_on, r.ends_on, r.community,
      (count(*) over ())::integer as total
    from (${roundRows(sql, asker)}) r
    where r.is_in_scope
    order by r.starts_on desc, r.id desc
    limit ${mostRounds}`
  const total = rows[0]?.total ?? 0
  for (const row of rows) delete row.total
  return { total, rounds: rows }
}

/** A round by its id; null where there is none. */
export async function findRound(sql: postgres.ISql, asker: Asker, id: number): Promise<RoundAnswer | null> {
  const [row] = await sql<RoundAnswer[]>`select * from (${roundRows(sql, asker)}) r where r.id = ${id}`
  return row ?? null
}

/**
 * A round of one community is for those who read cases in it, and for whoever reads none at all: they get whole atoms of
 * every place.
 */
function roundRows(sql: postgres.ISql, { access, city }: Asker) {
  return sql`
    select r.id, r.season_id, r.number, r.name, r.starts_on, r.ends_on,
      case when d.id is not null then jsonb_build_object('id', d.id, 'name', d.name) end as community,
      (
        r.community_id is null or ${access.caseRights === 'none'} or exists (
          select from building b
          where b.city = r.city and b.community_id = r.community_id
            and ${readableBuildings(sql, access, city, sql`b.id`)})
      ) as is_in_scope
    from round r
    left join division d on d.city = r.city and d.id = r.community_id
    where r.city = ${city.id}`
}
