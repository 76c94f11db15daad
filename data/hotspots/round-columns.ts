import { firstOn } from './case-order'
import {
  caseFlags,
  dayOf,
  type AtomColumns,
  type BuildingColumns,
  type CaseColumns,
  type CityColumns,
  type RoundColumns,
  type Day,
} from './city-columns'
import { atomsAt } from './count'

/** A round as plain rows; each home counts once, however often it was visited. */
export interface RoundRow {
  id: number
  community_id: number | null
  starts_on: string
  ends_on: string
  visited: readonly { building_id: number; dwellings: number }[]
  findings: readonly number[]
}

/** Rounds by the positions of the buildings that they visited. */
export function roundColumns(rows: readonly RoundRow[], buildings: BuildingColumns): RoundColumns[] {
  return rows.map((row) => {
    const visited = new Int32Array(buildings.length)
    for (const { building_id, dwellings } of row.visited) {
      const building = buildings.index.get(building_id)
      if (building !== undefined) visited[building] = dwellings
    }
    return {
      id: row.id,
      community_id: row.community_id ?? -1,
      first: dayOf(row.starts_on),
      last: dayOf(row.ends_on),
      visited,
      findings: new Set(row.findings),
    }
  })
}

/** The round of an id; where the columns have not heard of it yet, one that has visited nobody. */
export function roundOf({ rounds, buildings }: CityColumns, id: number): RoundColumns {
  const nothing = { visited: new Int32Array(buildings.length), findings: new Set<number>() }
  return rounds.find((round) => round.id === id) ?? { id, community_id: -1, first: 0, last: 0, ...nothing }
}

/** What a round saw, and the part of it that may be looked at. */
export interface SeenInRound {
  /**
   * The columns in which no case counts but the findings, and in which atoms hold homes that were visited where they hold
   * heated homes otherwise. A finding is a case named by a visit of the round and reported on its days.
   */
  columns: CityColumns
  /** By building: homes that were visited. */
  visited: Int32Array
}

/** Atoms, in the season of `day`, in which fewer than `least` homes were visited are left out with what was found there. */
export function seenInRound(columns: CityColumns, round: RoundColumns, day: Day, least: number): SeenInRound {
  const atoms = atomsAt(columns, day)
  if (!atoms)
    return { columns: { ...columns, cases: findingsAlone(columns, round, () => true) }, visited: round.visited }
  const { made, visited, isSeen } = visitedAtoms(round, atoms, least)
  const seasons = columns.seasons.map((season) => (season.atoms === atoms ? { ...season, atoms: made } : season))
  const cases = findingsAlone(columns, round, (building) => isSeen[building] === 1)
  return { columns: { ...columns, seasons, cases }, visited }
}

function findingsAlone(
  { cases }: CityColumns,
  { first, last, findings }: RoundColumns,
  isSeen: (building: number) => boolean,
): CaseColumns {
  const flags = cases.flags.map((own) => own & ~caseFlags.counts)
  const end = firstOn(cases, last + 1)
  for (let i = firstOn(cases, first); i < end; i++)
    if (findings.has(cases.id[i]!) && isSeen(cases.building[i]!)) flags[i] = cases.flags[i]!
  return { ...cases, flags }
}

interface VisitedAtoms {
  of: AtomColumns
  least: number
  made: AtomColumns
  visited: Int32Array
  /** By building. */
  isSeen: Uint8Array
}

const known = new WeakMap<RoundColumns, VisitedAtoms[]>()

/** Made once for a round, so that what is kept by atoms (kernels, cells) is kept for it, too. */
function visitedAtoms(round: RoundColumns, atoms: AtomColumns, least: number): VisitedAtoms {
  const kept = (known.get(round) ?? []).filter(({ of }) => of === atoms)
  const before = kept.find((one) => one.least === least)
  if (before) return before
  const { of_building } = atoms
  const homes = new Int32Array(atoms.length)
  of_building.forEach((atom, b) => atom >= 0 && (homes[atom]! += round.visited[b]!))
  const isSeen = Uint8Array.from(of_building, (atom) => (least === 0 || (atom >= 0 && homes[atom]! >= least) ? 1 : 0))
  const seen = {
    of: atoms,
    least,
    made: { ...atoms, heated_dwellings: homes.map((visited) => (visited >= least ? visited : 0)) },
    visited: round.visited.map((visited, b) => visited * isSeen[b]!),
    isSeen,
  }
  known.set(round, [...kept, seen])
  return seen
}
