import type { Target } from '../../data/model/mapping'
import type { Fault } from '../../data/model/map-row'
import type { GeometryFault } from './check-geometry'

/** Why a row was kept out, changed on the way in, or is worth a look. */
export type Reason =
  | Fault['reason']
  | GeometryFault
  | 'not_transformable'
  | 'not_a_point'
  | 'collapsed'
  | 'duplicate'
  | 'same_place'
  | 'code_repeated'
  | 'violates'
  | 'repaired'
  | 'contracted'
  | 'ring'
  | 'not_connected'
  | 'not_reached'
  | 'no_building'
  | 'building_unknown'

/** One line of the report: a row of the file, what happened to it and why. */
export interface Problem {
  row: number
  target: string
  outcome: 'kept_out' | 'changed' | 'note'
  reason: Reason
  detail: string
}

export interface Counts {
  inserted: number
  updated: number
  unchanged: number
}

/** What was found along the pipes of one network after the import. */
export interface NetworkSummary {
  supply_pipes: number
  return_pipes: number
  length_m: number
  components: number
  tree: boolean
  stations: number
  stations_reached: number
  sources: number
}

export interface ImportReport {
  city: string
  mapping: string
  dry_run: boolean
  /** Rows of the file, those that fit a part of the mapping, and those that fit none. */
  rows_read: number
  rows_matched: number
  rows_unmatched: number
  counts: Record<string, Counts>
  /** Pipes taken away because their line is now cut elsewhere. */
  removed: number
  networks: Record<string, NetworkSummary>
  problems: Problem[]
  /** Problems by outcome and reason, those beyond the list included. */
  problem_counts: Record<string, number>
}

/** The list of problems ends here; counts go on. */
const mostProblems = 100_000

export function emptyReport(city: string, mapping: string, dry_run: boolean): ImportReport {
  return {
    city,
    mapping,
    dry_run,
    rows_read: 0,
    rows_matched: 0,
    rows_unmatched: 0,
    counts: {},
    removed: 0,
    networks: {},
    problems: [],
    problem_counts: {},
  }
}

export function addProblem(report: ImportReport, problem: Omit<Problem, 'target'> & { target: Target | string }): void {
  const key = `${problem.outcome}.${problem.reason}`
  report.problem_counts[key] = (report.problem_counts[key] ?? 0) + 1
  if (report.problems.length < mostProblems) report.problems.push(problem)
}

/** The problems as CSV (RFC 4180) with a header; cells that a spreadsheet would run as a formula are disarmed. */
export function reportCsv(report: ImportReport): string {
  const columns = ['row', 'target', 'outcome', 'reason', 'detail'] as const
  const lines = [...report.problems]
    .sort((a, b) => a.row - b.row)
    .map((problem) => columns.map((column) => cell(problem[column])).join(','))
  return `\uFEFF${[columns.join(','), ...lines].join('\r\n')}\r\n`
}

function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
