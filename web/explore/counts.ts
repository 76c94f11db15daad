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

/** Null stands for a number that may not be shown: fewer homes than the sharing threshold. */
export function hiddenCount(value: unknown): boolean {
  return value === null
}
