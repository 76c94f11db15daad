import type { Random } from '../random'
import type { BuildingFacts, CompoundFacts, GridFacts, LayoutFacts, StationFacts } from '../layout-facts'

/** Buildings below one supply pipe. */
export interface Branch {
  pipe_id: number
  station_id: number
  buildings: BuildingFacts[]
  dwellings: number
}

/** A column of flats on one riser. */
export interface Riser {
  building: BuildingFacts
  stairwell: number
  column: number
}

/** Where the faults of the demo city are planted; no building is hit twice. */
export interface Targets {
  corroded: Branch
  failing: { station_id: number; buildings: BuildingFacts[] }
  tall: BuildingFacts[]
  topFloors: BuildingFacts[]
  deadRiser: Riser
  alteredRiser: Riser
  burst: Branch
  quarrels: BuildingFacts[][]
  repairWorked: BuildingFacts[]
  repairFailed: BuildingFacts[]
  diligent: GridFacts
  visited: GridFacts
}

/** Chooses the places of the planted truths. Throws a RangeError where the layout has no place of the kind. */
export function chooseTargets(random: Random, facts: LayoutFacts): Targets {
  const search = createSearch(random, facts)
  const corroded = search.branch(search.compound(isCoalYard), { low: 150, high: 460, near: 400 })
  const quarrels = [search.buildings(isOfSize('old', 80, 320)), search.buildings(isOfSize('modern', 80, 420))]
  const failing = search.station()
  return {
    corroded,
    quarrels,
    failing,
    tall: search.tallBuildings(),
    topFloors: search.buildings(
      (compound) => hasEra(compound, ['1980s', '1990s']) && compound.building_ids.length >= 4,
    ),
    repairWorked: search.buildings(isOfSize('old', 150, 900)),
    repairFailed: search.buildings(isOfSize('old', 150, 900)),
    burst: search.branch(search.compound(isOfSize('old', 90, 900)), { low: 80, high: 600, near: 300 }),
    deadRiser: search.riser(),
    alteredRiser: search.riser(),
    diligent: search.grid(),
    visited: search.grid(),
  }
}

type Test<T> = (item: T) => boolean

function isCoalYard(compound: CompoundFacts): boolean {
  return compound.name === '煤炭大院'
}

function isOfSize(kind: CompoundFacts['kind'], low: number, high: number): Test<CompoundFacts> {
  return (compound) => compound.kind === kind && compound.dwellings >= low && compound.dwellings <= high
}

function hasEra(compound: CompoundFacts, eras: CompoundFacts['era'][]): boolean {
  return eras.includes(compound.era)
}

/** Finds places in random order and marks their buildings as used. */
function createSearch(random: Random, facts: LayoutFacts) {
  const buildings = new Map(facts.buildings.map((building) => [building.building_id, building]))
  const left = new Set(facts.leaving.map((one) => one.compound_id))
  const used = new Set(facts.compounds.filter((one) => left.has(one.compound_id)).flatMap((one) => one.building_ids))
  const compounds = random.shuffle(facts.compounds)
  const isFree = (ids: readonly number[]) => ids.length > 0 && !ids.some((id) => used.has(id))
  const take = <T extends { building_ids: number[] }>(items: readonly T[], test: Test<T>, what: string): T => {
    const found = items.find((item) => isFree(item.building_ids) && test(item))
    if (!found) throw new RangeError(`the layout has no ${what} to plant a truth in`)
    found.building_ids.forEach((id) => used.add(id))
    return found
  }
  const resolve = (ids: readonly number[]) => ids.flatMap((id) => buildings.get(id) ?? [])
  return {
    compound: (test: Test<CompoundFacts>) => take(compounds, test, 'compound'),
    buildings: (test: Test<CompoundFacts>) => resolve(take(compounds, test, 'compound').building_ids),
    station() {
      const found = take(random.shuffle(facts.stations), (one) => isBoilerOfSize(one, 500, 2600), 'station')
      return { station_id: found.station_id, buildings: resolve(found.building_ids) }
    },
    grid: () => take(random.shuffle(facts.grids), (one) => one.dwellings >= 150, 'grid'),
    branch(compound: CompoundFacts, { low, high, near }: { low: number; high: number; near: number }): Branch {
      const [branch] = branchesOf(compound, resolve, facts, near)
      if (!branch || branch.dwellings < low || branch.dwellings > high)
        throw new RangeError(`no branch of ${low} to ${high} dwellings in ${compound.name}`)
      branch.buildings.forEach((building) => used.add(building.building_id))
      return branch
    },
    /** The buildings of a high zone, since its pump serves them all; few of any compound where there is none. */
    tallBuildings(): BuildingFacts[] {
      const tall = facts.compounds.map((one) => resolve(one.building_ids).filter(isTall))
      const group = tall.find((some) => some.length >= 4 && isFree(some.map((one) => one.building_id)))
      const chosen = group ?? facts.buildings.filter((one) => isTall(one) && !used.has(one.building_id)).slice(0, 4)
      chosen.forEach((building) => used.add(building.building_id))
      return chosen
    },
    riser(): Riser {
      const single = random.shuffle(facts.buildings.filter((one) => one.heating_system === 'single_pipe'))
      const building = single.find((one) => !used.has(one.building_id) && one.floors >= 5 && one.station_id !== null)
      if (!building) throw new RangeError('no single-pipe building of five floors for a riser')
      used.add(building.building_id)
      return { building, stairwell: 1, column: building.flats_per_stairwell_floor }
    },
  }
}

function isTall(building: BuildingFacts): boolean {
  return building.high_zone_from_floor !== null && building.floors >= 18
}

function isBoilerOfSize(station: StationFacts, low: number, high: number): boolean {
  return station.kind === 'boiler_station' && station.dwellings >= low && station.dwellings <= high
}

/**
 * Branches that reach into a compound: those with most of their dwellings in it first, then the nearest in size, of
 * pipes in series the one next to the buildings, since years of street pipes say little.
 */
function branchesOf(
  compound: CompoundFacts,
  resolve: (ids: readonly number[]) => BuildingFacts[],
  facts: LayoutFacts,
  dwellings: number,
): Branch[] {
  const inside = new Set(compound.building_ids)
  const pipes = new Set(resolve(compound.building_ids).flatMap((building) => building.pipe_ids_to_station))
  const neighbours = resolve(
    facts.stations.find((station) => station.station_id === compound.station_id)?.building_ids ?? [],
  )
  const branches = [...pipes].map((pipe_id) => {
    const below = neighbours.filter((building) => building.pipe_ids_to_station.includes(pipe_id))
    return { pipe_id, station_id: compound.station_id, buildings: below, dwellings: sumDwellings(below) }
  })
  const share = (branch: Branch) =>
    sumDwellings(branch.buildings.filter((one) => inside.has(one.building_id))) / branch.dwellings
  const miss = (branch: Branch) => Math.abs(branch.dwellings - dwellings)
  return branches.sort((a, b) => share(b) - share(a) || miss(a) - miss(b))
}

function sumDwellings(buildings: readonly BuildingFacts[]): number {
  return buildings.reduce((sum, building) => sum + building.dwellings, 0)
}
