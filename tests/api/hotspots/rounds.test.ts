import { expect, it } from 'vitest'
import type { CellsAnswer, SummaryAnswer, SurfaceAnswer } from '../../../data/hotspots/answers'
import { onBothEngines } from '../../support/database'
import { hotspotsCity, type Account } from '../../support/hotspots-city'
import { manyCases } from '../../support/many-cases'
import { tinyRounds } from '../../support/tiny-rounds'

const accounts = {
  admin: { role: 'admin' },
  secretary: { role: 'secretary', division_ids: [3] },
  neighbour: { role: 'secretary', division_ids: [4] },
  member: { role: 'member', grid_ids: [2] },
  duty: { role: 'duty', station_ids: [2] },
  planner: { role: 'planner' },
} satisfies Record<string, Account>
type Name = keyof typeof accounts

/** Buildings that an account looks at without naming an area. */
const views: Record<Name, number[]> = {
  admin: [1, 2, 3, 4, 5, 6, 7, 8],
  planner: [1, 2, 3, 4, 5, 6, 7, 8],
  secretary: [1, 2, 3, 4],
  neighbour: [5, 6, 7, 8],
  member: [3, 4],
  duty: [5, 6, 7, 8],
}
/** Atoms of round 1 in which five homes or more were visited. */
const told = [1, 3, 4, 5, 6]

onBothEngines('rounds of visits', (engine) => {
  const code = `hot-rounds-${engine.name}`
  const { here, answered, change, cookieOf } = hotspotsCity(engine, {
    code,
    accounts,
    edit: (rows) => {
      manyCases(rows, 600)
      // Every report counts for itself.
      for (const issue of rows.issue) issue.dwelling_id = null
      tinyRounds(rows)
    },
  })
  const ask = async <T>(name: Name, path: string): Promise<T> => {
    const answer = await answered(name, path)
    expect(answer.status, `${name} ${path}`).toBe(200)
    return (await answer.json()) as T
  }
  const refused = async (name: Name, path: string) => {
    const answer = await answered(name, path)
    const { error } = (await answer.json()) as { error: { code: string } }
    return `${answer.status} ${error.code}`
  }
  /** Findings and visited homes of round 1 in some buildings, by SQL; on a map only what says something about heat. */
  const oracle = async (buildings: readonly number[], onMap = false) => {
    const { db, city } = here()
    const [row] = await db.sql<{ cases: number; visited_dwellings: number; heated_dwellings: number }[]>`
      select
        (
          select count(*)::integer from issue i join visit v on v.city = i.city and v.issue_id = i.id
          where i.city = ${city.id} and v.round_id = 1 and i.status <> 'declined'
            and i.building_id = any (${[...buildings]}::integer[])
            and not (${onMap} and (i.symptom = 'fees' or i.cause is not distinct from 'arrears'))
            and (i.reported_at at time zone 'Asia/Shanghai')::date between '2024-01-08' and '2024-01-21'
        ) as cases,
        (
          select count(distinct d.id)::integer from visit v join dwelling d on d.city = v.city and d.id = v.dwelling_id
          where v.city = ${city.id} and v.round_id = 1 and v.outcome in ('warm', 'cold', 'leak')
            and d.connected and not d.suspended and d.building_id = any (${[...buildings]}::integer[])
        ) as visited_dwellings,
        (
          select sum(b.heated_dwellings)::integer from building b
          where b.city = ${city.id} and b.id = any (${[...buildings]}::integer[])
        ) as heated_dwellings`
    return row!
  }

  it('counts what a round found and how many homes it visited, as SQL does, for every reader', async () => {
    for (const name of Object.keys(views) as Name[]) {
      const { from, to, cases, heated_dwellings, visited_dwellings, city, days } = await ask<SummaryAnswer>(
        name,
        'summary?round=1',
      )
      const expected = await oracle(views[name])
      expect({ name, cases, heated_dwellings, visited_dwellings }).toEqual({ name, ...expected })
      expect(expected.cases).toBeGreaterThan(2)
      // The days that have begun, and the city beside the view.
      expect([from, to]).toEqual(['2024-01-08', '2024-01-18'])
      expect(city.cases).toBe((await oracle(views.admin)).cases)
      expect(days.reduce((sum, day) => sum + day.cases, 0)).toBe(cases)
    }
    const all = await ask<SummaryAnswer>('admin', 'summary?from=2024-01-08&to=2024-01-18&sources=visit')
    expect(all.visited_dwellings).toBeUndefined()
  })

  it('sets findings against visited homes, and hatches atoms in which too few were visited', async () => {
    const expected = await oracle(told, true)
    const rate = (100 * expected.cases) / expected.visited_dwellings
    const surface = await ask<SurfaceAnswer>('admin', 'surface?round=1')
    expect(surface.basis).toMatchObject({
      cases: expected.cases,
      visited_dwellings: 19,
      heated_dwellings: 52,
      weeks: 1,
    })
    expect(surface.basis.city_rate).toBeCloseTo(rate, 9)
    expect(surface.unvisited?.features).toHaveLength(1)
    expect(surface.hidden.features).toEqual([])
    expect((await ask<SurfaceAnswer>('admin', 'surface')).unvisited).toBeUndefined()
    const cells = await ask<CellsAnswer>('admin', 'cells?round=1')
    expect(cells.basis).toMatchObject({ visited_dwellings: 19, heated_dwellings: 52, weeks: 1 })
    const homes = cells.cells.features.reduce((sum, { properties }) => sum + properties.heated_dwellings, 0)
    expect(homes).toBe(19)
    expect(await ask('planner', 'surface?round=1')).toEqual(surface)
  })

  it('shows a round of one community in it alone, to whoever reads cases there or none at all', async () => {
    for (const name of ['admin', 'neighbour', 'duty', 'planner'] as const) {
      const { heated_dwellings, visited_dwellings } = await ask<SummaryAnswer>(name, 'summary?round=2')
      expect({ name, heated_dwellings, visited_dwellings }).toEqual({
        name,
        heated_dwellings: 19,
        visited_dwellings: 5,
      })
    }
    expect(await refused('secretary', 'summary?round=2')).toBe('403 hotspots.round_outside_scope')
    expect(await refused('member', 'surface?round=2')).toBe('403 hotspots.round_outside_scope')
    const listed = async (name: Name) => {
      const answer = await here().test.get(`/api/cities/${code}/rounds`, cookieOf(name))
      const { total, rounds } = (await answer.json()) as { total: number; rounds: { id: number }[] }
      expect(total).toBe(rounds.length)
      return rounds.map(({ id }) => id)
    }
    expect(await listed('planner')).toEqual([1, 2, 3])
    expect(await listed('secretary')).toEqual([1, 3])
    expect(await listed('member')).toEqual([1, 3])
    expect(await listed('duty')).toEqual([1, 2])
  })

  it('refuses what would cut a round, and what is not made from visits', async () => {
    const excluded = ['from=2024-01-08', 'to=2024-01-10', 'compare_from=2023-01-08', 'sources=visit,chat']
    for (const more of excluded)
      expect(await refused('admin', `surface?round=1&${more}`)).toBe('400 hotspots.round_excludes')
    for (const lens of ['branches', 'watch'])
      expect(await refused('admin', `${lens}?round=1`)).toBe('400 hotspots.round_excludes')
    expect(await refused('admin', 'surface?round=99')).toBe('404 hotspots.round_not_found')
    expect((await answered('admin', 'surface?round=1&sources=visit')).status).toBe(200)
    expect((await answered('admin', 'surface?round=one')).status).toBe(400)
  })

  it('tells in the morning how many homes of a grid the running round has visited', async () => {
    const answer = await here().test.get(`/api/cities/${code}/morning`, cookieOf('admin'))
    const { grids } = (await answer.json()) as { grids: { lines: { id: number; visited_dwellings: number | null }[] } }
    const byGrid = [9, 6, 7, 4].map((visited_dwellings, i) => ({ id: i + 1, visited_dwellings }))
    expect(grids.lines.map(({ id, visited_dwellings }) => ({ id, visited_dwellings }))).toEqual(byGrid)
  })

  it('counts a new visit, and another look at a door once', async () => {
    const { db, city } = here()
    const before = await ask<SummaryAnswer>('admin', 'summary?round=1')
    const write = (id: number, dwelling: number, outcome: string) => () => db.sql`
      insert into visit (city, id, round_id, dwelling_id, visited_on, outcome)
      values (${city.id}, ${id}, 1, ${dwelling}, '2024-01-18', ${outcome})`
    await change(write(9001, 109, 'absent'), ['visit'])
    await change(write(9002, 101, 'warm'), ['visit'])
    expect((await ask<SummaryAnswer>('admin', 'summary?round=1')).visited_dwellings).toBe(before.visited_dwellings)
    await change(write(9003, 109, 'warm'), ['visit'])
    expect((await ask<SummaryAnswer>('admin', 'summary?round=1')).visited_dwellings).toBe(before.visited_dwellings! + 1)
    await change(() => db.sql`delete from round where city = ${city.id} and id = 2`, ['round'])
    expect(await refused('admin', 'summary?round=2')).toBe('404 hotspots.round_not_found')
  })

  it('lets nobody be measured who was not met', async () => {
    const { db, city } = here()
    const impossible = db.sql`
      insert into visit (city, id, round_id, dwelling_id, visited_on, outcome, temperature_c)
      values (${city.id}, 9100, 1, 101, '2024-01-18', 'absent', 16)`
    await expect(impossible).rejects.toThrow(/visit_check/)
  })
})
