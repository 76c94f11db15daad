/** Calendar day in the city's time zone, counted from 1970-01-01. */
export type Day = number
/** Minute in the city's time zone, counted from 1970-01-01T00:00 there. */
export type Minute = number

export const minutesPerDay = 1440
export const minutesPerHour = 60

/** Instant at which the clock of a demonstration city starts. */
export const demoClock = '2024-01-18T10:00:00+08:00'
export const demoToday: Day = dayOf('2024-01-18')
export const demoNow: Minute = demoToday * minutesPerDay + 10 * minutesPerHour

/** Day of a date text such as `2024-01-18`. */
export function dayOf(date: string): Day {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000
}

const dates = new Map<Day, string>()

/** Date text of a day. */
export function dateText(day: Day): string {
  let text = dates.get(day)
  if (text === undefined) {
    text = new Date(day * 86_400_000).toISOString().slice(0, 10)
    dates.set(day, text)
  }
  return text
}

const times = Array.from({ length: minutesPerDay }, (_, minute) => {
  const hour = String(Math.floor(minute / minutesPerHour)).padStart(2, '0')
  return `T${hour}:${String(minute % minutesPerHour).padStart(2, '0')}:00+08:00`
})

/** ISO 8601 text of a minute; assembled from cached halves because millions of them are written. */
export function timestampText(minute: Minute): string {
  const day = Math.floor(minute / minutesPerDay)
  return dateText(day) + (times[minute - day * minutesPerDay] ?? '')
}

export function yearOf(day: Day): number {
  return Number(dateText(day).slice(0, 4))
}
