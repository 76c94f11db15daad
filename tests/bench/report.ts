import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes a report into docs/benchmarks.md: its head and its sections of second level replace those of the same name. */
export function writeReport(root: string, report: string): void {
  const path = join(root, 'docs/benchmarks.md')
  const kept = existsSync(path) ? sectionsOf(readFileSync(path, 'utf8')) : []
  for (const section of sectionsOf(report)) {
    const at = kept.findIndex((one) => titleOf(one) === titleOf(section))
    if (at === -1) kept.push(section)
    else kept[at] = section
  }
  writeFileSync(path, `${kept.join('\n\n')}\n`)
}

function sectionsOf(report: string): string[] {
  return report.split(/\n(?=## )/).map((section) => section.trim())
}

function titleOf(section: string): string {
  return section.split('\n', 1)[0] ?? ''
}
