import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import proj4 from 'proj4'
import { demoCity, generateDemoCity, plantedTruths } from '../../data/demo/city'
import type { Truth } from '../../data/demo/people/truths/planting'
import { buildColumns, type CityRows } from '../../data/hotspots/build-columns'
import type { CaseRow } from '../../data/hotspots/case-columns'
import { dayOf, minuteOf, type CityColumns } from '../../data/hotspots/city-columns'
import { tables, type Dataset } from '../../data/model/dataset'
import { atomsOf, ranksAlong } from '../../data/network/atoms'
import { buildNetwork } from '../../data/network/network'
import { servingForest } from '../../data/network/serving-forest'

/** The generated demo city without a database: what was planted in it, its rows (without events), its columns. */
export interface DemoColumns {
  columns: CityColumns
  truths: Truth[]
  rows: Dataset
  /** The city's present, as `minuteOf` and as a day: 2024-01-18, 10:00. */
  now: number
  today: number
}

const root = resolve(import.meta.dirname, '../..')
/** Sources that decide how the city turns out. */
const sources = ['data/demo', 'data/model', 'data/network', 'data/hotspots/build-columns.ts']
  .concat([
    'data/hotspots/case-columns.ts',
    'data/hotspots/city-columns.ts',
    'data/hotspots/footprints.ts',
    'tests/support/demo-columns.ts',
  ])
  .map((path) => join(root, path))
let made: DemoColumns | undefined

/**
 * The demo city with its planted truths, made once. Generating takes about 25 s, so it is kept in a file between runs
 * until one of its sources changes.
 */
export function demoColumns(): DemoColumns {
  made ??= read() ?? keep(generate())
  return made
}

const folder = join(root, 'node_modules/.cache/heatgrid')

function file(): string {
  const hash = createHash('sha256')
  for (const path of sources.flatMap(filesOf)) hash.update(path.slice(root.length)).update(readFileSync(path))
  return join(folder, `demo-columns-${hash.digest('hex').slice(0, 16)}.bin`)
}

function filesOf(path: string): string[] {
  if (path.endsWith('.ts')) return [path]
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) =>
    entry.isDirectory() || entry.name.endsWith('.ts') ? filesOf(join(path, entry.name)) : [],
  )
}

function read(): DemoColumns | undefined {
  const path = file()
  return existsSync(path) ? (deserialize(readFileSync(path)) as DemoColumns) : undefined
}

function keep(demo: DemoColumns): DemoColumns {
  mkdirSync(folder, { recursive: true })
  const path = file()
  writeFileSync(`${path}.${process.pid}`, serialize(demo))
  renameSync(`${path}.${process.pid}`, path)
  return demo
}

function generate(): DemoColumns {
  const empty: Partial<Dataset> = Object.fromEntries(Object.keys(tables).map((table) => [table, []]))
  const rows = empty as Dataset
  for (const chunk of generateDemoCity({ scale: 'district' })) {
    if (chunk.table === 'issue_event') continue
    const all: unknown[] = rows[chunk.table]
    for (const row of chunk.rows) all.push(row)
  }
  return {
    columns: buildColumns(cityRows(rows)),
    truths: plantedTruths({ scale: 'district' }),
    rows,
    now: minuteOf(demoCity.clock ?? ''),
    today: dayOf((demoCity.clock ?? '').slice(0, 10)),
  }
}

/** The rows of a data set as `buildColumns` wants them; atoms are cut as the server cuts them. */
export function cityRows(rows: Dataset): CityRows {
  const network = networkOf(rows)
  const buildings = buildingRows(rows)
  const atoms = atomsOf(candidates(rows, network, buildings), demoCity.sharing_threshold)
  const flats = new Map(rows.dwelling.map((home) => [home.id, home]))
  return {
    city: demoCity,
    buildings,
    services: serviceRows(rows),
    seasons: rows.season,
    atoms: rows.season.flatMap(({ id: season_id }) =>
      atoms.map(({ compound_id, heated_dwellings }, i) => ({ season_id, id: i + 1, compound_id, heated_dwellings })),
    ),
    atom_buildings: rows.season.flatMap(({ id: season_id }) =>
      atoms.flatMap(({ building_ids }, i) =>
        building_ids.map((building_id) => ({ season_id, atom_id: i + 1, building_id })),
      ),
    ),
    weather: rows.weather_day,
    barriers: [
      ...rows.landform.filter(({ kind }) => kind === 'river' || kind === 'hill'),
      ...rows.road.filter((road) => road.class === 'railway'),
    ].map(({ geom }) => inMetres(geom)),
    network,
    cases: rows.issue.map((issue) => caseRow(issue, flats.get(issue.dwelling_id ?? -1)?.pressure_zone ?? null)),
  }
}

function caseRow(issue: Dataset['issue'][number], pressure_zone: CaseRow['pressure_zone']): CaseRow {
  const { id, symptom, source, status, reopened } = issue
  return {
    id,
    building_id: issue.building_id ?? null,
    dwelling_id: issue.dwelling_id ?? null,
    // The generator writes the city's time with its offset.
    day: dayOf(issue.reported_at.slice(0, 10)),
    symptom,
    cause: issue.cause ?? null,
    source,
    status,
    pressure_zone,
    due: issue.due_at ? minuteOf(issue.due_at) : null,
    reopened,
  }
}

function networkOf(rows: Dataset) {
  return buildNetwork({
    nodes: rows.node.filter((node) => node.network === 'secondary'),
    pipes: rows.pipe
      .filter((pipe) => pipe.network === 'secondary' && pipe.flow === 'supply')
      .map(({ id, from_node_id = null, to_node_id = null, length_m }) => ({ id, from_node_id, to_node_id, length_m })),
    closed_pipe_ids: rows.valve.filter((valve) => !valve.is_open).map((valve) => valve.pipe_id),
    roots: rows.station.flatMap(({ id, secondary_node_id }) =>
      secondary_node_id ? [{ node_id: secondary_node_id, station_id: id }] : [],
    ),
  })
}

const isHeated = (home: Dataset['dwelling'][number]) => home.connected && !home.suspended

function buildingRows(rows: Dataset): CityRows['buildings'] {
  const compounds = new Map(rows.compound.map((compound) => [compound.id, compound]))
  const plans = new Set(rows.grid_plan.filter(({ status }) => status === 'published').map(({ id }) => id))
  const grids = new Map(
    rows.grid_building.filter(({ plan_id }) => plans.has(plan_id)).map((row) => [row.building_id, row.grid_id]),
  )
  const heated = new Map<number, number>()
  for (const home of rows.dwelling)
    if (isHeated(home)) heated.set(home.building_id, (heated.get(home.building_id) ?? 0) + 1)
  return rows.building.map((building) => {
    const compound = compounds.get(building.compound_id ?? -1)
    return {
      id: building.id,
      ...footprintOf(building.geom),
      heated_dwellings: heated.get(building.id) ?? 0,
      community_id: building.community_id ?? null,
      compound_id: building.compound_id ?? null,
      grid_id: grids.get(building.id) ?? null,
      compound_kind: compound?.kind ?? null,
      built_year: building.built_year ?? compound?.built_year ?? null,
      heating_system: building.heating_system ?? null,
    }
  })
}

function footprintOf(geometry: GeoJSON.Geometry) {
  const footprint = inMetres(geometry) as GeoJSON.MultiPolygon
  const ring = footprint.coordinates[0]?.[0] ?? []
  const corners = ring.slice(1)
  return {
    x_m: corners.reduce((sum, [x = 0]) => sum + x, 0) / corners.length,
    y_m: corners.reduce((sum, [, y = 0]) => sum + y, 0) / corners.length,
    footprint,
  }
}

function serviceRows(rows: Dataset): CityRows['services'] {
  const nodes = new Map(rows.service_connection.map((row) => [`${row.building_id} ${row.pressure_zone}`, row.node_id]))
  const services = new Map<
    string,
    { -readonly [K in keyof CityRows['services'][number]]: CityRows['services'][number][K] }
  >()
  for (const home of rows.dwelling) {
    if (!isHeated(home)) continue
    const { building_id, pressure_zone } = home
    const key = `${building_id} ${pressure_zone}`
    const service = services.get(key)
    if (service) service.heated_dwellings++
    else services.set(key, { building_id, pressure_zone, node_id: nodes.get(key) ?? null, heated_dwellings: 1 })
  }
  return [...services.values()]
}

function candidates(rows: Dataset, network: CityRows['network'], buildings: CityRows['buildings']) {
  const ranks = ranksAlong(servingForest(network))
  const low = new Map(
    rows.service_connection
      .filter(({ pressure_zone }) => pressure_zone === 'low')
      .map((row) => [row.building_id, network.node_index.get(row.node_id)]),
  )
  return buildings.map(({ id, compound_id, heated_dwellings, x_m, y_m }) => {
    const node = low.get(id)
    return {
      building_id: id,
      compound_id,
      heated_dwellings,
      rank: node === undefined ? Infinity : (ranks[node] ?? Infinity),
      longitude: x_m,
      latitude: y_m,
    }
  })
}

const { forward } = proj4(
  'EPSG:4326',
  '+proj=tmerc +lat_0=0 +lon_0=105 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs',
)

/** A geometry in the projected system of demo cities, EPSG:4544. */
function inMetres(geometry: GeoJSON.Geometry): GeoJSON.Geometry {
  if (geometry.type === 'GeometryCollection') return geometry
  return { ...geometry, coordinates: mapped(geometry.coordinates) } as GeoJSON.Geometry
}

type Nested = number | readonly Nested[]

function mapped(coordinates: Nested): Nested {
  if (typeof coordinates === 'number') return coordinates
  const [x, y] = coordinates
  return typeof x === 'number' && typeof y === 'number' ? forward([x, y]) : coordinates.map(mapped)
}
