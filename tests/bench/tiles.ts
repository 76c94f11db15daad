import type postgres from 'postgres'
import { rightsOf, type Access } from '../../server/auth/access'
import { cityNow, cityToday, defaultPeriod } from '../../server/cities/city-clock'
import { findCity, listSeasons } from '../../server/cities/queries'
import { wallClock } from '../../server/clock'
import { encodeTiles } from '../../server/tiles/encode-tile'
import type { LayerName } from '../../server/tiles/layers'
import { startCityServer } from './city-server'
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
/** Cached tiles take so little time that one round of them would measure a compiler that is still warming up. */
const cachedCalls = 5_000

/**
 * Tiles per second and their p95 by layer set and zoom: the statement alone through postgres.js, the same through the
 * API on an empty cache, and again from its cache, in one run.
 */
export async function measureTiles(root: string, sql: postgres.Sql, databaseUrl: string, code: string) {
  const rows: TileRow[] = []
  const request = await requestOf(sql, code)
  for (const [name, layers] of Object.entries(layerSets)) {
    for (let z = 11; z <= 16; z++) {
      const tiles = tilesOver(request.city.extent, z)
      const statement = (tile: TileAddress) => encodeTiles(sql, { ...request, ...tile, layers }, [tile])
      await measureLoad(elsewhere(z), callers(statement))
      // Once unmeasured: what comes first would pay for the pages that the others find in memory.
      await measureLoad(tiles, callers(statement))
      const direct = await measureLoad(tiles, callers(statement))
      // A new process has an empty cache.
      const server = await startCityServer(root, databaseUrl)
      const clients = callers(null).map(() => openKeepAlive(server.url, server.cookie))
      const ask = clients.map(({ get }) => ({ z, x, y }: TileAddress) => {
        return get(`/tiles/${code}/${z}/${x}/${y}.mvt?layers=${layers.join(',')}`)
      })
      await server.rested()
      await measureLoad(elsewhere(z), ask)
      const cold = await measureLoad(tiles, ask)
      const rounds = Math.ceil(cachedCalls / tiles.length)
      const cached = await measureLoad(Array.from({ length: rounds }, () => tiles).flat(), ask)
      for (const client of clients) client.close()
      await server.stop()
      rows.push({ layers: name, z, sql: direct, cold, cached })
    }
  }
  return rows
}

function callers<T>(call: T): T[] {
  return Array.from({ length: width }, () => call)
}

/**
 * Tiles without a feature, for both sides alike: they open the connections, prepare the statement on each and warm the
 * compiler, and are not measured.
 */
function elsewhere(z: number): TileAddress[] {
  return Array.from({ length: 1_000 }, (_, x) => ({ z, x, y: 0 }))
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
export function tilesOver([west, south, east, north]: readonly number[], z: number): TileAddress[] {
  const column = (longitude: number) => Math.floor(((longitude + 180) / 360) * 2 ** z)
  const row = (latitude: number) => {
    const sine = Math.sin((latitude * Math.PI) / 180)
    return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z)
  }
  const rows = middle(row(north ?? 0), row(south ?? 0), Math.floor(Math.sqrt(tilesPerRow)))
  const columns = middle(column(west ?? 0), column(east ?? 0), Math.floor(tilesPerRow / rows.length))
  return columns.flatMap((x) => rows.map((y) => ({ z, x, y })))
}

/** The whole numbers from `first` to `last`, or the `most` in their middle. */
function middle(first: number, last: number, most: number): number[] {
  const all = last - first + 1
  const length = Math.min(all, most)
  return Array.from({ length }, (_, i) => first + Math.floor((all - length) / 2) + i)
}
