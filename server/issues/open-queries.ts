import type postgres from 'postgres'
import { readableBuildings, type Access } from '../auth/access'
import type { CityRow } from '../cities/queries'

type Fragment = postgres.PendingQuery<postgres.Row[]>

/** Whose counts: who asks, in which city, on which date there. */
export interface Asker {
  access: Access
  city: CityRow
  /** `YYYY-MM-DD` in the city's time zone. */
  today: string
}

/** Whether `issue i` still needs somebody (`endedStatuses`), spelt out so that the index `issue_open` serves it. */
export function isOpen(sql: postgres.ISql): Fragment {
  return sql`i.status not in ('closed', 'declined', 'merged')`
}

/**
 * Number of open cases in the buildings of `grid t`, as a scalar. For those who may not read all cases it is made of
 * atoms, each counted in the grid of its first building; null where no atom may be shown.
 */
export function openInGrid(sql: postgres.ISql, asker: Asker): Fragment {
  const { access, city } = asker
  if (access.caseRights === 'all')
    return sql`(
      select count(*)::integer
      from grid_building m
      join issue i on i.city = m.city and i.building_id = m.building_id and ${isOpen(sql)}
      where m.city = t.city and m.grid_id = t.id)`
  return sql`(
    select case when count(a.id) > 0 then count(i.id)::integer end
    from grid_building m
    join atom_building own on own.city = m.city and own.building_id = m.building_id
    join atom a on a.city = own.city and a.season_id = own.season_id and a.id = own.atom_id
      and a.season_id = ${seasonOf(sql, asker)} and a.heated_dwellings >= ${city.sharing_threshold}
    join atom_building peer on peer.city = a.city and peer.season_id = a.season_id and peer.atom_id = a.id
    left join issue i on i.city = peer.city and i.building_id = peer.building_id and ${isOpen(sql)}
    where m.city = t.city and m.grid_id = t.id and m.building_id = (
      select min(other.building_id) from atom_building other
      where other.city = a.city and other.season_id = a.season_id and other.atom_id = a.id))`
}

/**
 * Number of open cases in a set of buildings. Whoever may not read the cases of all of them gets the sum over the atoms
 * that lie wholly inside; null where there is none that may be shown.
 */
export async function countOpenAmong(sql: postgres.ISql, asker: Asker, buildings: number[]): Promise<number | null> {
  const { access, city } = asker
  const readable = readableBuildings(sql, access, city, sql`asked.id`)
  const [row] = await sql<{ open_issues: number | null }[]>`
    select case
      when (select bool_and(${readable}) from unnest(${buildings}::integer[]) as asked (id)) then (
        select count(*)::integer
        from issue i
        where i.city = ${city.id} and i.building_id = any (${buildings}::integer[]) and ${isOpen(sql)})
      else (
        select case when count(whole.id) > 0 then sum(whole.open)::integer end
        from (
          select a.id, count(i.id) as open
          from atom a
          join atom_building m on m.city = a.city and m.season_id = a.season_id and m.atom_id = a.id
          left join issue i on i.city = m.city and i.building_id = m.building_id and ${isOpen(sql)}
          where a.city = ${city.id} and a.season_id = ${seasonOf(sql, asker)}
            and a.heated_dwellings >= ${city.sharing_threshold}
          group by a.id
          having bool_and(m.building_id = any (${buildings}::integer[]))
        ) whole)
      end as open_issues`
  return row?.open_issues ?? null
}

/** The season that today is in, else the last one before: its atoms are the ones in force. */
function seasonOf(sql: postgres.ISql, { city, today }: Asker): Fragment {
  return sql`(
    select s.id from season s where s.city = ${city.id} and s.starts_on <= ${today}::date
    order by s.starts_on desc limit 1)`
}
