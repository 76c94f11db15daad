import type { Network } from '../../network/network'
import type { NullTable, NullTableOrder } from '../../statistics/null-table'
import { ringDays } from './branch-cases'
import { atomTree, zoneTree, type BranchTree } from './branch-tree'
import type { AtomColumns, CityColumns, ServiceColumns } from '../city-columns'

/** A tree with its null table; null until that is drawn. */
export interface PreparedTree {
  tree: BranchTree
  table: NullTable | null
}

/** Trees and null tables of the networks, connections and atoms that are in memory. */
export interface BranchTables {
  atoms(columns: CityColumns, atoms: AtomColumns): PreparedTree
  zones(columns: CityColumns): PreparedTree
}

interface Kept extends PreparedTree {
  order: NullTableOrder
}

/**
 * Keeps what the columns in memory need. `tableOf` is asked for a table until it gives it. It is made with heated
 * dwellings as exposure and cases spread evenly over the days; the exact replicates take both as they are.
 */
export function createBranchTables(tableOf: (order: NullTableOrder) => NullTable | null): BranchTables {
  const kept = new WeakMap<Network, { service: ServiceColumns; made: Map<AtomColumns | ServiceColumns, Kept> }>()
  const keep = (columns: CityColumns, key: AtomColumns | ServiceColumns, make: () => Kept): PreparedTree => {
    let city = kept.get(columns.network)
    if (city?.service !== columns.service) city = { service: columns.service, made: new Map() }
    kept.set(columns.network, city)
    const known = city.made.get(key) ?? make()
    city.made.set(key, known)
    known.table ??= tableOf(known.order)
    return known
  }
  return {
    atoms: (columns, atoms) => keep(columns, atoms, () => prepare(atomTree(columns, atoms), atoms.heated_dwellings)),
    zones: (columns) =>
      keep(columns, columns.service, () => prepare(zoneTree(columns), columns.service.heated_dwellings)),
  }
}

/** Two cases per 100 dwellings and week in all four weeks: more is read off at the end of the table. */
const most = 0.08
const replicates = 499
const seed = 2003

function prepare(tree: BranchTree, heated_dwellings: Int32Array): Kept {
  const exposure = Float64Array.from(tree.unit, (unit) => heated_dwellings[unit]!)
  const dwellings = exposure.reduce((sum, value) => sum + value, 0)
  const order = { tree: tree.scan, exposure, ring_days: ringDays, most: most * dwellings, replicates, seed }
  return { tree, order, table: null }
}
