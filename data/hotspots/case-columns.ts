import { vocabulary, type Vocabulary, type Word } from '../model/vocabulary'
import { closePlaces, makeRoom, openPlaces, orderByDay } from './case-order'
import { caseFlags, none, type BuildingColumns, type CaseColumns, type CityColumns, type Day } from './city-columns'

/** A case as it goes into the columns. */
export interface CaseRow {
  id: number
  building_id: number | null
  dwelling_id: number | null
  /** Day of the report in the city's time zone. */
  day: Day
  symptom: Word<'symptom'>
  cause: Word<'cause'> | null
  source: Word<'source'>
  status: Word<'status'>
  /** Of its flat; null where the flat is not known. */
  pressure_zone: Word<'pressure_zone'> | null
  /** Deadline in minutes since 2000-01-01T00:00Z. */
  due: number | null
  /** How often it was reopened. */
  reopened: number
}

/** Reports of a flat within this many days, the first one included, are one case. */
const oneCaseDays = 7

/** Adds cases that are not there yet, at the end; `settleCases` is to be called once all are in. */
export function appendCases(cases: CaseColumns, buildings: BuildingColumns, rows: readonly CaseRow[]): void {
  makeRoom(cases, cases.length + rows.length)
  for (const row of rows) put(cases, buildings, cases.length++, row)
}

/** Puts all cases in their order and settles for each whether it counts (`caseFlags.counts`). */
export function settleCases(cases: CaseColumns): void {
  orderByDay(cases)
  let last = -1
  for (let i = 0; i < cases.length; i++) {
    settleAlone(cases, i)
    last = Math.max(last, cases.dwelling[i]!)
  }
  // The cases of a flat as a chain. Ids of flats are dense, so that an array is a good index.
  const first = new Int32Array(last + 1).fill(-1)
  const next = new Int32Array(cases.length)
  for (let i = cases.length - 1; i >= 0; i--) {
    const flat = cases.dwelling[i]!
    if (flat < 0) continue
    next[i] = first[flat]!
    first[flat] = i
  }
  const chain: number[] = []
  for (let flat = 0; flat <= last; flat++) {
    const start = first[flat]!
    if (start === -1 || next[start] === -1) continue
    chain.length = 0
    for (let i = start; i !== -1; i = next[i]!) chain.push(i)
    settleFlat(cases, chain)
  }
}

/** Writes cases by id, new or known, and settles again which cases of their flats count. Returns the days touched. */
export function writeCases({ cases, buildings }: CityColumns, rows: readonly CaseRow[]): Day[] {
  const wanted = new Map(rows.map((row) => [row.id, row]))
  const known = positionsOf(cases, wanted)
  const days = [...wanted.values()].map((row) => row.day)
  const flats = new Set<number>()
  const moved: number[] = []
  const write = (row: CaseRow, position: number) => {
    put(cases, buildings, position, row)
    settleAlone(cases, position)
    flats.add(cases.dwelling[position]!)
  }
  for (const [id, position] of known) {
    const row = wanted.get(id)!
    days.push(cases.day[position]!)
    flats.add(cases.dwelling[position]!)
    if (cases.day[position] === row.day) {
      write(row, position)
      wanted.delete(id)
    } else moved.push(position)
  }
  closePlaces(cases, moved)
  const added = [...wanted.values()].sort((a, b) => a.day - b.day)
  const places = openPlaces(
    cases,
    added.map((row) => row.day),
  )
  added.forEach((row, k) => write(row, places[k]!))
  settleFlats(cases, flats)
  return days
}

/** Takes cases out by id; unknown ids are passed over. Returns the days touched. */
export function removeCases({ cases }: CityColumns, ids: readonly number[]): Day[] {
  const positions = [...positionsOf(cases, new Set(ids)).values()]
  const flats = new Set(positions.map((position) => cases.dwelling[position]!))
  const days = positions.map((position) => cases.day[position]!)
  closePlaces(cases, positions)
  settleFlats(cases, flats)
  return days
}

/** Position of a word in its vocabulary, `none` for null. */
export function codeOf<K extends keyof Vocabulary>(kind: K, word: Word<K> | null): number {
  return word === null ? none : (codes[kind].get(word) ?? none)
}

const codes = Object.fromEntries(
  Object.entries(vocabulary).map(([kind, words]) => [kind, new Map(words.map((word, code) => [word, code]))]),
) as Record<keyof Vocabulary, Map<string, number>>

const declined = codeOf('status', 'declined')
const merged = codeOf('status', 'merged')

function put(cases: CaseColumns, buildings: BuildingColumns, at: number, row: CaseRow): void {
  cases.id[at] = row.id
  cases.building[at] = row.building_id === null ? -1 : (buildings.index.get(row.building_id) ?? -1)
  cases.dwelling[at] = row.dwelling_id ?? -1
  cases.day[at] = row.day
  cases.symptom[at] = codeOf('symptom', row.symptom)
  cases.cause[at] = codeOf('cause', row.cause)
  cases.source[at] = codeOf('source', row.source)
  cases.status[at] = codeOf('status', row.status)
  cases.zone[at] = row.pressure_zone === 'high' ? 1 : 0
  cases.due[at] = row.due ?? -1
  cases.flags[at] = (row.reopened > 0 ? caseFlags.reopened : 0) | (cases.status[at] === merged ? caseFlags.merged : 0)
}

/** Whether a case counts as long as nothing else is known of its flat. */
function settleAlone(cases: CaseColumns, at: number): void {
  if (cases.status[at] === declined) cases.flags[at]! &= ~caseFlags.counts
  else cases.flags[at]! |= caseFlags.counts
}

function settleFlats(cases: CaseColumns, flats: Set<number>): void {
  flats.delete(-1)
  for (const positions of groupsOf(cases.dwelling, cases.length, flats).values()) settleFlat(cases, positions)
}

/** The cases of one flat: in the order of their reports, one counts again a week after the last that did. */
function settleFlat(cases: CaseColumns, positions: number[]): void {
  positions.sort((a, b) => cases.day[a]! - cases.day[b]! || cases.id[a]! - cases.id[b]!)
  let last = -Infinity
  for (const at of positions) {
    settleAlone(cases, at)
    if (!(cases.flags[at]! & caseFlags.counts)) continue
    if (cases.day[at]! - last < oneCaseDays) cases.flags[at]! &= ~caseFlags.counts
    else last = cases.day[at]!
  }
}

function positionsOf(cases: CaseColumns, ids: Wanted): Map<number, number> {
  return new Map(Array.from(groupsOf(cases.id, cases.length, ids), ([id, [position = -1]]) => [id, position]))
}

/** Values to look for: a set, or a map by them. */
type Wanted = ReadonlySet<number> | ReadonlyMap<number, unknown>

/** Positions of each of the wanted values, by one walk along the column. */
function groupsOf(column: Int32Array, length: number, wanted: Wanted): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  let [least, most] = [Infinity, -Infinity]
  for (const value of wanted.keys()) [least, most] = [Math.min(least, value), Math.max(most, value)]
  for (let i = 0; i < length; i++) {
    const value = column[i]!
    if (value < least || value > most || !wanted.has(value)) continue
    const group = groups.get(value)
    if (group) group.push(i)
    else groups.set(value, [i])
  }
  return groups
}
