import type postgres from 'postgres'
import type { City } from '../../data/model/city'
import type { Season } from './city-clock'

/** Inserts a city and returns its id. `is_ready` false hides it until `markReady`. */
export async function insertCity(sql: postgres.ISql, city: City, is_ready = true): Promise<number> {
  const [west, south, east, north] = city.extent
  const [row] = await sql<[{ id: number }]>`
    insert into city (
      code, name, name_en, time_zone, srid, temperature_standard_c, sharing_threshold, clock, is_demo, is_ready, extent
    )
    values (
      ${city.code}, ${city.name}, ${city.name_en}, ${city.time_zone}, ${city.srid}, ${city.temperature_standard_c},
      ${city.sharing_threshold}, ${city.clock}, ${city.is_demo}, ${is_ready},
      st_makeenvelope(${west}, ${south}, ${east}, ${north}, 4326)
    )
    returning id`
  return row.id
}

/** One import, or one season, of a city at a time. Held until the transaction of `sql` ends. */
export async function lockCity(sql: postgres.ISql, city: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('import'), ${city})`
}

/** Adds a season, both days inclusive, and gives it the cases of its days (the city's) that have none yet. */
export async function insertSeason(
  sql: postgres.ISql,
  city: { id: number; time_zone: string },
  { name, starts_on, ends_on }: Omit<Season, 'id'>,
): Promise<void> {
  await sql`
    with season_of as (
      insert into season (city, id, name, starts_on, ends_on)
      select ${city.id}, coalesce(max(id), 0) + 1, ${name}, ${starts_on}::date, ${ends_on}::date
      from season where city = ${city.id}
      returning id, starts_on, ends_on
    )
    update issue i set season_id = s.id
    from season_of s
    where i.city = ${city.id} and i.season_id is null
      and (i.reported_at at time zone ${city.time_zone})::date between s.starts_on and s.ends_on`
}

/** Offers a city whose load is complete. */
export async function markReady(sql: postgres.ISql, city: number): Promise<void> {
  await sql`update city set is_ready = true where id = ${city}`
}

/** Removes a city with everything in it. False if there is none of that code. */
export async function removeCity(sql: postgres.ISql, code: string): Promise<boolean> {
  // Largest tables first: a cascade from the city would look for each case and flat again from every side.
  const [city] = await sql<{ id: number }[]>`select id from city where code = ${code}`
  if (!city) return false
  await sql`delete from supervision where city = ${city.id}`
  await sql`delete from visit where city = ${city.id}`
  await sql`delete from issue_event where city = ${city.id}`
  await sql`delete from issue_report where city = ${city.id}`
  await sql`delete from issue where city = ${city.id}`
  await sql`delete from atom_building where city = ${city.id}`
  await sql`delete from grid_building where city = ${city.id}`
  await sql`delete from service_connection where city = ${city.id}`
  await sql`delete from dwelling where city = ${city.id}`
  await sql`delete from city where id = ${city.id}`
  return true
}
