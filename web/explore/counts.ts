/** Derived numbers of a thing in the order in which its card shows them; words under `counts.`. */
export const countKeys = [
  'heated_dwellings',
  'dwellings',
  'open_issues',
  'overdue_issues',
  'issues',
  'buildings',
  'compounds',
  'grids',
  'stations',
  'heated_area_m2',
  'pipes',
  'pipe_length_m',
] as const

/** Open cases that were reported before the period; null where it may not be known. */
export function earlierThan(counts: Record<string, unknown>): number | null {
  const { open_issues, issues_open } = counts
  return typeof open_issues === 'number' && typeof issues_open === 'number' ? open_issues - issues_open : null
}

/** Null stands for a number that may not be shown: fewer homes than the sharing threshold. */
export function hiddenCount(value: unknown): boolean {
  return value === null
}
