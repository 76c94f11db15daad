import { afterAll, beforeAll, expect, it } from 'vitest'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { onBothEngines } from '../support/database'
import { createTestApi, testPassword, type TestApi } from '../support/test-api'
import { createTinyCity, type TinyCity } from '../support/tiny-city'

onBothEngines('session', (engine) => {
  const code = `session-${engine.name}`
  let db: Database
  let city: TinyCity
  let test: TestApi

  beforeAll(async () => {
    db = await engine.open()
    city = await createTinyCity(db.sql, code)
    test = await createTestApi(db)
  })
  afterAll(async () => {
    await test.stop()
    await db.sql`delete from app_user where username like ${`${code}-%`}`
    await removeCity(db.sql, code)
    await db.close()
  })

  const logIn = (body: unknown, headers: Record<string, string> = {}) =>
    test.api.request('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

  const ask = async (node: TestApi, headers: Record<string, string>) => {
    const answer = await node.get('/api/session', headers)
    return { status: answer.status, body: (await answer.json()) as { scope: { stations: { id: number }[] } } }
  }

  it('says who is logged in, with scope and rights, and forgets after logging out', async () => {
    const member = { username: `${code}-member`, role: 'member' as const, city: city.id, grid_ids: [1, 5] }
    const headers = await test.logIn(member)
    const who = await test.get('/api/session', headers)
    expect(who.status).toBe(200)
    // Grid 5 is of an archived plan.
    expect(await who.json()).toEqual({
      user: { username: `${code}-member`, role: 'member' },
      city: code,
      scope: { divisions: [], stations: [], grids: [{ id: 1, name: '第1网格' }] },
      rights: { cases: true, case_rights: 'some', personal: true, supervision: null },
    })
    const out = await test.api.request('/api/session', { method: 'DELETE', headers })
    expect(out.status).toBe(204)
    expect((await test.get('/api/session', headers)).status).toBe(401)
  })

  it('ends on other nodes as soon as their feed says so, when somebody logs out or the account changes', async () => {
    const other = await createTestApi(db)
    const username = `${code}-nodes`
    const headers = await test.logIn({ username, role: 'duty', city: city.id, station_ids: [1] })
    const rights = async () => {
      const { status, body } = await ask(other, headers)
      return status === 200 ? body.scope.stations.map(({ id }) => id) : status
    }
    expect(await rights()).toEqual([1])
    // Clocks do not move far enough for an answer to be forgotten by itself.
    await db.sql`update app_user set station_ids = '{2}' where username = ${username}`
    await expect.poll(rights, { timeout: 4_000 }).toEqual([2])
    await test.api.request('/api/session', { method: 'DELETE', headers })
    expect((await test.get('/api/session', headers)).status).toBe(401)
    await expect.poll(rights, { timeout: 4_000 }).toBe(401)
    await other.stop()
  })

  it('believes no session for longer than five seconds where the feed is silent', async () => {
    const headers = await test.logIn({ username: `${code}-silent`, role: 'planner', city: city.id })
    const silent = await createTestApi(db)
    await silent.stop()
    expect((await silent.get('/api/session', headers)).status).toBe(200)
    await test.api.request('/api/session', { method: 'DELETE', headers })
    silent.wait(5_001)
    expect((await silent.get('/api/session', headers)).status).toBe(401)
  })

  it('keeps the token in a cookie that scripts and other sites cannot use, and only its hash in the database', async () => {
    await test.logIn({ username: `${code}-cookie`, role: 'planner', city: city.id })
    const answer = await logIn({ username: `${code}-cookie`, password: testPassword }, { 'x-forwarded-proto': 'https' })
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Lax/)
    expect(cookie).toMatch(/Secure/)
    const token = /heatgrid_session=([^;]+)/.exec(cookie)?.[1] ?? ''
    expect(token.length).toBeGreaterThan(40)
    expect(await db.sql`select from session where token_hash = ${token}`).toHaveLength(0)
  })

  it('refuses a wrong password and an unknown name alike', async () => {
    await test.logIn({ username: `${code}-wrong`, role: 'planner', city: city.id })
    for (const username of [`${code}-wrong`, `${code}-nobody`]) {
      const answer = await logIn({ username, password: 'wrong' })
      expect(answer.status).toBe(401)
      expect(await answer.json()).toMatchObject({ error: { code: 'session.wrong_credentials' } })
      expect(answer.headers.get('set-cookie')).toBeNull()
    }
  })

  it('makes guessing wait, then forgets', async () => {
    const username = `${code}-guessed`
    await test.logIn({ username, role: 'planner', city: city.id })
    for (let guess = 0; guess < 5; guess++) {
      expect((await logIn({ username, password: `guess ${guess}` })).status).toBe(401)
    }
    const refused = await logIn({ username, password: testPassword })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800)
    test.wait(15 * 60_000 + 1_000)
    expect((await logIn({ username, password: testPassword })).status).toBe(200)
  })

  it('ends a session after twelve hours', async () => {
    const headers = await test.logIn({ username: `${code}-expiry`, role: 'planner', city: city.id })
    test.wait(12 * 3_600_000 - 60_000)
    expect((await test.get('/api/session', headers)).status).toBe(200)
    test.wait(120_000)
    expect((await test.get('/api/session', headers)).status).toBe(401)
  })

  it('names what is wrong with a body', async () => {
    const short = await logIn({ username: 'x', passwort: 'y' })
    expect(short.status).toBe(422)
    expect(await short.json()).toMatchObject({
      error: { code: 'request.invalid', fields: expect.arrayContaining(['password', 'passwort']) },
    })
    expect((await logIn('{"username":')).status).toBe(400)
    expect((await logIn({ username: "' or 1=1 --", password: '<script>' })).status).toBe(401)
    expect((await logIn({ username: 'nul\0', password: 'x' })).status).toBe(400)
  })

  it('refuses a body above the limit before reading it', async () => {
    const answer = await logIn({ username: 'x', password: 'y'.repeat(300_000) })
    expect(answer.status).toBe(413)
    const announced = await logIn('{}', { 'content-length': '999999999' })
    expect(announced.status).toBe(413)
  })

  it('refuses writes that come from the page of another site', async () => {
    const body = { username: `${code}-cookie`, password: testPassword }
    expect((await logIn(body, { origin: 'https://elsewhere.example' })).status).toBe(403)
    expect((await logIn(body, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await logIn(body, { origin: 'http://localhost', host: 'localhost' })).status).toBe(200)
  })
})
