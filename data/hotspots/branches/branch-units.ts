import type { ScanFrame } from '../../statistics/tree-scan'
import type { Contrast } from '../answers'
import type { BranchCases } from './branch-cases'
import type { AtomColumns } from '../city-columns'
import type { LensInput } from '../question'

/** What a scan counts by: atoms, or rows of service. Buildings that the question leaves out are in no unit. */
export interface BranchUnits {
  length: number
  /** Unit of a case by its position in the columns, −1 where it has none. */
  unitOf(position: number): number
  buildings: readonly (readonly number[])[]
  heated_dwellings: Float64Array
  exposure: Float64Array
  /** 1 where a unit is a high pressure zone. */
  isHigh: Uint8Array
}

export function atomUnits({ columns, selection, exposure }: LensInput, atoms: AtomColumns): BranchUnits {
  const { buildings, cases } = columns
  const isAsked = askedBuildings(columns.buildings.compound_kind, selection.compound_kinds)
  const units = emptyUnits(atoms.length)
  for (let building = 0; building < buildings.length; building++) {
    const atom = atoms.of_building[building]!
    if (atom >= 0 && isAsked(building)) {
      add(units, atom, { building, heated: buildings.heated_dwellings[building]!, exposure: exposure[building]! })
    }
  }
  return { ...units, unitOf: (position) => atoms.of_building[cases.building[position]!]! }
}

/** A case of a zone that has no row belongs to the other zone of its building. */
export function serviceUnits({ columns, selection, exposure }: LensInput): BranchUnits {
  const { buildings, cases, service } = columns
  const isAsked = askedBuildings(buildings.compound_kind, selection.compound_kinds)
  const rows = new Int32Array(2 * buildings.length).fill(-1)
  const units = emptyUnits(service.length)
  for (let row = 0; row < service.length; row++) {
    const building = service.building[row]!
    const heated = service.heated_dwellings[row]!
    rows[2 * building + service.zone[row]!] = row
    units.isHigh[row] = service.zone[row]!
    if (!isAsked(building)) continue
    const share = (exposure[building]! * heated) / buildings.heated_dwellings[building]!
    add(units, row, { building, heated, exposure: share })
  }
  const unitOf = (position: number) => {
    const key = 2 * cases.building[position]! + cases.zone[position]!
    return rows[key]! >= 0 ? rows[key]! : rows[key ^ 1]!
  }
  return { ...units, unitOf }
}

/** Sums over classes of one window: cases, open cases and expected ones before each place. */
export interface WindowSums {
  cases: Float64Array
  open: Float64Array
  expected: Float64Array
}

/** By window. */
export function windowSums(frame: ScanFrame, { by_ring, open_by_ring }: BranchCases): WindowSums[] {
  const { units } = frame.tree
  const sums = { cases: new Float64Array(units), open: new Float64Array(units), expected: new Float64Array(units) }
  return frame.totals.map((total, ring) => {
    const exposure = frame.exposure[ring]!
    const all = exposure.reduce((sum, value) => sum + value, 0)
    for (let place = 0; place < units; place++) {
      sums.cases[place]! += by_ring[ring]![place]!
      sums.open[place]! += open_by_ring[ring]![place]!
      if (all > 0) sums.expected[place]! += (total * exposure[place]!) / all
    }
    return { cases: before(sums.cases), open: before(sums.open), expected: before(sums.expected) }
  })
}

/** Sums before each place. */
export function before(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1)
  values.forEach((value, place) => (sums[place + 1] = sums[place]! + value))
  return sums
}

/** A class without a class inside it, both as ranges of places. Null where nothing is left. */
export function contrastOf(
  sums: WindowSums,
  heated: Float64Array,
  [outer, inner]: readonly [readonly [number, number], readonly [number, number]],
): Contrast | null {
  const rest = (of: Float64Array) => of[outer[1]]! - of[outer[0]]! - (of[inner[1]]! - of[inner[0]]!)
  const heated_dwellings = rest(heated)
  if (heated_dwellings <= 0) return null
  return { cases: rest(sums.cases), expected: Math.max(0, rest(sums.expected)), heated_dwellings }
}

type Units = Omit<BranchUnits, 'unitOf' | 'buildings'> & { buildings: number[][] }

function emptyUnits(length: number): Units {
  return {
    length,
    buildings: Array.from({ length }, () => []),
    heated_dwellings: new Float64Array(length),
    exposure: new Float64Array(length),
    isHigh: new Uint8Array(length),
  }
}

interface Share {
  building: number
  heated: number
  exposure: number
}

function add(units: Units, unit: number, { building, heated, exposure }: Share): void {
  if (heated === 0) return
  units.buildings[unit]!.push(building)
  units.heated_dwellings[unit]! += heated
  units.exposure[unit]! += exposure
}

function askedBuildings(compound_kind: Uint8Array, kinds: number): (building: number) => boolean {
  return (building) => kinds === 0 || (compound_kind[building]! < 31 && (kinds & (1 << compound_kind[building]!)) !== 0)
}
