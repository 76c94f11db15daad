import { createHash } from 'node:crypto'
import { error } from '../errors'
import type { Deps } from '../deps'
import { countFailures, deleteFailures, insertFailures } from './queries'

const windowMs = 15 * 60_000
/** Failures in the window before further attempts are refused. Behind one address may sit a whole office. */
const limits = { user: 5, address: 50 }

export const tooManyAttempts = error('session.too_many_attempts', 429)

/** Who tries to log in: by user name, and by address. */
export interface Attempt {
  username: string
  address: string
}

/** Refuses an attempt after too many failures; says when the oldest of them is forgotten. */
export async function demandPatience(deps: Deps, attempt: Attempt): Promise<void> {
  const now = deps.clock.now()
  const subjects = subjectsOf(attempt)
  const counted = await countFailures(deps.db.sql, Object.values(subjects), new Date(now.getTime() - windowMs))
  for (const { subject, failures, oldest } of counted) {
    if (failures < (subject === subjects.user ? limits.user : limits.address)) continue
    const wait = Date.parse(oldest) + windowMs - now.getTime()
    throw tooManyAttempts({ retry_after_s: Math.max(1, Math.ceil(wait / 1000)) })
  }
}

export async function recordFailure(deps: Deps, attempt: Attempt): Promise<void> {
  await insertFailures(deps.db.sql, Object.values(subjectsOf(attempt)), deps.clock.now())
}

/** A right password clears the name, not the address: guessing the others goes on to count. */
export async function forgetFailures(deps: Deps, attempt: Attempt): Promise<void> {
  await deleteFailures(deps.db.sql, subjectsOf(attempt).user)
}

/** Hashed, so that the table holds neither names that were typed wrong nor addresses. */
function subjectsOf({ username, address }: Attempt) {
  return { user: digest(`user ${username}`), address: digest(`address ${address}`) }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
