import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StackAnswer } from '../../data/hotspots/answers'
import type { Access } from '../../server/auth/access'
import { findCity } from '../../server/cities/queries'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { findStackBuilding } from '../../server/stack/queries'
import { onBothEngines } from '../support/database'
import { createTestApi, type TestApi } from '../support/test-api'
import { createTinyCity, type TinyCity } from '../support/tiny-city'

const week = 'from=2024-01-12&to=2024-01-18'

onBothEngines('the stack of a building', (engine) => {
  const code = `stack-${engine.name}`
  let db: Database
  let city: TinyCity
  let test: TestApi
  let admin: { cookie: string }

  beforeAll(async () => {
    db = await engine.open()
    city = await createTinyCity(db.sql, code, (rows) => {
      const [first] = rows.issue
      if (!first) throw new Error('no case to copy')
      const again = (id: number, dwelling_id: number | null, reported_at: string, given = {}) =>
        rows.issue.push({ ...first, id, code: `I${id}`, dwelling_id, reported_at, ...given })
      // The top floor of building 1, a repeat, one from before the period in the city's time, and a question of fees.
      again(21, 109, '2024-01-16T02:00:00Z')
      again(22, 110, '2024-01-17T02:00:00Z')
      again(23, 110, '2024-01-18T01:00:00Z')
      again(24, 105, '2024-01-11T15:30:00Z')
      again(25, 106, '2024-01-11T16:30:00Z')
      again(26, 101, '2024-01-17T02:00:00Z', { symptom: 'fees', dwelling_id: 107 })
      again(27, 108, '2024-01-17T02:00:00Z', { status: 'declined' })
      // Readings: two of a flat, one of a visit, one of the season before.
      const closed = (closed_at: string, reading_c: number) => ({
        ...{ status: 'closed', closing: 'solved', closed_at, reading_c },
      })
      again(28, 105, '2023-12-01T02:00:00Z', closed('2023-12-03T02:00:00Z', 15))
      again(29, 105, '2023-12-10T02:00:00Z', closed('2023-12-12T17:00:00Z', 19.5))
      again(30, 106, '2023-12-20T02:00:00Z', { reading_c: 17.2 })
      again(31, 108, '2023-02-01T02:00:00Z', closed('2023-02-03T02:00:00Z', 12))
      const step = { issue_id: 30, status: 'in_progress', actor: 'duty', note: null } as const
      rows.issue_event.push({ ...step, number: 1, at: '2023-12-22T02:00:00Z' })
    })
    test = await createTestApi(db)
    admin = await test.logIn({ username: `${code}-admin`, role: 'admin', city: city.id })
  })
  afterAll(async () => {
    await test.stop()
    await removeCity(db.sql, code)
    await db.close()
  })

  const get = (id: number | string, query = week, headers: Record<string, string> = admin) =>
    test.get(`/api/cities/${code}/hotspots/buildings/${id}?${query}`, headers)

  it('counts cases by floor and stairwell, repeats once', async () => {
    const answer = await get(1)
    expect(answer.status).toBe(200)
    const stack = await answer.json()
    expect(stack.building).toEqual({ id: 1, name: '1号楼', floors: 6, stairwells: 1, compound: '煤炭大院' })
    const byFloor = stack.rows.map(({ floor, flats }: StackAnswer['rows'][number]) => [
      floor,
      ...flats.map((cell) => cell && { cases: cell.cases, open: cell.open, dwellings: cell.dwellings }),
    ])
    // Floor 6 has one flat, and it is suspended.
    expect(byFloor).toEqual([
      [6, null],
      [5, { cases: 2, open: 2, dwellings: 2 }],
      [4, { cases: 1, open: 1, dwellings: 2 }],
      [3, { cases: 1, open: 1, dwellings: 2 }],
      [2, { cases: 0, open: 0, dwellings: 2 }],
      [1, { cases: 1, open: 1, dwellings: 2 }],
    ])
    expect(stack).toMatchObject({ cases: 5, basis: { from: '2024-01-12', to: '2024-01-18', heated_dwellings: 10 } })
    expect(stack.basis.figures.neighbour_dwellings).toBe(23)
    expect(stack.basis.city_rate).toBeGreaterThan(0)
    // Four homes of ten, fees left out, and none of 23 beside whose flat is known.
    expect(stack.pattern).toMatchObject({ kind: 'whole_building', cases: 4, expected: 0 })
  })

  it('takes the usual week where none is named', async () => {
    const { basis } = await (await get(1, '')).json()
    expect(basis).toMatchObject({ from: '2024-01-12', to: '2024-01-18' })
    const long = await (await get(1, 'from=2023-01-01&to=2024-01-18')).json()
    expect(long.cases).toBe(11)
  })

  it('shows the latest reading of each flat in the season, by its day in the city', async () => {
    const { rows, readings } = (await (await get(1)).json()) as StackAnswer
    const measured = rows.flatMap(({ floor, flats }) =>
      flats.flatMap((cell) => (cell?.coldest ? [{ floor, measured: cell.measured, ...cell.coldest }] : [])),
    )
    const cold = { reading_c: 17.2, day: '2023-12-22', below_standard: true }
    expect(measured).toEqual([{ floor: 3, measured: 2, ...cold }])
    expect(readings).toEqual({ homes: 2, below_standard: 1, since: '2023-11-01', temperature_standard_c: 18 })
    // Of a week in December, the flat that was measured by then; of the season before, what was measured in it.
    const earlier = (await (await get(1, 'from=2023-12-07&to=2023-12-13')).json()) as StackAnswer
    expect(earlier.readings).toMatchObject({ homes: 1, below_standard: 0 })
    const before = (await (await get(1, 'from=2023-02-01&to=2023-02-07')).json()) as StackAnswer
    expect(before.readings).toMatchObject({ homes: 1, below_standard: 1, since: '2022-11-01' })
  })

  it('knows the last building of a branch', async () => {
    const row = await findCity(db.sql, code)
    if (!row) throw new Error('no city')
    const scope = { divisions: [], communities: [], stations: [], grids: [] }
    const access: Access = {
      user_id: 1,
      username: 'x',
      role: 'admin',
      city: row,
      caseRights: 'all',
      personal: true,
      scope,
    }
    const isEnd = async (id: number) => (await findStackBuilding(db.sql, { access, city: row }, id))?.is_branch_end
    expect([await isEnd(3), await isEnd(4)]).toEqual([false, false])
    await db.sql`update pipe set from_node_id = 11 where city = ${city.id} and id = 24`
    expect([await isEnd(3), await isEnd(4)]).toEqual([true, false])
  })

  it('is for those who read the building’s cases', async () => {
    const account = (name: string) => ({ username: `${code}-${name}`, city: city.id })
    const planner = await test.logIn({ ...account('planner'), role: 'planner' })
    const here = await test.logIn({ ...account('here'), role: 'secretary', division_ids: [3] })
    const there = await test.logIn({ ...account('there'), role: 'secretary', division_ids: [4] })
    const member = await test.logIn({ ...account('member'), role: 'member', grid_ids: [1] })
    const statusFor = async (headers: { cookie: string }) => {
      const answer = await get(1, week, headers)
      return [answer.status, (await answer.json()).error?.code]
    }
    expect(await statusFor(planner)).toEqual([403, 'hotspots.no_case_rights'])
    expect(await statusFor(there)).toEqual([403, 'hotspots.no_case_rights'])
    expect(await statusFor(here)).toEqual([200, undefined])
    // Neighbours are those whose cases the member reads: grid 1 holds buildings 1 and 2.
    const mine = await (await get(1, week, member)).json()
    expect(mine.basis.figures.neighbour_dwellings).toBe(10)
    expect((await get(1, week, {})).status).toBe(401)
  })

  it('answers 304 until a case changes', async () => {
    const again = async () => {
      const etag = (await get(2)).headers.get('etag') ?? ''
      return (await get(2, week, { ...admin, 'if-none-match': etag })).status
    }
    await expect.poll(again).toBe(304)
    const etag = (await get(2)).headers.get('etag') ?? ''
    await db.sql`update issue set priority = true where city = ${city.id} and id = 2`
    await expect.poll(async () => (await get(2, week, { ...admin, 'if-none-match': etag })).status).toBe(200)
  })

  it('says what is wrong with a question', async () => {
    const refused = async (id: number | string, query = week) => {
      const answer = await get(id, query)
      return `${answer.status} ${(await answer.json()).error.code}`
    }
    expect(await refused(999)).toBe('404 hotspots.building_not_found')
    expect(await refused('one')).toBe('400 request.malformed')
    expect(await refused(1, 'from=2024-01-18&to=2024-01-12')).toBe('400 hotspots.period_reversed')
    expect(await refused(1, 'from=1724-01-18&to=2024-01-12')).toBe('400 hotspots.period_too_long')
    expect(await refused(1, 'from=yesterday')).toBe('400 request.malformed')
  })
})
