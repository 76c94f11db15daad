import type { OutsideCounts } from '../answers'
import type { AtomColumns, CityColumns } from '../city-columns'
import { wordTable } from '../count'
import type { LensInput } from '../question'

/** The part of a finding outside of the view, before its communities have names. */
export interface FoundOutside {
  counts: OutsideCounts | null
  community_ids: number[]
}

/** What lies outside: its numbers, and the buildings of each atom (or row of service) there. */
export interface Away {
  counts: OutsideCounts
  heated_dwellings: number
  homes: readonly (readonly number[])[]
}

/**
 * What may be told of it: numbers from as many heated dwellings on as may be shown. An atom lies in the community of its
 * building of the least id, as it does where views are cut (`asWholeAtoms`).
 */
export function toldOutside({ buildings, city }: CityColumns, away: Away | null): FoundOutside | null {
  if (!away) return null
  const { counts, heated_dwellings, homes } = away
  const communities = homes.flatMap((members) => {
    const [first, ...others] = members
    if (first === undefined) return []
    return buildings.community_id[others.reduce((a, b) => (buildings.id[b]! < buildings.id[a]! ? b : a), first)]!
  })
  return {
    counts: heated_dwellings < city.sharing_threshold ? null : counts,
    community_ids: [...new Set(communities)].filter((id) => id >= 0),
  }
}

/** Cases of each atom, and the open ones among them. */
export interface AtomCases {
  cases: Int32Array
  open: Int32Array
}

/**
 * The part of some cells outside of the view; `inside` is 1 for the atoms of the cells, which together expect `expected`
 * cases. Null where all of them are in view.
 */
export function cellsOutside(
  { columns, selection, exposure, in_view }: LensInput,
  { atoms, inside, expected }: { atoms: AtomColumns; inside: Uint8Array; expected: number },
  { cases, open }: AtomCases,
): FoundOutside | null {
  if (!in_view) return null
  const { compound_kind, heated_dwellings } = columns.buildings
  const isAsked = wordTable(selection.compound_kinds)
  const homes = new Map<number, number[]>()
  let [heated, away, all] = [0, 0, 0]
  atoms.of_building.forEach((atom, b) => {
    if (atom < 0 || !inside[atom] || heated_dwellings[b] === 0 || !isAsked[compound_kind[b]!]) return
    all += exposure[b]!
    if (in_view[b]) return
    away += exposure[b]!
    heated += heated_dwellings[b]!
    homes.set(atom, [...(homes.get(atom) ?? []), b])
  })
  if (homes.size === 0) return null
  const sum = (of: Int32Array) => [...homes.keys()].reduce((total, atom) => total + of[atom]!, 0)
  const counts = { cases: sum(cases), open_cases: sum(open), expected: all > 0 ? (expected * away) / all : 0 }
  return toldOutside(columns, { counts, heated_dwellings: heated, homes: [...homes.values()] })
}
