import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NewAccount } from '../../server/auth/queries'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { featureBody, featureCollectionBody } from '../../server/features/bodies'
import { layerNames, type LayerName } from '../../server/features/layers'
import { onBothEngines } from '../support/database'
import { createTestApi, type TestApi } from '../support/test-api'
import { createTinyCity, type TinyCity } from '../support/tiny-city'

type Seen = (number | null)[]

interface Expected {
  account: Partial<NewAccount> & Pick<NewAccount, 'role'>
  rights: 'all' | 'some' | 'none'
  /** Ids in the layer `issues`: of cases, or for `none` of atoms. */
  issues: number[]
  /** Cases that the map draws: those in reach, and those that atoms tell of. Case 9 hangs on no building, so on no atom. */
  cases: number
  /** Open cases of buildings 1–8: null where an atom reaches beyond the building. */
  buildings: Seen
  /** Open cases of compounds 1–4. */
  compounds: Seen
  /** Whether the summary of a case in reach can be read; null where no case can. */
  summary: boolean | null
}

const everything = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
const exact: Pick<Expected, 'buildings' | 'compounds'> = {
  buildings: [1, 0, 1, 1, 1, 0, 1, 1],
  compounds: [1, 2, 1, 2],
}
const community3: Pick<Expected, 'rights' | 'issues' | 'cases' | 'buildings' | 'compounds'> = {
  rights: 'some',
  issues: [1, 2, 3, 4, 10],
  cases: 9,
  buildings: [1, 0, 1, 1, null, null, null, null],
  compounds: [1, 2, 1, 2],
}
const station2: Omit<Expected, 'account'> = {
  rights: 'some',
  issues: [5, 6, 7, 8, 9],
  cases: 10,
  buildings: [1, 0, null, null, 1, 0, 1, 1],
  compounds: [1, 2, 1, 2],
  summary: true,
}
const nothing: Omit<Expected, 'account'> = {
  rights: 'none',
  issues: [1, 2, 3, 4, 5],
  cases: 9,
  buildings: [1, 0, null, null, null, null, null, null],
  compounds: [1, 2, 1, 2],
  summary: null,
}

/** The table of docs/access.md, on the city of tests/support/tiny-dataset.ts. */
const table: Record<string, Expected> = {
  'an administrator': {
    account: { role: 'admin', city: null },
    rights: 'all',
    issues: everything,
    cases: 10,
    ...exact,
    summary: true,
  },
  'the district desk': {
    account: { role: 'district' },
    rights: 'all',
    issues: everything,
    cases: 10,
    ...exact,
    summary: true,
  },
  'a leader of the city': {
    account: { role: 'leader' },
    rights: 'all',
    issues: everything,
    cases: 10,
    ...exact,
    summary: false,
  },
  'a leader of a sub-district': {
    account: { role: 'leader', division_ids: [2] },
    rights: 'some',
    issues: everything,
    cases: 10,
    ...exact,
    summary: false,
  },
  'a secretary': { account: { role: 'secretary', division_ids: [3] }, ...community3, summary: true },
  'a secretary without a community': {
    account: { role: 'secretary' },
    ...nothing,
    rights: 'some',
    issues: [],
    summary: null,
  },
  'a grid member': {
    account: { role: 'member', grid_ids: [1] },
    rights: 'some',
    issues: [1, 2, 10],
    cases: 9,
    buildings: [1, 0, null, null, null, null, null, null],
    compounds: [1, 2, 1, 2],
    summary: true,
  },
  'a member of a grid of an archived plan': {
    account: { role: 'member', grid_ids: [5] },
    ...nothing,
    rights: 'some',
    issues: [],
  },
  'a duty desk': { account: { role: 'duty', station_ids: [2], operator_id: 1 }, ...station2 },
  'a crew of an operator': { account: { role: 'crew', operator_id: 2 }, ...station2 },
  'a planner': { account: { role: 'planner', operator_id: 1 }, ...nothing },
}

onBothEngines('access', (engine) => {
  const code = `access-${engine.name}`
  let db: Database
  let city: TinyCity
  let test: TestApi

  beforeAll(async () => {
    db = await engine.open()
    city = await createTinyCity(db.sql, code)
    await createTinyCity(db.sql, `${code}-other`)
    test = await createTestApi(db)
    // A summary that must never be in a list, on every case.
    await db.sql`update issue set summary = '302室王阿姨' where city = ${city.id}`
  })
  afterAll(async () => {
    await test.stop()
    await db.sql`delete from app_user where username like ${`${code}-%`}`
    await removeCity(db.sql, code)
    await removeCity(db.sql, `${code}-other`)
    await db.close()
  })

  const listed = async (layer: LayerName, headers: { cookie: string }) => {
    const answer = await test.get(`/api/cities/${code}/features/${layer}`, headers)
    expect(answer.status).toBe(200)
    const text = await answer.text()
    expect(text, layer).not.toContain('302室')
    return featureCollectionBody.parse(JSON.parse(text)).features
  }
  const casesOf = async (headers: { cookie: string }, query = '') => {
    const answer = await test.get(`/api/cities/${code}/features/issues?limit=1${query}`, headers)
    return featureCollectionBody.parse(await answer.json()).cases
  }

  describe.each(Object.entries(table))('%s', (name, expected) => {
    let headers: { cookie: string }
    beforeAll(async () => {
      const username = `${code}-${Object.keys(table).indexOf(name)}`
      headers = await test.logIn({ city: city.id, ...expected.account, username })
    })

    it.each(layerNames.filter((layer) => layer !== 'issues'))(
      'sees the whole layer %s, counts by right',
      async (layer) => {
        const features = await listed(layer, headers)
        expect(features.length).toBe(layer === 'grids' ? 4 : city.rows[tableOf[layer]].length)
        const open = features.map(({ properties }) => properties.open_issues)
        if (layer === 'buildings') expect(open).toEqual(expected.buildings)
        if (layer === 'compounds') expect(open).toEqual(expected.compounds)
        for (const { properties } of features) expect(properties.hidden === true).toBe(properties.open_issues === null)
      },
    )

    it('sees the cases in reach, or atoms', async () => {
      const features = await listed('issues', headers)
      expect(features.map(({ id }) => id)).toEqual(expected.issues)
      const kind = expected.rights === 'none' ? 'atom' : 'issue'
      expect(features.every(({ properties }) => properties.kind === kind)).toBe(true)
      expect(features.every(({ properties }) => 'symptom' in properties === (kind === 'issue'))).toBe(true)
    })

    it('is told how many cases the map draws', async () => {
      expect(await casesOf(headers)).toBe(expected.cases)
      expect(await casesOf(headers, '&bbox=103.7,36,103.71,36.01')).toBe(0)
    })

    it('reads single cases in reach alone, with or without personal fields', async () => {
      if (expected.rights === 'none') return
      for (const { id } of city.rows.issue) {
        const answer = await test.get(`/api/cities/${code}/features/issues/${id}`, headers)
        expect(answer.status, `case ${id}`).toBe(expected.issues.includes(id) ? 200 : 404)
        if (answer.status !== 200) continue
        const { properties, events } = featureBody.parse(await answer.json())
        expect('summary' in properties).toBe(expected.summary)
        const notes = events.map(({ note }) => note).filter((note) => note !== null)
        expect(notes).toEqual(id === 1 && expected.summary ? ['302室'] : [])
      }
    })

    it('sees no other city, unless it administers all', async () => {
      const all = expected.account.city === null
      const paths = ['', '/features/stations', '/features/issues', '/counts', '/features/buildings/1']
      for (const path of paths) {
        const answer = await test.get(`/api/cities/${code}-other${path}`, headers)
        expect(answer.status, path).toBe(all ? 200 : 403)
      }
      const listing = await test.get('/api/cities', headers)
      const { cities }: { cities: { code: string }[] } = await listing.json()
      const own = cities.filter((one) => one.code.startsWith(code)).map((one) => one.code)
      expect(own).toEqual(all ? [code, `${code}-other`] : [code])
      expect((await test.get('/api/cities/no-such-city', headers)).status).toBe(404)
    })

    it('is told its rights', async () => {
      const answer = await test.get('/api/session', headers)
      const { rights }: { rights: object } = await answer.json()
      expect(rights).toMatchObject({ cases: expected.rights !== 'none', case_rights: expected.rights })
    })
  })

  it('gives counts by atom to whoever may not read: moving a case inside an atom changes no answer', async () => {
    const headers = await test.logIn({ username: `${code}-mover`, role: 'planner', city: city.id })
    const answers = async () => Promise.all(layerNames.map((layer) => listed(layer, headers)))
    const before = await answers()
    await db.sql`update issue set building_id = 4 where city = ${city.id} and id = 3`
    expect(await answers()).toEqual(before)
    await db.sql`update issue set building_id = 3 where city = ${city.id} and id = 3`
  })

  it('hides counts of too few homes', async () => {
    const headers = await test.logIn({ username: `${code}-few`, role: 'planner', city: city.id })
    await db.sql`update atom set heated_dwellings = 4 where city = ${city.id} and id = 5`
    const compounds = await listed('compounds', headers)
    expect(compounds.at(-1)?.properties).toMatchObject({ open_issues: null, hidden: true })
    expect((await listed('issues', headers)).map(({ id }) => id)).toEqual([1, 2, 3, 4])
    await db.sql`update atom set heated_dwellings = 6 where city = ${city.id} and id = 5`
  })

  it('tells nothing about the few homes that share an atom with homes in reach', async () => {
    const headers = await test.logIn({ username: `${code}-part`, role: 'member', city: city.id, grid_ids: [2] })
    const secondCompound = async () => (await listed('compounds', headers))[1]?.properties.open_issues
    expect(await secondCompound()).toBe(2)
    expect(await casesOf(headers)).toBe(9)
    await db.sql`update grid_building set grid_id = 1 where city = ${city.id} and building_id = 4`
    expect((await listed('issues', headers)).map(({ id }) => id)).toEqual([3])
    expect(await secondCompound()).toBe(1)
    expect(await casesOf(headers)).toBe(8)
    await db.sql`update grid_building set grid_id = 2 where city = ${city.id} and building_id = 4`
  })

  it('never answers one scope from the cache of another', async () => {
    const secretary = await test.logIn({ username: `${code}-e1`, role: 'secretary', city: city.id, division_ids: [3] })
    const planner = await test.logIn({ username: `${code}-e2`, role: 'planner', city: city.id })
    const path = `/api/cities/${code}/features/issues`
    const etag = (await test.get(path, secretary)).headers.get('etag') ?? ''
    expect((await test.get(path, { ...secretary, 'if-none-match': etag })).status).toBe(304)
    expect((await test.get(path, { ...planner, 'if-none-match': etag })).status).toBe(200)
  })

  it('lets nothing answer without a session but health and logging in', async () => {
    const open = new Set(['GET /api/health', 'POST /api/session'])
    const routes = new Set(
      test.api.routes
        .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
        .map(({ method, path }) => `${method} ${path}`),
    )
    expect([...open].every((route) => routes.has(route))).toBe(true)
    expect(routes.size).toBeGreaterThan(8)
    const words: Record<string, string> = { city: code, layer: 'stations', id: '1' }
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ')
      const url = path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => words[name] ?? '1')
      for (const cookie of ['', 'heatgrid_session=forged']) {
        const answer = await test.api.request(url, { method, headers: { cookie } })
        if (open.has(route)) expect(answer.status, route).not.toBe(401)
        else expect(answer.status, route).toBe(401)
      }
    }
    for (const path of ['/api', '/api/nothing', '/tiles/x', `/tiles/${code}/1/1/1.mvt`]) {
      expect((await test.get(path)).status, path).toBe(401)
    }
  })

  it('answers an unknown path below /api with a code, not a page', async () => {
    const headers = await test.logIn({ username: `${code}-lost`, role: 'planner', city: city.id })
    const answer = await test.get('/api/nothing', headers)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ error: { code: 'request.route_not_found' } })
  })
})

const tableOf = {
  divisions: 'division',
  governance_grids: 'governance_grid',
  roads: 'road',
  landforms: 'landform',
  sources: 'heat_source',
  stations: 'station',
  pipes: 'pipe',
  valves: 'valve',
  compounds: 'compound',
  buildings: 'building',
  grids: 'grid',
  issues: 'issue',
} as const satisfies Record<LayerName, keyof TinyCity['rows']>
