import type postgres from 'postgres'
import type { StackCase, StackFlat, StackReading } from '../../data/hotspots/stack/building-stack'
import { readableBuildings } from '../auth/access'
import type { Asker } from '../hotspots/question-query'
import { isOpen, isReported } from '../issues/filter-queries'

export interface StackBuilding {
  id: number
  name: string
  floors: number | null
  stairwells: number | null
  compound: string | null
  compound_id: number | null
  community_id: number | null
  /** Nothing else is fed from where its inlet branches off. */
  is_branch_end: boolean
  /** Whether the asker reads its cases. */
  readable: boolean
}

export async function findStackBuilding(
  sql: postgres.ISql,
  { access, city }: Asker,
  id: number,
): Promise<StackBuilding | undefined> {
  const [building] = await sql<StackBuilding[]>`
    select
      b.id, coalesce(b.name, b.code) as name, b.floors, b.stairwells, b.compound_id, b.community_id,
      c.name as compound, ${readableBuildings(sql, access, city, sql`b.id`)} as readable,
      exists (
        select from service_connection s
        join pipe p on p.city = s.city and p.to_node_id = s.node_id and p.network = 'secondary' and p.flow = 'supply'
        where s.city = b.city and s.building_id = b.id and s.pressure_zone = 'low' and not exists (
          select from pipe o
          where o.city = p.city and o.from_node_id = p.from_node_id and o.id <> p.id
            and o.network = 'secondary' and o.flow = 'supply')
      ) as is_branch_end
    from building b
    left join compound c on c.city = b.city and c.id = b.compound_id
    where b.city = ${city.id} and b.id = ${id}`
  return building
}

/** Heated buildings of the community whose cases the asker reads, but for the building itself. */
export function listNeighbours(
  sql: postgres.ISql,
  { access, city }: Asker,
  { id, community_id }: StackBuilding,
): Promise<{ id: number; compound_id: number | null; heated_dwellings: number }[]> {
  return sql<{ id: number; compound_id: number | null; heated_dwellings: number }[]>`
    select b.id, b.compound_id, b.heated_dwellings
    from building b
    where b.city = ${city.id} and b.community_id = ${community_id} and b.id <> ${id} and b.heated_dwellings > 0
      and ${readableBuildings(sql, access, city, sql`b.id`)}
    order by b.id`
}

export type BuildingFlat = StackFlat & { building_id: number }

export function listFlats(sql: postgres.ISql, city: number, building_ids: readonly number[]): Promise<BuildingFlat[]> {
  return sql<BuildingFlat[]>`
    select d.id, d.building_id, d.floor, d.stairwell, d.flat, d.pressure_zone, d.connected and not d.suspended as heated
    from dwelling d
    where d.city = ${city} and d.building_id = any (${[...building_ids]}::integer[])
    order by d.id`
}

export type BuildingCase = StackCase & { building_id: number }

/** Cases of buildings that were not declined; dates are the city's, both inclusive. */
export function listCases(
  sql: postgres.ISql,
  { city }: Asker,
  building_ids: readonly number[],
  period: { from: string; to: string },
): Promise<BuildingCase[]> {
  return sql<BuildingCase[]>`
    select
      i.building_id, i.dwelling_id, i.symptom, i.cause, ${isOpen(sql)} as open,
      to_char(i.reported_at at time zone ${city.time_zone}, 'YYYY-MM-DD') as day
    from issue i
    where i.city = ${city.id} and i.building_id = any (${[...building_ids]}::integer[]) and i.status <> 'declined'
      and ${isReported(sql, city, period)}
    order by i.reported_at, i.id`
}

/**
 * The latest reading of each flat of a building in the period, both days the city's and inclusive. A case holds the
 * reading that closed it, or before that the one of the last visit.
 */
export function listReadings(
  sql: postgres.ISql,
  { city }: Asker,
  building_id: number,
  period: { from: string; to: string },
): Promise<StackReading[]> {
  return sql<StackReading[]>`
    select distinct on (m.dwelling_id) m.dwelling_id, m.reading_c, to_char(m.day, 'YYYY-MM-DD') as day
    from (
      select i.dwelling_id, i.id, i.reading_c::float8 as reading_c, (at.measured at time zone ${city.time_zone})::date as day
      from issue i
      cross join lateral (
        select coalesce(i.closed_at, max(e.at), i.reported_at) as measured
        from issue_event e
        where e.city = i.city and e.issue_id = i.id and e.status = 'in_progress'
      ) at
      where i.city = ${city.id} and i.building_id = ${building_id} and i.dwelling_id is not null
        and i.reading_c is not null and ${isReported(sql, city, { to: period.to })}
    ) m
    where m.day between ${period.from}::date and ${period.to}::date
    order by m.dwelling_id, m.day desc, m.id desc`
}

/** Cases and heated dwellings of the whole city. */
export async function countCity(
  sql: postgres.ISql,
  { city }: Asker,
  period: { from: string; to: string },
): Promise<{ cases: number; heated_dwellings: number }> {
  const [counts] = await sql<{ cases: number; heated_dwellings: number }[]>`
    select
      (
        select count(*)::integer from issue i
        where i.city = ${city.id} and i.status <> 'declined' and ${isReported(sql, city, period)}
      ) as cases,
      (
        select coalesce(sum(b.heated_dwellings), 0)::integer from building b where b.city = ${city.id}
      ) as heated_dwellings`
  return counts ?? { cases: 0, heated_dwellings: 0 }
}
