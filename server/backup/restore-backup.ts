import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import postgres from 'postgres'
import { analyze } from '../db/write'
import { backupVersion, endLine, headerSchema, type BackupHeader } from './file-format'
import { continueNumbers, holdsRows, insertLines, readMigrations, type StoredTable } from './queries'
import { BackupRefusal } from './refusal'
import { keptTables, rowsOf, type BackupProgress } from './write-backup'

/** Rows a statement, and the characters that these may come to: a parameter stays below some megabytes. */
const batchRows = 2000
const batchLength = 4_000_000
/** No row is as long; a foreign file may be one line. */
const longestLine = 200_000_000

/**
 * Restores a backup into a migrated database without rows, in one transaction. The triggers of the database write its
 * change feed anew, with positions of its own. Nobody is logged in afterwards.
 * @throws BackupRefusal backup.file_not_found, .foreign_file, .other_format, .other_schema, .not_empty, .damaged
 */
export async function restoreBackup(
  sql: postgres.Sql,
  file: string,
  progress: BackupProgress = () => undefined,
): Promise<BackupHeader> {
  const lines = linesOf(file)
  try {
    const header = readHeader(file, await nextLine(lines))
    await sql.begin(async (sql) => {
      const tables = await keptTables(sql)
      await demandSameSchema(sql, file, header, tables)
      for (const { name } of tables)
        if (await holdsRows(sql, name)) throw new BackupRefusal('backup.not_empty', { table: name })
      const total = rowsOf(header)
      let done = 0
      for (const table of tables) {
        for await (const batch of batchesOf(lines, header.tables.find(({ name }) => name === table.name)?.rows ?? 0))
          progress((done += await insertLines(sql, table, batch)), total)
        await continueNumbers(sql, table)
      }
      // Beyond the last line the file's own checksum is still to be read.
      if ((await nextLine(lines)) !== endLine || (await nextLine(lines)) !== undefined) throw damaged(file)
    })
    await analyze(sql)
    return header
  } catch (problem) {
    throw asRefusal(problem, file)
  } finally {
    await lines.return()
  }
}

function readHeader(file: string, line: string | undefined): BackupHeader {
  const parsed = headerSchema.safeParse(asJson(line))
  if (!parsed.success) throw new BackupRefusal('backup.foreign_file', { file })
  const { version } = parsed.data
  if (version !== backupVersion) throw new BackupRefusal('backup.other_format', { file, version })
  return parsed.data
}

function asJson(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '')
  } catch {
    return null
  }
}

/** The same migrations make the same tables; a header that names others was not written by `heatgrid backup`. */
async function demandSameSchema(
  sql: postgres.ISql,
  file: string,
  header: BackupHeader,
  tables: readonly StoredTable[],
): Promise<void> {
  const ours = await readMigrations(sql)
  const text = (migrations: BackupHeader['migrations']) => migrations.map(({ name, sha256 }) => name + sha256).join()
  if (text(ours) !== text(header.migrations)) {
    const last = (migrations: BackupHeader['migrations']) => migrations.at(-1)?.name ?? ''
    throw new BackupRefusal('backup.other_schema', { theirs: last(header.migrations), ours: last(ours) })
  }
  const shape = (table: { name: string }, columns: readonly string[]) => `${table.name} ${columns.join()}`
  const expected = tables.map((table) =>
    shape(
      table,
      table.columns.map((column) => column.name),
    ),
  )
  const found = header.tables.map((table) => shape(table, table.columns))
  if (expected.join('\n') !== found.join('\n')) throw damaged(file)
}

/** The next `rows` lines, in batches. */
async function* batchesOf(lines: Lines, rows: number): AsyncGenerator<string[]> {
  let batch: string[] = []
  let length = 0
  for (let row = 0; row < rows; row++) {
    const line = await nextLine(lines)
    if (line === undefined) throw new RangeError('fewer rows than the header says')
    batch.push(line)
    length += line.length
    if (batch.length < batchRows && length < batchLength) continue
    yield batch
    batch = []
    length = 0
  }
  if (batch.length > 0) yield batch
}

type Lines = AsyncGenerator<string, void, void>

async function nextLine(lines: Lines): Promise<string | undefined> {
  const { value } = await lines.next()
  return value ?? undefined
}

async function* linesOf(file: string): Lines {
  const packed = createReadStream(file)
  const text = packed.pipe(createGunzip()).setEncoding('utf8')
  packed.once('error', (problem) => text.destroy(problem))
  let rest = ''
  for await (const chunk of text) {
    const parts = (rest + String(chunk)).split('\n')
    rest = parts.pop() ?? ''
    if (rest.length > longestLine) throw new RangeError('line length')
    yield* parts
  }
  if (rest !== '') yield rest
}

function damaged(file: string): BackupRefusal {
  return new BackupRefusal('backup.damaged', { file })
}

/** What the file is to blame for, as a refusal; the rest as it is. */
function asRefusal(problem: unknown, file: string): unknown {
  const code = problem instanceof Error && 'code' in problem ? String(problem.code) : ''
  if (['ENOENT', 'EISDIR', 'EACCES'].includes(code)) return new BackupRefusal('backup.file_not_found', { file })
  // Whatever is damaged further on has the head of a gzip file.
  if (code === 'Z_DATA_ERROR' && String(problem).includes('header check'))
    return new BackupRefusal('backup.foreign_file', { file })
  const isTheFiles = code.startsWith('Z_') || problem instanceof RangeError
  // Rows that the database does not take (data exceptions, violated constraints) were not written by it.
  if (isTheFiles || (problem instanceof postgres.PostgresError && /^2[23]/.test(code))) return damaged(file)
  return problem
}
