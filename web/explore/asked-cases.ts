import type { Address } from '../address'
import type { MapState } from '../map/state'
import type { Span } from '../period'

/** Before the first case of any city. */
const firstDay = '1970-01-01'

/**
 * The cases that the map and its legend show: all that are open now, whenever they were reported, as the headline and
 * the names of the grids count them; or all that were reported in the period. The word `open` asks for what is open:
 * `reopened`, a status, asks the interface for every case that was ever opened again, closed ones included.
 */
export function askedCases(
  { status, symptoms }: Pick<Address, 'status' | 'symptoms'>,
  span: Span,
  today: string,
): MapState['cases'] {
  const all = { symptoms, sources: [], compound_kinds: [] }
  return status === 'open' ? { from: firstDay, to: today, ...all, status: ['open'] } : { ...span, ...all, status: [] }
}
