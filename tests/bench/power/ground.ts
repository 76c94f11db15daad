import type { BranchTree } from '../../../data/hotspots/branches/branch-tree'
import { atomTree } from '../../../data/hotspots/branches/branch-tree'
import { ringDays } from '../../../data/hotspots/branches/branch-cases'
import { cellGroundOf, type CellGround } from '../../../data/hotspots/cell-ground'
import type { AtomColumns, CityColumns } from '../../../data/hotspots/city-columns'
import { createRandom, type Random } from '../../../data/demo/random'
import { createMultinomial, seedState, type Multinomial } from '../../../data/statistics/multinomial'

/** What the methods know of the city: places are those of the tree over atoms. */
export interface Ground {
  tree: BranchTree
  heated: Float64Array
  /** Buildings at each place. */
  buildings: Float64Array
  x_m: Float64Array
  y_m: Float64Array
  cell: Int32Array
  cells: CellGround
}

/** Made-up cases of four weeks by ring and place; a fault acts to the end of the last day. */
export interface Cases {
  by_ring: Int32Array[]
  /** Cases of the days that a fault may fill: what methods that do not search for a window are given. */
  in_window: Int32Array
}

export interface Fault {
  /** Class of the tree. */
  at: number
  relative_risk: number
}

export interface Setting {
  /** Cases per 100 heated dwellings and week. */
  background: number
  weeks: 1 | 4
}

export function groundOf(columns: CityColumns, atoms: AtomColumns): Ground {
  const tree = atomTree(columns, atoms)
  const cells = cellGroundOf(columns, atoms)
  const buildings = new Float64Array(atoms.length)
  atoms.of_building.forEach((atom, building) => {
    if (atom >= 0 && columns.buildings.heated_dwellings[building]! > 0) buildings[atom]!++
  })
  const atPlaces = (of: ArrayLike<number>) => Float64Array.from(tree.unit, (atom) => of[atom]!)
  return {
    tree,
    heated: atPlaces(atoms.heated_dwellings),
    buildings: atPlaces(buildings),
    x_m: atPlaces(atoms.x_m),
    y_m: atPlaces(atoms.y_m),
    cell: Int32Array.from(tree.unit, (atom) => cells.of_atom[atom]!),
    cells,
  }
}

/** Draws weeks in which every home is as likely to call as any other, apart from the fault. */
export function createSimulator(ground: Ground, seed: string) {
  const random = createRandom(seed)
  const state = seedState(random.integer(0, 2 ** 31))
  const all = createMultinomial(ground.heated, state)
  const dwellings = ground.heated.reduce((sum, n) => sum + n, 0)
  const { start, end } = ground.tree.scan
  return ({ background, weeks }: Setting, fault: Fault | null): Cases => {
    const perDay = background / 700
    const by_ring = ringDays.map(() => new Int32Array(ground.heated.length))
    ringDays.forEach((days, ring) => draw(random, all, by_ring[ring]!, dwellings * perDay * days))
    if (fault) {
      const below = Float64Array.from(ground.heated, (heated, place) =>
        place >= start[fault.at]! && place < end[fault.at]! ? heated : 0,
      )
      const more = createMultinomial(below, state)
      const mean = below.reduce((sum, n) => sum + n, 0) * perDay * (fault.relative_risk - 1)
      ringsOf(weeks).forEach((ring) => draw(random, more, by_ring[ring]!, mean * ringDays[ring]!))
    }
    const in_window = new Int32Array(ground.heated.length)
    for (const ring of ringsOf(weeks)) by_ring[ring]!.forEach((n, place) => (in_window[place]! += n))
    return { by_ring, in_window }
  }
}

/** Rings that the last week, or the last four, consist of. */
function ringsOf(weeks: 1 | 4): number[] {
  return weeks === 1 ? [0, 1] : [0, 1, 2, 3]
}

function draw(random: Random, places: Multinomial, counts: Int32Array, mean: number): void {
  places.drawInto(counts, random.poisson(mean))
}
