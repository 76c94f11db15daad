import type postgres from 'postgres'

export interface CityState {
  id: number
  is_ready: boolean
}

export async function readCityState(sql: postgres.ISql, code: string): Promise<CityState | undefined> {
  const [row] = await sql<CityState[]>`select id, is_ready from city where code = ${code}`
  return row
}

export async function countCities(sql: postgres.ISql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*) as count from city where is_ready`
  return row.count
}

export interface DemoPlaces {
  district_id: number
  subdistrict_id: number
  community_id: number
  grid_id: number
  station_id: number
  operator_id: number
}

/** Where the demo users are at home: the community of that code, one of its grids, its leading station. */
export async function readDemoPlaces(
  sql: postgres.ISql,
  city: number,
  community_code: string,
  grid_number: number,
): Promise<DemoPlaces | undefined> {
  const [row] = await sql<DemoPlaces[]>`
    select d.id as district_id, s.id as subdistrict_id, c.id as community_id, g.id as grid_id, gs.station_id,
      st.operator_id
    from division c
    join division s on s.city = c.city and s.id = c.parent_id
    join division d on d.city = s.city and d.id = s.parent_id
    join grid_plan p on p.city = c.city and p.community_id = c.id and p.status = 'published'
    join grid g on g.city = c.city and g.plan_id = p.id and g.number = ${grid_number}
    join grid_station gs on gs.city = g.city and gs.grid_id = g.id and gs.role = 'lead'
    join station st on st.city = gs.city and st.id = gs.station_id
    where c.city = ${city} and c.code = ${community_code}`
  return row
}

export interface DemoUser {
  username: string
  role: string
  division_ids: number[]
  station_ids: number[]
  grid_ids: number[]
  operator_id: number | null
}

/** Creates the demo users of a city, or gives those that are there their scope and password again. */
export async function writeDemoUsers(
  sql: postgres.ISql,
  city: number,
  users: readonly DemoUser[],
  password_hash: string,
): Promise<void> {
  await sql`delete from app_user where is_demo`
  for (const user of users)
    await sql`
      insert into app_user (
        username, password_hash, role, city, division_ids, station_ids, grid_ids, operator_id, is_demo
      )
      values (
        ${user.username}, ${password_hash}, ${user.role}, ${user.role === 'admin' ? null : city},
        ${user.division_ids}, ${user.station_ids}, ${user.grid_ids}, ${user.operator_id}, true
      )`
}
