import type postgres from 'postgres'
import type { City } from '../../data/model/city'
import type { Season } from './city-clock'

/** A city as the server holds it: `id` is the `city` column of every other table. */
export type CityRow = City & { id: number }

/** The columns of a `CityRow` from `city c`. */
export function cityColumns(sql: postgres.ISql) {
  return sql`
    c.id, c.code, c.name, c.name_en, c.time_zone, c.srid, c.temperature_standard_c, c.sharing_threshold, c.clock,
    c.is_demo,
    jsonb_build_array(
      st_xmin(c.extent), st_ymin(c.extent), st_xmax(c.extent), st_ymax(c.extent)
    ) as extent`
}

/** Cities on offer, by code: all, or the one that somebody belongs to. */
export async function listCities(sql: postgres.ISql, only: number | null): Promise<CityRow[]> {
  return sql<CityRow[]>`
    select ${cityColumns(sql)} from city c
    where c.is_ready and (${only}::integer is null or c.id = ${only})
    order by c.code collate "C"`
}

export async function findCity(sql: postgres.ISql, code: string): Promise<CityRow | undefined> {
  const [city] = await sql<CityRow[]>`select ${cityColumns(sql)} from city c where c.code = ${code} and c.is_ready`
  return city
}

/** Seasons of a city, oldest first; both days inclusive. */
export async function listSeasons(sql: postgres.ISql, city: number): Promise<Season[]> {
  return sql<Season[]>`
    select id, name, starts_on, ends_on from season where city = ${city} order by starts_on`
}
