import { createHash, randomBytes } from 'node:crypto'
import { cityToday } from '../cities/city-clock'
import type { Deps } from '../deps'
import { remember } from '../feed/remember'
import { rightsOf, type Access } from './access'
import { deleteSession, findSession, insertSession, readScope } from './queries'

const lifetimeMs = 12 * 3_600_000
/** A write transaction that stays open holds the feed back; a session that ended elsewhere lives no longer than this. */
const believed_ms = 5_000

/** Sessions of one server process: tokens are random, the database holds only their hashes. */
export interface Sessions {
  /** Opens a session and returns its token and when it ends. */
  open: (userId: number) => Promise<{ token: string; expires: Date }>
  /** Who holds the token, or null. Remembered until the feed says that a session ended or an account changed. */
  find: (token: string) => Promise<Access | null>
  /** Ends a session: at once on this node, on others with the next look of their feed. */
  close: (token: string) => Promise<void>
}

export function createSessions(deps: Deps): Sessions {
  const kinds = ['session', 'account', 'city']
  const memory = remember(deps, { kinds, lifetime_ms: believed_ms }, (token) => readAccess(deps, hash(token)))
  return {
    async open(userId) {
      const token = randomBytes(32).toString('base64url')
      const created_at = deps.clock.now()
      const expires = new Date(created_at.getTime() + lifetimeMs)
      await insertSession(deps.db.sql, { token_hash: hash(token), user_id: userId, created_at, expires_at: expires })
      return { token, expires }
    },
    find: memory.find,
    async close(token) {
      await deleteSession(deps.db.sql, hash(token))
      // Behind the deletion, so that nobody who asks meanwhile is remembered.
      memory.forget(token)
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
