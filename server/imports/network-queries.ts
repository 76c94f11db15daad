import type postgres from 'postgres'
import type { Word } from '../../data/model/vocabulary'
import type { StageRange } from './write-queries'

export type NetworkName = Word<'network'>

/** A line or point with its coordinates as GeoJSON texts: degrees on the grid, and metres of the city. */
export interface PlacedLine {
  row: number
  part: number
  degrees: string
  metres: string
}

/** Nodes of a network that are known already, by id. */
export function readNodes(
  sql: postgres.ISql,
  city: number,
  network: NetworkName,
  { after, limit }: { after: number; limit: number },
) {
  return sql<PlacedLine[]>`
    select n.id as row, 0 as part, st_asgeojson(n.geom, 8) as degrees,
      st_asgeojson(st_transform(n.geom, c.srid), 6) as metres
    from node n
    join city c on c.id = n.city
    where n.city = ${city} and n.network = ${network} and n.id > ${after}
    order by n.id
    limit ${limit}`
}

/** Staged supply lines of a network, after a row, all parts of a row together. */
export function readSupply(sql: postgres.ISql, city: number, network: NetworkName, range: StageRange) {
  return sql<PlacedLine[]>`
    select s.row, s.part, st_asgeojson(s.place, 8) as degrees,
      st_asgeojson(st_transform(s.place, c.srid), 6) as metres
    from import_stage s
    join city c on c.id = ${city}
    where s.job = ${range.job} and s.target = ${range.target} and s.fields ->> 'network' = ${network}
      and s.row between ${range.first} and ${range.last}
    order by s.row, s.part`
}

/** Staged stations, sources and inlets. */
export function readTaps(sql: postgres.ISql, city: number, job: string) {
  return sql<(PlacedLine & { target: string })[]>`
    select s.target, s.row, s.part, st_asgeojson(s.place, 8) as degrees,
      st_asgeojson(st_transform(s.place, c.srid), 6) as metres
    from import_stage s
    join city c on c.id = ${city}
    where s.job = ${job} and s.target in ('station', 'source', 'inlet') and s.place is not null
    order by s.target, s.row, s.part`
}

/** Nodes of a city that pipes of a network end in. */
export function readJoints(sql: postgres.ISql, city: number, network: NetworkName) {
  return sql<{ id: number }[]>`
    select from_node_id as id from pipe where city = ${city} and network = ${network} and flow = 'supply'
    union
    select to_node_id from pipe where city = ${city} and network = ${network} and flow = 'supply'`
}

export async function lastNodeId(sql: postgres.ISql, city: number): Promise<number> {
  const [row] = await sql<[{ id: number }]>`select coalesce(max(id), 0) as id from node where city = ${city}`
  return row.id
}

export async function insertNodes(
  sql: postgres.ISql,
  city: number,
  network: NetworkName,
  nodes: { id: number; lon: number; lat: number }[],
): Promise<void> {
  await sql`
    insert into node (city, id, network, kind, geom)
    select ${city}, n.id, ${network}, 'junction', st_snaptogrid(st_setsrid(st_makepoint(n.lon, n.lat), 4326), 0.00000001)
    from jsonb_to_recordset((${JSON.stringify(nodes)}::text)::jsonb)
      as n (id integer, lon double precision, lat double precision)`
}

/** A piece of a staged supply line between two nodes. `piece` counts from 1, or is 0 where the line is one piece. */
export interface Edge {
  row: number
  part: number
  piece: number
  from_node_id: number
  to_node_id: number
  coordinates: [number, number][]
}

/** Most pieces of one part of a row; the stage numbers them together. */
const mostPieces = 10_000

/** Stages the pipes that supply lines were cut into, with the fields of their line, in the direction drawn. */
export async function stageEdges(sql: postgres.ISql, city: number, job: string, edges: Edge[]): Promise<void> {
  await sql`
    insert into import_stage (job, target, row, part, fields, place)
    select
      s.job, 'pipe', s.row, s.part * ${mostPieces} + e.piece,
      s.fields || jsonb_build_object(
        'code', case when e.piece = 0 then s.code else concat(s.code, '#', e.piece) end,
        'from_node_id', e.from_node_id,
        'to_node_id', e.to_node_id,
        'length_m', greatest(0.001, st_length(st_transform(l.line, c.srid)))
      ),
      l.line
    from jsonb_to_recordset((${JSON.stringify(edges)}::text)::jsonb) as e (
      row integer, part integer, piece integer, from_node_id integer, to_node_id integer, coordinates jsonb
    )
    join city c on c.id = ${city}
    join import_stage s on s.job = ${job} and s.target = 'supply' and s.row = e.row and s.part = e.part
    cross join lateral (
      select st_snaptogrid(
        st_setsrid(
          st_geomfromgeojson(jsonb_build_object('type', 'LineString', 'coordinates', e.coordinates)), 4326
        ),
        0.00000001
      ) as line
    ) l`
}

/** Pipes that were turned round earlier to lead away from their source stay so: the drawing says nothing about it. */
export async function keepDirections(sql: postgres.ISql, city: number, job: string): Promise<void> {
  await sql`
    update import_stage s
    set place = p.geom,
      fields = s.fields || jsonb_build_object(
        'from_node_id', s.fields -> 'to_node_id', 'to_node_id', s.fields -> 'from_node_id'
      )
    from pipe p
    where s.job = ${job} and s.target = 'pipe' and p.city = ${city} and p.code = s.code
      and not p.geom = s.place and p.geom = st_reverse(s.place)`
}

/** Gives return pipes their length. */
export async function measureReturns(sql: postgres.ISql, city: number, job: string): Promise<void> {
  await sql`
    update import_stage s
    set fields = s.fields || jsonb_build_object(
      'length_m', greatest(0.001, st_length(st_transform(s.place, c.srid)))
    )
    from city c
    where s.job = ${job} and s.target = 'return' and c.id = ${city} and s.place is not null`
}

/** Removes the pieces of the job's lines that are no longer cut so. */
export async function removeStalePieces(sql: postgres.ISql, city: number, job: string): Promise<number> {
  const removed = await sql`
    delete from pipe p
    using import_stage s
    where s.job = ${job} and s.target = 'supply' and p.city = ${city} and p.flow = 'supply'
      and s.code = regexp_replace(p.code, '#[0-9]+$', '')
      and not exists (
        select from import_stage e where e.job = s.job and e.target = 'pipe' and e.code = p.code
      )`
  return removed.count
}

/** Where a staged point belongs: the end of a short line that lies on a node, and that node in each network. */
export interface TapPlace {
  target: string
  row: number
  part: number
  lon: number
  lat: number
  primary: number | null
  secondary: number | null
}

/** Makes points of staged taps and notes their nodes: a source feeds one network, an inlet takes the secondary one. */
export async function placeTaps(sql: postgres.ISql, job: string, taps: TapPlace[]): Promise<void> {
  await sql`
    update import_stage s
    set place = st_snaptogrid(st_setsrid(st_makepoint(t.lon, t.lat), 4326), 0.00000001),
      fields = s.fields || jsonb_strip_nulls(case s.target
        when 'station' then jsonb_build_object('primary_node_id', t.primary, 'secondary_node_id', t.secondary)
        when 'source' then jsonb_build_object('node_id', t.primary)
        else jsonb_build_object('node_id', t.secondary)
      end)
    from jsonb_to_recordset((${JSON.stringify(taps)}::text)::jsonb) as t (
      target text, row integer, part integer, lon double precision, lat double precision, "primary" integer,
      secondary integer
    )
    where s.job = ${job} and s.target = t.target and s.row = t.row and s.part = t.part`
}

/** Ties stations and sources to the nodes that were found for them; those without one keep what they have. */
export async function linkTaps(sql: postgres.ISql, city: number, job: string): Promise<void> {
  await sql`
    update station t
    set primary_node_id = coalesce((s.fields ->> 'primary_node_id')::integer, t.primary_node_id),
      secondary_node_id = coalesce((s.fields ->> 'secondary_node_id')::integer, t.secondary_node_id)
    from import_stage s
    where s.job = ${job} and s.target = 'station' and t.city = ${city} and t.code = s.code
      and (t.primary_node_id, t.secondary_node_id) is distinct from (
        coalesce((s.fields ->> 'primary_node_id')::integer, t.primary_node_id),
        coalesce((s.fields ->> 'secondary_node_id')::integer, t.secondary_node_id)
      )`
  await sql`
    update heat_source t
    set node_id = (s.fields ->> 'node_id')::integer
    from import_stage s
    where s.job = ${job} and s.target = 'source' and t.city = ${city} and t.code = s.code
      and t.node_id is distinct from (s.fields ->> 'node_id')::integer and s.fields ->> 'node_id' is not null`
}

/** Says of every node of a city what it is. */
export async function nameNodes(sql: postgres.ISql, city: number): Promise<void> {
  await sql`
    with named as (
      select n.id, case
        when exists (select from heat_source h where h.city = n.city and h.node_id = n.id) then 'source'
        when exists (
          select from station t where t.city = n.city and n.id in (t.primary_node_id, t.secondary_node_id)
        ) then 'station'
        when exists (select from service_connection v where v.city = n.city and v.node_id = n.id) then 'inlet'
        else 'junction'
      end as kind
      from node n
      where n.city = ${city}
    )
    update node n set kind = named.kind
    from named
    where n.city = ${city} and n.id = named.id and n.kind <> named.kind`
}

export async function turnPipes(sql: postgres.ISql, city: number, ids: number[]): Promise<void> {
  await sql`
    update pipe
    set geom = st_reverse(geom), from_node_id = to_node_id, to_node_id = from_node_id
    where city = ${city} and id = any(${ids}::integer[])`
}

/** Writes the station that serves each secondary pipe and service connection; `serving` lists all nodes with theirs. */
export async function writeStations(
  sql: postgres.ISql,
  city: number,
  pipes: { id: number; station_id: number | null }[],
): Promise<void> {
  await sql`
    update pipe p set station_id = s.station_id
    from jsonb_to_recordset((${JSON.stringify(pipes)}::text)::jsonb) as s (id integer, station_id integer)
    where p.city = ${city} and p.id = s.id and p.station_id is distinct from s.station_id`
}

export async function writeConnectionStations(
  sql: postgres.ISql,
  city: number,
  nodes: { id: number; station_id: number | null }[],
): Promise<void> {
  await sql`
    update service_connection c set station_id = s.station_id
    from jsonb_to_recordset((${JSON.stringify(nodes)}::text)::jsonb) as s (id integer, station_id integer)
    where c.city = ${city} and c.node_id = s.id and c.station_id is distinct from s.station_id`
}

export interface NetworkTotals {
  supply_pipes: number
  return_pipes: number
  length_m: number
}

export async function readTotals(sql: postgres.ISql, city: number, network: NetworkName): Promise<NetworkTotals> {
  const [row] = await sql<[NetworkTotals]>`
    select
      count(*) filter (where flow = 'supply')::integer as supply_pipes,
      count(*) filter (where flow = 'return')::integer as return_pipes,
      coalesce(sum(length_m) filter (where flow = 'supply'), 0)::double precision as length_m
    from pipe
    where city = ${city} and network = ${network}`
  return row
}

/** Stations of a city with the nodes at which a network reaches them. */
export function readStationNodes(sql: postgres.ISql, city: number, network: NetworkName) {
  const node = network === 'primary' ? sql`primary_node_id` : sql`secondary_node_id`
  return sql<{ code: string; node_id: number }[]>`
    select code, ${node} as node_id from station where city = ${city} and ${node} is not null order by id`
}

/** Rows of the job that brought stations of these codes. */
export function readStationRows(sql: postgres.ISql, job: string, codes: string[]) {
  return sql<{ row: number; code: string }[]>`
    select row, code
    from import_stage
    where job = ${job} and target = 'station' and code = any(${codes}::text[])
    order by row`
}
