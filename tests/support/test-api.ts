import pino from 'pino'
import { createApi } from '../../server/api'
import { hashPassword } from '../../server/auth/password'
import { insertUser, type NewAccount } from '../../server/auth/queries'
import { readConfig } from '../../server/config'
import type { Database } from '../../server/db/connect'
import type { Deps } from '../../server/deps'
import { createFeed } from '../../server/feed/feed'
import { createColumns } from '../../server/hotspots/columns'

export const testPassword = 'correct horse'

export interface TestApi {
  api: ReturnType<typeof createApi>
  deps: Deps
  /** Moves the clock of this server. */
  wait: (ms: number) => void
  /** Creates an account and logs in; returns what to send as `cookie`. */
  logIn: (account: Omit<NewAccount, 'password_hash'>) => Promise<{ cookie: string }>
  get: (path: string, headers?: Record<string, string>) => Promise<Response>
  stop: () => Promise<void>
}

/** The whole API on a database of a test, without a port. Its feed runs; stop it before the database closes. */
export async function createTestApi(db: Database, given: Partial<Deps> = {}): Promise<TestApi> {
  let moved = 0
  const startedAt = new Date()
  const feed = createFeed(db)
  await feed.start()
  const log = pino({ level: 'silent' })
  const deps: Deps = {
    db,
    feed,
    columns: createColumns({ db, feed, log }),
    config: readConfig({}),
    clock: { now: () => new Date(Date.now() + moved), startedAt },
    log,
    webFolder: null,
    stopping: new AbortController().signal,
    ...given,
  }
  const api = createApi(deps)
  const password_hash = await hashPassword(testPassword)
  return {
    api,
    deps,
    wait: (ms) => void (moved += ms),
    logIn: async (account) => {
      await insertUser(db.sql, { ...account, password_hash })
      const login = { username: account.username, password: testPassword }
      const answer = await api.request('/api/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(login),
      })
      if (answer.status !== 200) throw new Error(`log-in answered ${answer.status}: ${await answer.text()}`)
      return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' }
    },
    get: async (path, headers = {}) => api.request(path, { headers }),
    stop: async () => {
      await deps.columns.stop()
      await feed.stop()
    },
  }
}
