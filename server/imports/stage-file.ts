import postgres from 'postgres'
import { mapRow, type MappedRow } from '../../data/model/map-row'
import { targets, type Mapping } from '../../data/model/mapping'
import { initialsOf } from '../db/write'
import { checkGeometry, firstPosition, isInDegrees } from './check-geometry'
import { parseCrs, sridOf, wgs84, type Crs } from './crs'
import { Refusal } from './refusal'
import { addProblem, type ImportReport } from './report'
import type { Source, SourceRow } from './format'
import { isInDegreesBySrid, stageRows, type StagedRecord } from './stage-queries'
import type { CityFacts } from './write-queries'

const batchRows = 1_000
const batchCharacters = 2_000_000
/** Rows with coordinates from which it is judged whether they can be degrees. */
const sampleRows = 200

export interface StageJob {
  sql: postgres.Sql
  city: CityFacts
  job: string
  mapping: Mapping
  /** Name of the coordinate system, where it is given outside the file. */
  crs?: string | undefined
  report: ImportReport
}

/**
 * Reads a file into the stage, row by row: fields by the mapping, geometry checked and transformed. What cannot be
 * read is in the report, with its row.
 * @throws Refusal imports.crs_unknown, imports.crs_missing, and those of the file's format
 */
export async function stageFile(work: StageJob, source: Source): Promise<void> {
  const crs = chooseCrs(work.crs ?? source.crs)
  const degrees = await isInDegreesBySrid(work.sql, sridOf(crs))
  if (degrees === null) throw new Refusal('imports.crs_unknown', { name: work.crs ?? source.crs ?? '' })
  const sample = new Sample(work.city.srid)
  let batch: StagedRecord[] = []
  let characters = 0
  for await (const row of source.rows) {
    if (degrees) sample.look(row)
    for (const record of recordsOf(work, row, { crs, degrees })) {
      batch.push(record)
      characters += record.length
    }
    if (batch.length < batchRows && characters < batchCharacters) continue
    await stage(work, sridOf(crs), batch)
    batch = []
    characters = 0
  }
  sample.judge()
  await stage(work, sridOf(crs), batch)
}

function chooseCrs(name: string | null): Crs {
  return name === null ? wgs84 : parseCrs(name)
}

/** Refuses a file whose coordinates are plainly metres while degrees were expected. */
class Sample {
  readonly #citySrid: number
  #seen = 0
  #metres = 0
  #example: readonly [number, number] = [0, 0]

  constructor(citySrid: number) {
    this.#citySrid = citySrid
  }

  look(row: SourceRow): void {
    const position = this.#seen < sampleRows ? firstPosition(row.geometry) : null
    if (!position) return
    this.#seen++
    if (!isInDegrees(position)) {
      this.#metres++
      this.#example = position
    }
    if (this.#seen === sampleRows) this.judge()
  }

  judge(): void {
    if (this.#metres * 2 <= this.#seen) return
    const [x, y] = this.#example
    throw new Refusal('imports.crs_missing', { x, y, srid: this.#citySrid })
  }
}

function recordsOf(work: StageJob, source: SourceRow, system: { crs: Crs; degrees: boolean }): StagedRecord[] {
  const { report } = work
  report.rows_read++
  const mapped = mapRow(work.mapping, source.properties)
  if (!mapped) {
    report.rows_unmatched++
    return []
  }
  report.rows_matched++
  if (reportFaults(work, source.row, mapped)) return []
  if (mapped.part.to === 'dwelling') return [homeRecord(source.row, mapped)]
  return placed(work, source, mapped, system)
}

/** Whether a fault keeps the row out. */
function reportFaults(work: StageJob, row: number, mapped: MappedRow): boolean {
  for (const fault of mapped.faults) {
    const outcome = fault.required ? 'kept_out' : 'changed'
    const detail = `${fault.field}: ${fault.value}`
    addProblem(work.report, { row, target: mapped.part.to, outcome, reason: fault.reason, detail })
  }
  return mapped.faults.some((fault) => fault.required)
}

/** A home is known by its building, stairwell and flat. */
function homeRecord(row: number, { part, fields }: MappedRow): StagedRecord {
  const code = [fields.building_code, fields.stairwell, fields.flat].join('/')
  return JSON.stringify({ target: part.to, row, part: 0, fields: { ...fields, code }, geom: null })
}

function placed(
  work: StageJob,
  { row, geometry }: SourceRow,
  { part, fields }: MappedRow,
  { crs, degrees }: { crs: Crs; degrees: boolean },
): StagedRecord[] {
  const target = part.to
  const isStation = target === 'station' || target === 'source' || target === 'inlet'
  const checked = checkGeometry(geometry, isStation ? 'station' : targets[target].shape, crs, degrees)
  if ('reason' in checked && (checked.reason !== 'no_coordinates' || !fields.code)) {
    addProblem(work.report, { row, target, outcome: 'kept_out', reason: checked.reason, detail: checked.detail })
    return []
  }
  const { name } = fields
  if (name !== undefined && targets[target].table !== 'pipe' && hasInitials(target)) {
    fields.initials = typeof name === 'string' ? initialsOf(name) : ''
  }
  const geometries = 'reason' in checked ? [null] : checked.geometries
  return geometries.map((geom, index) => {
    const code = index > 0 && fields.code ? `${String(fields.code)}-${index + 1}` : fields.code
    return JSON.stringify({ target, row, part: index, fields: code ? { ...fields, code } : fields, geom })
  })
}

function hasInitials(target: keyof typeof targets): boolean {
  return target !== 'issue' && target !== 'inlet'
}

/** Stages a batch; where the database cannot transform a row, finds it by halving. */
async function stage(work: StageJob, srid: number, batch: readonly StagedRecord[]): Promise<void> {
  if (batch.length === 0) return
  try {
    await stageRows(work.sql, work.job, srid, batch)
  } catch (error) {
    if (!isDataError(error)) throw error
    if (batch.length === 1) return reportUntransformable(work, batch[0] ?? '', error)
    const half = batch.length >> 1
    await stage(work, srid, batch.slice(0, half))
    await stage(work, srid, batch.slice(half))
  }
}

function reportUntransformable(work: StageJob, record: StagedRecord, error: postgres.PostgresError): void {
  const { row, target } = JSON.parse(record) as { row: number; target: string }
  const detail = error.message.slice(0, 120)
  addProblem(work.report, { row, target, outcome: 'kept_out', reason: 'not_transformable', detail })
}

/** Errors about values: classes 22 (data), 23 (constraints) and XX, which PostGIS uses for geometry. */
export function isDataError(error: unknown): error is postgres.PostgresError {
  return error instanceof postgres.PostgresError && /^(22|23|XX)/.test(error.code)
}
