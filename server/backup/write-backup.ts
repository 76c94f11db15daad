import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type postgres from 'postgres'
import { backupFormat, backupVersion, endLine, leftOut, type BackupHeader } from './file-format'
import { countRows, readCities, readLines, readMigrations, readTables, type StoredTable } from './queries'
import { BackupRefusal } from './refusal'
import { orderTables, tablesBelow } from './table-order'

/** Is told how many rows of how many are done. */
export type BackupProgress = (done: number, total: number) => void

const blockRows = 2000

/**
 * Saves all rows as they are at one instant (file-format.ts), whatever is written meanwhile. The file holds personal
 * data and hashes of passwords: only its owner may read it. It carries its name when it is complete.
 * @throws BackupRefusal backup.file_exists
 */
export async function writeBackup(
  sql: postgres.Sql,
  file: string,
  progress: BackupProgress = () => undefined,
): Promise<BackupHeader> {
  if (existsSync(file)) throw new BackupRefusal('backup.file_exists', { file })
  const draft = `${file}.part`
  try {
    const header = await sql.begin('isolation level repeatable read read only', async (sql) => {
      const tables = await keptTables(sql)
      const header = await describe(sql, tables)
      const out = createWriteStream(draft, { mode: 0o600, flush: true })
      await pipeline(Readable.from(linesOf(sql, header, tables, progress)), createGzip(), out)
      return header
    })
    renameSync(draft, file)
    return header
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * The tables of a backup, in the order in which they are written and restored: what belongs to cities. Others in the same
 * schema are somebody else's.
 */
export async function keptTables(sql: postgres.ISql): Promise<StoredTable[]> {
  const tables = tablesBelow('city', await readTables(sql))
  return orderTables(tables.filter(({ name }) => !leftOut.includes(name)))
}

async function describe(sql: postgres.ISql, tables: readonly StoredTable[]): Promise<BackupHeader> {
  const counted = []
  for (const { name, columns } of tables)
    counted.push({ name, columns: columns.map((column) => column.name), rows: await countRows(sql, name) })
  return {
    format: backupFormat,
    version: backupVersion,
    created_at: new Date().toISOString(),
    migrations: await readMigrations(sql),
    cities: await readCities(sql),
    tables: counted,
  }
}

async function* linesOf(
  sql: postgres.ISql,
  header: BackupHeader,
  tables: readonly StoredTable[],
  progress: BackupProgress,
): AsyncGenerator<string> {
  const total = rowsOf(header)
  let done = 0
  yield `${JSON.stringify(header)}\n`
  for (const table of tables)
    for await (const block of readLines(sql, table, blockRows)) {
      yield block.map(({ line }) => `${line}\n`).join('')
      progress((done += block.length), total)
    }
  yield `${endLine}\n`
}

export function rowsOf({ tables }: BackupHeader): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0)
}
