import { afterAll, beforeAll, expect, it } from 'vitest'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { onBothEngines } from '../support/database'
import { createTestApi, type TestApi } from '../support/test-api'
import { createTinyCity, type TinyCity } from '../support/tiny-city'

onBothEngines('search', (engine) => {
  const code = `search-${engine.name}`
  let db: Database
  let city: TinyCity
  let test: TestApi
  let admin: { cookie: string }
  let planner: { cookie: string }

  beforeAll(async () => {
    db = await engine.open()
    city = await createTinyCity(db.sql, code, (rows) => {
      for (const compound of rows.compound) if (compound.id === 4) compound.name = '100%_院'
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

  const get = (q: string, headers: Record<string, string> = admin, more = '') =>
    test.get(`/api/cities/${code}/search?q=${encodeURIComponent(q)}${more}`, headers)
  const find = async (q: string, headers: Record<string, string> = admin) => {
    const answer = await get(q, headers)
    expect(answer.status).toBe(200)
    const { results } = (await answer.json()) as { results: { kind: string; id: number; within: string | null }[] }
    return results
  }
  const found = async (q: string, headers: Record<string, string> = admin) =>
    (await find(q, headers)).map(({ kind, id }) => `${kind} ${id}`)

  it('finds a compound by its name, a part of it, its code and its initials', async () => {
    for (const q of ['煤炭大院', '煤炭', '大院', 'C1', 'c1', 'mtdy', 'MTD'])
      expect(await found(q)).toContain('compounds 1')
    const [place] = await find('煤炭大院')
    expect(place).toMatchObject({ kind: 'compounds', name: '煤炭大院', code: 'C1', within: '甲社区' })
    expect(place).toMatchObject({ extent: [103.8401, 36.0501, 103.8439, 36.0519] })
  })

  it('lists the better match first', async () => {
    expect((await found('B1'))[0]).toBe('buildings 1')
    expect((await found('测试'))[0]).toMatch(/^divisions/)
    expect((await found('甲'))[0]).toBe('divisions 3')
  })

  it('finds a building by compound and number, and a grid by its number', async () => {
    expect(await found('新天嘉园 3')).toEqual(['buildings 3'])
    expect(await found('新天嘉园3')).toEqual(['buildings 3'])
    expect(await found('第1网格')).toEqual(['grids 1', 'grids 3'])
    expect(await found('甲社区 第1网格')).toEqual(['grids 1'])
  })

  it('finds stations, plants, roads, pipes and valves', async () => {
    expect(await found('甲换热站')).toEqual(['stations 1'])
    expect(await found('csryc')).toEqual(['sources 1'])
    expect(await found('天水路')).toEqual(['roads 1'])
    expect(await found('GX11')).toEqual(['pipes 11'])
    expect(await found('v2')).toEqual(['valves 2'])
  })

  it('finds cases by their receipt for those who may read them', async () => {
    expect(await found('I5')).toContain('issues 5')
    expect(await found('i5')).toContain('issues 5')
    expect((await found('I')).filter((place) => place.startsWith('issues'))).toEqual([])
    expect(await found('I5', planner)).toEqual([])
  })

  it('takes wildcards and quotes for what they are', async () => {
    expect(await found('100%_')).toEqual(['compounds 4'])
    expect(await found('%')).toEqual(['compounds 4'])
    expect(await found('_')).toEqual(['compounds 4'])
    for (const q of ["'; drop table pipe; --", '<b>', '\\', 'a\0b']) expect(await found(q)).toEqual([])
  })

  it('never looks at what residents wrote or where they live', async () => {
    expect(await found('302室')).toEqual([])
    expect(await found('0931')).toEqual([])
  })

  it('bounds question and answer', async () => {
    const status = async (q: string, more = '') => (await get(q, admin, more)).status
    expect(await status('')).toBe(400)
    expect(await status('  ')).toBe(400)
    expect(await status('楼'.repeat(81))).toBe(400)
    expect(await status('楼', '&limit=21')).toBe(400)
    expect(await status('\0')).toBe(400)
    const answer = await (await get('楼', admin, '&limit=3')).json()
    expect(answer.results).toHaveLength(3)
  })
})
