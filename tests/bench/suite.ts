import { cpus, loadavg } from 'node:os'
import postgres from 'postgres'
import { openDatabase, type Database } from '../../server/db/connect'
import { migrate } from '../../server/db/migrate'
import { findPostgres, startCluster } from '../support/postgis-cluster'
import { runCommand, startCityServer } from './city-server'
import { firstLoads, type FirstLoad } from './first-load'
import { describeGrowth, describeHotspots, measureHotspots, type HotspotRows } from './hotspots'
import { measureMapIdle } from './map-idle'
import { describeNullWeeks, measureNullWeeks } from './null-weeks'
import { writeReport } from './report'
import { measureTiles, type TileRow } from './tiles'

const code = 'demo-city'
/** Cases of the cities that are measured; tiles and the first map are measured in the first of them. */
const sizes = (process.env.BENCH_ISSUES ?? '1000000,440000').split(',').map(Number)

/**
 * Measures a city of each size and writes docs/benchmarks.md. BENCH_DATABASE_URL names a PostgreSQL server to use instead
 * of a throw-away one; a city that it holds already is measured as it is.
 */
export async function runSuite(root: string): Promise<void> {
  const given = process.env.BENCH_DATABASE_URL
  const programs = findPostgres()
  if (!given && !programs) throw new Error('no PostgreSQL server programs and no BENCH_DATABASE_URL')
  const cluster = given ? { databaseUrl: given, stop: async () => {} } : await startCluster(programs ?? '')
  const measured: { cases: number; rows: HotspotRows }[] = []
  try {
    for (const [position, issues] of sizes.entries()) {
      const city = await openCity(root, cluster.databaseUrl, issues)
      if (position === 0) tell(root, describeRun(await measureRun(root, city)))
      const rows = await measureHotspots(root, city.database.sql, { databaseUrl: city.databaseUrl, code })
      measured.push({ cases: city.cases, rows })
      tell(root, describeHotspots(rows, city.cases))
      await city.database.close()
    }
    if (measured.length > 1) tell(root, describeGrowth(measured))
    tell(root, describeNullWeeks(measureNullWeeks(400, [0.2, 0.5, 1, 2])))
  } finally {
    await cluster.stop()
  }
}

function tell(root: string, section: string): void {
  writeReport(root, section)
  console.log(section)
}

/** A city of a size, in a database of its own. */
interface OpenCity {
  database: Database
  databaseUrl: string
  cases: number
  /** How long it took to load; null: it was there. */
  load_s: number | null
}

async function openCity(root: string, serverUrl: string, issues: number): Promise<OpenCity> {
  const name = `heatgrid_bench_${issues}`
  const url = new URL(serverUrl)
  const server = postgres(serverUrl, { max: 1, onnotice: () => {} })
  const [known] = await server`select from pg_database where datname = ${name}`
  if (!known) await server`create database ${server(name)}`
  await server.end()
  url.pathname = name
  const databaseUrl = url.href
  const database = await openDatabase({ databaseUrl, dataFolder: '' })
  await migrate(database.sql)
  const held = await countCases(database.sql)
  const load = ['demo', '--scale', 'city', '--issues', String(issues)]
  const load_s = held ? null : await runCommand(root, databaseUrl, load)
  return { database, databaseUrl, load_s, cases: held || issues }
}

async function countCases(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<[{ cases: number }]>`
    select count(*)::integer as cases from issue i join city c on c.id = i.city where c.code = ${code} and c.is_ready`
  return row.cases
}

async function measureRun(root: string, { database, databaseUrl, cases, load_s }: OpenCity): Promise<Run> {
  const tiles = await measureTiles(root, database.sql, databaseUrl, code)
  const server = await startCityServer(root, databaseUrl)
  await server.rested()
  const idle = await measureMapIdle(server, code, 3)
  await server.stop()
  return { cases, seconds: load_s, tiles, idle, firstLoads: firstLoads(root) }
}

interface Run {
  cases: number
  /** Null: the city was there. */
  seconds: number | null
  tiles: TileRow[]
  idle: number[]
  firstLoads: FirstLoad[]
}

function describeRun({ cases, seconds, tiles, idle, firstLoads }: Run): string {
  const processor = cpus()[0]?.model ?? 'unknown processor'
  const ratio = (a: number, b: number) => `${(a / b).toFixed(2)}×`
  const rows = tiles.map(({ layers, z, sql, cold, cached }) =>
    [
      layers,
      z,
      sql.calls,
      sql.perSecond.toFixed(0),
      cold.perSecond.toFixed(0),
      cached.perSecond.toFixed(0),
      ratio(cold.perSecond, sql.perSecond),
      ratio(cached.perSecond, sql.perSecond),
      `${sql.p95_ms.toFixed(1)} / ${cold.p95_ms.toFixed(1)} / ${cached.p95_ms.toFixed(1)}`,
    ].join(' | '),
  )
  return `# Benchmarks

\`npm run bench\`, ${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${processor}), shared with the load
generator. City size: 552 stations, 3,882 compounds, 670,257 dwellings, ${cases.toLocaleString('en')} cases on PostGIS.
Load average at the end of the run: ${loadavg()[0]?.toFixed(1)}.

| what | measured | aim |
| --- | --- | --- |
| load of the city | ${seconds === null ? 'not measured: it was there' : `${seconds.toFixed(0)} s`} | 600 s |
| first map idle, logged in, 1440×900 (software rendering), median of ${idle.length} | ${median(idle).toFixed(0)} ms | – |
${firstLoads.map(describeFirstLoad).join('\n')}

## Tiles

Four calls under way, for all tiles of the city or 400 in its middle. *sql*: the statement through postgres.js from the
load generator; *cold*: the same tiles through the API after the change feed has named all that they are drawn from;
*cached*: at least 5,000 calls for them again. Each side has answered the tiles once before. Aims: cold at least 0.8 of
sql, cached at least 10 times.

| layers | z | tiles | sql /s | cold /s | cached /s | cold : sql | cached : sql | p95 ms sql / cold / cached |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`
}

function describeFirstLoad({ page, kB, later }: FirstLoad): string {
  const rest = later.map(({ name, kB }) => `${name} ${kB.toFixed(0)}`).join(', ')
  const what = `JavaScript of a first load of ${page} without maplibre, gzip${rest && `; then, by itself: ${rest} kB`}`
  return `| ${what} | ${kB.toFixed(0)} kB | 220 kB |`
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
