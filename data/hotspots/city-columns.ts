import type { City } from '../model/city'
import type { Network } from '../network/network'
import type { Footprints } from './footprints'

/**
 * All that the lenses know of a city, in typed arrays (docs/decisions/0006). Buildings, atoms and cases are positions
 * 0…n−1; ids are those of the database. Places are metres in the city's projected system (`city.srid`).
 */
export interface CityColumns {
  city: Pick<City, 'code' | 'time_zone' | 'srid' | 'sharing_threshold'>
  buildings: BuildingColumns
  service: ServiceColumns
  cases: CaseColumns
  seasons: readonly SeasonColumns[]
  rounds: readonly RoundColumns[]
  weather: WeatherColumns
  barriers: Barriers
  /** Supply network of the secondary side; closed valves cut it, its roots are the stations' outlets. */
  network: Network
}

/** Whole days since 2000-01-01, counted in the city's time zone. */
export type Day = number

export interface BuildingColumns {
  readonly length: number
  readonly id: Int32Array
  readonly index: ReadonlyMap<number, number>
  /** Centre of the footprint. */
  readonly x_m: Float64Array
  readonly y_m: Float64Array
  readonly footprints: Footprints
  readonly heated_dwellings: Int32Array
  /** Ids; −1 where there is none. */
  readonly community_id: Int32Array
  readonly compound_id: Int32Array
  /** Heating grid by the plans in force on the city's today. */
  readonly grid_id: Int32Array
  /** Position in `vocabulary.compound_kind`; `none` without a compound. */
  readonly compound_kind: Uint8Array
  /** Year of building, of the compound where the building has none; 0 unknown. */
  readonly built_year: Int16Array
  /** Position in `vocabulary.heating_system`, or `none`. */
  readonly heating_system: Uint8Array
}

/** Where homes hang on the network: one row a building and pressure zone that has heated dwellings. */
export interface ServiceColumns {
  readonly length: number
  /** Position of the building. */
  readonly building: Int32Array
  /** Position in `vocabulary.pressure_zone`: 0 low, 1 high. */
  readonly zone: Uint8Array
  /** Id of the network's node; −1 where the building is not connected. */
  readonly node_id: Int32Array
  readonly heated_dwellings: Int32Array
}

/** What a round of visits (docs/decisions/0009) saw of a city. */
export interface RoundColumns {
  readonly id: number
  /** −1 for a round of the whole city. */
  readonly community_id: number
  /** Both inclusive. */
  readonly first: Day
  readonly last: Day
  /** By building: heated dwellings in which somebody was spoken with. */
  readonly visited: Int32Array
  /** Ids of the cases that were found at its doors. */
  readonly findings: ReadonlySet<number>
}

/** Atoms (data/network/atoms.ts) of one season, the smallest sets that counts may be given for. */
export interface SeasonColumns {
  readonly id: number
  readonly first: Day
  readonly last: Day
  readonly atoms: AtomColumns
  /** Compound that each atom counts for; −1 where it has none. */
  readonly compound_of_atom: Int32Array
}

export interface AtomColumns {
  readonly length: number
  readonly id: Int32Array
  /** Atom of each building; −1 where it has none. */
  readonly of_building: Int32Array
  readonly heated_dwellings: Int32Array
  /** Mean of its buildings' centres, weighted by heated dwellings. */
  readonly x_m: Float64Array
  readonly y_m: Float64Array
}

/**
 * Cases in the order of their days (case-order.ts). Columns have room beyond `length`. Codes are positions in the words of `vocabulary`; `none` where
 * the value is null.
 */
export interface CaseColumns {
  length: number
  id: Int32Array
  /** Position of the building, −1 for a case of a place. */
  building: Int32Array
  /** Id of the flat, −1 unknown. */
  dwelling: Int32Array
  day: Int16Array
  symptom: Uint8Array
  cause: Uint8Array
  source: Uint8Array
  status: Uint8Array
  /** Pressure zone of the flat; 0 (low) where unknown. */
  zone: Uint8Array
  /** Deadline in minutes since 2000-01-01T00:00Z, −1 without. */
  due: Int32Array
  /** Bits of `caseFlags`. */
  flags: Uint8Array
}

export const caseFlags = {
  /** Counts in statistics: not declined, and not a second report of a flat within seven days of one that counts. */
  counts: 1,
  reopened: 2,
  /** Merged into another case; counts all the same where it is another flat's. */
  merged: 4,
} as const

/** Stands for null in a column of codes. */
export const none = 255

/** Weather by day; NaN where it is not known. `first` is the day of the first value. */
export interface WeatherColumns {
  readonly first: Day
  readonly mean_c: Float32Array
  readonly min_c: Float32Array
  readonly normal_c: Float32Array
}

/** What heat problems do not spread across: polygons (rivers, hills) as rings, and lines (railways), in metres. */
export interface Barriers {
  readonly polygons: readonly (readonly Float64Array[])[]
  readonly lines: readonly Float64Array[]
}

const epoch = Date.UTC(2000, 0, 1)

/** Day number of a date `YYYY-MM-DD`. */
export function dayOf(date: string): Day {
  return Math.round((Date.parse(`${date}T00:00:00Z`) - epoch) / 86_400_000)
}

/** Date `YYYY-MM-DD` of a day number. */
export function dateOf(day: Day): string {
  return new Date(epoch + day * 86_400_000).toISOString().slice(0, 10)
}

/** Minutes since 2000-01-01T00:00Z, rounded down. */
export function minuteOf(instant: Date | string): number {
  return Math.floor((new Date(instant).getTime() - epoch) / 60_000)
}

/** Instant of such a minute. */
export function instantOf(minute: number): Date {
  return new Date(epoch + minute * 60_000)
}
