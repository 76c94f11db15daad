import type { CityColumns, Day } from './city-columns'

/**
 * Bandwidths that may be asked for. From three steps of the raster (20 m) on the kernel of a home keeps its weight within
 * half a percent wherever it lies between the nodes; with one step it would be 7 %.
 */
export const bandwidthLimits_m = { min: 60, max: 1000 } as const

/** Which cases are looked at, as bit masks over the words of `vocabulary`; 0 means all. */
export interface Selection {
  /** Both inclusive. */
  from: Day
  to: Day
  symptoms: number
  sources: number
  compound_kinds: number
  statuses: number
  open: boolean
  overdue: boolean
  reopened: boolean
}

/** What every lens is given. Pure: the same input, the same answer. */
export interface LensInput {
  columns: CityColumns
  selection: Selection
  /** The city's present minute (`minuteOf`), for overdue. */
  now: number
  /**
   * By building: heated dwellings corrected for stock and recording, summing to the heated dwellings of the city. The
   * cases of a period are expected in these proportions (data/hotspots/expectation.ts).
   */
  exposure: Float64Array
  /**
   * By building: heated dwellings that a round has visited, where its findings are asked for. The atoms of `columns` hold
   * the same, and rates are per 100 of them: a home is asked once in a round, however long it takes.
   */
  visited?: Int32Array
  /** By building, 1 where the answer shows it; null: everywhere. Lenses compute city-wide and cut at the end. */
  in_view: Uint8Array | null
  /** By building, 1 where the reader may read its cases; null: everywhere. */
  readable: Uint8Array | null
}

/** Weeks by which rates are divided; findings of a round are not. */
export function weeksOf({ visited }: LensInput, selection: Selection): number {
  return visited ? 1 : (selection.to + 1 - selection.from) / 7
}
