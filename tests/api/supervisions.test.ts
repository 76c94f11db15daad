import { latLngToCell } from 'h3-js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { NewAccount } from '../../server/auth/queries'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { onBothEngines } from '../support/database'
import { readEvents } from '../support/event-stream'
import { createTestApi, type TestApi } from '../support/test-api'
import { createTinyCity, type TinyCity } from '../support/tiny-city'

type Account = Partial<NewAccount> & Pick<NewAccount, 'role'>

const accounts = {
  secretary: { role: 'secretary', division_ids: [3] },
  neighbour: { role: 'secretary', division_ids: [4] },
  leader: { role: 'leader', division_ids: [2] },
  district: { role: 'district' },
  member: { role: 'member', grid_ids: [1] },
  duty: { role: 'duty', station_ids: [1] },
  far: { role: 'duty', station_ids: [2] },
  planner: { role: 'planner' },
} satisfies Record<string, Account>
type Name = keyof typeof accounts

const days = { from: '2024-01-12', to: '2024-01-18' }
const station = { subject: { kind: 'branch', key: 'station-1' }, ...days }

/** Station 1 feeds the open cases 1, 3 and 4; case 4 is in a building of the other community. */
onBothEngines('supervisions', (engine) => {
  const code = `supervise-${engine.name}`
  let db: Database
  let city: TinyCity
  let test: TestApi
  const cookies = new Map<Name, { cookie: string }>()

  beforeAll(async () => {
    db = await engine.open()
    city = await createTinyCity(db.sql, code, ({ building }) => {
      for (const one of building) if (one.id === 4) one.community_id = 4
    })
    await createTinyCity(db.sql, `${code}-other`)
    test = await createTestApi(db)
    for (const [name, account] of Object.entries(accounts))
      cookies.set(name as Name, await test.logIn({ username: `${code}-${name}`, city: city.id, ...account }))
  })
  afterAll(async () => {
    await test.stop()
    await db.sql`delete from app_user where username like ${`${code}-%`}`
    await removeCity(db.sql, code)
    await removeCity(db.sql, `${code}-other`)
    await db.close()
  })
  beforeEach(async () => {
    await db.sql`delete from supervision where city = ${city.id}`
    await db.sql`
      update issue set status = 'dispatched', closing = null, closed_at = null, parent_id = null
      where city = ${city.id} and id in (1, 3, 4)`
  })

  const post = async (name: Name | null, path: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await test.api.request(`/api/cities/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(name && cookies.get(name)), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }
  const ask = (name: Name, body: object = station) => post(name, `${code}/supervisions`, body)
  const take = (name: Name, id: number, step: string) => post(name, `${code}/supervisions/${id}/${step}`)
  const list = async (name: Name) => {
    const answer = await test.get(`/api/cities/${code}/supervisions`, cookies.get(name))
    return { status: answer.status, body: await answer.json() }
  }
  const seen = async (name: Name) => (await list(name)).body.supervisions
  const close = (ids: number[], closing = 'solved') => db.sql`
    update issue set status = 'closed', closing = ${closing}, closed_at = '2024-01-18T01:00:00Z'
    where city = ${city.id} and id = any (${ids})`
  const statusOf = async (id: number) => {
    const [row] = await db.sql`select status from supervision where city = ${city.id} and id = ${id}`
    return row?.status
  }
  const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } }) => [
    status,
    body.error?.code,
  ]

  it('are asked for by a secretary once, however often they click', async () => {
    const first = await ask('secretary')
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({
      ...{ kind: 'branch', key: 'station-1', status: 'asked', rank: null, cases: 2, open_cases: 2 },
      ...{ asked_on: '2024-01-18', asked_role: 'secretary', asked_for: '甲社区', ordered_on: null },
      station: { id: 1, name: '甲换热站', phone: '0931-0000001' },
      steps: ['withdraw'],
    })
    expect(first.body.place.compounds.map(({ name }: { name: string }) => name)).toEqual(['煤炭大院', '新天嘉园'])
    const again = await ask('secretary')
    expect([again.status, again.body]).toEqual([200, first.body])
    const clicks = await Promise.all(Array.from({ length: 6 }, () => ask('neighbour')))
    expect(clicks.map(({ status, body }) => [status, body.id])).toEqual(clicks.map(() => [200, first.body.id]))
  })

  it('begin once when many click at the same time', async () => {
    const clicks = await Promise.all(Array.from({ length: 8 }, () => ask('secretary')))
    expect(clicks.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(new Set(clicks.map(({ body }) => body.id)).size).toBe(1)
  })

  it('tell everybody of the cases that they read, and of no others', async () => {
    const { body } = await ask('secretary')
    expect(await list('leader')).toMatchObject({ status: 200, body: { total: 1 } })
    const counts = async (name: Name) =>
      (await seen(name)).map((one: { cases: number; steps: string[] }) => [one.cases, one.steps])
    expect(await counts('leader')).toEqual([[3, ['order']]])
    expect(await counts('district')).toEqual([[3, ['order']]])
    expect(await counts('neighbour')).toEqual([[1, []]])
    expect(await counts('duty')).toEqual([[3, []]])
    expect(await counts('member')).toEqual([[1, []]])
    expect(await counts('far')).toEqual([])
    expect(codeOf(await list('planner'))).toEqual([403, 'supervisions.no_case_rights'])
    expect(JSON.stringify(await seen('neighbour'))).not.toContain('煤炭大院')
    expect(codeOf(await take('far', body.id, 'withdraw'))).toEqual([404, 'supervisions.not_found'])
  })

  it('are ordered by rank, and an order is taken back by its rank or above', async () => {
    const { id } = (await ask('secretary')).body
    const order = await ask('leader')
    expect(order).toMatchObject({ status: 200, body: { id, status: 'ordered', rank: 'subdistrict', cases: 3 } })
    expect(order.body.steps).toEqual(['withdraw'])
    expect(codeOf(await take('secretary', id, 'withdraw'))).toEqual([403, 'supervisions.no_right'])
    expect(codeOf(await take('secretary', id, 'order'))).toEqual([403, 'supervisions.no_right'])
    expect((await take('district', id, 'order')).body).toMatchObject({ rank: 'district', ordered_role: 'district' })
    expect((await ask('leader')).body).toMatchObject({ rank: 'district' })
    expect(codeOf(await take('leader', id, 'withdraw'))).toEqual([403, 'supervisions.no_right'])
    expect((await take('district', id, 'withdraw')).body).toMatchObject({ status: 'asked', rank: null })
    expect((await take('secretary', id, 'withdraw')).body).toMatchObject({ status: 'withdrawn' })
    expect((await take('secretary', id, 'withdraw')).body).toMatchObject({ status: 'withdrawn' })
    expect(await seen('secretary')).toEqual([])
    expect((await take('secretary', id, 'restore')).body).toMatchObject({ id, status: 'asked', ended_on: null })
  })

  it('are ordered at once by a leader, and restored only while nobody began another', async () => {
    const { status, body } = await ask('leader')
    expect([status, body]).toMatchObject([201, { status: 'ordered', rank: 'subdistrict', asked_on: null }])
    expect((await take('leader', body.id, 'withdraw')).body).toMatchObject({ status: 'withdrawn' })
    const next = await ask('secretary')
    expect(next.status).toBe(201)
    expect(codeOf(await take('leader', body.id, 'restore'))).toEqual([409, 'supervisions.already_open'])
  })

  it('mark their cases in the morning once they are ordered', async () => {
    await db.sql`update issue set due_at = '2024-01-17T00:00:00Z' where city = ${city.id} and id in (1, 3)`
    await db.sql`update issue set supervision = 'community' where city = ${city.id} and id = 3`
    const marks = async () => {
      const answer = await test.get(`/api/cities/${code}/morning`, cookies.get('secretary'))
      const { overdue }: { overdue: { lines: { id: number; supervision: string | null }[] } } = await answer.json()
      return Object.fromEntries(overdue.lines.map(({ id, supervision }) => [id, supervision]))
    }
    const { id } = (await ask('secretary')).body
    expect(await marks()).toEqual({ 1: null, 3: 'community' })
    await take('leader', id, 'order')
    await expect.poll(marks).toEqual({ 1: 'subdistrict', 3: 'subdistrict' })
    await take('district', id, 'order')
    await expect.poll(marks).toEqual({ 1: 'district', 3: 'district' })
    await take('district', id, 'withdraw')
    await expect.poll(marks).toEqual({ 1: null, 3: 'community' })
  })

  it('close by themselves when the set is warm', async () => {
    const { id } = (await ask('secretary')).body
    await close([1, 3])
    expect(await statusOf(id)).toBe('asked')
    await close([4])
    expect(await statusOf(id)).toBe('closed')
    expect(await seen('leader')).toMatchObject([{ status: 'closed', open_cases: 0, ended_on: '2024-01-18', steps: [] }])
    expect(codeOf(await ask('secretary'))).toEqual([422, 'supervisions.nothing_open'])
    expect(codeOf(await take('leader', id, 'order'))).toEqual([409, 'supervisions.already_ended'])
  })

  it('are not warm while a home was not reached; then a person ends them', async () => {
    const { id } = (await ask('leader')).body
    expect(codeOf(await take('leader', id, 'close'))).toEqual([409, 'supervisions.still_open'])
    await close([1, 3])
    await close([4], 'unreachable')
    expect(await statusOf(id)).toBe('ordered')
    expect((await seen('leader'))[0].steps).toEqual(['withdraw', 'close'])
    expect((await take('leader', id, 'close')).body).toMatchObject({ status: 'closed' })
  })

  it('wait for the case into which one of the set was merged', async () => {
    const { id } = (await ask('secretary', { ...station, subject: { kind: 'case', key: '3' } })).body
    await db.sql`update issue set status = 'merged', parent_id = 1 where city = ${city.id} and id = 3`
    expect(await statusOf(id)).toBe('asked')
    await close([1])
    expect(await statusOf(id)).toBe('closed')
  })

  it('hold what is open in a building, a compound, below a pipe, in cells or around a point', async () => {
    const cell = latLngToCell(36.0525, 103.8405, 11)
    const subjects = [
      [{ kind: 'building', key: '3' }, 1],
      [{ kind: 'compound', key: '2' }, 2],
      [{ kind: 'branch', key: 'pipe-12' }, 2],
      [{ kind: 'cells', key: cell, cells: [cell] }, 1],
      [{ kind: 'spot', key: '103.84050,36.05250' }, 1],
    ] as const
    for (const [subject, cases] of subjects) {
      const { status, body } = await ask('leader', { ...days, subject })
      expect([status, subject.kind, body.cases]).toEqual([201, subject.kind, cases])
    }
    expect((await seen('leader')).map(({ kind }: { kind: string }) => kind)).toEqual(
      subjects.map(([{ kind }]) => kind).reverse(),
    )
  })

  it('know an area by any of its cells', async () => {
    const cell = latLngToCell(36.0525, 103.8405, 11)
    const other = latLngToCell(36.0505, 103.8405, 11)
    const first = await ask('leader', { ...days, subject: { kind: 'cells', key: cell, cells: [cell] } })
    const next = await ask('leader', { ...days, subject: { kind: 'cells', key: other, cells: [other, cell] } })
    expect([next.status, next.body.id]).toEqual([200, first.body.id])
  })

  it('wake those who listen, whoever closes the cases', async () => {
    await ask('secretary')
    const position = () => test.deps.feed.latest(city.id, ['supervision'])
    await expect.poll(position).not.toBe('0.0')
    const before = position()
    await close([1, 3, 4])
    await expect.poll(position).not.toBe(before)
  })

  it('tell their id to who reads all cases, and to others that there is one', async () => {
    const firstOf = async (name: Name) => {
      const events = readEvents(await test.get(`/api/cities/${code}/events`, cookies.get(name)))
      expect((await events.next())?.event).toBe('ready')
      return async () => {
        for (let event = await events.next(); event; event = await events.next()) {
          const change = event.data as { kind?: string; id?: number | null }
          if (change.kind === 'supervision') return events.close().then(() => change.id)
        }
        return undefined
      }
    }
    const [toDistrict, toFar] = [await firstOf('district'), await firstOf('far')]
    const { id } = (await ask('secretary')).body
    expect(await toDistrict()).toBe(id)
    expect(await toFar()).toBeNull()
  })

  describe('refuse', () => {
    it.each<Name>(['member', 'duty'])('a %s, who has no rank', async (name) => {
      expect(codeOf(await ask(name))).toEqual([403, 'supervisions.no_right'])
    })

    it('a planner, who reads no cases', async () => {
      expect(codeOf(await ask('planner'))).toEqual([403, 'supervisions.no_case_rights'])
    })

    it('who is not logged in, another city, another site', async () => {
      expect((await post(null, `${code}/supervisions`, station)).status).toBe(401)
      expect(codeOf(await post('leader', `${code}-other/supervisions`, station))).toEqual([403, 'access.other_city'])
      const foreign = await post('leader', `${code}/supervisions`, station, { origin: 'https://elsewhere.example' })
      expect(codeOf(foreign)).toEqual([403, 'request.foreign_origin'])
    })

    it('a place whose cases are another community’s', async () => {
      const asked = await ask('secretary', { ...days, subject: { kind: 'compound', key: '3' } })
      expect(codeOf(asked)).toEqual([422, 'supervisions.nothing_open'])
      expect(await db.sql`select id from supervision where city = ${city.id}`).toEqual([])
    })

    it.each([
      ['a place that is not there', { kind: 'compound', key: '999' }, 404],
      ['a pipe that is not there', { kind: 'branch', key: 'pipe-999' }, 404],
      ['a kind that is none', { kind: 'city', key: '1' }, 422],
      ['a key of another kind', { kind: 'branch', key: '12' }, 422],
      ['cells that are none', { kind: 'cells', key: 'x', cells: ['x'] }, 422],
      ['an area without cells', { kind: 'cells', key: '8b31aa50d0a0fff', cells: [] }, 422],
      ['more than is asked', { kind: 'compound', key: '1', cells: [] }, 422],
    ])('%s', async (_, subject, status) => {
      expect((await ask('leader', { ...days, subject })).status).toBe(status)
    })

    it('a period that cannot be, and a step that is none', async () => {
      const { subject } = station
      expect((await ask('leader', { subject, from: '2024-01-18', to: '2024-01-12' })).status).toBe(422)
      expect((await ask('leader', { subject, from: '2020-01-18', to: '2024-01-12' })).status).toBe(422)
      expect((await ask('leader', { subject, from: 'yesterday', to: '2024-01-12' })).status).toBe(422)
      expect((await ask('leader', { subject })).status).toBe(422)
      expect((await take('leader', 1, 'escalate')).status).toBe(400)
      expect(codeOf(await take('leader', 999, 'withdraw'))).toEqual([404, 'supervisions.not_found'])
    })
  })
})
