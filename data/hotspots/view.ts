import { servingForest } from '../network/serving-forest'
import { caseFlags, type AtomColumns, type BuildingColumns, type CityColumns } from './city-columns'

/** A part of a city, by the ids of what it is made of. */
export interface Area {
  of: 'communities' | 'grids' | 'stations'
  ids: readonly number[]
}

/** Whose cases somebody may read. */
export type Reach = 'all' | 'none' | Area

/** By building, 1 where it lies in the area; stations have the buildings that they feed. */
export function buildingsIn(columns: CityColumns, { of, ids }: Area): Uint8Array {
  const wanted = new Set(ids)
  const { community_id, grid_id } = columns.buildings
  if (of === 'communities') return Uint8Array.from(community_id, (id) => (wanted.has(id) ? 1 : 0))
  if (of === 'grids') return Uint8Array.from(grid_id, (id) => (wanted.has(id) ? 1 : 0))
  const { network, service, buildings } = columns
  const { root } = servingForest(network)
  const fed = new Uint8Array(buildings.length)
  for (let s = 0; s < service.length; s++) {
    const node = network.node_index.get(service.node_id[s]!)
    const station = node === undefined || root[node] === -1 ? -1 : network.root_station[root[node]!]!
    if (wanted.has(station)) fed[service.building[s]!] = 1
  }
  return fed
}

/** By building, 1 where its cases may be read; null: everywhere. */
export function readableBuildings(columns: CityColumns, reach: Reach): Uint8Array | null {
  if (reach === 'all') return null
  return reach === 'none' ? new Uint8Array(columns.buildings.length) : buildingsIn(columns, reach)
}

/**
 * The buildings of the atoms whose first building (that with the least id) is among the given ones: unions of atoms, so
 * that places of a kind add up and any difference of two answers is a union of atoms again.
 */
export function asWholeAtoms({ buildings }: CityColumns, atoms: AtomColumns, given: Uint8Array | null): Uint8Array {
  const first = firstBuildings(buildings, atoms)
  return Uint8Array.from(atoms.of_building, (atom) => (atom >= 0 && (!given || given[first[atom]!]) ? 1 : 0))
}

/** Dwellings of the atoms of which every building is marked. */
export function heatedOfAtoms(atoms: AtomColumns, marked: Uint8Array): number {
  const inside = new Uint8Array(atoms.length)
  atoms.of_building.forEach((atom, b) => atom >= 0 && marked[b] && (inside[atom] = 1))
  return atoms.heated_dwellings.reduce((sum, heated, atom) => sum + inside[atom]! * heated, 0)
}

const byAtom = new WeakMap<AtomColumns, { of: BuildingColumns; made: BuildingColumns }>()

/**
 * The columns as lenses may see them: buildings of an atom share the compound of its first building and its kind, so that
 * neither a filter by kind nor a count of compounds cuts through an atom.
 */
export function columnsByAtom(columns: CityColumns, atoms: AtomColumns): CityColumns {
  const { buildings } = columns
  let known = byAtom.get(atoms)
  if (known?.of !== buildings) {
    const first = firstBuildings(buildings, atoms)
    const speaker = atoms.of_building.map((atom, b) => (atom < 0 ? b : first[atom]!))
    const compound_kind = buildings.compound_kind.map((_, b) => buildings.compound_kind[speaker[b]!]!)
    const compound_id = buildings.compound_id.map((_, b) => buildings.compound_id[speaker[b]!]!)
    known = { of: buildings, made: { ...buildings, compound_kind, compound_id } }
    byAtom.set(atoms, known)
  }
  return { ...columns, buildings: known.made }
}

/**
 * The columns without the cases that a reader of some buildings could work out by subtracting what they read: those of
 * the unreadable part of an atom, where this part holds too few homes for a number of its own. The same columns where
 * there is no such atom.
 */
export function toldColumns(columns: CityColumns, atoms: AtomColumns, readable: Uint8Array | null): CityColumns {
  const { cases } = columns
  const isSecret = readable && secretBuildings(columns, atoms, readable)
  if (!isSecret?.includes(1)) return columns
  const flags = cases.flags.slice()
  for (let i = 0; i < cases.length; i++) {
    if (cases.building[i]! >= 0 && isSecret[cases.building[i]!]) flags[i]! &= ~caseFlags.counts
  }
  return { ...columns, cases: { ...cases, flags } }
}

/**
 * By building, 1 where its cases must not go into the number of its atom: the reader reads another part of the atom, and
 * what they do not read holds too few homes.
 */
export function secretBuildings(
  { buildings, city }: CityColumns,
  atoms: AtomColumns,
  readable: Uint8Array,
): Uint8Array {
  const rest = new Float64Array(atoms.length)
  const isPartlyRead = new Uint8Array(atoms.length)
  atoms.of_building.forEach((atom, b) => {
    if (atom < 0) return
    if (readable[b]) isPartlyRead[atom] = 1
    else rest[atom]! += buildings.heated_dwellings[b]!
  })
  return Uint8Array.from(atoms.of_building, (atom, b) =>
    atom >= 0 && isPartlyRead[atom] && !readable[b] && rest[atom]! < city.sharing_threshold ? 1 : 0,
  )
}

function firstBuildings({ id }: BuildingColumns, { of_building, length }: AtomColumns): Int32Array {
  const first = new Int32Array(length).fill(-1)
  of_building.forEach((atom, b) => {
    if (atom >= 0 && (first[atom] === -1 || id[b]! < id[first[atom]!]!)) first[atom] = b
  })
  return first
}
