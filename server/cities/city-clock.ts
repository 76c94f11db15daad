import type { Clock } from '../clock'

/** What the clock of a city depends on. */
export interface CityTime {
  time_zone: string
  /** Fixed instant (ISO 8601) from which a demonstration city runs on at server start; null for a living city. */
  clock: string | null
}

export interface Season {
  id: number
  name: string
  starts_on: string
  ends_on: string
}

/** The present instant in the city: every "now" and "today" of an answer is this, never the database's. */
export function cityNow(city: CityTime, clock: Clock): Date {
  const now = clock.now()
  if (city.clock === null) return now
  return new Date(Date.parse(city.clock) + now.getTime() - clock.startedAt.getTime())
}

/** The city's date, `YYYY-MM-DD`, in its time zone. */
export function cityToday(city: CityTime, clock: Clock): string {
  return dateIn(city.time_zone, cityNow(city, clock))
}

/** The date of an instant in a time zone, `YYYY-MM-DD`. */
export function dateIn(timeZone: string, at: Date): string {
  const minute = Math.floor(at.getTime() / 60_000)
  const last = dates.get(timeZone)
  if (last?.minute === minute) return last.date
  const format = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const date = `${part.year}-${part.month}-${part.day}`
  dates.set(timeZone, { minute, date })
  return date
}

/** The last answer for each time zone: finding one costs as much as everything else in the answer to a tile. */
const dates = new Map<string, { minute: number; date: string }>()

/** `date` moved by whole days. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The last `days` days up to `today`, both ends inclusive; out of season the last days of the last season. */
export function defaultPeriod(seasons: readonly Season[], today: string, days = 7): { from: string; to: string } {
  const last = lastSeason(seasons, today)
  const to = last && last.ends_on < today ? last.ends_on : today
  return { from: addDays(to, 1 - days), to }
}

/** The season that `day` is in, else the last one before it, else null. */
export function lastSeason(seasons: readonly Season[], day: string): Season | null {
  return seasons.filter(({ starts_on }) => starts_on <= day).reduce(later, null)
}

function later(best: Season | null, season: Season): Season {
  return best && best.starts_on > season.starts_on ? best : season
}
