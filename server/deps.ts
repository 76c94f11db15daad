import type { Logger } from 'pino'
import type { CityRow } from './cities/queries'
import type { Access } from './auth/access'
import type { Clock } from './clock'
import type { Config } from './config'
import type { Database } from './db/connect'
import type { Feed } from './feed/feed'
import type { Columns } from './hotspots/columns'

/** Everything that the API needs from outside; tests pass their own. */
export interface Deps {
  db: Database
  feed: Feed
  /** The case columns of this node. */
  columns: Columns
  config: Config
  clock: Clock
  log: Logger
  /** Folder of the built web application; null serves the API alone. */
  webFolder: string | null
  /** Aborts when the server is asked to stop: streams end, so that it can. */
  stopping: AbortSignal
}

/** What middleware leaves for handlers. */
export interface ApiEnv {
  Variables: {
    requestId: string
    /** The answer came with all its headers. */
    hasHeaders?: true
    /** Set on every route behind the guard. */
    access: Access
    /** Set on every route below a city. */
    city: CityRow
  }
}
