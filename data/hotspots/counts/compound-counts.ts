import type { CityColumns, Day, SeasonColumns } from '../city-columns'
import { isOpen, isOverdue, selectCases } from '../count'
import type { Selection } from '../question'
import { columnsByAtom, secretBuildings } from '../view'

/** Cases of compounds as the map of problems draws them: every case, also one that statistics leave out. */
export interface CompoundCounts {
  /** Compounds with cases. */
  id: number[]
  count: number[]
  open: number[]
  overdue: number[]
}

/**
 * Counts by compound of the building; where not every case may be read (`readable` by building, not null) by compound of
 * the atom, for atoms that are large enough, without what could be worked out of a part of an atom.
 */
export function countByCompound(
  columns: CityColumns,
  selection: Selection,
  now: number,
  readable: Uint8Array | null,
): CompoundCounts {
  const season = readable && seasonAt(columns, selection.to)
  const compoundOf = readable ? compoundsByAtom(columns, season, readable) : columns.buildings.compound_id
  const seen = season ? columnsByAtom(columns, season.atoms) : columns
  const { cases } = columns
  const rows = new Map<number, { count: number; open: number; overdue: number }>()
  for (const i of selectCases(seen, selection, now, 0)) {
    const compound = compoundOf[cases.building[i]!]!
    if (compound < 0) continue
    let row = rows.get(compound)
    if (!row) rows.set(compound, (row = { count: 0, open: 0, overdue: 0 }))
    row.count++
    if (isOpen(cases, i)) row.open++
    if (isOverdue(cases, i, now)) row.overdue++
  }
  const sorted = [...rows].sort(([a], [b]) => a - b)
  return {
    id: sorted.map(([id]) => id),
    count: sorted.map(([, { count }]) => count),
    open: sorted.map(([, { open }]) => open),
    overdue: sorted.map(([, { overdue }]) => overdue),
  }
}

/** The season of a day or the last before it; null before the first one. */
function seasonAt({ seasons }: CityColumns, day: Day): SeasonColumns | null {
  return seasons.filter(({ first }) => first <= day).sort((a, b) => b.first - a.first)[0] ?? null
}

/** By building, the compound for which its cases are told; −1 where they are not. */
function compoundsByAtom(columns: CityColumns, season: SeasonColumns | null, readable: Uint8Array): Int32Array {
  if (!season) return new Int32Array(columns.buildings.length).fill(-1)
  const { atoms, compound_of_atom } = season
  const isSecret = secretBuildings(columns, atoms, readable)
  return atoms.of_building.map((atom, b) => {
    const isTold = atom >= 0 && !isSecret[b] && atoms.heated_dwellings[atom]! >= columns.city.sharing_threshold
    return isTold ? compound_of_atom[atom]! : -1
  })
}
