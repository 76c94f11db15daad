import type postgres from 'postgres'
import { readableBuildings, type Access } from '../auth/access'
import type { CityRow } from '../cities/queries'

type Fragment = postgres.PendingQuery<postgres.Row[]>

/** Whose counts: who asks, in which city, and the season whose atoms are in force (null: none ever was). */
export interface Asker {
  access: Access
  city: CityRow
  season: number | Fragment | null
}

/** The season that a date is in, else the last one before it, as a scalar. */
export function seasonAt(sql: postgres.ISql, city: CityRow, date: string): Fragment {
  return sql`(
    select s.id from season s where s.city = ${city.id} and s.starts_on <= ${date}::date
    order by s.starts_on desc limit 1)`
}

/** What is counted, and where. */
export interface CountOf {
  /** A query that names each building of the place once, as `building_id`. */
  buildings: Fragment
  /** Condition on `issue i`. */
  which: Fragment
  /**
   * To whom an atom belongs that reaches over the edge of the place: `first` to the place of its first building, so that
   * places of a kind add up; `whole` to none, where the place may be smaller than an atom.
   */
  atoms: 'first' | 'whole'
}

/**
 * Number of cases in a place, as a scalar. Whoever may read the cases of all its buildings gets the number itself; for
 * anyone else it is a sum over atoms, and null where these hold fewer heated dwellings than may be shown.
 */
export function countIssues(sql: postgres.ISql, { access, city, season }: Asker, count: CountOf): Fragment {
  const exact = sql`(
    select count(*)::integer
    from (${count.buildings}) m
    join issue i on i.city = ${city.id} and i.building_id = m.building_id and ${count.which})`
  if (access.caseRights === 'all') return exact
  const shared = countByAtoms(sql, { access, city, season }, count)
  if (access.caseRights === 'none') return shared
  const readable = readableBuildings(sql, access, city, sql`m.building_id`)
  return sql`case
    when (select bool_and(${readable}) from (${count.buildings}) m) then ${exact}
    else ${shared}
  end`
}

function countByAtoms(sql: postgres.ISql, { access, city, season }: Asker, count: CountOf): Fragment {
  const peers = sql`atom_building peer where peer.city = a.city and peer.season_id = a.season_id and peer.atom_id = a.id`
  const belongs = {
    first: () => sql`m.building_id = (select min(peer.building_id) from ${peers})`,
    whole: () => sql`not exists (
      select from ${peers} and peer.building_id not in (select n.building_id from (${count.buildings}) n))`,
  }
  return sql`(
    select case when sum(a.heated_dwellings) >= ${city.sharing_threshold} then sum(cases.number)::integer end
    from (
      select distinct a.city, a.season_id, a.id, a.heated_dwellings
      from (${count.buildings}) m
      join atom_building own
        on own.city = ${city.id} and own.season_id = ${season} and own.building_id = m.building_id
      join atom a on a.city = own.city and a.season_id = own.season_id and a.id = own.atom_id
      where ${belongs[count.atoms]()}
    ) a
    cross join lateral (
      select count(*) as number
      from atom_building peer
      join issue i on i.city = peer.city and i.building_id = peer.building_id and ${count.which}
      where peer.city = a.city and peer.season_id = a.season_id and peer.atom_id = a.id
        and ${isTold(sql, access, city, sql`peer.building_id`)}
    ) cases)`
}

/**
 * Whether the cases of a building (`id`) go into the number of its atom `a`. Who reads the cases of a part of an atom
 * could subtract these from its number, so the other part goes in only where it holds enough homes by itself.
 */
export function isTold(sql: postgres.ISql, access: Access, city: CityRow, id: Fragment): Fragment {
  if (access.caseRights !== 'some') return sql`true`
  return sql`(${readableBuildings(sql, access, city, id)} or ${isRestShared(sql, access, city)})`
}

/** Whether the buildings of atom `a` whose cases they may not read hold enough homes for a number of their own. */
export function isRestShared(sql: postgres.ISql, access: Access, city: CityRow): Fragment {
  if (access.caseRights !== 'some') return sql`true`
  return sql`(
    select coalesce(sum(other.heated_dwellings), 0) >= ${city.sharing_threshold}
    from atom_building rest
    join building other on other.city = rest.city and other.id = rest.building_id
    where rest.city = a.city and rest.season_id = a.season_id and rest.atom_id = a.id
      and not ${readableBuildings(sql, access, city, sql`rest.building_id`)})`
}
