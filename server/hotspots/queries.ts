import type postgres from 'postgres'
import type { AtomRow, BuildingRow, CityRows, ServiceRow } from '../../data/hotspots/build-columns'
import type { CaseRow } from '../../data/hotspots/case-columns'
import type { RoundRow } from '../../data/hotspots/round-columns'
import { unmetOutcomes } from '../../data/model/rounds'
import { readNetwork } from '../network/queries'

/** Minutes from 1970-01-01 to 2000-01-01, from which the columns count. */
const epoch_min = 15_778_080

/** The city that columns are made for. */
export interface ColumnsCity {
  id: number
  code: string
  time_zone: string
  srid: number
  sharing_threshold: number
}

/** Everything but the cases. `today` is the city's date: grids are those of the plans in force. */
export async function readCityRows(
  sql: postgres.ISql,
  city: ColumnsCity,
  today: string,
): Promise<Omit<CityRows, 'city' | 'cases'>> {
  return {
    buildings: await readBuildings(sql, city, today),
    services: await readServices(sql, city.id),
    seasons: await sql<CityRows['seasons'][number][]>`
      select id, starts_on, ends_on from season where city = ${city.id} order by starts_on`,
    atoms: await sql<AtomRow[]>`
      select season_id, id, compound_id, heated_dwellings from atom where city = ${city.id} order by season_id, id`,
    atom_buildings: await sql<CityRows['atom_buildings'][number][]>`
      select season_id, atom_id, building_id from atom_building where city = ${city.id}`,
    weather: await sql<CityRows['weather'][number][]>`
      select day, mean_c, min_c, normal_c from weather_day where city = ${city.id} order by day`,
    barriers: await readBarriers(sql, city),
    network: await readNetwork(sql, city.id, 'secondary'),
  }
}

/** Homes by pressure zone; those that are known as a number alone hang on the lowest connection of their building. */
function readServices(sql: postgres.ISql, city: number): Promise<ServiceRow[]> {
  return sql<ServiceRow[]>`
    select d.building_id, d.pressure_zone, s.node_id, count(*)::integer as heated_dwellings
    from dwelling d
    left join service_connection s
      on s.city = d.city and s.building_id = d.building_id and s.pressure_zone = d.pressure_zone
    where d.city = ${city} and d.connected and not d.suspended
    group by d.building_id, d.pressure_zone, s.node_id
    union all
    select b.id, coalesce(s.pressure_zone, 'low'), s.node_id, b.heated_dwellings
    from building b
    left join lateral (
      select pressure_zone, node_id from service_connection
      where city = b.city and building_id = b.id
      order by pressure_zone desc
      limit 1
    ) s on true
    where b.city = ${city} and b.heated_dwellings > 0
      and not exists (select from dwelling d where d.city = b.city and d.building_id = b.id)
    order by building_id, pressure_zone desc`
}

function readBuildings(sql: postgres.ISql, city: ColumnsCity, today: string): Promise<BuildingRow[]> {
  return sql<BuildingRow[]>`
    select
      b.id, st_x(st_centroid(m.geom)) as x_m, st_y(st_centroid(m.geom)) as y_m,
      st_asgeojson(st_simplifypreservetopology(m.geom, 0.5), 1, 0)::json as footprint, b.heated_dwellings, b.community_id, b.compound_id, g.grid_id, c.kind as compound_kind,
      coalesce(b.built_year, c.built_year) as built_year, b.heating_system
    from building b
    cross join lateral (select st_transform(b.geom, ${city.srid}::integer) as geom) m
    left join compound c on c.city = b.city and c.id = b.compound_id
    left join (
      select own.building_id, own.grid_id
      from grid_building own
      join grid_plan p on p.city = own.city and p.id = own.plan_id
      where own.city = ${city.id} and p.status = 'published' and p.valid_from <= ${today}::date
        and (p.valid_to is null or p.valid_to > ${today}::date)
    ) g on g.building_id = b.id
    where b.city = ${city.id}
    order by b.id`
}

async function readBarriers(sql: postgres.ISql, city: ColumnsCity): Promise<GeoJSON.Geometry[]> {
  const rows = await sql<{ geometry: GeoJSON.Geometry }[]>`
    select st_asgeojson(st_transform(l.geom, ${city.srid}::integer), 2, 0)::json as geometry
    from landform l
    where l.city = ${city.id} and l.kind in ('river', 'hill')
    union all
    select st_asgeojson(st_transform(r.geom, ${city.srid}::integer), 2, 0)::json
    from road r
    where r.city = ${city.id} and r.class = 'railway'`
  return rows.map((row) => row.geometry)
}

/** The rounds of a city, each with the heated homes by building in which somebody was spoken with, and its findings. */
export async function readRounds(sql: postgres.ISql, city: number): Promise<RoundRow[]> {
  return sql<RoundRow[]>`
    select r.id, r.community_id, r.starts_on, r.ends_on,
      coalesce((
        select jsonb_agg(jsonb_build_object('building_id', met.building_id, 'dwellings', met.dwellings))
        from (
          select d.building_id, count(distinct d.id) as dwellings
          from visit v
          join dwelling d on d.city = v.city and d.id = v.dwelling_id and d.connected and not d.suspended
          where v.city = r.city and v.round_id = r.id and v.outcome <> all (${[...unmetOutcomes]}::text[])
          group by d.building_id
        ) met
      ), '[]') as visited,
      coalesce((
        select jsonb_agg(v.issue_id) from visit v
        where v.city = r.city and v.round_id = r.id and v.issue_id is not null
      ), '[]') as findings
    from round r
    where r.city = ${city}
    order by r.id`
}

/** The least and the greatest id of a city's cases; nulls where it has none. */
export async function readCaseRange(sql: postgres.ISql, city: number): Promise<{ least: number; most: number }> {
  const [row] = await sql<{ least: number | null; most: number | null }[]>`
    select min(id) as least, max(id) as most from issue where city = ${city}`
  return { least: row?.least ?? 0, most: row?.most ?? 0 }
}

/** The next cases in the order of their ids. */
export function readCasesAfter(
  sql: postgres.ISql,
  city: ColumnsCity,
  { after, limit }: { after: number; limit: number },
): Promise<CaseRow[]> {
  return sql<CaseRow[]>`
    ${caseRows(sql, city)} and i.id > ${after} order by i.id limit ${limit}`
}

/** Cases by id; those that are no more are missing. */
export function readCases(sql: postgres.ISql, city: ColumnsCity, ids: readonly number[]): Promise<CaseRow[]> {
  return sql<CaseRow[]>`${caseRows(sql, city)} and i.id = any (${[...ids]}::integer[])`
}

/** All cases of some buildings. */
export function readCasesOfBuildings(
  sql: postgres.ISql,
  city: ColumnsCity,
  buildings: readonly number[],
): Promise<CaseRow[]> {
  return sql<CaseRow[]>`${caseRows(sql, city)} and i.building_id = any (${[...buildings]}::integer[])`
}

function caseRows(sql: postgres.ISql, city: ColumnsCity) {
  return sql`
    select
      i.id, i.building_id, i.dwelling_id,
      (i.reported_at at time zone ${city.time_zone})::date - date '2000-01-01' as day,
      i.symptom, i.cause, i.source, i.status, d.pressure_zone,
      (floor(extract(epoch from i.due_at) / 60) - ${epoch_min})::integer as due, i.reopened
    from issue i
    left join dwelling d on d.city = i.city and d.id = i.dwelling_id
    where i.city = ${city.id}`
}

/** The communities in or below a division; null where there is no such division. */
export async function readCommunitiesOf(sql: postgres.ISql, city: number, division: number): Promise<number[] | null> {
  const rows = await sql<{ id: number; level: string }[]>`
    with recursive below as (
      select id, level from division where city = ${city} and id = ${division}
      union all
      select d.id, d.level from division d join below on d.parent_id = below.id where d.city = ${city}
    )
    select id, level from below order by id`
  if (rows.length === 0) return null
  return rows.filter(({ level }) => level === 'community').map(({ id }) => id)
}
