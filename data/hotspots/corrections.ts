import type { Corrections, FactorRange } from './answers'
import { dateOf, type CityColumns } from './city-columns'
import type { Exposure } from './expectation'

/**
 * The factors by which exposure differs from heated dwellings in a view (by building 1; null: everywhere), as ranges. A
 * grid or a stratum is told only where it has the sharing threshold of heated dwellings in view, and by a factor that was
 * learned over whole atoms, to two digits.
 */
export function correctionsIn(
  { buildings, city }: CityColumns,
  { cases, learned_until, recording, strata, of_building }: Exposure,
  in_view: Uint8Array | null,
): Corrections {
  const range = (of: Int32Array, groups: readonly { factor: number }[]): FactorRange | null => {
    const heated = new Float64Array(groups.length)
    of.forEach((group, b) => group >= 0 && (in_view?.[b] ?? 1) && (heated[group]! += buildings.heated_dwellings[b]!))
    const told = groups.filter((_, group) => heated[group]! >= city.sharing_threshold).map(({ factor }) => factor)
    if (told.length === 0) return null
    return { least: twoDigits(Math.min(...told)), most: twoDigits(Math.max(...told)), groups: told.length }
  }
  return {
    earlier_cases: cases,
    learned_until: dateOf(learned_until - 1),
    recording: range(of_building.recording, recording),
    stock: range(of_building.stratum, strata),
  }
}

function twoDigits(factor: number): number {
  return Math.round(100 * factor) / 100
}
