import { afterAll, beforeAll, expect, it } from 'vitest'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { insertRows } from '../../server/db/write'
import { onBothEngines } from '../support/database'
import { readEvents } from '../support/event-stream'
import { createTestApi, type TestApi } from '../support/test-api'
import { createTinyCity, type TinyCity } from '../support/tiny-city'

onBothEngines('events', (engine) => {
  const code = `events-${engine.name}`
  const stop = new AbortController()
  let db: Database
  let city: TinyCity
  let test: TestApi
  let secretary: { cookie: string }
  let planner: { cookie: string }

  beforeAll(async () => {
    db = await engine.open()
    city = await createTinyCity(db.sql, code)
    test = await createTestApi(db, { stopping: stop.signal })
    secretary = await test.logIn({ username: `${code}-s`, role: 'secretary', city: city.id, division_ids: [3] })
    planner = await test.logIn({ username: `${code}-p`, role: 'planner', city: city.id })
  })
  afterAll(async () => {
    await test.stop()
    await db.sql`delete from app_user where username like ${`${code}-%`}`
    await removeCity(db.sql, code)
    await db.close()
  })

  const open = async (headers: Record<string, string>) => {
    const answer = await test.get(`/api/cities/${code}/events`, headers)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    return readEvents(answer)
  }
  const addIssue = async (id: number, building_id: number) => {
    const like = city.rows.issue[0]
    if (!like) throw new Error('the tiny city has cases')
    await insertRows(db.sql, city.id, 'issue', [{ ...like, id, code: `E${id}`, building_id, dwelling_id: null }])
  }

  it('tells of a new case within seconds: its id to whoever may read it, its kind to others', async () => {
    const mine = await open(secretary)
    const theirs = await open(planner)
    expect(await mine.next()).toMatchObject({ event: 'ready', id: expect.stringMatching(/^\d+\.\d+$/) })
    await theirs.next()
    await addIssue(101, 1)
    const written = Date.now()
    expect(await mine.next()).toMatchObject({ event: 'change', data: { kind: 'issue', id: 101 } })
    expect(await theirs.next()).toMatchObject({ event: 'change', data: { kind: 'issue', id: null } })
    // The feed is read once a second; a slow machine may miss a beat, a heartbeat of 15 s would be far later.
    expect(Date.now() - written).toBeLessThan(5_000)
    // Building 5 lies in the other community.
    await addIssue(102, 5)
    expect(await mine.next()).toMatchObject({ event: 'change', data: { kind: 'issue', id: null } })
    await mine.close()
    await theirs.close()
  })

  it('goes on behind the last event that was seen', async () => {
    const first = await open(secretary)
    await first.next()
    await addIssue(103, 1)
    const seen = await first.next()
    await first.close()
    await addIssue(104, 1)
    await addIssue(105, 2)
    const again = await open({ ...secretary, 'last-event-id': seen?.id ?? '' })
    expect(await again.next()).toMatchObject({ data: { kind: 'issue', id: 104 } })
    expect(await again.next()).toMatchObject({ data: { kind: 'issue', id: 105 } })
    await again.close()
  })

  it('says to forget everything where the last event is not known any more', async () => {
    const stream = await open({ ...planner, 'last-event-id': '1.1' })
    expect(await stream.next()).toMatchObject({ event: 'reset' })
    await stream.close()
  })

  it('keeps other cities to themselves and ends when the server stops', async () => {
    const other = await createTinyCity(db.sql, `${code}-other`)
    const stream = await open(secretary)
    await stream.next()
    await db.sql`update station set name = name where city = ${other.id}`
    await db.sql`update station set name = name where city = ${city.id} and id = 2`
    expect(await stream.next()).toMatchObject({ data: { kind: 'station', id: 2 } })
    stop.abort()
    expect(await stream.next()).toBeNull()
    await removeCity(db.sql, `${code}-other`)
  })
})
