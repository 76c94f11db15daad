import type { RowFor } from '../../model/dataset'
import { dateText, dayOf, type Day } from './clock'

/** Stretch of the year with its own level of cases (users.md, 3.1). */
export type Phase = 'test' | 'start' | 'november' | 'deep' | 'february' | 'march' | 'summer'

/** Cases per 100 heated dwellings and week, from all sources. */
export const phaseRates: Record<Phase, number> = {
  test: 0.25,
  start: 2,
  november: 0.9,
  deep: 0.45,
  february: 0.35,
  march: 0.2,
  summer: 0.02,
}

/** Year in which the running season of the demo began; its clock stands at 2024-01-18. */
const runningYear = 2023
/** Cases of a season relative to the rates of the sheet, the running season first (docs/decisions/0005). */
const severities = [1.15, 1.13, 1.07, 1, 1.06]

/** The last `count` heating seasons, each 1 November to 31 March, oldest first; the last one is running. */
export function planSeasons(count: number): RowFor<'season'>[] {
  return Array.from({ length: count }, (_, i) => {
    const year = runningYear - count + 1 + i
    return {
      id: i + 1,
      name: `${year}–${year + 1}`,
      starts_on: `${year}-11-01`,
      ends_on: `${year + 1}-03-31`,
    }
  })
}

/** First day of generated cases: the fill and pressure test before the first season. */
export function firstDay(seasons: readonly RowFor<'season'>[]): Day {
  return dayOf(`${seasons[0]?.starts_on.slice(0, 4)}-10-15`)
}

/** Id of the season that a day falls in, null outside. */
export function seasonOf(seasons: readonly RowFor<'season'>[], day: Day): number | null {
  const date = dateText(day)
  return seasons.find((season) => season.starts_on <= date && date <= season.ends_on)?.id ?? null
}

export function phaseOf(day: Day): Phase {
  const date = dateText(day).slice(5)
  if (date >= '12-01' || date < '02-01') return 'deep'
  if (date >= '11-11') return 'november'
  if (date >= '11-01') return 'start'
  if (date >= '10-15') return 'test'
  if (date >= '04-01') return 'summer'
  return date >= '03-01' ? 'march' : 'february'
}

/** Expected cases per heated dwelling on one day before weather; the first day of heat has 1.5 times the start's mean. */
export function dailyRate(day: Day): number {
  const phase = phaseOf(day)
  const falling = phase === 'start' ? 1.5 - (Number(dateText(day).slice(8)) - 1) / 9 : 1
  return (phaseRates[phase] * falling * severity(day)) / 700
}

function severity(day: Day): number {
  const date = dateText(day)
  const year = Number(date.slice(0, 4)) - (date.slice(5) < '10-15' ? 1 : 0)
  return severities[runningYear - year] ?? 1
}
