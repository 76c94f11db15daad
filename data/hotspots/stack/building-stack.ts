import type { Word } from '../../model/vocabulary'
import type { StackAnswer } from '../answers'
import { stackPattern, type CountedFlat, type NeighbourHome } from './stack-pattern'

/** What the stack of a building is made from. */
export interface StackInput {
  building: StackAnswer['building']
  /** Whether nothing is fed beyond it. */
  is_branch_end: boolean
  flats: readonly StackFlat[]
  /** Its cases in the period and in the week before, but for declined ones. */
  cases: readonly StackCase[]
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

/** Reports of a flat within this many days are one case (docs/decisions/0006). */
const oneCaseDays = 7

/** Cases of a building by floor and stairwell, and the pattern that they make. */
export function buildingStack(input: StackInput): StackAnswer {
  const { building, from, to, neighbours } = input
  const counted = countingCases(input.cases).filter(({ day }) => day >= from && day <= to)
  const heat = counted.filter(isHeat)
  const flats = input.flats.map((flat) => ({ ...flat, ...casesOf(flat.id, heat) }))
  const weeks = (Date.parse(to) - Date.parse(from)) / (7 * 86_400_000) + 1 / 7
  const { pattern, tests } = stackPattern({ flats, neighbours, is_branch_end: input.is_branch_end })
  return {
    building,
    rows: rowsOf(input.flats, counted, building.stairwells),
    pattern,
    cases: counted.length,
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

function casesOf(flat: number, cases: readonly StackCase[]): Pick<CountedFlat, 'cases' | 'days'> {
  const own = cases.filter(({ dwelling_id }) => dwelling_id === flat)
  return { cases: own.length, days: own.map(({ day }) => Date.parse(day) / 86_400_000) }
}

function rowsOf(flats: readonly StackFlat[], cases: readonly StackCase[], stairwells: number): StackAnswer['rows'] {
  const floors = [...new Set(flats.map(({ floor }) => floor))].sort((a, b) => b - a)
  return floors.map((floor) => ({
    floor,
    flats: Array.from({ length: stairwells }, (_, i) => {
      const homes = flats.filter((one) => one.floor === floor && one.stairwell === i + 1 && one.heated)
      if (homes.length === 0) return null
      const ids = new Set(homes.map(({ id }) => id))
      const own = cases.filter(({ dwelling_id }) => dwelling_id !== null && ids.has(dwelling_id))
      return { cases: own.length, open: own.filter(({ open }) => open).length, dwellings: homes.length }
    }),
  }))
}
