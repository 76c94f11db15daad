import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BranchesAnswer, CellsAnswer, SummaryAnswer, SurfaceAnswer } from '../../../data/hotspots/answers'
import type { Database } from '../../../server/db/connect'
import { insertRows } from '../../../server/db/write'
import { onBothEngines } from '../../support/database'
import { decodeTile } from '../../support/decoded-tile'
import { OwnCity } from '../../support/own-city'
import { at, square } from '../../support/street'
import { createTestApi, type TestApi } from '../../support/test-api'

const winter = ['--starts', '2025-11-01', '--ends', '2026-03-31']

onBothEngines('a city of their own', (engine) => {
  let db: Database
  const printed: string[] = []

  beforeAll(async () => {
    db = await engine.open()
  })
  beforeEach(() => {
    printed.length = 0
    for (const method of ['log', 'error'] as const)
      vi.spyOn(console, method).mockImplementation((text: unknown) => void printed.push(String(text)))
  })
  afterEach(() => vi.restoreAllMocks())
  afterAll(() => db.close())

  const idOf = async (code: string) => {
    const [city] = await db.sql<{ id: number }[]>`select id from city where code = ${code}`
    return city?.id ?? -1
  }
  /** Buildings of each atom of a season, by code. */
  const atomsOf = async (code: string, season = 1): Promise<string[]> => {
    const rows = await db.sql<{ atom: string }[]>`
      select string_agg(b.code, ' ' order by b.code) || ': ' || a.heated_dwellings as atom
      from atom a
      join atom_building m on m.city = a.city and m.season_id = a.season_id and m.atom_id = a.id
      join building b on b.city = m.city and b.id = m.building_id
      where a.city = ${await idOf(code)} and a.season_id = ${season}
      group by a.id, a.heated_dwellings
      order by 1`
    return rows.map(({ atom }) => atom)
  }
  const homesOf = async (code: string): Promise<[number, number][]> => {
    const rows = await db.sql<{ dwellings: number; heated_dwellings: number }[]>`
      select dwellings, heated_dwellings from building where city = ${await idOf(code)} order by code collate "C"`
    return rows.map(({ dwellings, heated_dwellings }) => [dwellings, heated_dwellings])
  }
  const seasonsOfCases = async (code: string): Promise<(number | null)[]> => {
    const rows = await db.sql<
      { season_id: number | null }[]
    >`select season_id from issue where city = ${await idOf(code)}`
    return rows.map(({ season_id }) => season_id)
  }
  const feedOf = async (code: string) => {
    const [row] = await db.sql<{ lines: number }[]>`
      select count(*)::integer as lines from change where city = ${await idOf(code)}`
    return row?.lines
  }

  describe('has seasons', () => {
    let city: OwnCity
    beforeAll(() => {
      city = new OwnCity(db, `own-season-${engine.name}`)
    })
    afterAll(() => city.remove())

    it('from its first day, or later with the cases of its days; they are listed without dates', async () => {
      expect(await city.add('--season-starts', '2024-11-01')).toBe(2)
      expect(await city.add('--season-starts', '2024-11-01', '--season-ends', '2024-03-31')).toBe(1)
      expect(printed.at(-1)).toContain('ends after it starts')
      expect(await city.add('--season-starts', '2024-11-01', '--season-ends', '2025-03-31')).toBe(0)
      await city.load('issues', city.cases([2]))
      expect(await seasonsOfCases(city.code)).toEqual([null, null])
      expect(await city.season(...winter, '--name', '今冬')).toBe(0)
      expect(await seasonsOfCases(city.code)).toEqual([2, 2])
      printed.length = 0
      expect(await city.season()).toBe(0)
      expect(printed).toEqual(['2024–2025: 2024-11-01 … 2025-03-31', '今冬: 2025-11-01 … 2026-03-31'])
    })

    it('refuses what is no season, and says why', async () => {
      expect(await city.season('--starts', '2026-03-31', '--ends', '2026-11-01')).toBe(1)
      expect(printed.at(-1)).toBe('2026-03-31 … 2026-11-01 overlaps with the season 今冬 (2025-11-01 … 2026-03-31).')
      expect(await city.season('--starts', '2027-03-31', '--ends', '2026-11-01')).toBe(1)
      expect(printed.at(-1)).toContain('ends after it starts')
      expect(await city.season('--starts', '2026-02-30', '--ends', '2026-11-01')).toBe(2)
      expect(await city.season('--starts', '2026-11-01')).toBe(2)
      expect(await city.season('--begins', '2026-11-01')).toBe(2)
    })
  })

  describe('counts homes', () => {
    let city: OwnCity
    beforeAll(async () => {
      city = new OwnCity(db, `own-homes-${engine.name}`)
      await city.add()
      await city.season(...winter)
    })
    afterAll(() => city.remove())

    it('by the books, until they are known one by one', async () => {
      const report = await city.load('buildings', city.houses(['12', '约8户', null]))
      expect(report.problem_counts).toEqual({ 'changed.not_a_number': 1 })
      expect(await homesOf(city.code)).toEqual([
        [12, 12],
        [0, 0],
        [0, 0],
      ])
      await city.load('buildings', city.houses(['12', '8', '3']))
      const flats = ['h1,1,1,101,80.5,否', 'h1,1,2,201,80.5,是', 'h1,2,1,101,60,0', 'h9,1,1,101,60,0', 'h2,1,1,101,0,0']
      const file = ['楼栋,单元,楼层,房号,面积,报停', ...flats].join('\n')
      const known = await city.load('dwellings', file)
      expect(known.counts.dwelling).toEqual({ inserted: 3, updated: 0, unchanged: 0 })
      expect(known.problems.map(({ row, reason }) => [row, reason])).toEqual([
        [5, 'building_unknown'],
        [6, 'violates'],
      ])
      expect(await homesOf(city.code)).toEqual([
        [3, 2],
        [8, 8],
        [3, 3],
      ])
      // The books no longer count where homes are known, and count again where none is left.
      await city.load('buildings', city.houses(['13', '8', '3']))
      expect((await homesOf(city.code))[0]).toEqual([3, 2])
      const before = await feedOf(city.code)
      expect((await city.load('dwellings', file)).counts.dwelling).toEqual({ inserted: 0, updated: 0, unchanged: 3 })
      expect(await feedOf(city.code)).toBe(before)
      await db.sql`delete from dwelling where city = ${await idOf(city.code)}`
      expect((await homesOf(city.code))[0]).toEqual([13, 13])
    })
  })

  describe('has atoms', () => {
    let city: OwnCity
    beforeAll(async () => {
      city = new OwnCity(db, `own-atoms-${engine.name}`)
      await city.add()
    })
    afterAll(() => city.remove())

    it('as soon as it has a season and homes, whichever comes first', async () => {
      await city.load('compounds', city.yards())
      await city.load('buildings', city.houses())
      expect(await atomsOf(city.code)).toEqual([])
      await city.season(...winter)
      expect(await atomsOf(city.code)).toEqual(['h1 h3: 15', 'h2: 8', 'h4 h5: 22', 'h6: 15'])
      // Along the pipes the third house is nearer to the second.
      await city.load('network', city.network())
      expect(await atomsOf(city.code)).toEqual(['h1: 12', 'h2 h3: 11', 'h4 h5: 22', 'h6: 15'])
    })

    it('that stay as they are when nothing is new', async () => {
      const before = await feedOf(city.code)
      await city.load('network', city.network())
      await city.load('buildings', city.houses())
      await city.load('compounds', city.yards())
      expect(await feedOf(city.code)).toBe(before)
    })

    it('that stay from the first case on; houses that come later are cut by themselves', async () => {
      await city.load('issues', city.cases([1]))
      const old = await atomsOf(city.code)
      await city.load('buildings', [
        ...city.houses(['1', '40', '3', '2', '20', '15']),
        city.house('n1', [120, 60], '9'),
        city.house('n2', [140, 60], '2'),
        city.house('n3', [420, 60], '3'),
      ])
      expect(await atomsOf(city.code)).toEqual([...old, 'n1 n2 n3: 14'].sort())
      await city.load('buildings', [city.house('n4', [160, 60], '2')])
      expect(await atomsOf(city.code)).toEqual([...old, 'n1 n2 n3: 14'].sort())
      // Too small to be told alone, the last one waits for a neighbour.
      await city.load('buildings', [city.house('n5', [180, 60], '4')])
      expect(await atomsOf(city.code)).toEqual([...old, 'n1 n2 n3: 14', 'n4 n5: 6'].sort())
    })

    it('of their own in a season to come', async () => {
      await city.season('--starts', '2026-11-01', '--ends', '2027-03-31')
      const next = await atomsOf(city.code, 2)
      expect(next).toContain('h2: 40')
      expect(next.flatMap((atom) => atom.split(':')[0]!.split(' ')).sort()).toEqual([
        'h1',
        'h2',
        'h3',
        'h4',
        'h5',
        'h6',
        'n1',
        'n2',
        'n3',
        'n4',
        'n5',
      ])
    })
  })

  describe('asks where problems cluster', () => {
    let city: OwnCity
    let server: TestApi
    let admin: { cookie: string }
    const period = 'from=2026-01-12&to=2026-01-18'

    beforeAll(async () => {
      city = new OwnCity(db, `own-lens-${engine.name}`)
      await city.add()
      server = await createTestApi(db)
      const account = { username: `own-lens-${engine.name}`, role: 'admin' as const, city: await idOf(city.code) }
      admin = await server.logIn(account)
    })
    afterAll(async () => {
      await server.stop()
      await city.remove()
    })

    const ask = (path: string) => server.get(`/api/cities/${city.code}/hotspots/${path}`, admin)
    const codeOf = async (path: string) => {
      const answer = await ask(path)
      const { error } = (await answer.json()) as { error?: { code: string } }
      return error ? `${answer.status} ${error.code}` : answer.status
    }
    const lens = async <T>(name: string): Promise<T> => {
      const path = `${name}?${period}`
      await expect.poll(async () => (await ask(path)).status, { timeout: 20_000 }).toBe(200)
      return (await (await ask(path)).json()) as T
    }
    const told = (lens: string) => expect.poll(() => codeOf(`${lens}?${period}`), { timeout: 20_000 })

    it('and is told what is missing, one after the other, never that nothing was found', async () => {
      for (const lens of ['surface', 'cells', 'branches', 'watch']) await told(lens).toBe('409 hotspots.no_seasons')
      await told('summary').toBe(200)
      await city.season(...winter)
      await told('surface').toBe('409 hotspots.no_homes')
      await city.load('buildings', city.houses([null, null]))
      await told('cells').toBe('409 hotspots.no_homes')
      await city.load('buildings', city.houses(['2', '2']))
      await told('surface').toBe('409 hotspots.few_homes')
      await city.load('compounds', city.yards())
      await city.load('buildings', city.houses())
      await told('surface').toBe(200)
      await told('branches').toBe('409 hotspots.no_inlets')
      await told('watch').toBe(200)
      await city.load('network', city.network())
      await told('branches').toBe(200)
    })

    it('and every lens answers with the homes of its buildings', async () => {
      await city.load('issues', city.cases([14, 1, 0, 0, 1, 1]))
      await expect.poll(async () => (await lens<SummaryAnswer>('summary')).cases).toBe(17)
      expect((await lens<SummaryAnswer>('summary')).heated_dwellings).toBe(60)
      expect((await lens<SurfaceAnswer>('surface')).basis.city_rate).toBeCloseTo((100 * 17) / 60, 6)
      expect((await lens<CellsAnswer>('cells')).basis).toMatchObject({ cases: 17, heated_dwellings: 60 })
      const { clusters } = await lens<BranchesAnswer>('branches')
      expect(clusters[0]).toMatchObject({ cases: 14, heated_dwellings: 12 })
      expect(clusters[0]?.assets.map(({ code }) => code)).toContain('spur-100')
    })

    it('and its grids show their homes in a tile', async () => {
      const id = await idOf(city.code)
      const { geometry } = square('', [-50, -50], {}, 800)
      const geom = geometry as GeoJSON.Polygon
      const place = { community_id: 1, name: '甲' }
      await insertRows(db.sql, id, 'division', [
        { id: 1, code: '620102001001', level: 'community', name: '甲社区', geom },
      ])
      await insertRows(db.sql, id, 'grid_plan', [{ id: 1, ...place, status: 'published', valid_from: '2025-11-01' }])
      await insertRows(db.sql, id, 'grid', [{ id: 1, code: 'g1', plan_id: 1, ...place, number: 1, tint: 0, geom }])
      const members = [1, 2, 3].map((building_id) => ({ plan_id: 1, grid_id: 1, building_id }))
      await insertRows(db.sql, id, 'grid_building', members)
      const [longitude, latitude] = at(100, 0)
      const y = Math.floor(((1 - Math.asinh(Math.tan((latitude * Math.PI) / 180)) / Math.PI) / 2) * 2 ** 14)
      const x = Math.floor(((longitude + 180) / 360) * 2 ** 14)
      const tile = async () => {
        const answer = await server.get(`/tiles/${city.code}/14/${x}/${y}.mvt?layers=grids`, admin)
        if (answer.status !== 200) return answer.status
        return decodeTile(new Uint8Array(await answer.arrayBuffer()))
          .get('grids')
          ?.get(1)?.properties.heated_dwellings
      }
      await expect.poll(tile).toBe(23)
    })
  })
})
