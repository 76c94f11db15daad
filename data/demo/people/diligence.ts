import type { LayoutFacts } from '../layout-facts'
import type { Random } from '../random'
import type { Diligence } from './cases/symptoms'
import type { Targets } from './targets'
import { diligentReporting, eagerVisiting } from './truths/truths'

/** The diligence of each building's grid member; recording factors spread from 0.3 to 1.5 (users.md, 3.1). */
export function drawDiligence(random: Random, facts: LayoutFacts, targets: Targets): Map<number, Diligence> {
  const byBuilding = new Map<number, Diligence>()
  for (const grid of facts.grids) {
    const diligence: Diligence = {
      recording: Math.min(1.5, Math.max(0.3, random.normal(1, 0.3))),
      visiting: grid === targets.visited ? eagerVisiting : 1,
      reporting: grid === targets.diligent ? diligentReporting : 1,
    }
    for (const id of grid.building_ids) byBuilding.set(id, diligence)
  }
  return byBuilding
}
