import { closeSync, openSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type postgres from 'postgres'

const dayMs = 86_400_000
const lookEveryMs = 3_600_000

/** Its time of change is that of the last vacuum: the engine forgets its own note of it when it stops. */
const markName = 'vacuumed'

export interface Upkeep {
  /** Leaves off after the table that is under way. */
  stop: () => Promise<void>
}

/**
 * Vacuums the embedded engine daily, which has no autovacuum: now, if the last time is more than a day ago, then by the
 * clock. One table a statement, so that questions wait for one table at most.
 */
export function startUpkeep(
  sql: postgres.Sql,
  { dataFolder, onError }: { dataFolder: string; onError: (problem: unknown) => void },
): Upkeep {
  const stopping = new AbortController()
  let work = Promise.resolve()
  const look = () => {
    work = work.then(async () => void (await vacuumWhenDue(sql, dataFolder, stopping.signal))).catch(onError)
  }
  look()
  const timer = setInterval(look, lookEveryMs)
  return {
    stop: async () => {
      clearInterval(timer)
      stopping.abort()
      await work
    },
  }
}

/**
 * Vacuums and analyzes every table if that was last done more than a day ago. A folder without a mark is new, or counts
 * as new.
 * @returns the tables that were vacuumed
 */
export async function vacuumWhenDue(sql: postgres.Sql, dataFolder: string, stopping?: AbortSignal): Promise<string[]> {
  const mark = join(dataFolder, markName)
  const last = statSync(mark, { throwIfNoEntry: false })?.mtimeMs
  if (last === undefined) closeSync(openSync(mark, 'w'))
  if (last === undefined || Date.now() - last < dayMs) return []
  const tables = await sql<{ name: string }[]>`select relid::regclass::text as name from pg_stat_user_tables order by 1`
  const done: string[] = []
  for (const { name } of tables) {
    if (stopping?.aborted) return done
    await sql`vacuum (analyze) ${sql(name)}`
    done.push(name)
  }
  const now = new Date()
  utimesSync(mark, now, now)
  return done
}
