import type postgres from 'postgres'
import { buildNetwork, type Network, type NetworkPipe, type Root } from '../../data/network/network'
import type { Access } from '../auth/access'
import type { CityRow } from '../cities/queries'
import { countIssues, seasonAt } from '../issues/count-queries'
import { isOpen } from '../issues/filter-queries'
import type { Word } from '../../data/model/vocabulary'

/**
 * The supply network of a city as a graph; closed valves cut their pipes. Roots of the secondary network are stations,
 * roots of the primary network heat sources (whose id then stands as `station_id` of the root).
 */
export async function readNetwork(
  sql: postgres.ISql,
  city: number,
  network: 'primary' | 'secondary',
): Promise<Network> {
  const nodes = await sql<{ id: number }[]>`
    select id from node where city = ${city} and network = ${network} order by id`
  const pipes = await sql<NetworkPipe[]>`
    select id, from_node_id, to_node_id, length_m
    from pipe
    where city = ${city} and network = ${network} and flow = 'supply'
    order by id`
  const closed = await sql<{ pipe_id: number }[]>`
    select distinct pipe_id from valve where city = ${city} and not is_open`
  const roots = network === 'primary' ? await readSources(sql, city) : await readOutlets(sql, city)
  return buildNetwork({ nodes, pipes, closed_pipe_ids: closed.map((valve) => valve.pipe_id), roots })
}

function readOutlets(sql: postgres.ISql, city: number) {
  return sql<Root[]>`
    select secondary_node_id as node_id, id as station_id
    from station
    where city = ${city} and secondary_node_id is not null
    order by id`
}

/** Peak boilers feed a network of their own only where no other source does; elsewhere they stand on its way. */
function readSources(sql: postgres.ISql, city: number) {
  return sql<Root[]>`
    select s.node_id, s.id as station_id
    from heat_source s
    where s.city = ${city} and s.node_id is not null and (s.kind <> 'peak_boiler' or not exists (
      select from heat_source o where o.city = s.city and o.node_id is not null and o.kind <> 'peak_boiler'))
    order by s.id`
}

export interface GraphPipe {
  id: number
  network: Word<'network'>
  pressure_zone: Word<'pressure_zone'>
  diameter_mm: number | null
  length_m: number
}

export interface GraphStation {
  id: number
  name: string
  primary_node_id: number | null
}

export interface GraphSource {
  id: number
  name: string
  node_id: number | null
}

export interface GraphBuilding {
  id: number
  code: string
  name: string | null
  heated_dwellings: number
}

/** What hangs on the network of a city, and what its parts are called. */
export interface NetworkThings {
  pipes: GraphPipe[]
  valves: { id: number; pipe_id: number }[]
  stations: GraphStation[]
  sources: GraphSource[]
  buildings: GraphBuilding[]
  connections: { building_id: number; node_id: number }[]
}

export async function readNetworkThings(sql: postgres.ISql, city: number): Promise<NetworkThings> {
  return {
    pipes: await sql<GraphPipe[]>`
      select id, network, pressure_zone, diameter_mm, length_m from pipe where city = ${city}`,
    valves: await sql<{ id: number; pipe_id: number }[]>`select id, pipe_id from valve where city = ${city}`,
    stations: await sql<GraphStation[]>`
      select id, name, primary_node_id from station where city = ${city} order by id`,
    sources: await sql<GraphSource[]>`select id, name, node_id from heat_source where city = ${city}`,
    buildings: await sql<GraphBuilding[]>`
      select id, code, name, heated_dwellings from building where city = ${city}`,
    connections: await sql<{ building_id: number; node_id: number }[]>`
      select building_id, node_id from service_connection where city = ${city} order by building_id, id`,
  }
}

export interface TraceGeometry {
  pipes: GeoJSON.MultiLineString | null
  /** Of each line of `pipes`. */
  pipe_diameters_mm: (number | null)[]
  buildings: GeoJSON.MultiPolygon | null
  /** [west, south, east, north] in degrees; null where there is nothing. */
  bbox: [number, number, number, number] | null
}

/** Pipes and buildings by id as one geometry each (EPSG:4326), and the box around both. */
export async function readTraceGeometry(
  sql: postgres.ISql,
  city: number,
  pipes: number[],
  buildings: number[],
): Promise<TraceGeometry> {
  const [row] = await sql<TraceGeometry[]>`
    with way as (
      select st_collect(p.geom order by p.id) as geom, array_agg(p.diameter_mm order by p.id) as diameters
      from pipe p
      where p.city = ${city} and p.id = any (${pipes}::integer[])
    ),
    reached as (
      select st_collect(part.geom order by b.id) as geom
      from building b
      cross join lateral st_dump(b.geom) as part
      where b.city = ${city} and b.id = any (${buildings}::integer[])
    )
    select
      st_asgeojson(way.geom, 8, 0)::json as pipes, coalesce(way.diameters, '{}') as pipe_diameters_mm,
      st_asgeojson(reached.geom, 8, 0)::json as buildings,
      case when box.geom is not null then
        json_build_array(
          round(st_xmin(box.geom)::numeric, 8), round(st_ymin(box.geom)::numeric, 8),
          round(st_xmax(box.geom)::numeric, 8), round(st_ymax(box.geom)::numeric, 8)
        )
      end as bbox
    from way, reached, lateral (select st_envelope(st_collect(way.geom, reached.geom)) as geom) box`
  return row ?? { pipes: null, pipe_diameters_mm: [], buildings: null, bbox: null }
}

/** Something on the way down, with the homes below it. */
export interface Below {
  kind: 'stations' | 'compounds' | 'buildings'
  id: number
  name: string
  heated_dwellings: number
  /** How many of its kind there are, listed or not. */
  total: number
}

/** The largest stations, compounds and buildings of a set, at most `limit` of a kind, most homes first. */
export async function listBelow(
  sql: postgres.ISql,
  city: number,
  { stations, buildings }: { stations: number[]; buildings: number[] },
  limit: number,
): Promise<Below[]> {
  return sql<Below[]>`
    with home as (
      select b.id, b.name, b.code, b.compound_id, b.heated_dwellings
      from building b where b.city = ${city} and b.id = any (${buildings}::integer[])
    ),
    named as (
      select 'stations' as kind, s.id, s.name, (
        select coalesce(sum(h.heated_dwellings), 0)
        from home h
        where h.id in (
          select c.building_id from service_connection c where c.city = s.city and c.station_id = s.id)
      ) as heated_dwellings
      from station s where s.city = ${city} and s.id = any (${stations}::integer[])
      union all
      select 'compounds', c.id, coalesce(c.name, c.code), sum(h.heated_dwellings)
      from home h join compound c on c.city = ${city} and c.id = h.compound_id
      group by c.id, c.name, c.code
      union all
      select 'buildings', h.id, concat_ws(' ', c.name, coalesce(h.name, h.code)), h.heated_dwellings
      from home h left join compound c on c.city = ${city} and c.id = h.compound_id
    ),
    ranked as (
      select n.*, count(*) over (partition by kind) as total,
        row_number() over (partition by kind order by heated_dwellings desc, id) as place
      from named n
    )
    select kind, id, name, heated_dwellings::integer, total::integer
    from ranked where place <= ${limit}
    order by kind = 'stations' desc, kind = 'compounds' desc, place`
}

/** Number of open cases in a set of buildings; null where the reader may not know. `today` is the city's date. */
export async function countOpenAmong(
  sql: postgres.ISql,
  { access, city, today }: { access: Access; city: CityRow; today: string },
  building_ids: number[],
): Promise<number | null> {
  const buildings = sql`select b.id as building_id from unnest(${building_ids}::integer[]) as b (id)`
  const asker = { access, city, season: seasonAt(sql, city, today) }
  const count = countIssues(sql, asker, { buildings, which: isOpen(sql), atoms: 'whole' })
  const [row] = await sql<{ open_issues: number | null }[]>`select ${count} as open_issues`
  return row?.open_issues ?? null
}

/** Gives each secondary pipe and each service connection the station that feeds it; null where none does. */
export async function writeStations(
  sql: postgres.ISql,
  city: number,
  fed: { pipes: FedBy[]; nodes: FedBy[] },
): Promise<void> {
  await sql`
    update pipe p
    set station_id = r.station_id
    from jsonb_to_recordset((${JSON.stringify(fed.pipes)}::text)::jsonb) as r (id integer, station_id integer)
    where p.city = ${city} and p.id = r.id and p.station_id is distinct from r.station_id`
  await sql`
    update service_connection s
    set station_id = r.station_id
    from jsonb_to_recordset((${JSON.stringify(fed.nodes)}::text)::jsonb) as r (id integer, station_id integer)
    where s.city = ${city} and s.node_id = r.id and s.station_id is distinct from r.station_id`
}

export interface FedBy {
  id: number
  station_id: number | null
}
