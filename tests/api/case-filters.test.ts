import { afterAll, beforeAll, expect, it } from 'vitest'
import type { NewAccount } from '../../server/auth/queries'
import { createSessions } from '../../server/auth/session'
import { findCity } from '../../server/cities/queries'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { issueFilterQuery } from '../../server/issues/filter'
import { encodeTiles } from '../../server/tiles/encode-tile'
import { onBothEngines } from '../support/database'
import { decodeTile, type DecodedFeature } from '../support/decoded-tile'
import { manyCases } from '../support/many-cases'
import { createTestApi, type TestApi } from '../support/test-api'
import { createTinyCity, tinyNow, type TinyCity } from '../support/tiny-city'

const accounts = {
  admin: { role: 'admin' },
  secretary: { role: 'secretary', division_ids: [3] },
  planner: { role: 'planner' },
} satisfies Record<string, Partial<NewAccount> & Pick<NewAccount, 'role'>>
type Name = keyof typeof accounts
const names = Object.keys(accounts) as Name[]

const period = { from: '2022-11-01', to: '2024-01-18' }
const span = `from=${period.from}&to=${period.to}`
const filters = [
  'sources=chat',
  'sources=hotline,visit&symptoms=not_hot,lukewarm',
  'compound_kinds=old',
  'compound_kinds=modern,shantytown&status=open',
  'sources=one_tap,patrol&compound_kinds=old&status=open,reopened',
]
/** Tiles over the tiny city, close up and farther out. */
const near = ['15/25835/12861', '15/25836/12861']
const far = { z: 12, x: 3229, y: 1607 }

/** Building 6 stands in a modern yard, but is in one atom with building 5 of an old one. */
onBothEngines('filters by source and compound kind', (engine) => {
  const code = `filters-${engine.name}`
  let db: Database
  let city: TinyCity
  let test: TestApi
  const cookies = new Map<Name, { cookie: string }>()

  beforeAll(async () => {
    db = await engine.open()
    city = await createTinyCity(db.sql, code, (rows) => manyCases(rows, 300))
    await db.sql`update building set compound_id = 2 where city = ${city.id} and id = 6`
    test = await createTestApi(db)
    for (const name of names)
      cookies.set(name, await test.logIn({ username: `${code}-${name}`, city: city.id, ...accounts[name] }))
  })
  afterAll(async () => {
    await test.stop()
    await db.sql`delete from app_user where username like ${`${code}-%`}`
    await removeCity(db.sql, code)
    await db.close()
  })

  const tile = async (name: Name, place: string, query: string): Promise<DecodedFeature[]> => {
    const answer = await test.get(`/tiles/${code}/${place}.mvt?layers=issues&${span}&${query}`, cookies.get(name))
    expect([200, 204]).toContain(answer.status)
    return [
      ...(decodeTile(new Uint8Array(await answer.arrayBuffer()))
        .get('issues')
        ?.values() ?? []),
    ]
  }
  /** What the map shows close up: cases, and the numbers of atoms, by kind and id. */
  const dots = async (name: Name, query: string) => {
    const found = new Map<string, number>()
    for (const place of near)
      for (const { id, properties } of await tile(name, place, query))
        found.set(`${properties.kind} ${id}`, Number(properties.count ?? 1))
    return Object.fromEntries([...found].sort())
  }
  const listed = async (name: Name, query: string) => {
    const path = `/api/cities/${code}/features/issues?${span}&limit=1000&${query}`
    const answer = await test.get(path, cookies.get(name))
    expect(answer.status).toBe(200)
    const { features, numberMatched } = (await answer.json()) as GeoJSON.FeatureCollection & { numberMatched: number }
    expect(features).toHaveLength(numberMatched)
    return features
  }

  it('let the map close up show what the list of cases holds', async () => {
    const every = await listed('admin', '')
    for (const query of filters) {
      const cases = await listed('admin', query)
      expect(cases.length, query).toBeGreaterThan(0)
      expect(cases.length, query).toBeLessThan(every.length)
      const ids = cases.map(({ id }) => [`issue ${id}`, 1])
      expect(await dots('admin', query), query).toEqual(Object.fromEntries(ids))
      const atoms = (await listed('planner', query)).map(({ id, properties }) => [`atom ${id}`, properties?.issues])
      expect(await dots('planner', query), query).toEqual(Object.fromEntries(atoms))
    }
  })

  it('name every case once, whichever way its words are split', async () => {
    const every = (await listed('admin', '')).length
    const sum = async (queries: string[]) => {
      const parts = await Promise.all(queries.map((query) => listed('admin', query)))
      return parts.reduce((all, { length }) => all + length, 0)
    }
    expect(await sum(['sources=visit,chat,hotline', 'sources=one_tap,station,patrol'])).toBe(every)
    const [placed] = await db.sql`
      select count(*)::integer as cases from issue where city = ${city.id} and building_id is not null`
    expect(await sum(['compound_kinds=old', 'compound_kinds=modern', 'compound_kinds=shantytown'])).toBe(placed?.cases)
  })

  it('let far tiles from the columns count what the database counts', async () => {
    // Far tiles come from the case columns once these are filled.
    const summary = () => test.get(`/api/cities/${code}/hotspots/summary`, cookies.get('admin'))
    await expect.poll(async () => (await summary()).status).toBe(200)
    const row = await findCity(db.sql, code)
    const sessions = createSessions(test.deps)
    for (const name of names)
      for (const query of filters) {
        const access = await sessions.find(cookies.get(name)?.cookie.replace(/^[^=]*=/, '') ?? '')
        if (!row || !access) throw new Error('no city or account')
        const asked = Object.fromEntries(new URLSearchParams(query))
        const words = {
          symptoms: issueFilterQuery.symptoms.parse(asked.symptoms),
          status: issueFilterQuery.status.parse(asked.status),
          sources: issueFilterQuery.sources.parse(asked.sources),
          compound_kinds: issueFilterQuery.compound_kinds.parse(asked.compound_kinds),
        }
        const clock = { today: '2024-01-18', now: new Date(tinyNow) }
        const layers = ['issues' as const]
        const request = { city: row, ...far, layers, access, ...words, ...period, ...clock }
        const [encoded] = await encodeTiles(db.sql, request, [far])
        const expected = [
          ...(decodeTile(encoded?.tile ?? new Uint8Array())
            .get('issues')
            ?.values() ?? []),
        ]
        const counts = await tile(name, '12/3229/1607', query)
        expect(counts, `${name} ${query}`).toEqual(expected)
        if (name !== 'admin') continue
        const total = counts.reduce((sum, { properties }) => sum + Number(properties.count ?? 1), 0)
        expect(total, query).toBe((await listed('admin', query)).length)
      }
  })

  it('show nobody else what only moved inside an atom of two kinds of yards', async () => {
    const everything = async () => {
      const answers = filters.map(async (query) => [
        await dots('planner', query),
        (await tile('planner', '12/3229/1607', query)).map(({ id, properties }) => [id, properties]),
        (await listed('planner', query)).map(({ id, properties }) => [id, properties]),
      ])
      return Promise.all(answers)
    }
    const position = () => test.deps.feed.latest(city.id, ['issue'])
    const [before, told] = [position(), await everything()]
    await db.sql`update issue set building_id = 11 - building_id where city = ${city.id} and building_id in (5, 6)`
    await expect.poll(position).not.toBe(before)
    expect(await everything()).toEqual(told)
    const [atom] = await db.sql`
      select count(distinct yard.kind)::integer as kinds
      from atom_building m
      join building b on b.city = m.city and b.id = m.building_id
      join compound yard on yard.city = b.city and yard.id = b.compound_id
      where m.city = ${city.id} and m.season_id = 2
      group by m.atom_id order by kinds desc limit 1`
    expect(atom?.kinds).toBe(2)
  })

  it('keep tiles of different filters apart, and refuse words that are unknown', async () => {
    const etags = ['', 'sources=chat', 'sources=visit', 'compound_kinds=old', 'compound_kinds=modern'].map(
      async (query) => {
        const path = `/tiles/${code}/12/3229/1607.mvt?layers=issues&${span}&${query}`
        return (await test.get(path, cookies.get('admin'))).headers.get('etag')
      },
    )
    expect(new Set(await Promise.all(etags)).size).toBe(5)
    const refused = async (path: string) => {
      const answer = await test.get(path, cookies.get('admin'))
      return `${answer.status} ${((await answer.json()) as { error: { code: string } }).error.code}`
    }
    for (const query of ['sources=rumour', 'compound_kinds=castle', 'sources=chat,rumour']) {
      expect(await refused(`/tiles/${code}/12/3229/1607.mvt?layers=issues&${query}`)).toBe('400 request.malformed')
      expect(await refused(`/api/cities/${code}/features/issues?${query}`)).toBe('400 request.malformed')
    }
  })
})
