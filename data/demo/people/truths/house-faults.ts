import type { RowFor } from '../../../model/dataset'
import { dayOf, demoToday, type Day } from '../clock'
import { columnOf } from '../dwellings'
import type { Riser, Targets } from '../targets'
import type { Plant } from './planting'

/** A compound's top floors, a dead riser and a flat that starves its riser. `first` is the first day of all cases. */
export function plantHouseFaults(plant: Plant, targets: Targets, first: Day): void {
  const { topFloors, deadRiser, alteredRiser } = targets
  const top = new Map(topFloors.map((building) => [building.building_id, building.floors]))
  plant(
    {
      kind: 'top_floor',
      buildings: topFloors,
      relative_risk: 4,
      note: 'Top floors are cold every winter: the roof lacks insulation.',
      causes: [
        ['insulation', 80],
        ['air_lock', 20],
      ],
    },
    [first, demoToday],
    (home) => home.floor === top.get(home.building_id),
  )
  plant(
    {
      kind: 'dead_riser',
      buildings: [deadRiser.building],
      station_id: deadRiser.building.station_id,
      relative_risk: 120,
      note: 'One riser stands still: the flats above each other, nobody beside them.',
      causes: [['riser', 1]],
    },
    [dayOf('2024-01-04'), dayOf('2024-01-10')],
    isOnRiser(deadRiser),
  )
  plant(
    {
      kind: 'altered_flat',
      buildings: [alteredRiser.building],
      station_id: alteredRiser.building.station_id,
      relative_risk: 18,
      note: 'A flat on the third floor altered its pipes and starves its riser.',
      causes: [
        ['imbalance', 60],
        ['altered_pipes', 40],
      ],
    },
    [dayOf('2023-11-12'), demoToday],
    (home) => home.floor !== 3 && isOnRiser(alteredRiser)(home),
  )
}

function isOnRiser({ stairwell, column }: Riser): (home: RowFor<'dwelling'>) => boolean {
  return (home) => home.stairwell === stairwell && columnOf(home.flat) === column
}
