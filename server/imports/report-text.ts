import type { ImportReport, NetworkSummary, Problem } from './report'
import { reasonText } from './words'

/** Rows of one reason that the terminal lists; the CSV has all. */
const listed = 20

const outcomes: Readonly<Record<Problem['outcome'], string>> = {
  kept_out: 'kept out',
  changed: 'changed on the way in',
  note: 'to look at',
}

/** The report as lines for a terminal. */
export function reportText(report: ImportReport): string {
  const { rows_read, rows_matched, rows_unmatched } = report
  const lines = [
    `${rows_read} rows read, ${rows_matched} fit the mapping ${report.mapping}, ${rows_unmatched} fit no part of it`,
    ...Object.entries(report.counts).map(
      ([target, { inserted, updated, unchanged }]) =>
        `  ${target}: ${inserted} new, ${updated} changed, ${unchanged} as before`,
    ),
    ...(report.removed > 0 ? [`  ${report.removed} pieces of pipe removed, whose line is now cut elsewhere`] : []),
    ...Object.entries(report.networks).flatMap(([name, summary]) => networkLines(name, summary)),
    ...Object.keys(report.problem_counts).flatMap((key) => problemLines(report, key)),
  ]
  if (report.dry_run) lines.push('Dry run: nothing was changed.')
  return lines.map(printable).join('\n')
}

function networkLines(name: string, summary: NetworkSummary): string[] {
  const shape = summary.tree ? 'a tree' : 'not a tree'
  const supply = `${summary.supply_pipes} supply pipes of ${summary.length_m.toFixed(1)} m`
  const reached =
    summary.sources > 0
      ? `${summary.stations_reached} of ${summary.stations} stations reached from ${summary.sources} source(s)`
      : `${summary.stations} stations, no source: pipes keep the direction in which they were drawn`
  return [
    `  ${name} network: ${supply}, ${summary.return_pipes} returns, ${summary.components} component(s), ${shape}`,
    `  ${reached}`,
  ]
}

function problemLines(report: ImportReport, key: string): string[] {
  const problems = report.problems.filter(({ outcome, reason }) => `${outcome}.${reason}` === key)
  const [first] = problems
  if (!first) return []
  const count = report.problem_counts[key] ?? 0
  const rows = problems.slice(0, listed).map(({ row, detail }) => `    row ${row}${detail ? `: ${detail}` : ''}`)
  const more = count > listed ? [`    … and ${count - listed} more (--report out.csv lists them)`] : []
  return [`  ${outcomes[first.outcome]}, ${reasonText(first.reason)}: ${count}`, ...rows, ...more]
}

/** A file's own text must not steer the terminal. */
function printable(line: string): string {
  return line.replace(/\p{Cc}/gu, '\u{FFFD}')
}
