import { vocabulary } from '../model/vocabulary'
import { caseFlags, type BuildingColumns, type CityColumns, type Day } from './city-columns'
import { isHeatFault } from './heat-faults'

/**
 * Cases before a day, counted so that what was normal before any earlier day is known without another walk along the
 * cases: heat faults by blocks of days and building, all cases by day and symptom.
 */
export interface EarlierCases {
  /** Days from here on are not counted. */
  until: Day
  /** Block of the first element of `blocks`: its first day is `first_block` × `blockDays`. */
  first_block: number
  blocks: EarlierBlock[]
  /** Day of the first element of each of `by_symptom`. */
  first: Day
  /** By position in `vocabulary.symptom`, then by day. */
  by_symptom: Uint32Array[]
}

/** By building that speaks for its atom (`speakersOf`). */
export interface EarlierBlock {
  cases: Uint16Array
  /** Cases that came through the grid member: chat, visit, patrol. */
  member_cases: Uint16Array
}

/** Days of a block; the first block begins on 2000-01-01. */
export const blockDays = 28

const memberSources: ReadonlySet<string> = new Set(['chat', 'visit', 'patrol'])
const isMember = Uint8Array.from(vocabulary.source, (source) => (memberSources.has(source) ? 1 : 0))

/** Counts the cases that count, hang on a building and were reported before a day. */
export function countEarlier(columns: CityColumns, until: Day): EarlierCases {
  const { cases, buildings } = columns
  const first = firstDay(columns, until)
  const first_block = Math.floor(first / blockDays)
  const length = first === until ? 0 : Math.floor((until - 1) / blockDays) - first_block + 1
  const counted: EarlierCases = {
    until,
    first_block,
    blocks: Array.from({ length }, () => {
      return { cases: new Uint16Array(buildings.length), member_cases: new Uint16Array(buildings.length) }
    }),
    first,
    by_symptom: vocabulary.symptom.map(() => new Uint32Array(until - first)),
  }
  const speakers = columns.seasons.map(({ atoms }) => speakersOf(atoms.of_building, buildings))
  const season = Int32Array.from({ length: until - first }, (_, d) => seasonAt(columns, first + d))
  for (let i = 0; i < cases.length; i++) {
    const day = cases.day[i]!
    const building = cases.building[i]!
    if (day >= until || building < 0 || !(cases.flags[i]! & caseFlags.counts)) continue
    counted.by_symptom[cases.symptom[i]!]![day - first]!++
    if (!isHeatFault(cases, i)) continue
    const speaker = speakers[season[day - first]!]?.[building] ?? building
    const block = counted.blocks[Math.floor(day / blockDays) - first_block]!
    block.cases[speaker]!++
    block.member_cases[speaker]! += isMember[cases.source[i]!]!
  }
  return counted
}

function firstDay({ cases }: CityColumns, until: Day): Day {
  let first = until
  for (let i = 0; i < cases.length; i++) {
    const isCounted = cases.building[i]! >= 0 && cases.flags[i]! & caseFlags.counts
    if (isCounted && cases.day[i]! < first) first = cases.day[i]!
  }
  return first
}

/** Position of the season that a day is in, else of the last one before it, else of the first; −1 without seasons. */
export function seasonAt({ seasons }: CityColumns, day: Day): number {
  let found = -1
  let first = -1
  seasons.forEach((season, s) => {
    if (first === -1 || season.first < seasons[first]!.first) first = s
    if (season.first <= day && (found === -1 || season.first > seasons[found]!.first)) found = s
  })
  return found === -1 ? first : found
}

/** For every building the one with the most heated dwellings of its atom; without an atom the building itself. */
export function speakersOf(ofBuilding: Int32Array, { heated_dwellings }: BuildingColumns): Int32Array {
  const largest = new Map<number, number>()
  ofBuilding.forEach((atom, b) => {
    const known = largest.get(atom)
    if (known === undefined || heated_dwellings[b]! > heated_dwellings[known]!) largest.set(atom, b)
  })
  return ofBuilding.map((atom, b) => (atom < 0 ? b : largest.get(atom)!))
}
