import { PassThrough } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { userCommand } from '../../../server/auth/command'
import { removeCity } from '../../../server/cities/write-queries'
import type { Database } from '../../../server/db/connect'
import { onBothEngines } from '../../support/database'
import { createTestApi, testPassword, type TestApi } from '../../support/test-api'
import { createTinyCity, type TinyCity } from '../../support/tiny-city'

onBothEngines('accounts', (engine) => {
  const code = `accounts-${engine.name}`
  let db: Database
  let city: TinyCity
  let test: TestApi
  const printed: string[] = []

  beforeAll(async () => {
    db = await engine.open()
    city = await createTinyCity(db.sql, code)
    test = await createTestApi(db)
  })
  beforeEach(() => {
    printed.length = 0
    vi.spyOn(console, 'error').mockImplementation((text: unknown) => void printed.push(String(text)))
  })
  afterEach(() => vi.restoreAllMocks())
  afterAll(async () => {
    await test.stop()
    await db.sql`delete from app_user where username like ${`${code}-%`}`
    await removeCity(db.sql, code)
    await db.close()
  })

  /** Types `password` into a command; what a terminal would show is in `shown`. */
  async function user(argv: string[], { password = testPassword, isTTY = false } = {}) {
    const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => input })
    let shown = ''
    input.write(`${password}\n`)
    const status = await userCommand(argv, db, { input, output: { write: (text) => (shown += text) } })
    return { status, shown }
  }
  const add = (name: string, ...more: string[]) =>
    user(['add', `${code}-${name}`, '--city', code, ...more]).then(({ status }) => status)
  const find = async (name: string) => {
    const [found] = await db.sql`
      select role, city, division_ids, station_ids, grid_ids, operator_id
      from app_user where username = ${`${code}-${name}`}`
    return found
  }
  const nowhere = { division_ids: [], station_ids: [], grid_ids: [], operator_id: null }

  it('are named a scope by codes, numbers and names, as people know them', async () => {
    expect(await add('secretary', '--role', 'secretary', '--divisions', '62010203、62010204')).toBe(0)
    expect(await find('secretary')).toEqual({ ...nowhere, role: 'secretary', city: city.id, division_ids: [3, 4] })
    expect(await add('duty', '--role', 'duty', '--stations', 'HLZ2, HLZ1')).toBe(0)
    expect(await find('duty')).toMatchObject({ station_ids: [2, 1] })
    expect(await add('crew', '--role', 'crew', '--operator', '测试热力一分公司')).toBe(0)
    expect(await find('crew')).toMatchObject({ operator_id: 2 })
    // Grid 5 has the number 1 too, in a plan that is no longer in force.
    expect(await add('member', '--role', 'member', '--divisions', '62010203', '--grids', '1,2')).toBe(0)
    expect(await find('member')).toMatchObject({ division_ids: [3], grid_ids: [1, 2] })
    expect(await add('member-above', '--role', 'member', '--divisions', '62010204', '--grids', '2')).toBe(0)
    expect(await find('member-above')).toMatchObject({ grid_ids: [4] })
  })

  it('are refused for codes that are unknown or not clear, before a password is asked for', async () => {
    const refused: [string[], string][] = [
      [['--divisions', '62010203,99'], 'There is no division of the code "99".'],
      [['--stations', '2'], 'There is no station of the code "2".'],
      [['--grids', '1'], 'There is more than one grid of the number "1". Name its community with --divisions.'],
      [['--grids', '7'], 'There is no grid of the number "7".'],
      [['--operator', '别家'], 'There is no operator of the name "别家".'],
      [['--city', 'nowhere-at-all'], 'There is no city nowhere-at-all.'],
      [['--role', 'mayor'], 'heatgrid user add NAME'],
      [['--rank', '1'], 'heatgrid user add NAME'],
    ]
    for (const [more, sentence] of refused) {
      const argv = ['add', `${code}-nobody`, '--city', code, '--role', 'member', ...more]
      const { status, shown } = await user(argv, { isTTY: true })
      expect(printed.at(-1)).toContain(sentence)
      expect({ status, shown }).toEqual({ status: 2, shown: '' })
    }
    expect((await user(['add', `${code}-nobody`, '--role', 'member'])).status).toBe(2)
    expect(printed.at(-1)).toBe('A member belongs to a city: add --city CODE.')
    expect((await user(['add', `${code}-nobody`, '--role', 'admin', '--stations', 'HLZ1'])).status).toBe(2)
    expect(await find('nobody')).toBeUndefined()
  })

  it('get a password that a terminal asks for and does not show', async () => {
    const argv = ['add', `${code}-typed`, '--role', 'admin']
    const { status, shown } = await user(argv, { password: 'correct horsf\x7fe', isTTY: true })
    expect({ status, shown }).toEqual({ status: 0, shown: 'Password (not shown): \n' })
    const logIn = (password: string) =>
      test.api.request('/api/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: `${code}-typed`, password }),
      })
    expect((await logIn('correct horse')).status).toBe(200)
    expect((await user(['password', `${code}-typed`], { password: 'short', isTTY: true })).status).toBe(2)
    expect((await user(['password', `${code}-typed`], { password: 'another password' })).status).toBe(0)
    expect((await logIn('correct horse')).status).toBe(401)
    expect((await logIn('another password')).status).toBe(200)
    expect((await user(['password', `${code}-stranger`])).status).toBe(2)
  })

  it('leave a trace of what was done to them, without a name that nobody has', async () => {
    const [typed] = await db.sql<{ id: number }[]>`select id from app_user where username = ${`${code}-typed`}`
    const id = typed?.id ?? -1
    const trace = await db.sql`
      select action, kind, user_id, id from audit where user_id = ${id} or id = ${id} order by seq`
    expect(trace).toEqual([
      { action: 'account_added', kind: 'admin', user_id: null, id },
      { action: 'login', kind: null, user_id: id, id: null },
      { action: 'password_changed', kind: null, user_id: null, id },
      { action: 'login_failed', kind: null, user_id: id, id: null },
      { action: 'login', kind: null, user_id: id, id: null },
    ])
    const unknown = { username: `${code}-guessed`, password: 'whatever it is' }
    await test.api.request('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(unknown),
    })
    const [last] = await db.sql`
      select to_jsonb(audit) - 'seq' - 'at' as entry from audit where action = 'login_failed' order by seq desc limit 1`
    expect(last?.entry).toEqual({
      action: 'login_failed',
      city: null,
      user_id: null,
      kind: null,
      id: null,
      detail: null,
    })
  })
})
