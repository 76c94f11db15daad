import type { RowFor } from '../../../model/dataset'
import type { BuildingFacts } from '../../layout-facts'
import type { CauseShares } from '../cases/causes'
import type { SymptomShares } from '../cases/symptoms'
import { dateText, type Day } from '../clock'
import type { Homes } from '../homes'

export type TruthKind =
  | 'corroded_branch'
  | 'station_failure'
  | 'high_zone_pump'
  | 'top_floor'
  | 'dead_riser'
  | 'altered_flat'
  | 'burst'
  | 'fee_quarrel'
  | 'repair_worked'
  | 'repair_failed'
  | 'diligent_reporter'
  | 'unequal_visiting'
  | 'cold_snap'
  | 'leaving_employer'

/** A fault, or a likeness of one, that was planted in the demo city: what a method should find, or should not. */
export interface Truth {
  kind: TruthKind
  /** Dates, both inclusive. */
  window: { from: string; to: string }
  building_ids: number[]
  /** Homes concerned where they are not all homes of the buildings. */
  dwelling_ids: number[] | null
  pipe_id: number | null
  station_id: number | null
  /** What is counted, divided by what it is `against`. */
  relative_risk: number
  measured_by: 'cases' | 'reports_per_case' | 'visit_cases'
  /** `normal`: homes like these elsewhere in the window; `before`: the same homes in earlier seasons. */
  against: 'normal' | 'before' | 'normal_weather'
  note: string
}

/** How a truth acts on the cases: an excess over the normal rate of its homes, with its own symptoms and causes. */
export interface Effect {
  from: Day
  to: Day
  /** Indexes of homes. */
  homes: number[]
  /** Relative risk less one. */
  excess: number
  symptoms: Partial<SymptomShares>
  causes: CauseShares
  /** Factor on the time to warm. */
  slowness: number
  /** All cases of the effect join its first, a public leak. */
  isBurst: boolean
}

export interface Planting {
  truths: Truth[]
  effects: Effect[]
}

export type Plant = ReturnType<typeof createPlanter>
/** A truth to plant: what is not said is null, counted in cases, against the normal. */
type Seed = Pick<Truth, 'kind' | 'relative_risk' | 'note'> &
  Partial<Truth> & { causes: CauseShares; buildings: readonly BuildingFacts[] } & Partial<
    Pick<Effect, 'symptoms' | 'slowness' | 'isBurst'>
  >

/** Returns a function that records one truth and its effect; `isHome` picks among the homes of the buildings. */
export function createPlanter(planting: Planting, homes: Homes) {
  const byBuilding = indexByBuilding(homes)
  return (seed: Seed, [from, to]: [Day, Day], isHome?: (home: RowFor<'dwelling'>) => boolean): Effect => {
    const all = seed.buildings.flatMap((building) => byBuilding.get(building.building_id) ?? [])
    const chosen = all.filter((i) => {
      const row = homes.rows[i]
      return row !== undefined && (isHome?.(row) ?? true)
    })
    const { buildings, causes, symptoms, slowness = 1, isBurst = false, ...said } = seed
    planting.truths.push({
      window: { from: dateText(from), to: dateText(to) },
      building_ids: buildings.map((building) => building.building_id),
      dwelling_ids: isHome ? chosen.flatMap((i) => homes.rows[i]?.id ?? []) : null,
      pipe_id: null,
      station_id: null,
      measured_by: 'cases',
      against: 'normal',
      ...said,
    })
    const effect: Effect = {
      from,
      to,
      homes: chosen.filter((i) => (homes.risk[i] ?? 0) > 0),
      excess: seed.relative_risk - 1,
      symptoms: symptoms ?? { not_hot: 88, lukewarm: 9, building_off: 3 },
      causes,
      slowness,
      isBurst,
    }
    planting.effects.push(effect)
    return effect
  }
}

function indexByBuilding(homes: Homes): Map<number, number[]> {
  const byBuilding = new Map<number, number[]>()
  homes.rows.forEach((row, i) => {
    const list = byBuilding.get(row.building_id)
    if (list) list.push(i)
    else byBuilding.set(row.building_id, [i])
  })
  return byBuilding
}
