import { afterAll, beforeAll, expect, it } from 'vitest'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { assignServing } from '../../server/network/serving'
import { onBothEngines } from '../support/database'
import { createTestApi, type TestApi } from '../support/test-api'
import { createTinyCity, type TinyCity } from '../support/tiny-city'

onBothEngines('following the pipes', (engine) => {
  const code = `trace-${engine.name}`
  let db: Database
  let city: TinyCity
  let test: TestApi
  let admin: { cookie: string }
  let planner: { cookie: string }

  beforeAll(async () => {
    db = await engine.open()
    city = await createTinyCity(db.sql, code, (rows) => {
      const [plant] = rows.heat_source
      // A peak boiler stands at the inlet of station 2, which the plant feeds all the same.
      if (plant) rows.heat_source.push({ ...plant, id: 2, code: 'S2', name: '调峰站', kind: 'peak_boiler', node_id: 3 })
    })
    test = await createTestApi(db)
    admin = await test.logIn({ username: `${code}-admin`, role: 'admin', city: city.id })
    planner = await test.logIn({ username: `${code}-planner`, role: 'planner', city: city.id })
  })
  afterAll(async () => {
    await test.stop()
    await removeCity(db.sql, code)
    await db.close()
  })

  const get = (query: string, headers: Record<string, string> = admin) =>
    test.get(`/api/cities/${code}/network/trace?${query}`, headers)
  const trace = async (query: string, headers: Record<string, string> = admin) => {
    const answer = await get(query, headers)
    expect(answer.status).toBe(200)
    return answer.json()
  }

  it('leads from a building through its pipes to its station and the plant', async () => {
    const way = await trace('from=building:3&direction=up')
    expect(way.steps).toEqual([
      { kind: 'building', id: 3, name: '3号楼' },
      { kind: 'pipes', network: 'secondary', diameter_mm: 80, length_m: 100, pipe_ids: [23] },
      { kind: 'pipes', network: 'secondary', diameter_mm: 150, length_m: 100, pipe_ids: [12] },
      { kind: 'station', id: 1, name: '甲换热站' },
      { kind: 'pipes', network: 'primary', diameter_mm: 400, length_m: 100, pipe_ids: [1] },
      { kind: 'source', id: 1, name: '测试热源厂' },
    ])
    expect(way).toMatchObject({ pipe_ids: [23, 12, 1], building_ids: [3], station_ids: [1], source_ids: [1] })
    expect(way.counts).toEqual({ pipes: 3, buildings: 1, heated_dwellings: 10, open_issues: 1, length_m: 300 })
    expect(way.truncated).toBe(false)
  })

  it('gives the way as lines, the homes as areas and the box around both', async () => {
    const way = await trace('from=building:3&direction=up')
    const drawn = city.rows.pipe.filter(({ id }) => [23, 12, 1].includes(id)).map(({ geom }) => geom)
    expect(way.pipes.type).toBe('MultiLineString')
    expect(way.pipes.coordinates).toHaveLength(3)
    for (const line of drawn)
      expect(way.pipes.coordinates).toContainEqual('coordinates' in line ? line.coordinates : [])
    const home = city.rows.building.find(({ id }) => id === 3)?.geom
    expect(way.buildings).toEqual({
      type: 'MultiPolygon',
      coordinates: [home && 'coordinates' in home && home.coordinates],
    })
    expect(way.bbox).toEqual([103.8405, 36.052, 103.844, 36.0539])
  })

  it('finds what is fed through a branch, a valve, a station and a plant', async () => {
    const branch = await trace('from=pipe:11&direction=down')
    expect(branch).toMatchObject({ pipe_ids: [11, 21, 22], building_ids: [1, 2], station_ids: [], steps: [] })
    expect(branch.counts).toEqual({ pipes: 3, buildings: 2, heated_dwellings: 20, open_issues: 1, length_m: 300 })
    const valve = await trace('from=valve:1&direction=down')
    expect(valve.building_ids).toEqual([1, 2])
    const station = await trace('from=station:2&direction=down')
    expect(station).toMatchObject({ building_ids: [5, 6, 7, 8], station_ids: [2] })
    expect(station.counts).toMatchObject({ pipes: 6, heated_dwellings: 19, open_issues: 3 })
    const feeder = await trace('from=pipe:2&direction=down')
    expect(feeder).toMatchObject({ building_ids: [5, 6, 7, 8], station_ids: [2], source_ids: [] })
    const plant = await trace('from=source:1&direction=down')
    expect(plant).toMatchObject({ building_ids: [1, 2, 3, 4, 5, 6, 7, 8], station_ids: [1, 2], source_ids: [1] })
    expect(plant.counts).toMatchObject({ pipes: 14, heated_dwellings: 52, open_issues: 6, length_m: 1400 })
  })

  it('names what lies below, the largest first, and how many of each kind there are', async () => {
    const { below, pipe_diameters_mm, pipes } = await trace('from=source:1&direction=down')
    const named = (kind: string) => below.filter((one: { kind: string }) => one.kind === kind)
    expect(named('stations')).toEqual([
      { kind: 'stations', id: 1, name: '甲换热站', heated_dwellings: 33, total: 2 },
      { kind: 'stations', id: 2, name: '乙换热站', heated_dwellings: 19, total: 2 },
    ])
    expect(named('buildings')).toHaveLength(8)
    expect(pipe_diameters_mm).toHaveLength(pipes.coordinates.length)
    const station = (await trace('from=station:2&direction=down')).below
    expect(station.some(({ kind }: { kind: string }) => kind === 'stations')).toBe(false)
    expect((await trace('from=building:3&direction=up')).below).toEqual([])
  })

  it('takes a peak boiler for a place on the way from the plant', async () => {
    const peak = await trace('from=source:2&direction=down')
    expect(peak).toMatchObject({ building_ids: [5, 6, 7, 8], station_ids: [2], source_ids: [2] })
    expect((await trace('from=building:5&direction=up')).source_ids).toEqual([1])
  })

  it('counts whole atoms only for those who may not read cases', async () => {
    expect((await trace('from=pipe:12&direction=down', planner)).counts.open_issues).toBe(2)
    // Building 4 has 3 homes and is one atom with building 3.
    expect((await trace('from=pipe:24&direction=down', planner)).counts.open_issues).toBeNull()
    expect((await trace('from=pipe:24&direction=down')).counts.open_issues).toBe(1)
    expect((await trace('from=source:1&direction=down', planner)).counts.open_issues).toBe(6)
  })

  it('sees a valve being closed', async () => {
    await db.sql`update valve set is_open = false where city = ${city.id} and id = 1`
    await expect.poll(async () => (await trace('from=station:1&direction=down')).building_ids).toEqual([3, 4])
    expect((await trace('from=building:1&direction=up')).station_ids).toEqual([])
    await db.sql`update valve set is_open = true where city = ${city.id} and id = 1`
    await expect.poll(async () => (await trace('from=station:1&direction=down')).building_ids).toEqual([1, 2, 3, 4])
  })

  it('writes which station feeds what', async () => {
    await db.sql`update pipe set station_id = null where city = ${city.id} and id in (11, 21)`
    await db.sql`update service_connection set station_id = 2 where city = ${city.id} and building_id = 1`
    await db.sql.begin((sql) => assignServing(sql, city.id))
    const pipes =
      await db.sql`select id, station_id from pipe where city = ${city.id} and id in (11, 21, 23, 27) order by id`
    expect(pipes.map(({ station_id }) => station_id)).toEqual([1, 1, 1, 2])
    const served = await db.sql`select station_id from service_connection where city = ${city.id} order by building_id`
    expect(served.map(({ station_id }) => station_id)).toEqual([1, 1, 1, 1, 2, 2, 2, 2])
  })

  it('answers 304 to whoever holds the answer', async () => {
    const again = async () => {
      const etag = (await get('from=building:3&direction=up')).headers.get('etag') ?? ''
      return { etag, status: (await get('from=building:3&direction=up', { ...admin, 'if-none-match': etag })).status }
    }
    // The feed may still be bringing what the tests before have written.
    await expect.poll(async () => (await again()).status).toBe(304)
    const { etag } = await again()
    expect((await get('from=building:3&direction=up', { ...planner, 'if-none-match': etag })).status).toBe(200)
  })

  it('says what is wrong with a question', async () => {
    const refused = async (query: string) => {
      const answer = await get(query)
      const body = await answer.json()
      return `${answer.status} ${body.error.code}`
    }
    expect(await refused('from=building:999&direction=up')).toBe('404 network.start_not_found')
    expect(await refused('from=building:1e3&direction=up')).toBe('400 request.malformed')
    expect(await refused('from=person:1&direction=up')).toBe('400 request.malformed')
    expect(await refused('from=building:1&direction=sideways')).toBe('400 request.malformed')
    expect(await refused('direction=up')).toBe('400 request.malformed')
  })
})
