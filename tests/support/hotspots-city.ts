import { afterAll, beforeAll, expect } from 'vitest'
import type { Dataset } from '../../data/model/dataset'
import type { NewAccount } from '../../server/auth/queries'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import type { EngineUnderTest } from './database'
import { createTestApi, type TestApi } from './test-api'
import { createTinyCity, type TinyCity } from './tiny-city'

export type Account = Partial<NewAccount> & Pick<NewAccount, 'role'>

interface Opened {
  db: Database
  city: TinyCity
  test: TestApi
}

/**
 * A tiny city of its own code with accounts that ask about its clusters, there from before the tests of the calling block
 * until after them. `edit` may change its rows first.
 */
export function hotspotsCity<N extends string>(
  engine: EngineUnderTest,
  { code, accounts, edit }: { code: string; accounts: Record<N, Account>; edit: (rows: Dataset) => void },
) {
  const cookies = new Map<string, { cookie: string }>()
  let opened: Opened | null = null
  const here = (): Opened => {
    if (!opened) throw new Error('only inside of a test')
    return opened
  }

  beforeAll(async () => {
    const db = await engine.open()
    const city = await createTinyCity(db.sql, code, edit)
    opened = { db, city, test: await createTestApi(db) }
    for (const [name, account] of Object.entries<Account>(accounts))
      cookies.set(name, await opened.test.logIn({ username: `${code}-${name}`, city: city.id, ...account }))
  })
  afterAll(async () => {
    const { db, test } = here()
    await test.stop()
    await db.sql`delete from app_user where username like ${`${code}-%`}`
    await removeCity(db.sql, code)
    await db.close()
  })

  /** `path` behind `…/hotspots/`. */
  const ask = (name: N, path: string, headers: Record<string, string> = {}) =>
    here().test.get(`/api/cities/${code}/hotspots/${path}`, { ...cookies.get(name), ...headers })
  return {
    here,
    ask,
    cookieOf: (name: N) => cookies.get(name),
    /** Asks until there is an answer: the columns are filled, and what an answer needs is drawn. */
    async answered(name: N, path: string, headers: Record<string, string> = {}): Promise<Response> {
      let answer = await ask(name, path, headers)
      await expect.poll(async () => (answer = await ask(name, path, headers)).status).not.toBe(503)
      return answer
    },
    /** Writes something of these kinds, and waits until this node has heard of it. */
    async change(write: () => Promise<unknown>, kinds: readonly string[] = ['issue']): Promise<void> {
      const { city, test } = here()
      const position = () => test.deps.feed.latest(city.id, kinds)
      const before = position()
      await write()
      await expect.poll(position).not.toBe(before)
    },
  }
}
