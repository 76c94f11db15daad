import { afterAll, beforeAll, expect, it } from 'vitest'
import { removeCity } from '../../../server/cities/write-queries'
import type { Database } from '../../../server/db/connect'
import { onBothEngines } from '../../support/database'
import { decodeTile, type DecodedFeature } from '../../support/decoded-tile'
import { createTestApi, type TestApi } from '../../support/test-api'
import { createTinyCity, type TinyCity } from '../../support/tiny-city'

const code = 'tiles-test'
/** Tiles over the tiny city: its west close up, all of it close up and farther out. */
const west = '15/25835/12861'
const near = [west, '15/25836/12861']
const far = ['12/3229/1607']

onBothEngines('tiles', (engine) => {
  let database: Database
  let city: TinyCity
  let server: TestApi
  let admin: { cookie: string }
  let planner: { cookie: string }

  beforeAll(async () => {
    database = await engine.open()
    city = await createTinyCity(database.sql, code)
    server = await createTestApi(database)
    const account = {
      city: city.id,
      division_ids: [],
      station_ids: [],
      grid_ids: [],
      operator_id: null,
      is_demo: false,
    }
    admin = await server.logIn({ ...account, username: `tiles-admin-${engine.name}`, role: 'admin' })
    planner = await server.logIn({ ...account, username: `tiles-planner-${engine.name}`, role: 'planner' })
  })

  afterAll(async () => {
    await server.stop()
    await removeCity(database.sql, code)
    await database.close()
  })

  const get = (path: string, headers: Record<string, string> = admin) => server.get(`/tiles/${path}`, headers)
  /** Features of a layer over several tiles, by id. */
  const features = async (layer: string, places: string[], query = '', headers: Record<string, string> = admin) => {
    const found = new Map<number, DecodedFeature>()
    for (const place of places) {
      const answer = await get(`${code}/${place}.mvt?layers=${layer}${query}`, headers)
      expect(answer.status).toBe(200)
      const layers = decodeTile(new Uint8Array(await answer.arrayBuffer()))
      expect([...layers.keys()]).toEqual([layer])
      for (const [id, feature] of layers.get(layer) ?? []) found.set(id, feature)
    }
    return [...found.values()].sort((a, b) => a.id - b.id)
  }
  const period = '&from=2024-01-12&to=2024-01-18'
  const refused = async (path: string) => {
    const answer = await get(path)
    const body = (await answer.json()) as { error: { code: string } }
    return `${answer.status} ${body.error.code}`
  }

  it('holds the layers asked for', async () => {
    const answer = await get(`${code}/${west}.mvt?layers=stations,grids,buildings`)
    const layers = decodeTile(new Uint8Array(await answer.arrayBuffer()))
    expect([...layers.keys()]).toEqual(['buildings', 'grids', 'stations'])
  })

  it('gives features the attributes of the model', async () => {
    const [station] = await features('stations', near)
    expect(station?.properties).toEqual({ number: 1, name: '甲换热站', kind: 'substation' })
    const buildings = await features('buildings', near)
    expect(buildings.find(({ id }) => id === 4)?.properties).toEqual({ name: '4号楼', floors: 6, heated_dwellings: 3 })
    const grids = await features('grids', near)
    expect(grids.map(({ id }) => id)).toEqual([1, 2, 3, 4])
    const numbers = { number: 1, name: '第1网格', tint: 1, community: '甲社区', heated_dwellings: 20, open_issues: 1 }
    expect(grids[0]?.properties).toEqual(numbers)
  })

  it('shows cases to those who may read them, and counts by atom to others', async () => {
    const cases = await features('issues', near, period)
    expect(cases.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(cases[4]?.properties).toEqual({
      ...{ kind: 'issue', symptom: 'not_hot', status: 'in_progress', reported_at: '2024-01-15T02:00:00Z' },
      ...{ days: 3, is_open: true, is_overdue: true },
    })
    const atoms = await features('issues', near, period, planner)
    const counts = { kind: 'atom', overdue: 0 }
    expect(atoms.map(({ properties }) => properties)).toEqual([
      { ...counts, count: 1, open: 1 },
      { ...counts, count: 1, open: 0 },
      { ...counts, count: 2, open: 2 },
      { ...counts, count: 2, open: 1, overdue: 1 },
      { ...counts, count: 2, open: 2 },
    ])
  })

  it('shows nobody else what only moved inside an atom', async () => {
    const before = await features('issues', near, period, planner)
    await database.sql`update issue set building_id = 4 where city = ${city.id} and id = 3`
    const held = await features('issues', near, period, planner)
    expect(held).toEqual(before)
    await database.sql`update issue set building_id = 3 where city = ${city.id} and id = 3`
  })

  it('counts cases by compound farther out, the same for everybody', async () => {
    for (const reader of [admin, planner]) {
      const found = await features('issues', far, `${period}&status=open`, reader)
      const compounds = found.filter(({ properties }) => properties.kind === 'compound')
      expect(compounds.map(({ id, properties }) => [id, properties.count, properties.overdue])).toEqual([
        [1, 1, 0],
        [2, 2, 0],
        [3, 1, 1],
        [4, 2, 0],
      ])
    }
  })

  it('answers 304 until something of its kinds changes', async () => {
    const path = `${code}/${west}.mvt?layers=stations`
    const etag = (await get(path)).headers.get('etag') ?? ''
    expect(etag).not.toBe('')
    const held = { ...admin, 'if-none-match': etag }
    expect((await get(path, held)).status).toBe(304)
    await database.sql`update station set number = 7 where city = ${city.id} and id = 1`
    await expect.poll(async () => (await get(path, held)).status).toBe(200)
    expect((await features('stations', [west]))[0]?.properties.number).toBe(7)
    await database.sql`update station set number = 1 where city = ${city.id} and id = 1`
  })

  it('keeps answers of different readers apart, and private', async () => {
    const path = `${code}/${west}.mvt?layers=issues${period}`
    const one = await get(path)
    expect(one.headers.get('cache-control')).toBe('private, no-cache')
    expect(one.headers.get('content-type')).toBe('application/vnd.mapbox-vector-tile')
    const held = { ...planner, 'if-none-match': one.headers.get('etag') ?? '' }
    expect((await get(path, held)).status).toBe(200)
  })

  it('is 204 where nothing lies', async () => {
    expect((await get(`${code}/15/0/0.mvt`)).status).toBe(204)
    expect((await get(`${code}/8/201/100.mvt?layers=buildings`)).status).toBe(204)
  })

  it('says what is wrong with an address', async () => {
    expect(await refused(`${code}/99/0/0.mvt`)).toBe('400 tiles.out_of_range')
    expect(await refused(`${code}/23/0/0.mvt`)).toBe('400 tiles.out_of_range')
    expect(await refused(`${code}/3/8/0.mvt`)).toBe('400 tiles.out_of_range')
    expect(await refused(`${code}/3/0/8.mvt`)).toBe('400 tiles.out_of_range')
    expect(await refused(`${code}/a/0/0.mvt`)).toBe('400 request.malformed')
    expect(await refused(`${code}/3/-1/0.mvt`)).toBe('400 request.malformed')
    expect(await refused(`${code}/3/0/0.png`)).toBe('400 request.malformed')
    expect(await refused(`${code}/3/0/0.mvt?layers=pipes,pg_user`)).toBe('400 tiles.unknown_layer')
    expect(await refused(`${code}/3/0/0.mvt?layers=constructor`)).toBe('400 tiles.unknown_layer')
    expect(await refused(`${code}/3/0/0.mvt?symptoms=cold`)).toBe('400 request.malformed')
    expect(await refused(`${code}/3/0/0.mvt?from=yesterday`)).toBe('400 request.malformed')
    expect(await refused(`${code}/3/0/0.mvt?from=2024-01-18&to=2024-01-12`)).toBe('400 tiles.period_reversed')
    expect(await refused(`nowhere/3/0/0.mvt`)).toBe('404 cities.not_found')
  })

  it('describes itself', async () => {
    const answer = await get(`${code}.json?layers=pipes,issues`)
    expect(answer.status).toBe(200)
    const body = await answer.json()
    expect(body).toMatchObject({ tilejson: '3.0.0', minzoom: 8, maxzoom: 17, bounds: [103.84, 36.05, 103.848, 36.054] })
    expect(body.tiles).toEqual([`http://localhost/tiles/${code}/{z}/{x}/{y}.mvt?layers=pipes%2Cissues`])
    expect(body.vector_layers.map(({ id }: { id: string }) => id)).toEqual(['pipes', 'issues'])
    expect(body.vector_layers[0].fields).toMatchObject({ code: 'String', diameter_mm: 'Number', flow: 'String' })
  })
})
