import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  BranchesAnswer,
  CellsAnswer,
  ChangeAnswer,
  SummaryAnswer,
  SurfaceAnswer,
} from '../../../data/hotspots/answers'
import { compareCells, compareSummaries } from '../../../data/hotspots/compare-periods'
import { vocabulary } from '../../../data/model/vocabulary'
import { createSessions } from '../../../server/auth/session'
import { findCity, type CityRow } from '../../../server/cities/queries'
import { isAsked, isOpen, isOverdue } from '../../../server/issues/filter-queries'
import { encodeTiles } from '../../../server/tiles/encode-tile'
import { onBothEngines } from '../../support/database'
import { hotspotsCity, type Account } from '../../support/hotspots-city'
import { decodeTile } from '../../support/decoded-tile'
import { readEvents } from '../../support/event-stream'
import { manyCases } from '../../support/many-cases'
import { tinyNow } from '../../support/tiny-city'

const accounts = {
  admin: { role: 'admin' },
  district: { role: 'district' },
  leader: { role: 'leader', division_ids: [3] },
  secretary: { role: 'secretary', division_ids: [3] },
  member: { role: 'member', grid_ids: [2] },
  duty: { role: 'duty', station_ids: [2] },
  planner: { role: 'planner' },
} satisfies Record<string, Account>
type Name = keyof typeof accounts

/** Buildings that an account looks at without naming an area. */
const views: Record<Name, number[]> = {
  admin: [1, 2, 3, 4, 5, 6, 7, 8],
  district: [1, 2, 3, 4, 5, 6, 7, 8],
  planner: [1, 2, 3, 4, 5, 6, 7, 8],
  leader: [1, 2, 3, 4],
  secretary: [1, 2, 3, 4],
  member: [3, 4],
  duty: [5, 6, 7, 8],
}

/** The tile of zoom 12 that holds the city. */
const tileAt = { x: 3229, y: 1607 }

onBothEngines('hotspots', (engine) => {
  const code = `hot-${engine.name}`
  const { here, ask, answered, cookieOf } = hotspotsCity(engine, {
    code,
    accounts,
    edit: (rows) => manyCases(rows, 1000),
  })
  const read = async (name: Name, query: string): Promise<SummaryAnswer> => {
    const answer = await answered(name, `summary?${query}`)
    expect(answer.status, `${name} ${query}`).toBe(200)
    return (await answer.json()) as SummaryAnswer
  }
  /** The rights of an account, by its session. */
  const accessOf = (name: Name) =>
    createSessions(here().test.deps).find(cookieOf(name)?.cookie.replace(/^[^=]*=/, '') ?? '')
  const lensOf = async <T>(name: Name, path: string): Promise<T> => {
    const answer = await answered(name, path)
    expect(answer.status, `${name} ${path}`).toBe(200)
    return (await answer.json()) as T
  }
  const refused = async (name: Name, path: string) => {
    const answer = await answered(name, path)
    const { error } = (await answer.json()) as { error: { code: string } }
    return `${answer.status} ${error.code}`
  }

  it('answers 503 with progress and a time to come back until the columns are filled', async () => {
    const answer = await ask('admin', 'summary')
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    const { error } = (await answer.json()) as { error: { code: string; details: { progress: number } } }
    expect(error.code).toBe('hotspots.filling')
    expect(error.details.progress).toBeGreaterThanOrEqual(0)
    expect((await answered('admin', 'summary')).status).toBe(200)
  })

  describe('counts', () => {
    /** Ids of the cases that count, worked out plainly: the second of a flat within seven days does not. */
    const countingIds = async () => {
      const rows = await here().db.sql<{ id: number; dwelling_id: number | null; day: string }[]>`
        select id, dwelling_id, (reported_at at time zone 'Asia/Shanghai')::date as day
        from issue where city = ${here().city.id} and status <> 'declined' and building_id is not null
        order by day, id`
      const last = new Map<number, number>()
      return rows.flatMap(({ id, dwelling_id, day }) => {
        const known = dwelling_id === null ? undefined : last.get(dwelling_id)
        if (known !== undefined && Date.parse(day) - known < 7 * 86_400_000) return []
        if (dwelling_id !== null) last.set(dwelling_id, Date.parse(day))
        return [id]
      })
    }
    const some = <T extends string>(words: readonly T[]) => fc.subarray([...words], { maxLength: 3 })
    const filter = fc.record({
      from: fc.constantFrom('2022-11-01', '2023-01-05', '2024-01-03', '2024-01-12'),
      to: fc.constantFrom('2024-01-12', '2024-01-15', '2024-01-18'),
      symptoms: some(vocabulary.symptom),
      status: some(['open', 'overdue', 'reopened', 'closed', 'accepted', 'returned'] as const),
      sources: some(vocabulary.source),
      compound_kinds: some(vocabulary.compound_kind),
    })

    it('equal those of SQL for any filter and reader', async () => {
      const ids = await countingIds()
      // As the route takes it: in steps of five minutes.
      const now = new Date(tinyNow)
      for (const asked of fc.sample(filter, { numRuns: 25, seed: 11 })) {
        const query = Object.entries(asked).map(([key, value]) => `${key}=${String(value)}`)
        const which = isAsked(here().db.sql, { time_zone: 'Asia/Shanghai' } as CityRow, asked, now)
        for (const name of ['admin', 'member', 'duty', 'planner', 'secretary'] as const) {
          const [expected] = await here().db.sql<{ cases: number; open: number; overdue: number; reopened: number }[]>`
            select count(*)::integer as cases, (count(*) filter (where ${isOpen(here().db.sql)}))::integer as open,
              (count(*) filter (where ${isOverdue(here().db.sql, now)}))::integer as overdue,
              (count(*) filter (where i.reopened > 0))::integer as reopened
            from issue i
            where i.city = ${here().city.id} and i.id = any (${ids}) and i.building_id = any (${views[name]}) and ${which}`
          const { cases, open, overdue, reopened } = await read(name, query.join('&'))
          expect({ cases, open, overdue, reopened }, `${name} ${query.join('&')}`).toEqual(expected)
        }
      }
    })

    it('add up by day and by word, with the share of what came in the city and of what is normal for it', async () => {
      const all = await read('admin', 'from=2024-01-01&to=2024-01-18')
      expect(all.cases).toBeGreaterThan(50)
      expect(all.city.cases).toBe(all.cases)
      // What is normal for the whole city is learned from earlier days, and is not what came.
      expect(all.normal).toBe(all.city.normal)
      expect(all.normal).toBeGreaterThan(0)
      expect(Math.abs((all.normal ?? NaN) - all.cases)).toBeGreaterThan(1)
      expect(all.heated_dwellings).toBe(52)
      for (const words of [all.by_symptom, all.by_source, all.by_status, all.by_compound_kind])
        expect(Object.values(words).reduce((sum, count) => sum + count, 0)).toBe(all.cases)
      expect(all.days.at(0)?.day).toBe('2023-11-01')
      expect(all.days.at(-1)).toMatchObject({ day: '2024-01-18', mean_c: -6 })
      expect(all.days.reduce((sum, { cases }) => sum + cases, 0)).toBe(all.cases)
      const part = await read('secretary', 'from=2024-01-01&to=2024-01-18')
      expect(part.heated_dwellings).toBe(33)
      expect(part.city.cases).toBe(all.cases)
      expect(part.expected).toBeGreaterThan(0)
      expect(part.expected).toBeLessThan(all.cases)
      const share = part.expected / all.cases
      expect(part.normal).toBeCloseTo(share * (all.normal ?? NaN))
    })

    it('say what is normal where the normal days know of the filter, and the share of the city everywhere', async () => {
      const period = 'from=2024-01-01&to=2024-01-18'
      for (const known of ['', '&symptoms=not_hot', '&symptoms=not_hot,leak_indoor'])
        expect((await read('secretary', period + known)).normal, known).toBeGreaterThan(0)
      for (const unknown of ['&sources=hotline', '&compound_kinds=old', '&status=open', '&status=overdue']) {
        const { normal, city, expected } = await read('secretary', period + unknown)
        expect([normal, city.normal], unknown).toEqual([null, null])
        expect(expected, unknown).toBeLessThanOrEqual(city.cases)
      }
    })

    it('state by what exposure was corrected, for every lens', async () => {
      const period = 'from=2024-01-01&to=2024-01-18'
      const { corrections } = await read('secretary', period)
      expect(corrections?.earlier_cases).toBeGreaterThan(200)
      expect(corrections?.stock?.least).toBeGreaterThan(0)
      for (const lens of ['surface', 'cells', 'branches']) {
        const { basis } = await lensOf<CellsAnswer>('secretary', `${lens}?${period}`)
        expect(basis.corrections, lens).toEqual(corrections)
      }
    })
  })

  it('take the default period, and an area inside the scope', async () => {
    const week = await read('planner', '')
    expect([week.from, week.to]).toEqual(['2024-01-12', '2024-01-18'])
    const community = await read('planner', 'area=3')
    expect(community.cases).toBe((await read('secretary', 'area=3')).cases)
    expect(community.cases + (await read('planner', 'area=4')).cases).toBe(week.cases)
    expect((await read('leader', 'area=3')).cases).toBe(community.cases)
  })

  it('draw each lens for every reader', async () => {
    for (const name of Object.keys(accounts) as Name[]) {
      const surface = await lensOf<SurfaceAnswer>(name, 'surface?bandwidth=60')
      expect(surface.bands.features.length, name).toBeGreaterThan(0)
      expect(surface.basis.figures.bandwidth_m).toBe(60)
      const cells = await lensOf<CellsAnswer>(name, 'cells')
      expect(cells.cells.features.length, name).toBeGreaterThan(0)
      expect((await lensOf<BranchesAnswer>(name, 'branches')).lens).toBe('branches')
    }
    const change = await lensOf<SurfaceAnswer>('planner', 'surface?compare_from=2023-01-02&compare_to=2023-01-08')
    expect(change.basis.figures.cases_before).toBeGreaterThan(0)
  })

  it('compare two periods as their two answers do', async () => {
    const [now, before] = ['from=2024-01-05&to=2024-01-18', 'from=2023-01-02&to=2023-01-16']
    const both = `${now}&compare_from=2023-01-02&compare_to=2023-01-16`
    for (const name of ['admin', 'member', 'planner'] as const) {
      const [cells, earlier] = [
        await lensOf<CellsAnswer>(name, `cells?${now}`),
        await lensOf<CellsAnswer>(name, `cells?${before}`),
      ]
      const change = await lensOf<ChangeAnswer>(name, `cells?${both}`)
      expect(change, name).toEqual(compareCells(cells, earlier))
      expect(change.cells.features.length, name).toBeGreaterThan(0)
      const { comparison, ...counts } = await read(name, both)
      const plain = await read(name, now)
      expect(counts, name).toEqual(plain)
      expect(comparison, name).toEqual(compareSummaries(plain, await read(name, before)))
    }
  })

  it('name the branch that explains an excess, from the table first and then exactly', async () => {
    const events = readEvents(await here().test.get(`/api/cities/${code}/events`, cookieOf('secretary')))
    await here().db.sql`
      insert into issue (city, id, code, building_id, symptom, source, status, reported_at, geom)
      select city, 9100 + n, 'B' || n, 1 + n % 2, 'not_hot', 'hotline', 'reported', '2024-01-17T00:00:00Z', geom
      from issue, generate_series(1, 40) n where city = ${here().city.id} and id = 1`
    const first = async () => (await lensOf<BranchesAnswer>('secretary', 'branches')).clusters[0]
    await expect.poll(async () => (await first())?.cases ?? 0).toBeGreaterThan(40)
    const cluster = await first()
    expect(cluster).toMatchObject({ key: 'pipe-11', kind: 'pipe', confidence: 'certain' })
    expect(cluster?.place).toMatchObject({
      compounds: [{ id: 1, name: '煤炭大院' }],
      buildings_total: 2,
      community: { id: 3, name: '甲社区' },
    })
    expect(cluster?.station).toEqual({ id: 1, name: '甲换热站', duty_phone: '0931-0000001' })
    expect(cluster?.assets.map(({ kind, id }) => `${kind} ${id}`)).toContain('pipe 11')
    expect(cluster?.pipes?.coordinates).toHaveLength(1)
    expect(cluster?.downstream?.coordinates).toHaveLength(2)
    for (let event = await events.next(); event?.event !== 'hotspots'; event = await events.next())
      expect(event).not.toBeNull()
    await events.close()
    const exact = await lensOf<BranchesAnswer>('secretary', 'branches')
    expect(exact.step).toBe('exact')
    expect(exact.clusters[0]?.p).toBe(0.001)
    const { cases } = await read('admin', '')
    await here().db.sql`delete from issue where city = ${here().city.id} and id > 9100`
    await expect.poll(async () => (await read('admin', '')).cases).toBe(cases - 40)
  })

  it('give far tiles the counts that SQL gives', async () => {
    await answered('admin', 'summary')
    const row = await findCity(here().db.sql, code)
    for (const name of Object.keys(accounts) as Name[])
      for (const status of [[], ['open' as const], ['overdue' as const]]) {
        const address = `12/${tileAt.x}/${tileAt.y}`
        const query = `layers=issues&from=2022-11-01&to=2024-01-18&status=${status.join()}`
        const answer = await here().test.get(`/tiles/${code}/${address}.mvt?${query}`, cookieOf(name))
        const access = await accessOf(name)
        const period = { from: '2022-11-01', to: '2024-01-18', today: '2024-01-18', now: new Date(tinyNow) }
        if (!row || !access) throw new Error('no city or account')
        const request = {
          city: row,
          z: 12,
          ...tileAt,
          layers: ['issues' as const],
          access,
          symptoms: [],
          status,
          sources: [],
          compound_kinds: [],
          ...period,
        }
        const [expected] = await encodeTiles(here().db.sql, request, [tileAt])
        const features = (bytes: Uint8Array) => [...(decodeTile(bytes).get('issues')?.values() ?? [])]
        const counts = features(new Uint8Array(await answer.arrayBuffer()))
        expect(counts, `${name} ${status.join()}`).toEqual(features(expected?.tile ?? new Uint8Array()))
        expect(counts.some(({ properties }) => properties.kind === 'compound')).toBe(true)
      }
  })

  it('refuse what cannot be', async () => {
    expect(await refused('planner', 'summary?from=2024-01-18&to=2024-01-12')).toBe('400 hotspots.period_reversed')
    expect(await refused('planner', 'summary?from=1724-01-18&to=2024-01-12')).toBe('400 hotspots.period_too_long')
    expect(await refused('planner', 'summary?from=2024-02-30')).toBe('400 request.malformed')
    expect(await refused('planner', 'summary?symptoms=bored')).toBe('400 request.malformed')
    expect(await refused('planner', 'summary?sources=rumour')).toBe('400 request.malformed')
    expect(await refused('planner', 'summary?area=x')).toBe('400 request.malformed')
    expect(await refused('planner', 'summary?area=99')).toBe('404 hotspots.area_not_found')
    expect(await refused('secretary', 'summary?area=4')).toBe('403 hotspots.area_outside_scope')
    expect(await refused('secretary', 'summary?area=1')).toBe('403 hotspots.area_outside_scope')
    expect(await refused('leader', 'summary?area=4')).toBe('403 hotspots.area_outside_scope')
    expect(await refused('member', 'summary?area=3')).toBe('403 hotspots.area_outside_scope')
    expect(await refused('duty', 'summary?area=4')).toBe('403 hotspots.area_outside_scope')
    expect(await refused('planner', 'surface?bandwidth=59')).toBe('400 request.malformed')
    expect(await refused('planner', 'surface?bandwidth=1e9')).toBe('400 request.malformed')
    expect(await refused('planner', 'surface?compare_from=2024-01-01')).toBe('400 hotspots.comparison_incomplete')
    const second = 'compare_from=2024-01-01&compare_to=2024-01-02'
    expect(await refused('planner', `branches?${second}`)).toBe('400 hotspots.not_comparable')
    expect(await refused('planner', `watch?${second}`)).toBe('400 hotspots.not_comparable')
    expect(await refused('planner', 'dots')).toBe('400 request.malformed')
  })

  it('are compressed for who can read it, and are the same for who cannot', async () => {
    const told = (encoding: string) => answered('district', 'surface', { 'accept-encoding': encoding })
    const packed = await told('br, gzip;q=0.8')
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(packed.headers.get('vary')).toContain('Accept-Encoding')
    const plain = await told('gzip;q=0')
    expect(plain.headers.get('content-encoding')).toBeNull()
    const bytes = gunzipSync(Buffer.from(await packed.arrayBuffer()))
    expect(JSON.parse(bytes.toString())).toEqual(await plain.json())
    expect(plain.headers.get('etag')).toBe(packed.headers.get('etag'))
  })

  it('answer 304 until a case changes, and then show the change within two seconds', async () => {
    const before = await answered('secretary', 'summary')
    const { cases } = (await before.json()) as SummaryAnswer
    const held = { 'if-none-match': before.headers.get('etag') ?? '' }
    expect((await answered('secretary', 'summary', held)).status).toBe(304)

    await here().db.sql`
      insert into issue (city, id, code, building_id, symptom, source, status, reported_at, geom)
      select city, 9001, 'new', 1, 'not_hot', 'chat', 'reported', '2024-01-18T00:00:00Z', geom
      from issue where city = ${here().city.id} and id = 1`
    const inTime = { timeout: 2000, interval: 100 }
    await expect.poll(async () => (await read('secretary', '')).cases, inTime).toBe(cases + 1)
    expect((await answered('secretary', 'summary', held)).status).toBe(200)
    await here().db.sql`update issue set building_id = 5 where city = ${here().city.id} and id = 9001`
    await expect.poll(async () => (await read('secretary', '')).cases, inTime).toBe(cases)
    await here().db.sql`delete from issue where city = ${here().city.id} and id = 9001`
    await expect.poll(async () => (await read('duty', '')).city.cases, inTime).toBe((await read('admin', '')).cases)
  })
})
