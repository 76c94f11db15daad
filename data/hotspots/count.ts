import { endedStatuses, vocabulary, type Vocabulary, type Word } from '../model/vocabulary'
import { codeOf } from './case-columns'
import { firstOn, lowerBound } from './case-order'
import { caseFlags, none, type AtomColumns, type CaseColumns, type CityColumns, type Day } from './city-columns'
import type { Selection } from './question'

/** Selects every case of a period (both days inclusive). */
export function wholePeriod(from: Day, to: Day): Selection {
  return {
    from,
    to,
    symptoms: 0,
    sources: 0,
    compound_kinds: 0,
    statuses: 0,
    open: false,
    overdue: false,
    reopened: false,
  }
}

/** Words as a bit mask over their vocabulary. */
export function maskOf<K extends keyof Vocabulary>(kind: K, words: readonly Word<K>[]): number {
  return words.reduce((mask, word) => mask | (1 << codeOf(kind, word)), 0)
}

/**
 * Positions of the cases that count (`caseFlags.counts`), hang on a building and are selected, in the order of their
 * days. Words of one kind are alternatives, kinds are conditions together; `open`, `overdue` and `reopened` are
 * alternatives to `statuses`. `among`: flags that a case must have; 0 takes those that do not count, too.
 */
export function selectCases(
  columns: CityColumns,
  selection: Selection,
  now: number,
  among: number = caseFlags.counts,
): Int32Array {
  const { cases } = columns
  const { building, symptom, source, flags } = cases
  const [first, end] = [firstOn(cases, selection.from), firstOn(cases, selection.to + 1)]
  const isAmong = Uint8Array.from({ length: 256 }, (_, flag) => ((flag & among) === among ? 1 : 0))
  const symptoms = wordTable(selection.symptoms)
  const sources = wordTable(selection.sources)
  const ofKind = buildingsOf(columns, selection.compound_kinds)
  const found = new Int32Array(Math.max(0, end - first) + 1)
  let length = 0
  // Every position is written and only counted where it is selected: a branch that nobody can foretell costs more.
  for (let i = first; i < end; i++) {
    found[length] = i
    length += isAmong[flags[i]!]! & symptoms[symptom[i]!]! & sources[source[i]!]! & ofKind[building[i]! + 1]!
  }
  const hasStatus = statusTest(cases, selection, now)
  const selected = found.subarray(0, length)
  return hasStatus ? selected.filter(hasStatus) : selected
}

/** The found positions of a shorter period (both days inclusive). */
export function within({ cases }: CityColumns, found: Int32Array, { from, to }: { from: Day; to: Day }): Int32Array {
  const position = (day: Day) => lowerBound(found, firstOn(cases, day), found.length)
  return found.subarray(position(from), position(to + 1))
}

/** Cases of each building, from their positions. */
export function countByBuilding({ buildings, cases }: CityColumns, found: Int32Array): Int32Array {
  const counts = new Int32Array(buildings.length)
  for (const i of found) counts[cases.building[i]!]!++
  return counts
}

/** Cases of each atom; those of buildings without an atom are left out. */
export function countByAtom(columns: CityColumns, atoms: AtomColumns, found: Int32Array): Int32Array {
  const counts = new Int32Array(atoms.length)
  const byBuilding = countByBuilding(columns, found)
  for (let b = 0; b < byBuilding.length; b++)
    if (atoms.of_building[b]! >= 0) counts[atoms.of_building[b]!]! += byBuilding[b]!
  return counts
}

/** Cases by day, the first element for `from`. `ofBuilding` is 1 where a building's cases count. */
export function countByDay(
  { cases }: CityColumns,
  found: Int32Array,
  { from, to }: { from: Day; to: Day },
  ofBuilding: Uint8Array | null = null,
): Int32Array {
  const counts = new Int32Array(Math.max(0, to - from + 1))
  for (const i of found) if (!ofBuilding || ofBuilding[cases.building[i]!]) counts[cases.day[i]! - from]!++
  return counts
}

/** Numbers of cases; those by word are in the order of the vocabulary. */
export interface CaseNumbers {
  cases: number
  open: number
  overdue: number
  reopened: number
  by_symptom: Int32Array
  by_source: Int32Array
  by_status: Int32Array
  /** Cases of buildings without a compound are left out here. */
  by_compound_kind: Int32Array
}

/** Counts cases by their words. `ofBuilding` is 1 where a building's cases count. */
export function countByWord(
  columns: CityColumns,
  found: Int32Array,
  now: number,
  ofBuilding: Uint8Array | null = null,
): CaseNumbers {
  const { cases, buildings } = columns
  const numbers = {
    cases: 0,
    open: 0,
    overdue: 0,
    reopened: 0,
    by_symptom: new Int32Array(vocabulary.symptom.length),
    by_source: new Int32Array(vocabulary.source.length),
    by_status: new Int32Array(vocabulary.status.length),
    by_compound_kind: new Int32Array(vocabulary.compound_kind.length),
  }
  for (const i of found) {
    const b = cases.building[i]!
    if (ofBuilding && !ofBuilding[b]) continue
    numbers.cases++
    if (isOpen(cases, i)) numbers.open++
    if (isOverdue(cases, i, now)) numbers.overdue++
    if (cases.flags[i]! & caseFlags.reopened) numbers.reopened++
    numbers.by_symptom[cases.symptom[i]!]!++
    numbers.by_source[cases.source[i]!]!++
    numbers.by_status[cases.status[i]!]!++
    if (buildings.compound_kind[b] !== none) numbers.by_compound_kind[buildings.compound_kind[b]!]!++
  }
  return numbers
}

const ended = wordTable(maskOf('status', endedStatuses))

/** Whether a case still needs somebody. */
export function isOpen(cases: CaseColumns, position: number): boolean {
  return ended[cases.status[position]!] === 0
}

/** Whether a case is open beyond its deadline at the minute `now`. */
export function isOverdue(cases: CaseColumns, position: number, now: number): boolean {
  return isOpen(cases, position) && cases.due[position]! >= 0 && cases.due[position]! < now
}

/** Atoms of the season that a day is in, else of the last one before it, else of the first; null without seasons. */
export function atomsAt(columns: CityColumns, day: Day): AtomColumns | null {
  const seasons = [...columns.seasons].sort((a, b) => a.first - b.first)
  return (seasons.findLast((season) => season.first <= day) ?? seasons[0])?.atoms ?? null
}

/** By code, 1 for those in the mask; for all where the mask is 0. */
export function wordTable(mask: number): Uint8Array {
  const table = new Uint8Array(256)
  for (let code = 0; code < table.length; code++) table[code] = mask === 0 || (code < 31 && mask & (1 << code)) ? 1 : 0
  return table
}

/** By position of a building plus one, 1 where it has one of the kinds; no building has none. */
function buildingsOf({ buildings }: CityColumns, compound_kinds: number): Uint8Array {
  const kinds = wordTable(compound_kinds)
  const isAsked = new Uint8Array(buildings.length + 1)
  for (let b = 0; b < buildings.length; b++) isAsked[b + 1] = kinds[buildings.compound_kind[b]!]!
  return isAsked
}

function statusTest(cases: CaseColumns, selection: Selection, now: number): ((position: number) => boolean) | null {
  const { statuses, open, overdue, reopened } = selection
  if (statuses === 0 && !open && !overdue && !reopened) return null
  const asked = statuses === 0 ? new Uint8Array(256) : wordTable(statuses)
  if (open) ended.forEach((isEnded, code) => code < vocabulary.status.length && !isEnded && (asked[code] = 1))
  return (i) =>
    asked[cases.status[i]!] === 1 ||
    (overdue && isOverdue(cases, i, now)) ||
    (reopened && (cases.flags[i]! & caseFlags.reopened) !== 0)
}
