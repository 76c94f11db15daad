import { vocabulary, type Vocabulary, type Word } from '../../model/vocabulary'
import type { SummaryAnswer } from '../answers'
import { dateOf, type CityColumns, type Day } from '../city-columns'
import { countByDay, countByWord, selectCases, within, wordTable } from '../count'
import type { ExpectedCases } from '../daily-expectation'
import type { LensInput } from '../question'
import { belowNormal, risesWithCity } from './city-rise'

/** A question for the summary; `columns` and `in_view` say whether buildings or whole atoms are counted. */
export interface SummaryInput extends LensInput {
  /** By which the whole city is counted; the same columns unless the reader reads a part of it. */
  told: CityColumns
  /** Heated dwellings in view under the filter by compound kind. */
  heated_dwellings: number
  today: Day
  /** What is normal in the whole city; null where it is not known. */
  normal: ExpectedCases | null
}

/**
 * Counts of a selection in view with the days of its season. `expected` is the view's share, by exposure, of what the city
 * reported, `normal` the same share of what is normal for the city.
 */
export function summarize(input: SummaryInput): Omit<SummaryAnswer, 'corrections'> {
  const { columns, told, selection, now, in_view } = input
  const around = daysAround(input)
  const found = selectCases(columns, { ...selection, ...around }, now)
  const asked = within(columns, found, selection)
  const numbers = countByWord(columns, asked, now, in_view)
  const { cases } = numbers
  const city = {
    cases: columns === told ? asked.length : selectCases(told, selection, now).length,
    normal: input.normal?.cases ?? null,
    normal_of_phase: input.normal?.at_normal_temperature ?? null,
  }
  const share = shareInView(input)
  const expected = city.cases * share
  return {
    from: dateOf(selection.from),
    to: dateOf(selection.to),
    days: dayRows(columns, countByDay(columns, found, around, in_view), around.from),
    cases,
    open: numbers.open,
    overdue: numbers.overdue,
    reopened: numbers.reopened,
    heated_dwellings: input.heated_dwellings,
    expected,
    normal: city.normal === null ? null : city.normal * share,
    by_symptom: byWord('symptom', numbers.by_symptom),
    by_source: byWord('source', numbers.by_source),
    by_status: byWord('status', numbers.by_status),
    by_compound_kind: byWord('compound_kind', numbers.by_compound_kind),
    city: { cases: city.cases, normal: city.normal, rises_with_view: risesWithCity({ cases, expected, city }) },
    below_normal_k: belowNormal(columns, selection),
  }
}

/** By building: exposure where the filter by compound kind lets cases through, 0 elsewhere. */
export function exposureUnderFilter(
  exposure: Float64Array,
  { buildings }: CityColumns,
  compound_kinds: number,
): Float64Array {
  if (compound_kinds === 0) return exposure
  const kinds = wordTable(compound_kinds)
  return exposure.map((value, b) => value * kinds[buildings.compound_kind[b]!]!)
}

function shareInView({ exposure, in_view }: SummaryInput): number {
  if (!in_view) return 1
  let [inside, all] = [0, 0]
  for (let b = 0; b < exposure.length; b++) {
    all += exposure[b]!
    inside += exposure[b]! * in_view[b]!
  }
  return all === 0 ? 0 : inside / all
}

/** The season around the period up to today, or the period where it is longer. */
function daysAround({ columns, selection, today }: SummaryInput): { from: Day; to: Day } {
  const around = columns.seasons.filter((season) => season.first <= selection.to && season.last >= selection.from)
  const from = around.reduce((day, season) => Math.min(day, season.first), selection.from)
  const last = around.reduce((day, season) => Math.max(day, season.last), selection.to)
  return { from, to: Math.max(selection.to, Math.min(last, today)) }
}

function dayRows({ weather: { first, mean_c } }: CityColumns, counts: Int32Array, from: Day): SummaryAnswer['days'] {
  return Array.from(counts, (cases, i) => {
    const mean = mean_c[from + i - first]
    const known = mean !== undefined && !Number.isNaN(mean)
    return { day: dateOf(from + i), cases, mean_c: known ? Number(mean.toFixed(1)) : null }
  })
}

function byWord<K extends keyof Vocabulary>(kind: K, counts: Int32Array): Partial<Record<Word<K>, number>> {
  const words: readonly Word<K>[] = vocabulary[kind]
  const some: Partial<Record<Word<K>, number>> = {}
  words.forEach((word, code) => {
    if (counts[code]! > 0) some[word] = counts[code]!
  })
  return some
}
