import type postgres from 'postgres'
import type { BranchAsset } from '../../data/hotspots/answers'

export interface NamedPlace {
  id: number
  name: string
  community_id: number | null
}

export interface NamedStation {
  id: number
  name: string
  duty_phone: string | null
}

export interface PipeAsset extends BranchAsset {
  pipe_id: number
}

/** Pipes of a found branch to be drawn; `branch` is its position among those found. */
export interface BranchPipes {
  branch: number
  pipe_ids: readonly number[]
  downstream_pipe_ids: readonly number[]
}

/** EPSG:4326, 8 digits. */
export interface BranchShape {
  branch: number
  pipes: GeoJSON.MultiLineString | null
  downstream: GeoJSON.MultiLineString | null
  bbox: [number, number, number, number] | null
}

export function readCompounds(sql: postgres.ISql, city: number, ids: readonly number[]): Promise<NamedPlace[]> {
  return sql<NamedPlace[]>`
    select id, name, community_id from compound where city = ${city} and id = any (${[...ids]}::integer[])`
}

export function readBuildings(sql: postgres.ISql, city: number, ids: readonly number[]): Promise<NamedPlace[]> {
  return sql<NamedPlace[]>`
    select id, coalesce(name, code) as name, community_id
    from building where city = ${city} and id = any (${[...ids]}::integer[])`
}

export function readDivisionNames(sql: postgres.ISql, city: number, ids: readonly number[]) {
  return sql<{ id: number; name: string }[]>`
    select id, name from division where city = ${city} and id = any (${[...ids]}::integer[])`
}

/** Phones of the secretaries of communities. */
export function readSecretaries(sql: postgres.ISql, city: number, community_ids: readonly number[]) {
  return sql<{ community_id: number; phone: string }[]>`
    select scope_id as community_id, phone
    from contact
    where city = ${city} and scope = 'division' and role = 'secretary'
      and scope_id = any (${[...community_ids]}::integer[])
    order by scope_id, id`
}

export function readStations(sql: postgres.ISql, city: number, ids: readonly number[]): Promise<NamedStation[]> {
  return sql<NamedStation[]>`
    select id, name, duty_phone from station where city = ${city} and id = any (${[...ids]}::integer[])`
}

/** Pipes by id with their valves, oldest first; those of unknown year last. */
export function readAssets(sql: postgres.ISql, city: number, pipe_ids: readonly number[]): Promise<PipeAsset[]> {
  return sql<PipeAsset[]>`
    select a.* from (
      select 'pipe' as kind, p.id, p.id as pipe_id, p.code, p.name, p.diameter_mm, p.built_year, p.material, p.length_m
      from pipe p
      where p.city = ${city} and p.id = any (${[...pipe_ids]}::integer[])
      union all
      select 'valve', v.id, v.pipe_id, v.code, null, null, v.built_year, null, null
      from valve v
      where v.city = ${city} and v.pipe_id = any (${[...pipe_ids]}::integer[])
    ) a
    order by a.built_year nulls last, a.kind, a.id`
}

/** The pipes of branches as one shape each, and the box around them. */
export function readShapes(sql: postgres.ISql, city: number, branches: readonly BranchPipes[]): Promise<BranchShape[]> {
  const rows = branches.flatMap(({ branch, pipe_ids, downstream_pipe_ids }) => [
    ...pipe_ids.map((id) => ({ branch, id, own: true })),
    ...downstream_pipe_ids.map((id) => ({ branch, id, own: false })),
  ])
  return sql<BranchShape[]>`
    select
      r.branch,
      st_asgeojson(st_collect(p.geom order by p.id) filter (where r.own), 8, 0)::json as pipes,
      st_asgeojson(st_collect(p.geom order by p.id) filter (where not r.own), 8, 0)::json as downstream,
      json_build_array(
        round(min(st_xmin(p.geom))::numeric, 8), round(min(st_ymin(p.geom))::numeric, 8),
        round(max(st_xmax(p.geom))::numeric, 8), round(max(st_ymax(p.geom))::numeric, 8)
      ) as bbox
    from jsonb_to_recordset((${JSON.stringify(rows)}::text)::jsonb) as r (branch integer, id integer, own boolean)
    join pipe p on p.city = ${city} and p.id = r.id
    group by r.branch`
}

/** Buildings of something that was found; `at` is its position. */
export interface FoundBuildings {
  at: number
  building_ids: readonly number[]
}

/** A grid that a found thing lies in, with its staff. */
export interface FoundGrid {
  at: number
  id: number
  number: number
  community: string
  contacts: { role: string; title: string; phone: string }[]
}

const mostGrids = 3

/** The grids of the plans in force on `today` that hold most of the buildings, three of each at most. */
export function readGridsOf(
  sql: postgres.ISql,
  city: number,
  today: string,
  found: readonly FoundBuildings[],
): Promise<FoundGrid[]> {
  const rows = found.flatMap(({ at, building_ids }) => building_ids.map((id) => ({ at, id })))
  return sql<FoundGrid[]>`
    select r.at, g.id, g.number, d.name as community, (
      select coalesce(json_agg(json_build_object('role', k.role, 'title', k.title, 'phone', k.phone) order by k.id), '[]')
      from contact k
      where k.city = ${city} and k.scope = 'grid' and k.scope_id = g.id
    ) as contacts
    from (
      select r.at, m.grid_id, row_number() over (partition by r.at order by count(*) desc, m.grid_id) as place
      from jsonb_to_recordset((${JSON.stringify(rows)}::text)::jsonb) as r (at integer, id integer)
      join grid_building m on m.city = ${city} and m.building_id = r.id
      join grid_plan p on p.city = m.city and p.id = m.plan_id and p.status = 'published'
        and daterange(p.valid_from, p.valid_to) @> ${today}::date
      group by r.at, m.grid_id
    ) r
    join grid g on g.city = ${city} and g.id = r.grid_id
    join division d on d.city = g.city and d.id = g.community_id
    where r.place <= ${mostGrids}
    order by r.at, r.place`
}
