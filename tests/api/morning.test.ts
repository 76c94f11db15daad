import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Dataset } from '../../data/model/dataset'
import type { NewAccount } from '../../server/auth/queries'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { morningBody } from '../../server/morning/bodies'
import { onBothEngines } from '../support/database'
import { createTestApi, type TestApi } from '../support/test-api'
import { createTinyCity, type TinyCity } from '../support/tiny-city'

type Account = Partial<NewAccount> & Pick<NewAccount, 'role'>

const secretary: Account = { role: 'secretary', division_ids: [3] }

onBothEngines('the morning', (engine) => {
  const code = `morning-${engine.name}`
  let db: Database
  let city: TinyCity
  let test: TestApi
  let accounts = 0

  beforeAll(async () => {
    db = await engine.open()
    city = await createTinyCity(db.sql, code, aNight)
    test = await createTestApi(db)
  })
  afterAll(async () => {
    await test.stop()
    await db.sql`delete from app_user where username like ${`${code}-%`}`
    await removeCity(db.sql, code)
    await db.close()
  })

  const ask = async (account: Account, headers = {}) => {
    const cookie = await test.logIn({ username: `${code}-${++accounts}`, city: city.id, ...account })
    return test.get(`/api/cities/${code}/morning`, { ...cookie, ...headers })
  }
  const read = async (account: Account) => {
    const answer = await ask(account)
    expect(answer.status).toBe(200)
    return morningBody.parse(await answer.json())
  }
  const idsOf = ({ lines }: { lines: { id: number }[] }) => lines.map(({ id }) => id)

  it('tells a secretary of the night, of what is due and of whom to call', async () => {
    const morning = await read(secretary)
    expect(morning.today).toBe('2024-01-18')
    expect(morning.counts).toEqual({ new_overnight: 1, closed_overnight: 1, open: 3 })
    expect(idsOf(morning.urgent)).toEqual([3])
    expect(idsOf(morning.due)).toEqual([1])
    expect(idsOf(morning.overdue)).toEqual([])
    expect(idsOf(morning.call_back)).toEqual([4])
    expect(idsOf(morning.answers)).toEqual([4, 10, 2])
    expect(idsOf(morning.outages)).toEqual([])
    expect(morning.due.lines[0]).toMatchObject({
      compound: '煤炭大院',
      building: '1号楼',
      held_by: 'station',
      station: { id: 1, name: '甲换热站', phone: '0931-0000001' },
      grid: { id: 1, name: '第1网格', phone: '130-0000-0001' },
      summary: '302室不热',
    })
    expect(morning.call_back.lines[0]).toMatchObject({ held_by: 'grid', grid: { id: 2, phone: null } })
  })

  it('names the doors to go to: homes in need that are cold, and the repairs of yesterday', async () => {
    const { cold_in_need, repaired } = await read(secretary)
    expect(idsOf(cold_in_need)).toEqual([1])
    expect(cold_in_need.lines[0]).toMatchObject({ building: '1号楼', flat: '1-101', priority: true })
    // Case 2 was solved, 10 was the household's own doing.
    expect(idsOf(repaired)).toEqual([2, 4])
    const next = await read({ role: 'secretary', division_ids: [4] })
    expect(idsOf(next.cold_in_need)).toEqual([])
    // Case 5 was answered on the day before.
    expect(idsOf(next.repaired)).toEqual([])
    const { cold_in_need: told } = await read({ role: 'leader', division_ids: [2] })
    expect(told.lines).toMatchObject([{ id: 1, building: '1号楼', flat: null, summary: null }])
  })

  it('lists what is out by its deadline, without what was put off to the summer', async () => {
    const { outages } = await read({ role: 'district' })
    expect(idsOf(outages)).toEqual([8, 9])
    expect(outages.lines.map(({ symptom }) => symptom)).toEqual(['building_off', 'leak_public'])
    await db.sql`update issue set status = 'deferred' where city = ${city.id} and id = 8`
    expect(idsOf((await read({ role: 'secretary', division_ids: [4] })).outages)).toEqual([9])
    await db.sql`update issue set status = 'reopened' where city = ${city.id} and id = 8`
  })

  it('counts by grid, with the member to call', async () => {
    const { grids } = await read(secretary)
    expect(grids.total).toBe(2)
    expect(grids.lines).toEqual([
      {
        ...{ id: 1, number: 1, name: '第1网格', community: '甲社区', heated_dwellings: 20, visited_dwellings: null },
        ...{ new_24h: 0, open: 1, overdue: 0, member: { title: '网格员', phone: '130-0000-0001' } },
      },
      {
        ...{ id: 2, number: 2, name: '第2网格', community: '甲社区', heated_dwellings: 13, visited_dwellings: null },
        ...{ new_24h: 1, open: 2, overdue: 0, member: null },
      },
    ])
  })

  it('names the compounds of homes in need before a cold snap, as numbers', async () => {
    const { weather, doors } = await read(secretary)
    expect(weather).toMatchObject({ tonight_low_c: -14, to_tomorrow_k: -3, since_yesterday_k: -5, fall_48h_k: 8 })
    expect(doors).toEqual({
      total: 7,
      compounds: 2,
      lines: [
        { id: 1, name: '煤炭大院', dwellings: 6 },
        { id: 2, name: '新天嘉园', dwellings: 1 },
      ],
    })
  })

  it('keeps small numbers of homes in need, and the words of residents, from a leader', async () => {
    const { doors, due, urgent } = await read({ role: 'leader', division_ids: [2] })
    expect(doors).toEqual({ total: 6, compounds: 1, lines: [{ id: 1, name: '煤炭大院', dwellings: 6 }] })
    expect([...due.lines, ...urgent.lines].map(({ summary }) => summary)).toEqual([null, null, null])
  })

  describe('obeys the reading rules', () => {
    const table: Record<
      string,
      { account: Account; open: number; urgent: number[]; overdue: number[]; grids: number[] }
    > = {
      'the district desk': {
        account: { role: 'district' },
        open: 7,
        urgent: [9, 3],
        overdue: [5],
        grids: [1, 2, 3, 4],
      },
      'a leader': { account: { role: 'leader' }, open: 7, urgent: [9, 3], overdue: [5], grids: [1, 2, 3, 4] },
      'a secretary of the other community': {
        account: { role: 'secretary', division_ids: [4] },
        ...{ open: 4, urgent: [9], overdue: [5], grids: [3, 4] },
      },
      'a secretary without a community': {
        account: { role: 'secretary' },
        ...{ open: 0, urgent: [], overdue: [], grids: [] },
      },
      'a grid member': {
        account: { role: 'member', grid_ids: [1] },
        ...{ open: 1, urgent: [], overdue: [], grids: [1] },
      },
      'a member of a grid of an archived plan': {
        account: { role: 'member', grid_ids: [5] },
        ...{ open: 0, urgent: [], overdue: [], grids: [] },
      },
      'a duty desk': {
        account: { role: 'duty', station_ids: [2] },
        ...{ open: 4, urgent: [9], overdue: [5], grids: [3, 4] },
      },
    }
    it.each(Object.entries(table))('for %s', async (_, { account, open, urgent, overdue, grids }) => {
      const morning = await read(account)
      expect(morning.counts.open).toBe(open)
      expect(idsOf(morning.urgent)).toEqual(urgent)
      expect(idsOf(morning.overdue)).toEqual(overdue)
      expect(idsOf(morning.grids)).toEqual(grids)
      expect(morning.grids.lines.reduce((sum, grid) => sum + grid.open, 0)).toBeLessThanOrEqual(open)
    })
  })

  it('refuses a planner, who reads no cases', async () => {
    const refused = await ask({ role: 'planner' })
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ error: { code: 'morning.no_case_rights' } })
  })

  it('answers 304 to whoever holds it already', async () => {
    const first = await ask(secretary)
    const again = await ask(secretary, { 'if-none-match': first.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
  })

  it('shows twenty lines of a list, and how many there are', async () => {
    const rows = Array.from({ length: 25 }, (_, index) => index)
    await db.sql`
      insert into issue (city, id, code, building_id, symptom, source, status, reported_at, due_at, geom)
      select ${city.id}, 100 + n, 'X' || n, 8, 'not_hot', 'chat', 'accepted', '2024-01-10T00:00Z',
        '2024-01-12T00:00Z'::timestamptz + n * interval '1 minute', st_point(103.847, 36.053, 4326)
      from unnest(${rows}::integer[]) n`
    const { overdue } = await read({ role: 'secretary', division_ids: [4] })
    await db.sql`delete from issue where city = ${city.id} and id >= 100`
    expect(overdue.total).toBe(26)
    expect(idsOf(overdue)).toEqual(rows.slice(0, 20).map((n) => 100 + n))
  })
})

/** 10:00 of 18 January: what came in the night, what is due today, and a cold snap on its way. */
function aNight(rows: Dataset): void {
  const change = (id: number, values: Partial<Dataset['issue'][number]>) =>
    Object.assign(rows.issue.find((issue) => issue.id === id) ?? {}, values)
  change(1, { due_at: '2024-01-18T10:00:00Z', priority: true })
  change(2, { closed_at: '2024-01-17T12:00:00Z', answered_at: '2024-01-17T03:00:00Z' })
  change(3, { reported_at: '2024-01-17T11:00:00Z' })
  change(4, { status: 'verifying', answered_at: '2024-01-17T05:00:00Z' })
  change(6, { reported_at: '2024-01-17T13:00:00Z' })
  change(5, { answered_at: '2024-01-16T15:59:00Z', status: 'answered' })
  change(7, { reported_at: '2024-01-17T09:59:00Z' })
  change(10, { answered_at: '2024-01-17T04:00:00Z', closing: 'user_cause_told' })
  change(8, { symptom: 'building_off', due_at: '2024-01-19T06:00:00Z' })
  change(9, { reported_at: '2024-01-17T23:00:00Z' })
  const means = [-1, 0, -5, -8, -9]
  rows.weather_day = means.map((mean_c, index) => ({
    ...{ day: `2024-01-${16 + index}`, mean_c, min_c: mean_c - 6, normal_c: -4.5, snow: false },
  }))
  for (const dwelling of rows.dwelling) {
    const isNeedy = dwelling.building_id === 1 ? dwelling.id < 107 : dwelling.id === 401
    if (isNeedy) dwelling.priority = 'elderly'
    if (dwelling.suspended) dwelling.priority = 'hardship'
  }
}
