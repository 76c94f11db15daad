import { mannKendall } from '../statistics/mann-kendall'
import type { Pattern, Trend } from './answers'

/** Share of the steps from which on a place counts as hot all the time. */
const mostly = 0.9
const trendLevel = 0.05

/**
 * Class of a place by the definitions of Emerging Hot Spot Analysis (Esri, ArcGIS Pro, "How Emerging Hot Spot Analysis
 * works"), from whether it was hot in each step of time, the last step last, and how strongly (z-scores of Gi*):
 *
 * - *new*: hot in the last step and never before;
 * - *consecutive*: at least two hot steps up to the last one, none before them, under 90 % of all steps;
 * - *intensifying*, *diminishing*: hot in 90 % of the steps and the last one, strength rising or falling (Mann–Kendall,
 *   5 %); *persistent*: hot in 90 % of the steps, without such a trend;
 * - *historical*: hot in 90 % of the steps, but not in the last;
 * - *sporadic*: hot in the last step, and on and off before.
 *
 * Cold spots are not looked for, so that *oscillating* places come out as sporadic. Null where none applies.
 */
export function patternOf(hot: readonly boolean[], strength: () => readonly number[]): Pattern | null {
  const count = hot.filter(Boolean).length
  const isHotNow = hot.at(-1) === true
  if (count > 0 && count >= mostly * hot.length) {
    if (!isHotNow) return 'historical'
    const trend = mannKendall(strength())
    if (trend === null || trend.p_two_sided > trendLevel) return 'persistent'
    return trend.z > 0 ? 'intensifying' : 'diminishing'
  }
  if (!isHotNow) return null
  if (count === 1) return 'new'
  const run = hot.length - 1 - hot.lastIndexOf(false)
  return run === count ? 'consecutive' : 'sporadic'
}

/** The four words that a page needs; the rest stays in 依据. */
export function trendOf(pattern: Pattern | null): Trend | null {
  return pattern === null ? null : trends[pattern]
}

const trends: Record<Pattern, Trend | null> = {
  new: 'emerging',
  consecutive: 'emerging',
  intensifying: 'growing',
  persistent: 'persistent',
  diminishing: 'improving',
  historical: 'improving',
  sporadic: null,
}
