/** What a city holds, in numbers. */
export interface Holdings {
  /** Homes, stations, plants and pipes, which the map draws. */
  things: number
  divisions: number
  /** Whenever they were reported. */
  cases: number
}

/** Why a map shows nothing to work with; words under `bare_map.`. */
export type BareReason = 'only_name' | 'only_divisions' | 'only_ended' | 'only_earlier'

/** Null where the map has something to show: things, or cases as they are asked for. */
export function reasonBare(
  { things, divisions, cases }: Holdings,
  { open, inPeriod, shown }: { open: number; inPeriod: number; shown: 'open' | 'all' },
): BareReason | null {
  if (things > 0 || (shown === 'open' ? open : inPeriod) > 0) return null
  if (cases > 0) return inPeriod > 0 ? 'only_ended' : 'only_earlier'
  return divisions > 0 ? 'only_divisions' : 'only_name'
}
