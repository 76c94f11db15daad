import type { Logger } from 'pino'
import type { CityRow } from './cities/queries'
import type { Access } from './auth/access'
import type { Config } from './config'
import type { Database } from './db/connect'
import type { Feed } from './feed/feed'

/** The time, and when this process started: demonstration cities run from a fixed instant from then on. */
export interface Clock {
  now: () => Date
  startedAt: Date
}

/** Everything that the API needs from outside; tests pass their own. */
export interface Deps {
  db: Database
  feed: Feed
  config: Config
  clock: Clock
  log: Logger
  /** Folder of the built web application; null serves the API alone. */
  webFolder: string | null
}

/** What middleware leaves for handlers. */
export interface ApiEnv {
  Variables: {
    requestId: string
    /** Set on every route behind the guard. */
    access: Access
    /** Set on every route below a city. */
    city: CityRow
  }
}

/** The clock on the wall, started now. */
export function wallClock(): Clock {
  return { now: () => new Date(), startedAt: new Date() }
}
