import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from '@hono/zod-openapi'
import { tables } from '../../data/model/dataset'
import type { Field } from '../../data/model/field'
import { featureBody, featureCollectionBody } from '../../server/features/bodies'
import { layerNames } from '../../server/features/layers'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { onBothEngines } from '../support/database'
import { createTestApi, type TestApi } from '../support/test-api'
import { createTinyCity, type TinyCity } from '../support/tiny-city'

const errorAnswer = z.object({ error: z.object({ code: z.string(), fields: z.array(z.string()).optional() }) })

onBothEngines('features', (engine) => {
  const code = `features-${engine.name}`
  const nasty = `'; drop table issue; --<script>alert(1)</script>`
  let db: Database
  let city: TinyCity
  let test: TestApi
  let admin: { cookie: string }

  beforeAll(async () => {
    db = await engine.open()
    city = await createTinyCity(db.sql, code, (rows) => {
      for (const compound of rows.compound) if (compound.id === 4) compound.name = nasty
    })
    test = await createTestApi(db)
    admin = await test.logIn({ username: `${code}-admin`, role: 'admin', city: null })
  })
  afterAll(async () => {
    await test.stop()
    await db.sql`delete from app_user where username like ${`${code}-%`}`
    await removeCity(db.sql, code)
    await db.close()
  })

  const ask = (path: string, headers: Record<string, string> = {}) =>
    test.get(`/api/cities/${code}/features/${path}`, { ...admin, ...headers })
  const list = async (path: string) => {
    const answer = await ask(path)
    expect(answer.status, await answer.clone().text()).toBe(200)
    expect(answer.headers.get('content-type')).toContain('application/geo+json')
    return featureCollectionBody.parse(await answer.json())
  }
  const read = async (path: string) => {
    const answer = await ask(path)
    expect(answer.status, await answer.clone().text()).toBe(200)
    return featureBody.parse(await answer.json())
  }

  it.each(layerNames)('gives %s as GeoJSON with integer ids and at most 8 decimals', async (layer) => {
    const { features, numberReturned, numberMatched } = await list(layer)
    expect(features.length).toBeGreaterThan(0)
    expect(numberReturned).toBe(features.length)
    expect(numberMatched).toBe(features.length)
    const decimals = [...JSON.stringify(features.map(({ geometry }) => geometry)).matchAll(/\.(\d+)/g)]
    expect(Math.max(...decimals.map(([, digits = '']) => digits.length))).toBeLessThanOrEqual(8)
    const first = await read(`${layer}/${features[0]?.id}`)
    expect(first.properties).toMatchObject(features[0]?.properties ?? {})
  })

  it('offers every tile and detail field of the model that is not personal', async () => {
    const { features } = await list('pipes?limit=1')
    const fields = Object.entries<Field>(tables.pipe.fields)
    const offered = fields.flatMap(([name, { tile, detail, personal }]) =>
      (tile || detail) && !personal ? [name] : [],
    )
    expect(Object.keys(features[0]?.properties ?? {}).sort()).toEqual(offered.sort())
    expect(features[0]?.properties).toMatchObject({ code: 'GX1', network: 'primary', diameter_mm: 400, length_m: 100 })
  })

  it('derives homes and open cases of places', async () => {
    const numbers = async (layer: string) =>
      (await list(layer)).features.map(({ id, properties: p }) => [id, p.heated_dwellings, p.dwellings, p.open_issues])
    expect(await numbers('buildings')).toEqual([
      [1, 10, 11, 1],
      [2, 10, 11, 0],
      [3, 10, 11, 1],
      [4, 3, 4, 1],
      [5, 10, 11, 1],
      [6, 3, 4, 0],
      [7, 3, 4, 1],
      [8, 3, 4, 1],
    ])
    expect(await numbers('compounds')).toEqual([
      [1, 20, 22, 1],
      [2, 13, 15, 2],
      [3, 13, 15, 1],
      [4, 6, 8, 2],
    ])
    expect(await numbers('stations')).toEqual([
      [1, 33, 37, 3],
      [2, 19, 23, 3],
    ])
    expect(await numbers('divisions')).toEqual([
      [1, 52, 60, 6],
      [2, 52, 60, 6],
      [3, 33, 37, 3],
      [4, 19, 23, 3],
    ])
  })

  it('tells where the homes of a division are, which its river and hills are not', async () => {
    const before = (await list('divisions')).features
    expect(before.map(({ id, properties }) => [id, properties.homes_extent])).toEqual([
      [1, [103.8405, 36.0505, 103.8473, 36.0528]],
      [2, [103.8405, 36.0505, 103.8473, 36.0528]],
      [3, [103.8405, 36.0505, 103.8433, 36.0528]],
      [4, [103.8445, 36.0505, 103.8473, 36.0528]],
    ])
    await db.sql`update building set community_id = 4 where city = ${city.id} and community_id = 3`
    const [, , empty] = (await list('divisions')).features
    expect(empty?.properties).toMatchObject({ buildings: 0, homes_extent: null })
    await db.sql`update building set community_id = 3 where city = ${city.id} and id <= 4`
  })

  it('adds the communities of a division up to its own numbers, for a list and for one alone', async () => {
    const query = '?from=2024-01-12&to=2024-01-18'
    const numbers = (p: Record<string, unknown>) => [p.dwellings, p.buildings, p.open_issues, p.issues, p.issues_open]
    const { features } = await list(`divisions${query}`)
    const [district, subdistrict, ...communities] = features.map(({ properties }) => numbers(properties).map(Number))
    const sums = communities.reduce((all, one) => all.map((sum, i) => sum + (one[i] ?? NaN)))
    expect([district, subdistrict]).toEqual([sums, sums])
    for (const { id, properties } of features)
      expect(numbers((await read(`divisions/${id}${query}`)).properties)).toEqual(numbers(properties))
  })

  it('shows the grids of plans in force alone, with their stations', async () => {
    const { features } = await list('grids')
    expect(features.map(({ id, properties }) => [id, properties.station_ids])).toEqual([
      [1, [1]],
      [2, [1]],
      [3, [2, 1]],
      [4, [2]],
    ])
    expect((await ask('grids/5')).status).toBe(404)
  })

  it('puts a team card beside a grid', async () => {
    const grid = await read('grids/3?from=2024-01-12&to=2024-01-18')
    expect(grid.related.slice(0, 2)).toEqual([
      { kind: 'stations', id: 2, name: '乙换热站', code: 'HLZ2', role: 'lead', within: null },
      { kind: 'stations', id: 1, name: '甲换热站', code: 'HLZ1', role: 'assisting', within: null },
    ])
    expect(grid.properties).toMatchObject({
      heated_dwellings: 13,
      buildings: 2,
      open_issues: 1,
      issues: 2,
      issues_open: 1,
    })
    const first = await read('grids/1')
    expect(first.contacts.map(({ title }) => title)).toEqual(['网格员', '楼院长', '值班室'])
  })

  it('says what a building, a compound, a station and a case belong to', async () => {
    const building = await read('buildings/1')
    expect(building.related.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'compounds 1',
      'grids 1',
      'stations 1',
      'divisions 3',
    ])
    expect(building.contacts.map(({ title }) => title)).toEqual(['供暖管家', '网格员', '楼院长', '值班室'])
    expect((await read('compounds/1')).management).toEqual({ kind: 'none', manager: null, starts_on: '2023-07-01' })
    const station = await read('stations/1')
    expect(station.operator).toEqual({ name: '测试热力公司', phone: '0931-0000000' })
    expect(station.properties.duty_phone).toBe('0931-0000001')
    const issue = await read('issues/1')
    expect(issue.events.map(({ status }) => status)).toEqual(['reported', 'in_progress'])
    expect(issue.related[0]).toMatchObject({ kind: 'buildings', id: 1 })
  })

  it('pages by cursor without gap or repetition', async () => {
    const ids: number[] = []
    let path: string | undefined = 'buildings?limit=3'
    for (let page = 0; path !== undefined; page++) {
      const { features, links, numberMatched } = await list(path)
      expect(numberMatched).toBe(page === 0 ? 8 : undefined)
      ids.push(...features.map(({ id }) => id))
      path = links.find(({ rel }) => rel === 'next')?.href.split('/features/')[1]
    }
    expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('selects by box', async () => {
    const { features, numberMatched } = await list('compounds?bbox=103.84,36.05,103.8439,36.0519')
    expect(features.map(({ id }) => id)).toEqual([1])
    expect(numberMatched).toBe(1)
    expect((await list('compounds?bbox=-180,-90,180,90')).numberReturned).toBe(4)
    expect((await list('compounds?bbox=10,50,11,51')).numberReturned).toBe(0)
  })

  it('filters cases by period, symptom and status', async () => {
    const ids = async (query: string) => (await list(`issues?${query}`)).features.map(({ id }) => id)
    expect(await ids('')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(await ids('status=open')).toEqual([1, 3, 4, 5, 7, 8, 9])
    expect(await ids('status=overdue')).toEqual([5])
    expect(await ids('status=reopened')).toEqual([8])
    expect(await ids('status=closed,declined')).toEqual([2, 6, 10])
    expect(await ids('symptoms=leak_indoor,leak_public')).toEqual([3, 9])
    // Reported at 02:00 UTC on the 15th: the city's 15th as well.
    expect(await ids('from=2024-01-15&to=2024-01-15&symptoms=lukewarm')).toEqual([7])
    expect(await ids('from=2024-01-16')).toEqual([])
    expect(await ids('to=2023-12-31')).toEqual([10])
  })

  it('takes the dates of a period in the time zone of the city', async () => {
    // 16:30 UTC on the 15th is 00:30 on the 16th there.
    await db.sql`update issue set reported_at = '2024-01-15T16:30:00Z' where city = ${city.id} and id = 7`
    const ids = async (query: string) => (await list(`issues?${query}`)).features.map(({ id }) => id)
    expect(await ids('from=2024-01-16&to=2024-01-16')).toEqual([7])
    await db.sql`update issue set reported_at = '2024-01-15T02:00:00Z' where city = ${city.id} and id = 7`
  })

  it('answers 304 until something changes', async () => {
    expect((await ask('stations')).headers.get('cache-control')).toContain('private')
    let etag = ''
    // The feed may still be reading what the city was made of.
    await expect
      .poll(
        async () => {
          etag = (await ask('stations')).headers.get('etag') ?? ''
          return (await ask('stations', { 'if-none-match': etag })).status
        },
        { timeout: 10_000, interval: 1_500 },
      )
      .toBe(304)
    await db.sql`update station set duty_phone = '0931-9999999' where city = ${city.id} and id = 2`
    await expect
      .poll(async () => (await ask('stations', { 'if-none-match': etag })).status, { timeout: 5000 })
      .toBe(200)
  })

  it.each([
    ['buildings?bbox=1,2,3', 'bbox'],
    ['buildings?bbox=a,b,c,d', 'bbox'],
    ['buildings?bbox=NaN,0,1,1', 'bbox'],
    ['buildings?bbox=1e999,0,1,1', 'bbox'],
    ['buildings?bbox=5,0,1,1', 'bbox'],
    ['buildings?bbox=0,0,1,91', 'bbox'],
    ['buildings?limit=0', 'limit'],
    ['buildings?limit=abc', 'limit'],
    ['buildings?limit=99999', 'limit'],
    ['buildings?cursor=nonsense', 'cursor'],
    ['buildings/abc', 'id'],
    ['buildings/99999999999', 'id'],
    ['dwellings', 'layer'],
    ['issues?from=yesterday', 'from'],
    ['issues?from=2024-02-31', 'from'],
    ['issues?from=2024-02-01&to=2024-01-01', 'from'],
    ['issues?symptoms=cold', 'symptoms'],
    [`issues?status=${encodeURIComponent("open';--")}`, 'status'],
  ])('refuses %s and names the field', async (path, field) => {
    const answer = await ask(path)
    expect(answer.status).toBe(400)
    expect(errorAnswer.parse(await answer.json()).error).toMatchObject({ code: 'request.malformed' })
    expect(errorAnswer.parse(await (await ask(path)).json()).error.fields).toContain(field)
  })

  it('is not impressed by SQL and HTML in names', async () => {
    const { features } = await list('compounds?limit=10')
    expect(features.at(-1)?.properties.name).toBe(nasty)
    const answer = await test.get(`/api/cities/${encodeURIComponent(nasty.slice(0, 30))}`, admin)
    expect(answer.status).toBe(404)
    expect((await test.get('/api/cities/%00', admin)).status).toBeLessThan(500)
    expect((await ask('compounds/99')).status).toBe(404)
  })

  it('counts the whole city', async () => {
    const answer = await test.get(`/api/cities/${code}/counts?from=2024-01-12&to=2024-01-18`, admin)
    expect(await answer.json()).toEqual({
      dwellings: 60,
      heated_dwellings: 52,
      open_issues: 7,
      issues: 9,
      issues_open: 7,
    })
    const before = await test.get(`/api/cities/${code}/counts?from=2023-01-01&to=2023-12-31`, admin)
    expect(await before.json()).toMatchObject({ open_issues: 7, issues: 1, issues_open: 0 })
  })
})
