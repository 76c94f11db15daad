import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import { targets, type ImportKind, type Mapping, type Target } from '../../data/model/mapping'
import type { TableName } from '../../data/model/dataset'
import { fixAtoms } from '../atoms/fix-atoms'
import { insertAudit } from '../audit/queries'
import { dropHomeless, upsertDwellings } from './dwelling-queries'
import { connectInlets, linkCases, linkPlaces } from './link-queries'
import { keepDirections, linkTaps, measureReturns, readStationRows, removeStalePieces } from './network-queries'
import { nodeNetwork } from './node-network'
import { prepareStage } from './prepare-stage'
import { Refusal } from './refusal'
import { addProblem, emptyReport, type ImportReport } from './report'
import { settleNetwork } from './settle-network'
import { openSource } from './source'
import { analyzeStage, clearStage } from './stage-queries'
import { isDataError, stageFile } from './stage-file'
import {
  beginImport,
  dropStaged,
  dropUnplaced,
  rangesOf,
  readCity,
  stagedColumns,
  upsertStaged,
  writeExtent,
  analyzeTable,
  type CityFacts,
  type StageRange,
} from './write-queries'

export interface ImportOptions {
  file: string
  /** Code of the city. */
  city: string
  kind: ImportKind
  mapping: Mapping
  /** `EPSG:n`, `GCJ02` or `BD09`; where missing, the file's own statement, else WGS 84. */
  crs?: string | undefined
  /** Lines join within this distance. */
  snap_m: number
  /** Does everything and then undoes it. */
  dry_run: boolean
  progress?: (phase: 'reading' | 'writing', done: number, total: number) => void
}

/** Rows a statement: each one may scan the table again before its statistics are fresh, so few and large. */
const batchRows = 10_000

/**
 * Imports a file into a city, all or nothing, and reports row by row what did not go in as it came. Reading stages
 * outside the transaction; importing the same file again changes nothing.
 * @throws Refusal with the reasons of refusal.ts, before anything is written
 */
export async function importFile(sql: postgres.Sql, options: ImportOptions): Promise<ImportReport> {
  const { mapping, progress } = options
  const city = await readCity(sql, options.city)
  if (!city) throw new Refusal('imports.city_not_found', { city: options.city })
  const report = emptyReport(options.city, mapping.name, options.dry_run)
  const job = randomUUID()
  try {
    const source = await openSource(options.file, mapping, (done, total) => progress?.('reading', done, total))
    await stageFile({ sql, city, job, mapping, crs: options.crs, report }, source)
    await analyzeStage(sql)
    await prepareStage({ sql, city, job, mapping, report })
    await write(sql, { sql, city, job, report, options })
  } finally {
    await clearStage(sql, job)
  }
  return report
}

/** What brings homes, or says along which branch they lie. */
const movesAtoms: ReadonlySet<ImportKind> = new Set(['buildings', 'dwellings', 'compounds', 'network', 'stations'])

interface Work {
  sql: postgres.ISql
  city: CityFacts
  job: string
  report: ImportReport
  options: ImportOptions
}

/** Thrown to undo a dry run. */
class Undo extends Error {}

async function write(sql: postgres.Sql, work: Work): Promise<void> {
  try {
    await sql.begin(async (sql) => {
      await beginImport(sql, work.city)
      await writeAll(sql, { ...work, sql })
      if (work.options.dry_run) throw new Undo()
    })
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
  const tables = new Set(Object.keys(work.report.counts).map((target) => targets[target as Target].table))
  for (const table of work.options.dry_run ? [] : tables) await analyzeTable(sql, table)
}

async function writeAll(sql: postgres.TransactionSql, work: Work): Promise<void> {
  const { city, job, options } = work
  const isNetwork = options.kind === 'network' || options.kind === 'stations'
  if (isNetwork) {
    await nodeNetwork({ sql, city, job, tolerance_m: options.snap_m, report: work.report })
    await keepDirections(sql, city.id, job)
    await measureReturns(sql, city.id, job)
    await writeTarget(sql, work, { staged: 'pipe', target: 'supply', table: 'pipe' })
    work.report.removed = await removeStalePieces(sql, city.id, job)
  }
  for (const target of new Set(options.mapping.parts.map((part) => part.to))) {
    if (target === 'supply' || target === 'inlet') continue
    await writeTarget(sql, work, { staged: target, target, table: targets[target].table })
  }
  if (isNetwork) await finishNetwork(work)
  await linkPlaces(sql, city.id)
  if (options.kind === 'issues') await linkCases(sql, city.id, job)
  if (movesAtoms.has(options.kind)) await fixAtoms(sql, city.id, city.sharing_threshold)
  await writeExtent(sql, city.id)
  const { mapping, rows_read, counts, removed, problem_counts } = work.report
  const detail = { mapping, rows_read, counts, removed, problems: problem_counts }
  await insertAudit(sql, { action: 'import', city: city.id, user_id: null, kind: options.kind, detail })
}

interface Writing {
  /** Target under which the rows are staged. */
  staged: string
  /** Target under which they are reported. */
  target: Target
  table: TableName
}

async function writeTarget(sql: postgres.TransactionSql, work: Work, writing: Writing): Promise<void> {
  const { city, job, report } = work
  const isHome = writing.table === 'dwelling'
  const nowhere = isHome ? await dropHomeless(sql, city.id, job) : await dropUnplaced(sql, city.id, job, writing)
  const reason = isHome ? 'building_unknown' : 'no_coordinates'
  for (const { row } of nowhere)
    addProblem(report, { row, target: writing.target, outcome: 'kept_out', reason, detail: '' })
  const columns = (await stagedColumns(sql, job, writing.staged)).filter((column) => !isTie(writing, column))
  const ranges = await rangesOf(sql, job, writing.staged, batchRows)
  const total = ranges.reduce((sum, range) => sum + range.rows, 0)
  const counts = { inserted: 0, updated: 0, unchanged: 0 }
  report.counts[writing.target] = counts
  let done = 0
  for (const { first, last, rows } of ranges) {
    const range = { job, target: writing.staged, first, last }
    const written = await writeRange(sql, work, { ...writing, columns }, range)
    counts.inserted += written.inserted
    counts.updated += written.updated
    counts.unchanged += rows - written.inserted - written.updated - written.dropped
    done += rows
    work.options.progress?.('writing', done, total)
  }
}

/** Ties to nodes are written apart: a point that found no node keeps the one it has. */
function isTie({ table }: Writing, column: string): boolean {
  return table !== 'pipe' && column.endsWith('node_id')
}

/** Writes a range of rows; where one breaks a rule of the database, finds it by halving and keeps it out. */
async function writeRange(
  sql: postgres.TransactionSql,
  work: Work,
  writing: Writing & { columns: string[] },
  range: StageRange,
): Promise<{ inserted: number; updated: number; dropped: number }> {
  try {
    const written = await sql.savepoint((sql) =>
      writing.table === 'dwelling'
        ? upsertDwellings(sql, work.city.id, range)
        : upsertStaged(sql, work.city.id, range, writing),
    )
    return { ...written, dropped: 0 }
  } catch (error) {
    if (!isDataError(error)) throw error
    if (range.first === range.last) {
      const detail = error.constraint_name ?? error.message.slice(0, 120)
      const problem = { row: range.first, target: writing.target, detail }
      addProblem(work.report, { ...problem, outcome: 'kept_out', reason: 'violates' })
      return { inserted: 0, updated: 0, dropped: await dropStaged(sql, range) }
    }
    const middle = (range.first + range.last) >> 1
    const lower = await writeRange(sql, work, writing, { ...range, last: middle })
    const upper = await writeRange(sql, work, writing, { ...range, first: middle + 1 })
    return {
      inserted: lower.inserted + upper.inserted,
      updated: lower.updated + upper.updated,
      dropped: lower.dropped + upper.dropped,
    }
  }
}

async function finishNetwork(work: Work): Promise<void> {
  const { sql, city, job, report } = work
  await linkTaps(sql, city.id, job)
  if (work.options.mapping.parts.some((part) => part.to === 'inlet')) await hangInlets(work)
  for (const network of ['primary', 'secondary'] as const) {
    const { summary, unreached } = await settleNetwork(sql, city.id, network)
    if (summary.supply_pipes > 0 || summary.stations > 0) report.networks[network] = summary
    // Without a source nothing can be reached, and the summary says so.
    if (summary.sources === 0) continue
    for (const { row, code } of await readStationRows(sql, job, unreached)) {
      addProblem(report, { row, target: 'station', outcome: 'note', reason: 'not_reached', detail: code })
    }
  }
}

async function hangInlets({ sql, city, job, report }: Work): Promise<void> {
  const { inserted, updated, kept, lost } = await connectInlets(sql, city.id, job)
  report.counts.inlet = { inserted, updated, unchanged: kept - inserted - updated }
  for (const row of lost) {
    addProblem(report, { row, target: 'inlet', outcome: 'kept_out', reason: 'no_building', detail: '' })
  }
}
