import type { Period } from './url'

export interface Season {
  starts_on: string
  ends_on: string
}

/** A span of days in the city's time zone, both ends inclusive. */
export interface Span {
  from: string
  to: string
}

/** The dates a period means today. Out of season, days count back from the end of the last season. */
export function spanOf(period: Period, today: string, seasons: readonly Season[]): Span {
  if ('from' in period) return { from: period.from, to: period.to }
  const season = latestSeason(today, seasons)
  const to = season && season.ends_on < today ? season.ends_on : today
  if ('season' in period) return { from: season?.starts_on ?? addDays(to, -150), to }
  return { from: addDays(to, 1 - period.days), to }
}

/** The season that runs on a day, else the last one before it. */
export function latestSeason(today: string, seasons: readonly Season[]): Season | undefined {
  return seasons.filter((season) => season.starts_on <= today).sort((a, b) => (a.starts_on < b.starts_on ? 1 : -1))[0]
}

/** `addDays('2024-03-01', -1)` is `2024-02-29`. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
