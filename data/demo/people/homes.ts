import type { RowFor } from '../../model/dataset'
import type { BuildingFacts, Era, LayoutFacts } from '../layout-facts'
import type { Random } from '../random'
import { diligenceFactor, type Diligence } from './cases/symptoms'
import { columnOf } from './dwellings'

/** Every home as the generator of cases sees it: index = dwelling id − 1. */
export interface Homes {
  rows: readonly RowFor<'dwelling'>[]
  buildings: readonly BuildingFacts[]
  /** Index into `buildings`. */
  building: Int32Array
  /** Chance of a case relative to the mean heated home, from era, place in the house and branch; 0 if not heated. */
  risk: Float64Array
  /** The same times what is peculiar to the household. */
  weight: Float64Array
  heated: number
}

const eraFactors: Record<Era, number> = {
  to_1979: 2.2,
  '1980s': 2.2,
  '1990s': 1.6,
  '2000s': 0.9,
  '2010s': 0.5,
  shanty: 2.5,
}
const topFactor = 1.6
const groundFactor = 1.4
const gableFactor = 1.3
const branchEndFactor = 1.5
/** Shape of the households' gamma factor: few report often, most never. */
const householdShape = 0.6

/** Risks of all homes, scaled so that the rates per heated dwelling hold. `diligence` is that of a building's grid. */
export function createHomes(
  random: Random,
  facts: LayoutFacts,
  rows: readonly RowFor<'dwelling'>[],
  diligence: ReadonlyMap<number, Diligence>,
): Homes {
  const indexes = new Map(facts.buildings.map((building, i) => [building.building_id, i]))
  const building = Int32Array.from(rows, (row) => indexes.get(row.building_id) ?? 0)
  const risk = Float64Array.from(rows, (row, i) => {
    const home = facts.buildings[building[i] ?? 0]
    if (!home || !row.connected || row.suspended) return 0
    const member = diligence.get(row.building_id)
    return placeFactor(row, home) * (member ? diligenceFactor(member) : 1)
  })
  const weight = risk.map((value) => (value === 0 ? 0 : value * random.gamma(householdShape)))
  const heated = risk.reduce((count, value) => count + (value > 0 ? 1 : 0), 0)
  return {
    rows,
    buildings: facts.buildings,
    building,
    risk: scale(risk, heated),
    weight: scale(weight, heated),
    heated,
  }
}

function placeFactor(row: RowFor<'dwelling'>, building: BuildingFacts): number {
  const isTop = row.floor === building.floors
  const column = columnOf(row.flat)
  const isGable =
    (row.stairwell === 1 && column === 1) ||
    (row.stairwell === building.stairwells && column === building.flats_per_stairwell_floor)
  return (
    eraFactors[building.era] *
    (isTop ? topFactor : row.floor === 1 ? groundFactor : 1) *
    (isGable ? gableFactor : 1) *
    (building.is_branch_end ? branchEndFactor : 1)
  )
}

function scale(values: Float64Array, total: number): Float64Array {
  const factor = total / values.reduce((sum, value) => sum + value, 0)
  return values.map((value) => value * factor)
}
