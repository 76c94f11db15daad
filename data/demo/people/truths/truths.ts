import type { RowFor } from '../../../model/dataset'
import type { LayoutFacts } from '../../layout-facts'
import { dateText, demoToday } from '../clock'
import type { Homes } from '../homes'
import { dayOfHandOver } from '../management'
import { coldFactors } from '../cases/days'
import { firstDay } from '../seasons'
import type { Targets } from '../targets'
import { uniformSnapDay } from '../weather'
import { plantHouseFaults } from './house-faults'
import { plantPipeFaults } from './pipe-faults'
import { createPlanter, type Planting, type Truth } from './planting'
import { plantQuarrelsAndRepairs } from './quarrels-and-repairs'

/** What the truths are planted in. */
export interface Ground {
  facts: LayoutFacts
  homes: Homes
  weather: readonly RowFor<'weather_day'>[]
  seasons: readonly RowFor<'season'>[]
}

/** Plants the truths at their targets. */
export function plantTruths({ facts, homes, weather, seasons }: Ground, targets: Targets): Planting {
  const planting: Planting = { truths: [], effects: [] }
  const plant = createPlanter(planting, homes)
  const first = firstDay(seasons)
  plantPipeFaults(plant, targets, weather)
  plantHouseFaults(plant, targets, first)
  plantQuarrelsAndRepairs(plant, targets, first)
  planting.truths.push(
    ...reportingTruths(targets, dateText(first)),
    coldSnap(facts, weather),
    ...leavingEmployers(facts),
  )
  return planting
}

/** Truths about who reports, not about heat: they are planted in the diligence of two grids. */
function reportingTruths({ diligent, visited }: Targets, from: string): Truth[] {
  const about = { dwelling_ids: null, pipe_id: null, station_id: null, against: 'normal' as const }
  const window = { from, to: dateText(demoToday) }
  return [
    {
      kind: 'diligent_reporter',
      window,
      building_ids: diligent.building_ids,
      relative_risk: diligentReporting,
      measured_by: 'reports_per_case',
      note: 'This grid member enters every chat message: many reports, no excess of cases.',
      ...about,
    },
    {
      kind: 'unequal_visiting',
      window,
      building_ids: visited.building_ids,
      relative_risk: eagerVisiting,
      measured_by: 'visit_cases',
      note: 'Doors are visited here far more often than elsewhere: more cases from visits, not more faults.',
      ...about,
    },
  ]
}

/** Factors of the two unlike grid members. */
export const diligentReporting = 5
export const eagerVisiting = 6

/** A gap in who manages a yard: somebody has to step in, but no pipe is at fault. */
function leavingEmployers({ leaving, compounds }: LayoutFacts): Truth[] {
  return leaving.map(({ compound_id, pipe_id, station_id }) => ({
    kind: 'leaving_employer',
    window: { from: dayOfHandOver, to: dateText(demoToday) },
    building_ids: compounds.find((one) => one.compound_id === compound_id)?.building_ids ?? [],
    dwelling_ids: null,
    pipe_id,
    station_id,
    relative_risk: 1,
    measured_by: 'cases',
    against: 'normal',
    note: 'The employer left: its office was shut off the loop, its yard is managed by nobody. A gap, no fault.',
  }))
}

function coldSnap(facts: LayoutFacts, weather: readonly RowFor<'weather_day'>[]): Truth {
  const from = uniformSnapDay + 1
  const factors = coldFactors(weather)
  const felt = Array.from({ length: 5 }, (_, i) => factors(from + i))
  return {
    kind: 'cold_snap',
    window: { from: dateText(from), to: dateText(from + 4) },
    building_ids: facts.buildings.map((building) => building.building_id),
    dwelling_ids: null,
    pipe_id: null,
    station_id: null,
    relative_risk: Math.round((100 * felt.reduce((sum, factor) => sum + factor, 0)) / felt.length) / 100,
    measured_by: 'cases',
    against: 'normal_weather',
    note: 'It turned cold and the whole city rose by the same factor: no place stands out.',
  }
}
