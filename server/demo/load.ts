import type { Chunk } from '../../data/demo/city'
import type { City } from '../../data/model/city'
import { fixAtoms } from '../atoms/fix-atoms'
import { insertCity, markReady, removeCity } from '../cities/write-queries'
import type { Database } from '../db/connect'
import { analyze, batchRows, insertRows } from '../db/write'
import { createDemoUsers } from './users'

/** Is told how many more rows are written, and what the load does once they all are. */
export interface LoadProgress {
  rows: (written: number) => void
  step: (name: string) => void
}

const silent: LoadProgress = { rows: () => undefined, step: () => undefined }

/**
 * Writes a generated city, replacing one of the same code. The city is offered only when everything is in it; a load
 * that was cut off is removed by the next. One transaction for each chunk, so that the change feed of a running server
 * is not held back for minutes.
 * @returns the id of the city
 */
export async function loadCity(
  db: Database,
  city: City,
  chunks: Iterable<Chunk>,
  progress: LoadProgress = silent,
): Promise<number> {
  await db.sql.begin((sql) => removeCity(sql, city.code))
  const id = await db.sql.begin((sql) => insertCity(sql, city, false))
  for (const { table, rows } of chunks)
    await db.sql.begin(async (sql) => {
      for (let start = 0; start < rows.length; start += batchRows) {
        const batch = rows.slice(start, start + batchRows)
        await insertRows(sql, id, table, batch)
        progress.rows(batch.length)
      }
    })
  progress.step('planner statistics')
  await analyze(db.sql)
  progress.step('atoms of each season')
  await db.sql.begin(async (sql) => {
    await fixAtoms(sql, id, city.sharing_threshold)
    if (city.is_demo) await createDemoUsers(sql, id)
    await markReady(sql, id)
  })
  return id
}
