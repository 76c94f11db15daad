import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import { rightsOf, type Access } from '../../server/auth/access'
import { cityNow, cityToday, defaultPeriod } from '../../server/cities/city-clock'
import { findCity, listSeasons } from '../../server/cities/queries'
import { wallClock } from '../../server/clock'
import { encodeTiles } from '../../server/tiles/encode-tile'
import { tileLayers, type LayerName } from '../../server/tiles/layers'
import { tileRange } from '../../server/tiles/tile-range'
import { startCityServer, type CityServer } from './city-server'
import { openKeepAlive } from './keep-alive'
import { measureLoad, type LoadResult } from './load-generator'

export interface TileAddress {
  z: number
  x: number
  y: number
}

/** One row of the tile table. */
export interface TileRow {
  layers: string
  z: number
  sql: LoadResult
  cold: LoadResult
  cached: LoadResult
}

const layerSets: Record<string, LayerName[]> = {
  network: ['pipes', 'valves', 'stations', 'sources'],
  areas: ['divisions', 'compounds', 'buildings', 'grids', 'grid_labels'],
}
const tilesPerRow = 400
const width = 4
const cachedCalls = 5_000

/**
 * Tiles per second and their p95 by layer set and zoom, in one run: the statement alone through postgres.js; through the
 * API when its cache is of no use, because the feed has named every layer's table; and again from the cache. Each side has
 * answered the same tiles once before, so that neither is measured while its compiler and its connections warm up.
 */
export async function measureTiles(root: string, sql: postgres.Sql, databaseUrl: string, code: string) {
  const rows: TileRow[] = []
  const request = await requestOf(sql, code)
  const server = await startCityServer(root, databaseUrl)
  await server.rested()
  for (const [name, layers] of Object.entries(layerSets)) {
    for (let z = 11; z <= 16; z++) {
      const tiles = tilesOver(request.city.extent, z)
      const statement = (tile: TileAddress) => encodeTiles(sql, { ...request, ...tile, layers }, [tile])
      const direct = await measureAgain(tiles, callers(statement))
      const clients = callers(null).map(() => openKeepAlive(server.url, server.cookie))
      const ask = clients.map(({ get }) => ({ z, x, y }: TileAddress) => {
        return get(`/tiles/${code}/${z}/${x}/${y}.mvt?layers=${layers.join(',')}`)
      })
      await measureLoad(tiles, ask)
      await forgetTiles(sql, server, { city: request.city.id, layers })
      const cold = await measureLoad(tiles, ask)
      const rounds = Math.ceil(cachedCalls / tiles.length)
      const cached = await measureAgain(Array.from({ length: rounds }, () => tiles).flat(), ask)
      for (const client of clients) client.close()
      rows.push({ layers: name, z, sql: direct, cold, cached })
    }
  }
  await server.stop()
  return rows
}

/** The second of two rounds. */
async function measureAgain<T>(items: readonly T[], callers: readonly ((item: T) => Promise<unknown>)[]) {
  await measureLoad(items, callers)
  return measureLoad(items, callers)
}

/**
 * Lets the change feed name the table of every layer, and waits until the node has heard of it and has taken in what else
 * depends on these tables.
 */
async function forgetTiles(
  sql: postgres.Sql,
  { url, rested }: CityServer,
  { city, layers }: { city: number; layers: readonly LayerName[] },
): Promise<void> {
  const kinds = [...new Set(layers.map((layer) => tileLayers[layer].kinds[0]))]
  const heard = async () => ((await (await fetch(`${url}/api/health`)).json()) as { feed: string }).feed
  const before = await heard()
  await sql`insert into change (city, kind) select ${city}, unnest(${kinds}::text[])`
  while ((await heard()) === before) await sleep(100)
  await rested()
}

function callers<T>(call: T): T[] {
  return Array.from({ length: width }, () => call)
}

async function requestOf(sql: postgres.Sql, code: string) {
  const city = await findCity(sql, code)
  if (!city) throw new Error(`no city ${code}`)
  const clock = wallClock()
  const scope = { divisions: [], communities: [], stations: [], grids: [] }
  const access: Access = {
    user_id: 0,
    username: 'admin',
    role: 'admin',
    city: null,
    scope,
    ...rightsOf('admin', scope),
  }
  const today = cityToday(city, clock)
  const period = defaultPeriod(await listSeasons(sql, city.id), today)
  return {
    city,
    access,
    now: cityNow(city, clock),
    today,
    ...period,
    symptoms: [],
    status: [],
    sources: [],
    compound_kinds: [],
  }
}

/**
 * The tiles of an extent, or up to `tilesPerRow` in its middle where it has more: neighbours, as a map asks for them.
 */
export function tilesOver(extent: readonly number[], z: number): TileAddress[] {
  const range = tileRange(extent, z)
  const rows = middle(range.rows, Math.floor(Math.sqrt(tilesPerRow)))
  const columns = middle(range.columns, Math.floor(tilesPerRow / rows.length))
  return columns.flatMap((x) => rows.map((y) => ({ z, x, y })))
}

/** The whole numbers from `first` to `last`, or the `most` in their middle. */
function middle([first, last]: [number, number], most: number): number[] {
  const all = last - first + 1
  const length = Math.min(all, most)
  return Array.from({ length }, (_, i) => first + Math.floor((all - length) / 2) + i)
}
