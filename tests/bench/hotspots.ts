import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import { addDays } from '../../server/cities/city-clock'
import { startCityServer, type CityServer } from './city-server'
import { measureLoad, type LoadResult } from './load-generator'
import { tilesOver, type TileAddress } from './tiles'

/** A lens over the whole city at the first call with these parameters on a warm node, and again from the cache. */
interface LensRow {
  lens: string
  period: string
  first: LoadResult
  cached: LoadResult
}

/** Tiles of cases in one week: through the API without its cache, and the database's raw points of the same tiles. */
interface ProblemTileRow {
  z: number
  uncached: LoadResult
  raw: LoadResult
  largest_kB: number
}

export interface HotspotRows {
  filled_s: number
  lenses: LensRow[]
  tiles: ProblemTileRow[]
}

const lenses = ['summary', 'surface', 'cells', 'branches']
const calls = 20
const today = '2024-01-18'
const firstDay = '2019-10-01'

/** Every call has an end of its own day, so that none is answered from the cache. */
const periods: Record<string, (call: number) => string> = {
  'one week': (call) => `from=${addDays(today, -call - 6)}&to=${addDays(today, -call)}`,
  'five seasons, two filters': (call) =>
    `from=${firstDay}&to=${addDays(today, -call)}&symptoms=not_hot,lukewarm&compound_kinds=old`,
}

/** What 问题分布, 异常片区, 共用管段 and the tiles of cases cost at the size of a city. */
export async function measureHotspots(
  root: string,
  sql: postgres.Sql,
  { databaseUrl, code }: { databaseUrl: string; code: string },
): Promise<HotspotRows> {
  const started = performance.now()
  const server = await startCityServer(root, databaseUrl)
  try {
    await filled(server, code)
    const filled_s = (performance.now() - started) / 1000
    await server.rested()
    const rows = { filled_s, lenses: await measureLenses(server, code), tiles: [] as ProblemTileRow[] }
    for (let z = 10; z <= 16; z++) rows.tiles.push(await measureProblemTiles(server, sql, { code, z }))
    return rows
  } finally {
    await server.stop()
  }
}

async function filled({ url, cookie }: CityServer, code: string): Promise<void> {
  const ask = () => fetch(`${url}/api/cities/${code}/hotspots/summary`, { headers: { cookie } })
  while ((await ask()).status === 503) await sleep(200)
}

/** Asks, and returns how many bytes came. */
async function ask({ url, cookie }: CityServer, path: string): Promise<number> {
  const response = await fetch(url + path, { headers: { cookie } })
  if (response.status >= 400) throw new Error(`${response.status} ${path}`)
  return (await response.arrayBuffer()).byteLength
}

async function measureLenses(server: CityServer, code: string): Promise<LensRow[]> {
  const rows: LensRow[] = []
  for (const lens of lenses)
    for (const [period, queryOf] of Object.entries(periods)) {
      const get = (call: number) => ask(server, `/api/cities/${code}/hotspots/${lens}?${queryOf(call)}`)
      // Grounds, trees and tables are made by the first call that needs them.
      await get(calls)
      const items = Array.from({ length: calls }, (_, call) => call)
      rows.push({ lens, period, first: await measureLoad(items, [get]), cached: await measureLoad(items, [get]) })
    }
  return rows
}

async function measureProblemTiles(
  server: CityServer,
  sql: postgres.Sql,
  { code, z }: { code: string; z: number },
): Promise<ProblemTileRow> {
  const [city] = await sql<{ id: number; extent: number[] }[]>`
    select id, array[st_xmin(extent), st_ymin(extent), st_xmax(extent), st_ymax(extent)] as extent
    from city where code = ${code}`
  if (!city) throw new Error(`no city ${code}`)
  const tiles = tilesOver(city.extent, z)
  let largest = 0
  const period = `from=${addDays(today, -6)}&to=${today}`
  const get = async ({ z, x, y }: TileAddress) => {
    const bytes = await ask(server, `/tiles/${code}/${z}/${x}/${y}.mvt?layers=issues&${period}`)
    largest = Math.max(largest, bytes)
  }
  const raw = ({ z, x, y }: TileAddress) => sql`
    select st_asmvt(f, 'issues', 4096, 'geom', 'id') from (
      select i.id, st_asmvtgeom(i.geom_3857, st_tileenvelope(${z}, ${x}, ${y})) as geom, i.symptom, i.status
      from issue i
      where i.city = ${city.id} and i.geom_3857 && st_tileenvelope(${z}, ${x}, ${y})
    ) f`
  // Places of yards are read by the first tile that needs them; another week, so that no count is kept from it.
  const [first] = tiles
  const weekBefore = `from=${addDays(today, -13)}&to=${addDays(today, -7)}`
  if (first) await ask(server, `/tiles/${code}/${z}/${first.x}/${first.y}.mvt?layers=issues&${weekBefore}`)
  const uncached = await measureLoad(tiles, [get])
  return { z, uncached, raw: await measureLoad(tiles.slice(0, 40), [raw]), largest_kB: largest / 1000 }
}

/** The rows as a section of docs/benchmarks.md. */
export function describeHotspots({ filled_s, lenses, tiles }: HotspotRows, cases: number): string {
  const ms = ({ p50_ms, p95_ms }: LoadResult) => `${p50_ms.toFixed(0)} / ${p95_ms.toFixed(0)}`
  return `## Where problems cluster, ${cases.toLocaleString('en')} cases

The whole city, one call at a time; *first*: parameters that were never asked on a warm node, *cached*: the same again.
Aims: p95 of first at most 500 ms, of cached 50 ms.

| from the start of the server to full case columns | ${filled_s.toFixed(1)} s |
| --- | --- |

| lens | period | first p50 / p95 ms | cached p50 / p95 ms |
| --- | --- | --- | --- |
${lenses.map(({ lens, period, first, cached }) => `| ${lens} | ${period} | ${ms(first)} | ${ms(cached)} |`).join('\n')}

Tiles of one week's cases, each asked once on a warm node; *raw*: \`ST_AsMVT\` of all points of cases in the tile. Aims: p95 30 ms, 150 kB,
raw at least 50 times as long up to zoom 12.

| z | tiles | p50 / p95 ms | largest kB | raw p50 / p95 ms | raw : ours (p50) |
| --- | --- | --- | --- | --- | --- |
${tiles
  .map(({ z, uncached, raw, largest_kB }) =>
    [
      '',
      z,
      uncached.calls,
      ms(uncached),
      largest_kB.toFixed(0),
      ms(raw),
      `${(raw.p50_ms / uncached.p50_ms).toFixed(1)}×`,
      '',
    ]
      .join(' | ')
      .trim(),
  )
  .join('\n')}
`
}

/** How the p50 of first calls grows with the number of cases, as a section of docs/benchmarks.md. */
export function describeGrowth(measured: readonly { cases: number; rows: HotspotRows }[]): string {
  const [base, ...others] = measured
  if (!base) return ''
  const head = others.map(({ cases }) => `${cases.toLocaleString('en')}: p50 ms, of the first`)
  const lines = base.rows.lenses.map((row, i) => {
    const p50 = row.first.p50_ms
    const cells = others.map(({ rows }) => {
      const own = rows.lenses[i]?.first.p50_ms ?? Number.NaN
      return `${own.toFixed(0)}, ${(own / p50).toFixed(2)}×`
    })
    return `| ${[row.lens, row.period, p50.toFixed(0), ...cells].join(' | ')} |`
  })
  return `## More cases

Aim: ten times the cases cost at most 1.5 times as much.

| lens | period | ${base.cases.toLocaleString('en')}: p50 ms | ${head.join(' | ')} |
| --- | --- | --- | ${others.map(() => '---').join(' | ')} |
${lines.join('\n')}
`
}
