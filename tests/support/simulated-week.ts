import { createAlias } from '../../data/demo/people/cases/chance'
import type { Random } from '../../data/demo/random'
import { appendCases, settleCases, type CaseRow } from '../../data/hotspots/case-columns'
import { emptyCases } from '../../data/hotspots/case-order'
import type { CityColumns, Day } from '../../data/hotspots/city-columns'

/**
 * The city with one week of cases and no others: Poisson in number with mean `cases`, in buildings drawn in proportion to
 * `weights`. `first` is the first day.
 */
export function simulateWeek(
  random: Random,
  columns: CityColumns,
  { first, cases, weights }: { first: Day; cases: number; weights: Float64Array },
): CityColumns {
  const drawBuilding = createAlias(weights)
  const rows = Array.from({ length: random.poisson(cases) }, (_, i): CaseRow => {
    return {
      id: i + 1,
      building_id: columns.buildings.id[drawBuilding(random)] ?? null,
      dwelling_id: null,
      day: first + random.integer(0, 6),
      symptom: 'not_hot',
      cause: null,
      source: 'hotline',
      status: 'closed',
      pressure_zone: 'low',
      due: null,
      reopened: 0,
    }
  })
  const simulated = emptyCases(rows.length)
  appendCases(simulated, columns.buildings, rows)
  settleCases(simulated)
  return { ...columns, cases: simulated }
}
