import pino from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Access } from '../../../server/auth/access'
import { findCity } from '../../../server/cities/queries'
import { removeCity } from '../../../server/cities/write-queries'
import type { Database } from '../../../server/db/connect'
import { createFeed, type Feed } from '../../../server/feed/feed'
import { createColumns, type Columns } from '../../../server/hotspots/columns'
import { encodeTiles } from '../../../server/tiles/encode-tile'
import type { TileRequest } from '../../../server/tiles/layer-query'
import type { LayerName } from '../../../server/tiles/layers'
import { createTileStore } from '../../../server/tiles/tile-store'
import { onBothEngines } from '../../support/database'
import { decodeTile } from '../../support/decoded-tile'
import { createTinyCity, tinyNow } from '../../support/tiny-city'

const scope = { divisions: [], communities: [], stations: [], grids: [] }
const admin: Access = {
  user_id: 1,
  username: 'admin',
  role: 'admin',
  city: null,
  caseRights: 'all',
  personal: true,
  scope,
}

onBothEngines('the tile store', (engine) => {
  const code = `tile-store-${engine.name}`
  let database: Database
  let feed: Feed
  let columns: Columns
  let tile: Omit<TileRequest, 'layers'>

  beforeAll(async () => {
    database = await engine.open()
    await createTinyCity(database.sql, code)
    feed = createFeed(database)
    await feed.start()
    columns = createColumns({ db: database, feed, log: pino({ level: 'silent' }) })
    const city = await findCity(database.sql, code)
    if (!city) throw new Error('no city')
    const period = { from: '2024-01-12', to: '2024-01-18', today: '2024-01-18', now: new Date(tinyNow) }
    tile = {
      city,
      z: 15,
      x: 25835,
      y: 12861,
      access: admin,
      symptoms: [],
      status: [],
      sources: [],
      compound_kinds: [],
      ...period,
    }
  })
  afterAll(async () => {
    await columns.stop()
    await feed.stop()
    await removeCity(database.sql, code)
    await database.close()
  })

  const request = (...layers: LayerName[]): TileRequest => ({ ...tile, layers })

  it('encodes a tile once for all who ask for it, together or later', async () => {
    const store = createTileStore({ db: database, feed, columns })
    const both = request('pipes', 'stations')
    const read = () => store.read(both, store.key(both))
    const [one, other] = await Promise.all([read(), read()])
    expect(one.byteLength).toBeGreaterThan(0)
    expect(other).toBe(one)
    expect(await read()).toBe(one)
  })

  it('answers neighbours that were encoded together as each alone', async () => {
    const layers: LayerName[] = ['pipes', 'buildings', 'issues']
    const close = { ...tile, z: 16, x: 2 * tile.x, y: 2 * tile.y }
    const first = { ...close, layers: ['pipes', 'issues'] satisfies LayerName[] }
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const neighbour = { ...close, layers, x: close.x + dx, y: close.y + dy }
      const store = createTileStore({ db: database, feed, columns })
      await store.read(first, store.key(first))
      const alone = await encodeTiles(database.sql, neighbour, [neighbour])
      const expected = layers.map((layer) => alone.find((one) => one.layer === layer)?.tile ?? new Uint8Array())
      const told = await store.read(neighbour, store.key(neighbour))
      expect(Buffer.compare(told, Buffer.concat(expected))).toBe(0)
    }
  })

  it('encodes it anew when one of its kinds has changed, and only then', async () => {
    const store = createTileStore({ db: database, feed, columns })
    const stations = request('stations')
    const before = store.key(stations)
    const roads = store.key(request('roads'))
    await database.sql`update station set number = 8 where city = ${tile.city.id} and id = 1`
    await expect.poll(() => store.key(stations).whole, { timeout: 5_000 }).not.toBe(before.whole)
    const bytes = await store.read(stations, store.key(stations))
    expect(decodeTile(bytes).get('stations')?.get(1)?.properties.number).toBe(8)
    expect(store.key(request('roads'))).toEqual(roads)
  })

  it('asks again after an encoding that failed', async () => {
    const store = createTileStore({ db: database, feed, columns })
    const broken = { ...request('pipes'), x: 2 ** 15 }
    await expect(store.read(broken, store.key(broken))).rejects.toThrow()
    await expect(store.read(broken, store.key(broken))).rejects.toThrow()
    const whole = request('pipes')
    expect((await store.read(whole, store.key(whole))).byteLength).toBeGreaterThan(0)
  })
})
