import type { Word } from '../../model/vocabulary'
import type { StackAnswer, StackCell } from '../answers'
import { stackPattern, type CountedFlat, type NeighbourHome } from './stack-pattern'

/** What the stack of a building is made from. */
export interface StackInput {
  building: StackAnswer['building']
  /** Whether nothing is fed beyond it. */
  is_branch_end: boolean
  flats: readonly StackFlat[]
  /** Its cases in the period and in the week before, but for declined ones. */
  cases: readonly StackCase[]
  /** The latest reading of each flat that was measured since a day. */
  readings: { since: string; temperature_standard_c: number; of: readonly StackReading[] }
  /** Homes around it: those of its compound, or of its community where these are few. */
  neighbours: readonly NeighbourHome[]
  from: string
  to: string
  /** Cases per 100 heated dwellings and week in the whole city. */
  city_rate: number
}

export interface StackFlat {
  id: number
  floor: number
  stairwell: number
  /** Its number on the door, such as `302`. */
  flat: string
  pressure_zone: Word<'pressure_zone'>
  heated: boolean
}

export interface StackCase {
  dwelling_id: number | null
  /** Date in the city's time zone. */
  day: string
  open: boolean
  symptom: Word<'symptom'>
  cause: Word<'cause'> | null
}

/** A room temperature that was measured in a flat. */
export interface StackReading {
  dwelling_id: number
  reading_c: number
  /** Date in the city's time zone. */
  day: string
}

/** Reports of a flat within this many days are one case (docs/decisions/0006). */
const oneCaseDays = 7

/** Cases and readings of a building by floor and stairwell, and the pattern that the cases make. */
export function buildingStack(input: StackInput): StackAnswer {
  const { building, from, to, neighbours } = input
  const counted = countingCases(input.cases).filter(({ day }) => day >= from && day <= to)
  const heat = groupByFlat(counted.filter(isHeat))
  const flats = input.flats.map((flat) => ({ ...flat, ...countedFlat(heat.get(flat.id) ?? []) }))
  const weeks = (Date.parse(to) - Date.parse(from)) / (7 * 86_400_000) + 1 / 7
  const { pattern, tests } = stackPattern({ flats, neighbours, is_branch_end: input.is_branch_end })
  return {
    building,
    rows: rowsOf(input, counted),
    pattern,
    cases: counted.length,
    readings: readingsOf(input),
    basis: {
      from,
      to,
      cases: counted.length,
      heated_dwellings: input.flats.filter(({ heated }) => heated).length,
      weeks,
      city_rate: input.city_rate,
      figures: { tests, neighbour_dwellings: neighbours.length },
    },
  }
}

/** Cases that count: of one flat, one counts again a week after the last that did. Those without a flat all count. */
export function countingCases<C extends Pick<StackCase, 'dwelling_id' | 'day'>>(cases: readonly C[]): C[] {
  const last = new Map<number, number>()
  return [...cases]
    .sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)))
    .filter(({ dwelling_id, day }) => {
      if (dwelling_id === null) return true
      const at = Date.parse(day) / 86_400_000
      if (at - (last.get(dwelling_id) ?? -Infinity) < oneCaseDays) return false
      last.set(dwelling_id, at)
      return true
    })
}

/** Fees and heat cut over fees tell nothing of pipes. */
export function isHeat({ symptom, cause }: Pick<StackCase, 'symptom' | 'cause'>): boolean {
  return symptom !== 'fees' && cause !== 'arrears'
}

function countedFlat(cases: readonly StackCase[]): Pick<CountedFlat, 'cases' | 'days'> {
  return { cases: cases.length, days: cases.map(({ day }) => Date.parse(day) / 86_400_000) }
}

function readingsOf({ flats, readings }: StackInput): StackAnswer['readings'] {
  const heated = new Set(flats.filter((flat) => flat.heated).map(({ id }) => id))
  const { since, temperature_standard_c } = readings
  const told = readings.of.filter(({ dwelling_id }) => heated.has(dwelling_id))
  const below_standard = told.filter(({ reading_c }) => reading_c < temperature_standard_c).length
  return { homes: told.length, below_standard, since, temperature_standard_c }
}

function rowsOf({ flats, building, readings }: StackInput, cases: readonly StackCase[]): StackAnswer['rows'] {
  const floors = [...new Set(flats.map(({ floor }) => floor))].sort((a, b) => b - a)
  const byFlat = groupByFlat(cases)
  const measured = new Map(readings.of.map((reading) => [reading.dwelling_id, reading]))
  return floors.map((floor) => ({
    floor,
    flats: Array.from({ length: building.stairwells }, (_, i): StackCell | null => {
      const homes = flats.filter((one) => one.floor === floor && one.stairwell === i + 1 && one.heated)
      if (homes.length === 0) return null
      const own = homes.flatMap(({ id }) => byFlat.get(id) ?? [])
      const open = own.filter((one) => one.open).length
      const read = homes.flatMap(({ id }) => measured.get(id) ?? [])
      const coldest = coldestOf(read, readings.temperature_standard_c)
      return { cases: own.length, open, dwellings: homes.length, measured: read.length, coldest }
    }),
  }))
}

function coldestOf(readings: readonly StackReading[], temperature_standard_c: number): StackCell['coldest'] {
  const [coldest] = [...readings].sort((a, b) => a.reading_c - b.reading_c)
  if (!coldest) return null
  const { reading_c, day } = coldest
  return { reading_c, day, below_standard: reading_c < temperature_standard_c }
}

function groupByFlat<C extends Pick<StackCase, 'dwelling_id'>>(cases: readonly C[]): Map<number, C[]> {
  const groups = new Map<number, C[]>()
  for (const one of cases) {
    if (one.dwelling_id === null) continue
    const group = groups.get(one.dwelling_id)
    if (group) group.push(one)
    else groups.set(one.dwelling_id, [one])
  }
  return groups
}
