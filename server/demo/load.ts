import type { Chunk } from '../../data/demo/city'
import type { TableName } from '../../data/model/dataset'
import type { City } from '../../data/model/city'
import { fixAtoms } from '../atoms/fix-atoms'
import { insertCity, markReady, removeCity } from '../cities/write-queries'
import type { Database } from '../db/connect'
import { insertRows } from '../db/write'
import { analyze } from './queries'
import { createDemoUsers } from './users'

/** Rows written so far, by table: what a progress line says. */
export type LoadProgress = (table: TableName, rows: number) => void

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
  progress: LoadProgress = () => undefined,
): Promise<number> {
  await db.sql.begin((sql) => removeCity(sql, city.code))
  const id = await db.sql.begin((sql) => insertCity(sql, city, false))
  for (const { table, rows } of chunks)
    await db.sql.begin((sql) => insertRows(sql, id, table, rows, (written) => progress(table, written)))
  await analyze(db.sql)
  await db.sql.begin(async (sql) => {
    await fixAtoms(sql, id, city.sharing_threshold)
    if (city.is_demo) await createDemoUsers(sql, id)
    await markReady(sql, id)
  })
  await analyze(db.sql)
  return id
}
