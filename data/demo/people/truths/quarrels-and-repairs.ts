import type { CauseShares } from '../cases/causes'
import { dayOf, demoToday, type Day } from '../clock'
import type { Targets } from '../targets'
import type { Plant } from './planting'

/** Two quarrels over fees, a repair that worked and one that did not. `first` is the first day of all cases. */
export function plantQuarrelsAndRepairs(plant: Plant, targets: Targets, first: Day): void {
  for (const buildings of targets.quarrels) {
    plant(
      {
        kind: 'fee_quarrel',
        buildings,
        relative_risk: 6,
        symptoms: { not_hot: 62, building_off: 18, fees: 20 },
        note: 'Heat was cut over unpaid fees: cold, but no fault. Without the cause arrears it is like any other.',
        causes: [['arrears', 1]],
      },
      [dayOf('2023-11-06'), dayOf('2023-12-20')],
    )
  }
  plantRepairs(plant, targets, first)
}

function plantRepairs(plant: Plant, targets: Targets, first: Day): void {
  const causes: CauseShares = [
    ['yard_branch', 60],
    ['riser', 40],
  ]
  const repaired: [Day, Day] = [dayOf('2023-11-01'), demoToday]
  const worked = plant(
    {
      kind: 'repair_worked',
      buildings: targets.repairWorked,
      relative_risk: 1 / 3,
      against: 'before',
      note: 'Yard pipes were renewed in summer 2023 after seasons at three times the normal: it worked.',
      causes,
    },
    repaired,
  )
  const failed = plant(
    {
      kind: 'repair_failed',
      buildings: targets.repairFailed,
      relative_risk: 1,
      against: 'before',
      note: 'Yard pipes were renewed in summer 2023 after seasons at three times the normal: no effect.',
      causes,
    },
    repaired,
  )
  Object.assign(worked, { from: first, to: dayOf('2023-08-31'), excess: 2 })
  Object.assign(failed, { from: first, excess: 2 })
}
