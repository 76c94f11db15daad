import type postgres from 'postgres'
import type { Mapping } from '../../data/model/mapping'
import { addProblem, type ImportReport, type Reason } from './report'
import {
  deriveCodes,
  dropCollapsed,
  dropLongPoints,
  dropOffGlobe,
  dropRepeatedCodes,
  dropRepeatedPipes,
  repairAreas,
  type Repeated,
} from './stage-queries'
import type { CityFacts } from './write-queries'

/** House stations are drawn as lines of 1 m; anything longer is no point. */
const longestPoint_m = 2

interface Preparation {
  sql: postgres.ISql
  city: CityFacts
  job: string
  mapping: Mapping
  report: ImportReport
}

/** Puts the staged rows of a job in order: impossible places out, areas valid, codes given, repetitions out. */
export async function prepareStage({ sql, city, job, mapping, report }: Preparation): Promise<void> {
  const dropped = (reason: Reason, rows: readonly { target: string; row: number; detail: string }[]) =>
    rows.forEach((row) => addProblem(report, { ...row, outcome: 'kept_out', reason }))
  dropped('not_transformable', await dropOffGlobe(sql, job))
  dropped('not_a_point', await dropLongPoints(sql, job, city.id, longestPoint_m))
  for (const { target, row, why, before_m2, after_m2 } of await repairAreas(sql, job, city.id)) {
    addProblem(report, {
      target,
      row,
      outcome: 'changed',
      reason: 'repaired',
      detail: areaChange(why, before_m2, after_m2),
    })
  }
  dropped('collapsed', await dropCollapsed(sql, job))
  await deriveCodes(sql, job, mapping.name)
  for (const repeated of await dropRepeatedPipes(sql, job, city.id)) {
    addRepeated(report, repeated, repeated.same ? 'duplicate' : 'same_place')
  }
  for (const repeated of await dropRepeatedCodes(sql, job)) {
    addRepeated(report, repeated, repeated.same ? 'duplicate' : 'code_repeated')
  }
}

function addRepeated(report: ImportReport, { target, row, first_row, length_m }: Repeated, reason: Reason): void {
  const detail = [`row ${first_row}`, ...(length_m === null ? [] : [`${length_m.toFixed(2)} m`])].join(', ')
  addProblem(report, { target, row, outcome: 'kept_out', reason, detail })
}

function areaChange(why: string, before: number, after: number): string {
  const change = before > 0 ? ` (${after >= before ? '+' : ''}${((100 * (after - before)) / before).toFixed(3)} %)` : ''
  return `${why}; ${before.toFixed(1)} m² → ${after.toFixed(1)} m²${change}`
}
