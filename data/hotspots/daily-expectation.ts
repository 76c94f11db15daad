import { vocabulary, type Symptom } from '../model/vocabulary'
import { fitPoisson } from '../statistics/poisson-regression'
import { dateOf, type CityColumns, type Day } from './city-columns'
import { countEarlier, type EarlierCases } from './earlier-cases'
import { learnsUntil } from './expectation'

/** Stretches of the year with their own level of cases. */
export const phases = ['test', 'start', 'settling', 'deep', 'february', 'late', 'off'] as const
export type Phase = (typeof phases)[number]

/** Symptoms whose counts go together over days. */
const groups: readonly (readonly Symptom[])[] = [
  ['not_hot', 'lukewarm', 'fluctuating', 'building_off'],
  ['leak_indoor', 'leak_public'],
  ['fees', 'hazard', 'other'],
]
/** A phase with fewer cases of a group is not told apart from the other small ones. */
const leastOfPhase = 20
const leastCases = 200

/** Normal daily cases of the whole city, by phase of the season and outdoor temperature. */
export interface DailyExpectation {
  /** Days that it was fitted on. */
  first: Day
  last: Day
  groups: GroupModel[]
}

export interface GroupModel {
  symptoms: readonly Symptom[]
  /** Change of the logarithm of the daily count per K below normal, mean of the day and the day before. */
  per_kelvin: number
  per_kelvin_error: number
  /** Logarithm of the daily count at normal temperature; that of small phases is the same. */
  level: Record<Phase, number>
  /** On the first day of heat more than on the fifth, by this much in the logarithm, falling to as much less. */
  rush: number
  /** Pearson's chi-square over degrees of freedom. */
  dispersion: number
  /** Share of each symptom of `symptoms` in each phase. */
  shares: Record<Phase, number[]>
}

export interface ExpectedCases {
  /** Normal for the weather and phase of these days. */
  cases: number
  /** Normal for the phase, had each day been as warm as such days are. */
  at_normal_temperature: number
}

/**
 * Fits the city's daily counts before `learnsUntil(asOf)` by groups of symptoms: Poisson regression on the phase of the
 * season and, where weather is known, K below normal (poisson-regression.ts). Null where there are fewer than 200 cases,
 * or too few of some group for a fit. `earlier` is at hand
 * where several periods are asked for; it reaches at least to that day.
 */
export function expectedDaily(
  columns: CityColumns,
  asOf: Day,
  earlier: EarlierCases = countEarlier(columns, learnsUntil(asOf)),
): DailyExpectation | null {
  const { first } = earlier
  const last = learnsUntil(asOf) - 1
  const counts = earlier.by_symptom.map((byDay) => byDay.subarray(0, Math.max(0, last - first + 1)))
  const total = counts.reduce((sum, byDay) => byDay.reduce((of, count) => of + count, sum), 0)
  if (total < leastCases) return null
  const days = Array.from({ length: last - first + 1 }, (_, i) => first + i)
  const regressors: Regressors = {
    phase: days.map((day) => phaseOf(columns, day)),
    rush: Float64Array.from(days, (day) => rushOf(columns, day)),
    cold: Float64Array.from(days, (day) => kelvinBelowNormal(columns, day)),
  }
  const fitted = groups
    .filter((symptoms) => partsOf(symptoms, counts).some((part) => part.some((count) => count > 0)))
    .map((symptoms) => fitGroup(symptoms, counts, regressors))
  const known = fitted.filter((group) => group !== null)
  return known.length < fitted.length ? null : { first, last, groups: known }
}

/**
 * Cases that are normal from `from` to `to`, both inclusive; `symptoms` is a mask over the vocabulary, 0 for all.
 * `unfinished` says which day is still running and what share of its reports has come by now (`shareOfDay`).
 */
export function expectedCases(
  columns: CityColumns,
  { groups: models }: DailyExpectation,
  asked: { from: Day; to: Day; symptoms: number },
  unfinished: { day: Day; share: number } | null = null,
): ExpectedCases {
  const expected = { cases: 0, at_normal_temperature: 0 }
  for (let day = asked.from; day <= asked.to; day++) {
    const phase = phaseOf(columns, day)
    const [rush, cold] = [rushOf(columns, day), kelvinBelowNormal(columns, day)]
    const share = day === unfinished?.day ? unfinished.share : 1
    for (const model of models) {
      const normal = Math.exp(model.level[phase] + model.rush * rush) * share * shareAsked(model, phase, asked.symptoms)
      expected.at_normal_temperature += normal
      expected.cases += normal * Math.exp(model.per_kelvin * cold)
    }
  }
  return expected
}

/** Percent of a day's reports in each hour of it (users.md, 3.1). */
const hourly = [0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 4, 4, 8, 8, 8, 4, 4, 4, 4, 4, 4, 4, 7.5, 7.5, 7.5, 7.5, 2.6, 2.6]

/** Share of a day's reports that come before an hour of it, 0…24, which may be broken. */
export function shareOfDay(hour: number): number {
  const all = hourly.reduce((sum, share) => sum + share, 0)
  return hourly.reduce((sum, share, h) => sum + share * Math.min(1, Math.max(0, hour - h)), 0) / all
}

/** Mean of today and yesterday, as walls cool slowly; 0 where the weather is not known. */
export function kelvinBelowNormal({ weather }: CityColumns, day: Day): number {
  const on = (one: Day) => (weather.normal_c[one - weather.first] ?? NaN) - (weather.mean_c[one - weather.first] ?? NaN)
  const [now, before] = [on(day), on(day - 1)]
  if (Number.isNaN(now)) return Number.isNaN(before) ? 0 : before
  return Number.isNaN(before) ? now : (now + before) / 2
}

/** Phase of a day: filling and pressure test in the 17 days before heat, the first ten days, the rest of 30, then months. */
export function phaseOf({ seasons }: CityColumns, day: Day): Phase {
  const season = seasons.find(({ first, last }) => first - 17 <= day && day <= last)
  if (!season) return 'off'
  const since = day - season.first
  if (since < 0) return 'test'
  if (since < 10) return 'start'
  if (since < 30) return 'settling'
  const month = Number(dateOf(day).slice(5, 7))
  if (month === 2) return 'february'
  return month >= 3 && month <= 6 ? 'late' : 'deep'
}

/** 1 on the first day of heat, falling to −1 on the tenth; 0 on all other days. */
function rushOf({ seasons }: CityColumns, day: Day): number {
  const season = seasons.find(({ first }) => first <= day && day < first + 10)
  return season ? 1 - (2 * (day - season.first)) / 9 : 0
}

interface Regressors {
  phase: Phase[]
  rush: Float64Array
  cold: Float64Array
}

function fitGroup(
  symptoms: readonly Symptom[],
  bySymptom: readonly Uint32Array[],
  regressors: Regressors,
): GroupModel | null {
  const parts = partsOf(symptoms, bySymptom)
  const counts = regressors.phase.map((_, d) => parts.reduce((sum, part) => sum + part[d]!, 0))
  const inPhase = (phase: Phase, values: ArrayLike<number>) =>
    regressors.phase.reduce((sum, one, d) => (one === phase ? sum + values[d]! : sum), 0)
  const large = phases.filter((phase) => inPhase(phase, counts) >= leastOfPhase)
  const isLarge = new Set(large)
  const hasSmall = regressors.phase.some((phase) => !isLarge.has(phase))
  const columns = large.map((phase) => regressors.phase.map((one) => (one === phase ? 1 : 0)))
  if (hasSmall) columns.push(regressors.phase.map((one) => (isLarge.has(one) ? 0 : 1)))
  const hasRush = isLarge.has('start')
  const hasCold = regressors.cold.some((kelvin) => kelvin !== 0)
  const weather = [...(hasCold ? [regressors.cold] : []), ...(hasRush ? [regressors.rush] : [])]
  const fit = fitPoisson([...weather, ...columns], counts)
  if (fit === null) return null
  const rest = [...fit.coefficients]
  const per_kelvin = hasCold ? (rest.shift() ?? 0) : 0
  const rush = hasRush ? (rest.shift() ?? 0) : 0
  const small = hasSmall ? rest.at(-1)! : Math.min(...rest)
  const all = parts.map((part) => part.reduce((sum, count) => sum + count, 0))
  const shares = (phase: Phase) => toShares(isLarge.has(phase) ? parts.map((part) => inPhase(phase, part)) : all)
  return {
    symptoms,
    per_kelvin,
    per_kelvin_error: hasCold ? fit.standard_errors[0]! : 0,
    level: byPhase((phase) => (isLarge.has(phase) ? rest[large.indexOf(phase)]! : small)),
    rush,
    dispersion: fit.dispersion,
    shares: byPhase(shares),
  }
}

function partsOf(symptoms: readonly Symptom[], bySymptom: readonly Uint32Array[]): Uint32Array[] {
  return symptoms.map((symptom) => bySymptom[vocabulary.symptom.indexOf(symptom)]!)
}

function toShares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => (total > 0 ? count / total : 0))
}

function byPhase<T>(of: (phase: Phase) => T): Record<Phase, T> {
  return Object.fromEntries(phases.map((phase) => [phase, of(phase)])) as Record<Phase, T>
}

function shareAsked({ symptoms, shares }: GroupModel, phase: Phase, mask: number): number {
  if (mask === 0) return 1
  return symptoms.reduce((sum, symptom, s) => {
    return mask & (1 << vocabulary.symptom.indexOf(symptom)) ? sum + shares[phase][s]! : sum
  }, 0)
}
