import type postgres from 'postgres'
import { countIssues, type Asker } from '../issues/count-queries'
import { isOpen, isReported } from '../issues/filter-queries'
import type { IssueFilter } from '../issues/filter'
import { touches, type BBox } from './bbox'
import { cityCaseCounts, divisionCounts } from './division-queries'
import { featureLayers, propertyColumns, type FeatureLayer, type LayerName } from './layers'

export type Fragment = postgres.PendingQuery<postgres.Row[]>
export type PlaceLayer = Exclude<LayerName, 'issues'>

/** What is asked of a layer, all of it checked. */
export interface FeatureRequest<L extends LayerName = LayerName> {
  layer: L
  asker: Asker
  /** The city's date and instant. */
  today: string
  now: Date
  bbox: BBox | null
  /** Rows start behind this id. */
  after: number
  limit: number
  filter: IssueFilter
}

/** A feature as the database gives it: geometry as GeoJSON text with 8 digits, the rest are its properties. */
export interface FeatureRow {
  id: number
  geometry: string
  [property: string]: unknown
}

/** A page of features by id. */
export function listPlaces(sql: postgres.ISql, request: FeatureRequest<PlaceLayer>): Promise<FeatureRow[]> {
  const { layer, limit, after } = request
  const { table } = featureLayers[layer]
  const page = sql`(
    select * from ${sql(table.name)} t
    where ${isOffered(sql, request)} and t.id > ${after} and ${touches(sql, 't', request.bbox)}
    order by t.id
    limit ${limit})`
  return sql<FeatureRow[]>`${describe(sql, request, page)} order by t.id`
}

/** One feature; cases of the filter's period are counted with it. */
export async function findPlace(
  sql: postgres.ISql,
  request: FeatureRequest<PlaceLayer>,
  id: number,
): Promise<FeatureRow | undefined> {
  const { table } = featureLayers[request.layer]
  const one = sql`(select * from ${sql(table.name)} t where ${isOffered(sql, request)} and t.id = ${id})`
  const [row] = await sql<FeatureRow[]>`${describe(sql, request, one)}`
  return row
}

/** How many features there are on all pages together. */
export async function countPlaces(sql: postgres.ISql, request: FeatureRequest<PlaceLayer>): Promise<number> {
  const { table } = featureLayers[request.layer]
  const [row] = await sql<{ number: number }[]>`
    select count(*)::integer as number
    from ${sql(table.name)} t
    where ${isOffered(sql, request)} and ${touches(sql, 't', request.bbox)}`
  return row?.number ?? 0
}

/** Cases in the whole city, and its homes; by atoms for those who may not read them all. */
export async function countCity(sql: postgres.ISql, request: Omit<FeatureRequest, 'layer'>) {
  const { asker } = request
  const cases = asker.access.caseRights === 'all' ? allCases(sql, request) : cityCaseCounts(sql, asker, request.filter)
  const [row] = await sql<CityCounts[]>`
    select
      coalesce(sum(b.dwellings), 0)::integer as dwellings,
      coalesce(sum(b.heated_dwellings), 0)::integer as heated_dwellings,
      ${cases}
    from building b where b.city = ${asker.city.id}`
  return row ?? { dwellings: 0, heated_dwellings: 0, open_issues: 0, issues: 0, issues_open: 0 }
}

/** Like `caseCounts` for the whole city, with the cases that hang on no building. */
function allCases(sql: postgres.ISql, { asker: { city }, filter }: Omit<FeatureRequest, 'layer'>): Fragment {
  const count = (which: Fragment) => sql`(select count(*)::integer from issue i where i.city = ${city.id} and ${which})`
  const open = sql`${count(isOpen(sql))} as open_issues`
  if (filter.from === undefined && filter.to === undefined) return open
  const reported = isReported(sql, city, filter)
  return sql`
    ${open}, ${count(reported)} as issues, ${count(sql`${reported} and ${isOpen(sql)}`)} as issues_open`
}

export interface CityCounts {
  dwellings: number
  heated_dwellings: number
  /** Null: too few homes for this user. */
  open_issues: number | null
  /** Reported in the period, and those of them that are still open. */
  issues: number | null
  issues_open: number | null
}

/** The row of a place `t` with its properties. */
function describe(sql: postgres.ISql, request: FeatureRequest<PlaceLayer>, rows: Fragment): Fragment {
  const layer: FeatureLayer = featureLayers[request.layer]
  const columns = propertyColumns(layer.table, false).map((name) => sql`, t.${sql(name)}`)
  const places = request.layer in buildingsOf ? (request.layer as HomeLayer) : null
  const divisions = request.layer === 'divisions' ? divisionCounts(sql, request.asker, request.filter) : null
  const parts = [
    ...columns,
    ...(layer.operator ? [sql`, o.name as operator`] : []),
    ...(places ? [homeColumns(sql, request, places)] : []),
    ...(divisions ? [divisions.columns] : []),
    ...(request.layer === 'grids' ? [gridStations(sql)] : []),
  ]
  return sql`
    select t.id, st_asgeojson(t.geom, 8) as geometry ${join(sql, parts)}
    from ${rows} t
    ${layer.operator ? sql`left join operator o on o.city = t.city and o.id = t.operator_id` : sql``}
    ${places ? homes(sql, places) : sql``}
    ${divisions ? divisions.joined : sql``}`
}

type HomeLayer = 'stations' | 'compounds' | 'buildings' | 'grids'

/** The buildings of a place `t`, each once. */
const buildingsOf: Record<HomeLayer, (sql: postgres.ISql) => Fragment> = {
  stations: (sql) => sql`
    select distinct s.building_id from service_connection s where s.city = t.city and s.station_id = t.id`,
  compounds: (sql) => sql`
    select b.id as building_id from building b where b.city = t.city and b.compound_id = t.id`,
  buildings: (sql) => sql`select t.id as building_id`,
  grids: (sql) => sql`select m.building_id from grid_building m where m.city = t.city and m.grid_id = t.id`,
}

function homes(sql: postgres.ISql, layer: HomeLayer): Fragment {
  return sql`
    cross join lateral (
      select
        count(*)::integer as buildings,
        coalesce(sum(b.dwellings), 0)::integer as dwellings,
        coalesce(sum(b.heated_dwellings), 0)::integer as heated_dwellings,
        coalesce(sum(b.heated_area_m2), 0) as heated_area_m2
      from (${buildingsOf[layer](sql)}) m
      join building b on b.city = t.city and b.id = m.building_id
    ) homes`
}

function homeColumns(sql: postgres.ISql, request: FeatureRequest, layer: HomeLayer): Fragment {
  const number = layer === 'buildings' ? sql`` : sql`, homes.buildings`
  const atoms = layer === 'buildings' ? 'whole' : 'first'
  return sql`
    , homes.dwellings, homes.heated_dwellings, homes.heated_area_m2 ${number},
    ${caseCounts(sql, request, buildingsOf[layer](sql), atoms)}`
}

/** Open cases now, and where a period was asked for the cases reported in it, with those of them still open. */
function caseCounts(
  sql: postgres.ISql,
  { asker, filter }: Omit<FeatureRequest, 'layer'>,
  buildings: Fragment,
  atoms: 'first' | 'whole',
): Fragment {
  const count = (which: Fragment) => countIssues(sql, asker, { buildings, atoms, which })
  const open = sql`${count(isOpen(sql))} as open_issues`
  if (filter.from === undefined && filter.to === undefined) return open
  const reported = isReported(sql, asker.city, filter)
  return sql`
    ${open}, ${count(reported)} as issues, ${count(sql`${reported} and ${isOpen(sql)}`)} as issues_open`
}

function gridStations(sql: postgres.ISql): Fragment {
  return sql`, array(
    select s.station_id from grid_station s
    where s.city = t.city and s.grid_id = t.id
    order by s.role = 'lead' desc, s.station_id
  ) as station_ids`
}

/** Rows of the city that the layer offers: of grids those of plans in force. */
function isOffered(sql: postgres.ISql, { layer, asker, today }: FeatureRequest<PlaceLayer>): Fragment {
  if (layer !== 'grids') return sql`t.city = ${asker.city.id}`
  return sql`t.city = ${asker.city.id} and exists (
    select from grid_plan p
    where p.city = t.city and p.id = t.plan_id and p.status = 'published'
      and daterange(p.valid_from, p.valid_to) @> ${today}::date)`
}

function join(sql: postgres.ISql, parts: Fragment[]): Fragment {
  return parts.reduce((all, part) => sql`${all} ${part}`, sql``)
}
