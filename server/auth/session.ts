import { createHash, randomBytes } from 'node:crypto'
import { cityToday } from '../cities/city-clock'
import type { Deps } from '../deps'
import { rightsOf, type Access } from './access'
import { deleteSession, findSession, insertSession, readScope } from './queries'

const lifetimeMs = 12 * 3_600_000
/** How long an answer about a token is believed: a map asks for dozens of tiles at once. */
const memoryMs = 5_000
const memorySize = 5_000

interface Remembered {
  access: Access
  until: number
}

/** Sessions of one server process: tokens are random, the database holds only their hashes. */
export interface Sessions {
  /** Opens a session and returns its token and when it ends. */
  open: (userId: number) => Promise<{ token: string; expires: Date }>
  /** Who holds the token, or null. Believed for 5 s, so that other nodes notice a log-out within that time. */
  find: (token: string) => Promise<Access | null>
  close: (token: string) => Promise<void>
}

export function createSessions(deps: Deps): Sessions {
  const memory = new Map<string, Remembered>()
  return {
    async open(userId) {
      const token = randomBytes(32).toString('base64url')
      const created_at = deps.clock.now()
      const expires = new Date(created_at.getTime() + lifetimeMs)
      await insertSession(deps.db.sql, { token_hash: hash(token), user_id: userId, created_at, expires_at: expires })
      return { token, expires }
    },
    async find(token) {
      const key = hash(token)
      const now = deps.clock.now().getTime()
      const known = memory.get(key)
      if (known && known.until > now) return known.access
      const access = await readAccess(deps, key)
      if (memory.size >= memorySize) memory.clear()
      if (access) memory.set(key, { access, until: now + memoryMs })
      else memory.delete(key)
      return access
    },
    async close(token) {
      memory.delete(hash(token))
      await deleteSession(deps.db.sql, hash(token))
    },
  }
}

async function readAccess(deps: Deps, tokenHash: string): Promise<Access | null> {
  const session = await findSession(deps.db.sql, tokenHash, deps.clock.now())
  if (!session) return null
  const { account, city } = session
  const today = city ? cityToday(city, deps.clock) : deps.clock.now().toISOString().slice(0, 10)
  const scope = await readScope(deps.db.sql, account, today)
  const { id: user_id, username, role } = account
  return { user_id, username, role, city, scope, ...rightsOf(role, scope) }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
