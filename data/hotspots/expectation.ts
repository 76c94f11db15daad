import { shrunkRates, shrunkShares } from '../statistics/empirical-bayes'
import { vocabulary } from '../model/vocabulary'
import { none, type BuildingColumns, type CityColumns, type Day } from './city-columns'
import { blockDays, countEarlier, seasonAt, speakersOf, type EarlierCases } from './earlier-cases'

/** How the cases of a period are shared out over a city when nothing is wrong anywhere. */
export interface Exposure {
  /** By building: heated dwellings × stratum factor × recording factor, scaled to the heated dwellings of the city. */
  exposure: Float64Array
  /** Earlier cases that the factors rest on; below `leastCases` all factors are 1. */
  cases: number
  /** Day before which they were reported. */
  learned_until: Day
  strata: StratumFactor[]
  recording: RecordingFactor[]
  /** By building, its positions in `strata` and `recording`; −1 where it has none. */
  of_building: { stratum: Int32Array; recording: Int32Array }
}

/** Buildings of one kind and age, and how often they call, given how their cases get recorded. */
export interface StratumFactor {
  /** First year of the decade of building, the 1970s and before together; null where it is not known. */
  decade: number | null
  /** Words of the vocabulary, null where there is none. */
  compound_kind: string | null
  heating_system: string | null
  heated_dwellings: number
  cases: number
  /** Cases over expected after shrinking. */
  factor: number
}

/** How much of what is said in a grid gets recorded, against the city. */
export interface RecordingFactor {
  grid_id: number
  cases: number
  /** Cases that came through the grid member: chat, visit, patrol. */
  member_cases: number
  /** Cases recorded here, relative to the same troubles elsewhere, after shrinking. */
  factor: number
}

/** The last days before a period teach nothing, so that a fault that lasts does not become the normal. */
export const blindDays = 28
const leastCases = 200
const earliestDecade = 1970

/**
 * Day before which a period that begins on `asOf` learns: the last beginning of a block that is at least 28 days before.
 * Periods with the same answer learn the same.
 */
export function learnsUntil(asOf: Day): Day {
  return blockDays * Math.floor((asOf - blindDays) / blockDays)
}

/**
 * Exposure of every building for a period that begins on `asOf`, learned from the heat faults that count and were reported
 * before `learnsUntil(asOf)`. Two corrections are estimated with empirical Bayes (Marshall 1991; Kleinman 1973):
 *
 * - *recording*: other sources than the grid member (hotline, station, one-tap) tell how much trouble there is; where the
 *   member's share is higher than in the city, as much more gets recorded, and is no more heat trouble;
 * - *stratum*: decade of building, compound kind and heating system, given the recording.
 *
 * Cases are taken by the atoms of their season: an atom counts for stratum and grid of its largest building, so that
 * nothing here tells two buildings of an atom apart. `earlier` is at hand where several periods are asked for; it reaches
 * at least to `learnsUntil(asOf)`.
 */
export function exposureOf(
  columns: CityColumns,
  asOf: Day,
  earlier: EarlierCases = countEarlier(columns, learnsUntil(asOf)),
): Exposure {
  const { buildings } = columns
  const until = learnsUntil(asOf)
  const season = columns.seasons[seasonAt(columns, until)]
  const speaker: Int32Array = season ? speakersOf(season.atoms.of_building, buildings) : buildings.id.map((_, b) => b)
  const bySpeaker = sumBlocks(earlier, until, buildings.length)
  if (bySpeaker.total < leastCases) {
    return {
      exposure: Float64Array.from(buildings.heated_dwellings),
      cases: bySpeaker.total,
      learned_until: until,
      strata: [],
      recording: [],
      of_building: { stratum: speaker.map(() => -1), recording: speaker.map(() => -1) },
    }
  }
  const recording = recordingFactors(buildings, bySpeaker)
  const position = new Map(recording.map((grid, g) => [grid.grid_id, g]))
  const grid = speaker.map((b) => position.get(buildings.grid_id[b]!) ?? -1)
  const recorded = Float64Array.from(buildings.heated_dwellings, (heated, b) => {
    return heated * (recording[grid[b]!]?.factor ?? 1)
  })
  const { strata, ofBuilding } = stratumFactors(buildings, { speaker, recorded, counts: bySpeaker.all })
  const raw = recorded.map((base, b) => base * strata[ofBuilding[b]!]!.factor)
  const heated = buildings.heated_dwellings.reduce((sum, count) => sum + count, 0)
  const scale = heated / raw.reduce((sum, value) => sum + value, 0)
  const exposure = heated === 0 ? raw : raw.map((value) => value * scale)
  const of_building = { stratum: ofBuilding, recording: grid }
  return { exposure, cases: bySpeaker.total, learned_until: until, strata, recording, of_building }
}

/** By building, how much of what is said there gets recorded, against the city; 1 where it is not known. */
export function recordingOf({ recording, of_building }: Exposure): Float64Array {
  return Float64Array.from(of_building.recording, (grid) => recording[grid]?.factor ?? 1)
}

interface SpeakerCounts {
  total: number
  /** By building that speaks for its atom. */
  all: Float64Array
  member: Float64Array
}

function sumBlocks({ blocks, first_block }: EarlierCases, until: Day, buildings: number): SpeakerCounts {
  const counts = { total: 0, all: new Float64Array(buildings), member: new Float64Array(buildings) }
  for (const block of blocks.slice(0, Math.max(0, until / blockDays - first_block))) {
    for (let b = 0; b < buildings; b++) {
      counts.total += block.cases[b]!
      counts.all[b]! += block.cases[b]!
      counts.member[b]! += block.member_cases[b]!
    }
  }
  return counts
}

function recordingFactors({ grid_id }: BuildingColumns, counts: SpeakerCounts): RecordingFactor[] {
  const grids = new Map<number, { cases: number; member: number }>()
  grid_id.forEach((id, b) => {
    if (id < 0) return
    const grid = grids.get(id) ?? { cases: 0, member: 0 }
    grid.cases += counts.all[b]!
    grid.member += counts.member[b]!
    grids.set(id, grid)
  })
  const rows = [...grids]
  const member = rows.map(([, grid]) => grid.member)
  const all = rows.map(([, grid]) => grid.cases)
  const city =
    member.reduce((sum, count) => sum + count, 0) /
    Math.max(
      1,
      all.reduce((sum, count) => sum + count, 0),
    )
  const shares = shrunkShares(member, all)
  return rows.map(([id, grid], g) => {
    // What other sources say stays; what the member says grows with the odds of the share.
    const odds = shares[g]! / (1 - shares[g]!) / (city / (1 - city))
    const factor = city > 0 && city < 1 && Number.isFinite(odds) ? 1 - city + city * odds : 1
    return { grid_id: id, cases: grid.cases, member_cases: grid.member, factor }
  })
}

interface Ground {
  speaker: Int32Array
  /** Heated dwellings × recording factor. */
  recorded: Float64Array
  counts: Float64Array
}

function stratumFactors(buildings: BuildingColumns, { speaker, recorded, counts }: Ground) {
  const keys = buildings.id.map((_, b) => stratumOf(buildings, b))
  const index = new Map<number, number>()
  const stratumOfBuilding = buildings.id.map((_, b) => {
    const key = keys[speaker[b]!]!
    const known = index.get(key)
    if (known === undefined) index.set(key, index.size)
    return known ?? index.size - 1
  })
  const expected = new Float64Array(index.size)
  const heated = new Float64Array(index.size)
  const cases = new Float64Array(index.size)
  stratumOfBuilding.forEach((stratum, b) => {
    expected[stratum]! += recorded[b]!
    heated[stratum]! += buildings.heated_dwellings[b]!
    cases[stratum]! += counts[b]!
  })
  const rate = cases.reduce((sum, count) => sum + count, 0) / recorded.reduce((sum, base) => sum + base, 0)
  const factors = shrunkRates(
    cases,
    expected.map((base) => base * rate),
  )
  const strata = [...index].map(([key, s]): StratumFactor => {
    return { ...wordsOf(key), heated_dwellings: heated[s]!, cases: cases[s]!, factor: factors[s]! }
  })
  return { strata, ofBuilding: stratumOfBuilding }
}

const radix = 256

/** Decade, compound kind and heating system of a building as one number. */
function stratumOf({ built_year, compound_kind, heating_system }: BuildingColumns, b: number): number {
  const year = built_year[b]!
  const decade = year === 0 ? 0 : Math.max(earliestDecade, Math.floor(year / 10) * 10)
  return (decade * radix + compound_kind[b]!) * radix + heating_system[b]!
}

function wordsOf(key: number): Pick<StratumFactor, 'decade' | 'compound_kind' | 'heating_system'> {
  const system = key % radix
  const kind = Math.floor(key / radix) % radix
  const decade = Math.floor(key / radix ** 2)
  return {
    decade: decade === 0 ? null : decade,
    compound_kind: kind === none ? null : (vocabulary.compound_kind[kind] ?? null),
    heating_system: system === none ? null : (vocabulary.heating_system[system] ?? null),
  }
}
