import type postgres from 'postgres'
import { readableBuildings } from '../auth/access'
import { isTold, type Asker } from './count-queries'

type Fragment = postgres.PendingQuery<postgres.Row[]>

/**
 * What the number of cases in a place is added up from, as a query of rows by `community_id`: for places that consist of
 * communities, the same as `countIssues` in one look at all of them. `sumOfTally` adds its rows up.
 */
export function tallyIssues(sql: postgres.ISql, asker: Asker, which: Fragment): Fragment {
  const { access, city } = asker
  const exact = sql`
    select b.community_id, count(*) as number, null::boolean as readable, null::bigint as homes, null::numeric as told
    from issue i
    join building b on b.city = i.city and b.id = i.building_id
    where i.city = ${city.id} and ${which}
    group by b.community_id`
  if (access.caseRights === 'all') return exact
  const shared = tallyAtoms(sql, asker, which)
  if (access.caseRights === 'none') return shared
  const readable = sql`
    select b.community_id, null::bigint, bool_and(${readableBuildings(sql, access, city, sql`b.id`)}), null::bigint,
      null::numeric
    from building b
    where b.city = ${city.id}
    group by b.community_id`
  return sql`${exact} union all ${readable} union all ${shared}`
}

/** The number of cases from rows `n` of a tally, as an aggregate; null where the place has too few homes. */
export function sumOfTally(sql: postgres.ISql, { access, city }: Asker): Fragment {
  const exact = sql`coalesce(sum(n.number), 0)::integer`
  if (access.caseRights === 'all') return exact
  const shared = sql`case when sum(n.homes) >= ${city.sharing_threshold} then sum(n.told)::integer end`
  return access.caseRights === 'none' ? shared : sql`case when bool_and(n.readable) then ${exact} else ${shared} end`
}

/** An atom counts in the community of its first building. */
function tallyAtoms(sql: postgres.ISql, { access, city, season }: Asker, which: Fragment): Fragment {
  return sql`
    select b.community_id, null::bigint as number, null::boolean as readable, sum(a.heated_dwellings) as homes,
      sum(coalesce(cases.number, 0)) as told
    from (
      select m.atom_id, min(m.building_id) as building_id
      from atom_building m
      where m.city = ${city.id} and m.season_id = ${season}
      group by m.atom_id
    ) first
    join building b on b.city = ${city.id} and b.id = first.building_id
    join atom a on a.city = ${city.id} and a.season_id = ${season} and a.id = first.atom_id
    left join (
      select a.id, count(*) as number
      from issue i
      join atom_building m on m.city = i.city and m.season_id = ${season} and m.building_id = i.building_id
      join atom a on a.city = m.city and a.season_id = m.season_id and a.id = m.atom_id
      where i.city = ${city.id} and ${which} and ${isTold(sql, access, city, sql`m.building_id`)}
      group by a.id
    ) cases on cases.id = a.id
    group by b.community_id`
}
