import type { CellChange, CellProperties, SurfacePlace } from '../../data/hotspots/answers'
import type { Span } from '../period'
import type { Tongue } from './place-words'

/** What is said of a spot beside its numbers: its name where it has one, and the days it is about. */
export interface SpotFacts {
  place: string | null
  span: Span
  /** Today of the city: `近7天` counts back from it. */
  today: string
  /** Whether the homes are those that a round has visited. */
  isRound?: boolean
}

/** The sentence about a cell, or several together: how many against the usual. */
export function cellSentence(
  { cases, expected, beyond_view }: Pick<CellProperties, 'cases' | 'expected' | 'beyond_view'>,
  facts: SpotFacts,
  tongue: Tongue,
): string {
  const { t, format } = tongue
  const usual = expected < 1 ? null : format.number(expected, expected < 3 ? 1 : 0)
  const sentence = t(usual ? 'hotspots.spot.cell' : 'hotspots.spot.cell_rare', {
    ...named(facts, tongue),
    cases: format.number(cases),
    ...(usual && { usual, times: timesWords(cases / expected, tongue) }),
  })
  return withBeyond(sentence, beyond_view, tongue)
}

/** The sentence about a cell, or several together, of the findings of a round: how many against its mean. */
export function roundCellSentence(
  cell: Pick<CellProperties, 'cases' | 'expected' | 'heated_dwellings' | 'beyond_view'>,
  facts: SpotFacts,
  tongue: Tongue,
): string {
  const { t, format } = tongue
  const { cases, expected, heated_dwellings, beyond_view } = cell
  const sentence = t('hotspots.spot.round_cell', {
    ...named(facts, tongue),
    cases: format.number(cases),
    homes: format.number(heated_dwellings),
    usual: format.number(expected, expected < 3 ? 1 : 0),
  })
  return withBeyond(sentence, beyond_view, tongue)
}

/** The sentence about a high place of the surface: how many of how many homes, against the city. */
export function surfaceSentence(
  { cases, heated_dwellings, rate }: SurfacePlace,
  cityRate: number,
  facts: SpotFacts,
  tongue: Tongue,
): string {
  const { t, format } = tongue
  const words = facts.isRound
    ? (['hotspots.spot.round_times', 'hotspots.spot.round'] as const)
    : (['hotspots.spot.surface_times', 'hotspots.spot.surface'] as const)
  return t(words[cityRate > 0 ? 0 : 1], {
    ...named(facts, tongue),
    cases: format.number(cases),
    homes: format.number(heated_dwellings),
    rate: format.number(rate, 1),
    ...(cityRate > 0 && { times: timesWords(rate / cityRate, tongue) }),
  })
}

/** The sentence about a cell in two periods. */
export function changeSentence({ now, before }: CellChange, facts: SpotFacts, tongue: Tongue): string {
  const { t, format } = tongue
  return t(now > before ? 'hotspots.spot.more' : 'hotspots.spot.fewer', {
    ...named(facts, tongue),
    now: format.number(now),
    before: format.number(before),
  })
}

/** `近7天(1/12–1/18)` where the span ends today, else its dates: a line that is pasted elsewhere has no page around it. */
export function spanWords({ from, to }: Span, today: string, { t, format }: Tongue): string {
  const span = format.span(from, to, today)
  if (to !== today) return t('hotspots.spot.dates', { span })
  return t('hotspots.spot.last_days', { span, days: (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1 })
}

/** The numbers of cells are whole, also where these go on in the next community. */
function withBeyond(sentence: string, beyond_view: boolean, { t }: Tongue): string {
  return beyond_view ? `${sentence}${t('hotspots.spot.beyond')}` : sentence
}

function named({ place, span, today }: SpotFacts, tongue: Tongue): Record<string, string> {
  const name = place ?? tongue.t('hotspots.place.unnamed')
  return { place: tongue.t('hotspots.place.around', { name }), span: spanWords(span, today, tongue) }
}

function timesWords(ratio: number, { format }: Tongue): string {
  return format.number(ratio, ratio < 2 ? 1 : 0)
}
