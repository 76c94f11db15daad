import type { RowFor } from '../../model/dataset'
import type { Word } from '../../model/vocabulary'
import type { BuildingFacts, LayoutFacts } from '../layout-facts'
import type { Random } from '../random'

type Dwelling = RowFor<'dwelling'>

/** Share of connected flats that have suspended their heat: only loops have a valve of their own. */
const suspendedShares: Record<BuildingFacts['heating_system'], number> = {
  single_pipe: 0.03,
  single_pipe_bypass: 0.03,
  household_loop: 0.2,
  floor_heating: 0.2,
  wall_pipes: 0.03,
}
const arrearsShare = 0.055
const quarrelArrearsShare = 0.6

const priorityShares: Record<BuildingFacts['compound_kind'], number> = { modern: 0.07, old: 0.15, shantytown: 0.2 }
const priorityKinds: [Word<'priority'>, number][] = [
  ['elderly', 50],
  ['living_alone', 15],
  ['hardship', 12],
  ['infant', 10],
  ['disabled', 8],
  ['patient', 5],
]

/**
 * The homes of every building, ids from 1 in the order of buildings, floors, stairwells and flats.
 * `quarrelling` holds the ids of compounds that owe their fees in open quarrel.
 */
export function generateDwellings(random: Random, facts: LayoutFacts, quarrelling: ReadonlySet<number>): Dwelling[] {
  const dwellings: Dwelling[] = []
  for (const building of facts.buildings) {
    const arrears = quarrelling.has(building.compound_id) ? quarrelArrearsShare : arrearsShare
    const areas = columnAreas(random, building)
    const missing = capacityOf(building) - building.dwellings
    for (let place = missing; place < capacityOf(building); place++) {
      const { floor, stairwell, column } = placeOf(building, place)
      dwellings.push({
        id: dwellings.length + 1,
        building_id: building.building_id,
        stairwell,
        floor,
        flat: `${floor}${String(column).padStart(2, '0')}`,
        area_m2: areas[(stairwell - 1) * building.flats_per_stairwell_floor + column - 1] ?? building.dwelling_area_m2,
        pressure_zone: floor >= (building.high_zone_from_floor ?? Infinity) ? 'high' : 'low',
        ...householdOf(random, building, arrears),
      })
    }
  }
  return dwellings
}

/** Position of a flat on its floor of its stairwell, from 1; flats above each other hang on one riser. */
export function columnOf(flat: string): number {
  return Number(flat.slice(-2))
}

function capacityOf(building: BuildingFacts): number {
  return building.floors * building.stairwells * building.flats_per_stairwell_floor
}

/**
 * Place of the n-th possible flat. The ground floor counts from the last flat of the last stairwell backwards, because
 * shops and passages take its flats in that order.
 */
function placeOf(building: BuildingFacts, n: number): { floor: number; stairwell: number; column: number } {
  const perFloor = building.stairwells * building.flats_per_stairwell_floor
  const floor = Math.floor(n / perFloor) + 1
  const along = floor === 1 ? perFloor - 1 - n : n % perFloor
  const stairwell = Math.floor(along / building.flats_per_stairwell_floor) + 1
  return { floor, stairwell, column: (along % building.flats_per_stairwell_floor) + 1 }
}

/** Flats above each other have one area; the columns scatter by 10 % around the building's mean. */
function columnAreas(random: Random, building: BuildingFacts): number[] {
  const count = building.stairwells * building.flats_per_stairwell_floor
  const factors = Array.from({ length: count }, () => random.between(0.83, 1.17))
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / count
  return factors.map((factor) => Math.round((building.dwelling_area_m2 * factor * 10) / mean) / 10)
}

function householdOf(
  random: Random,
  building: BuildingFacts,
  arrears: number,
): Pick<Dwelling, 'connected' | 'suspended' | 'arrears' | 'priority'> {
  const connected = building.connected_share === 1 && building.station_id !== null
  const suspended = connected && random.chance(suspendedShares[building.heating_system])
  return {
    connected,
    suspended,
    arrears: connected && random.chance(arrears),
    priority: random.chance(priorityShares[building.compound_kind]) ? drawPriority(random) : null,
  }
}

function drawPriority(random: Random): Word<'priority'> {
  return priorityKinds[random.weighted(priorityKinds.map(([, weight]) => weight))]?.[0] ?? 'elderly'
}
