import { addDays, type Span } from '../../period'
import { daysBetween } from './brush-steps'

export interface WeatherDay {
  day: string
  mean_c: number | null
}

/** As far as the days of another season may lie from the same days of this one: the phase must be alike. */
const reach_days = 28
/** A day further off weighs as much as this difference of temperature, in K. */
const kelvinPerDay = 0.05

/**
 * The span of another season with the same number of days whose mean temperature is nearest, among those that lie about
 * as long after the start of their season. Null without temperatures.
 */
export function sameWeather(
  span: Span,
  days: readonly WeatherDay[],
  earlier: { starts_on: string; ends_on: string; days: readonly WeatherDay[] },
  starts_on: string,
): Span | null {
  const wanted = meanOf(span, days)
  if (wanted === null) return null
  const length = daysBetween(span.from, span.to)
  const alike = addDays(earlier.starts_on, daysBetween(starts_on, span.from))
  const candidates = Array.from({ length: 2 * reach_days + 1 }, (_, index) => {
    const shift = index - reach_days
    const from = addDays(alike, shift)
    return { shift, from, to: addDays(from, length) }
  }).flatMap(({ shift, ...place }) => {
    const isInside = place.from >= earlier.starts_on && place.to <= earlier.ends_on
    const mean = isInside ? meanOf(place, earlier.days) : null
    return mean === null ? [] : [{ place, cost: Math.abs(mean - wanted) + kelvinPerDay * Math.abs(shift) }]
  })
  candidates.sort((a, b) => a.cost - b.cost)
  return candidates[0]?.place ?? null
}

/** The same days of another season, by their distance from its start. */
export function sameDays(span: Span, starts_on: string, earlier_starts_on: string): Span {
  const shift = daysBetween(starts_on, earlier_starts_on)
  return { from: addDays(span.from, shift), to: addDays(span.to, shift) }
}

/** The span of the same length right before. */
export function spanBefore({ from, to }: Span): Span {
  const length = daysBetween(from, to)
  return { from: addDays(from, -length - 1), to: addDays(from, -1) }
}

/** Null where more than a third of the days has no temperature. */
function meanOf({ from, to }: Span, days: readonly WeatherDay[]): number | null {
  const known = days.filter(({ day, mean_c }) => day >= from && day <= to && mean_c !== null)
  if (known.length * 3 < (daysBetween(from, to) + 1) * 2) return null
  return known.reduce((sum, { mean_c }) => sum + (mean_c ?? 0), 0) / known.length
}
