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
