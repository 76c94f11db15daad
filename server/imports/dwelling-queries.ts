import type postgres from 'postgres'
import type { StageRange } from './write-queries'

/** Homes of buildings that nobody knows: they leave the stage. */
export function dropHomeless(sql: postgres.ISql, city: number, job: string) {
  return sql<{ row: number }[]>`
    delete from import_stage s
    where s.job = ${job} and s.target = 'dwelling' and not exists (
      select from building b where b.city = ${city} and b.code = s.fields ->> 'building_code'
    )
    returning s.row`
}

/** Writes new homes and those that differ. A home is the flat of a stairwell of a building; none is taken away. */
export async function upsertDwellings(
  sql: postgres.ISql,
  city: number,
  { job, first, last }: StageRange,
): Promise<{ inserted: number; updated: number }> {
  const staged = sql`
    select s.row, b.id as building_id, r.stairwell, r.floor, r.flat, r.area_m2::numeric(7, 1) as area_m2,
      r.pressure_zone, r.connected, r.suspended
    from import_stage s
    cross join lateral jsonb_populate_record(null::dwelling, s.fields) r
    join building b on b.city = ${city} and b.code = s.fields ->> 'building_code'
    where s.job = ${job} and s.target = 'dwelling' and s.row between ${first} and ${last}`
  const updated = await sql`
    update dwelling t
    set floor = n.floor, area_m2 = n.area_m2, pressure_zone = n.pressure_zone, connected = n.connected,
      suspended = n.suspended
    from (${staged}) n
    where t.city = ${city} and t.building_id = n.building_id and t.stairwell = n.stairwell and t.flat = n.flat
      and (t.floor, t.area_m2, t.pressure_zone, t.connected, t.suspended)
        is distinct from (n.floor, n.area_m2, n.pressure_zone, n.connected, n.suspended)`
  const inserted = await sql`
    insert into dwelling (city, id, building_id, stairwell, floor, flat, area_m2, pressure_zone, connected, suspended)
    select
      ${city}, (select coalesce(max(id), 0) from dwelling where city = ${city}) + row_number() over (order by n.row),
      n.building_id, n.stairwell, n.floor, n.flat, n.area_m2, n.pressure_zone, n.connected, n.suspended
    from (${staged}) n
    where not exists (
      select from dwelling t
      where t.city = ${city} and t.building_id = n.building_id and t.stairwell = n.stairwell and t.flat = n.flat
    )`
  return { inserted: inserted.count, updated: updated.count }
}
