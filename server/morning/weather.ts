import { addDays } from '../cities/city-clock'

/** Weather of a day as measured, or as forecast for a day to come; °C. */
export interface WeatherDay {
  day: string
  mean_c: number
  min_c: number
  normal_c: number
  snow: boolean
}

/** What is said about the weather in the morning; null where the days that it needs are not known. */
export interface WeatherLine {
  today: WeatherDay | null
  /** Lowest of the coming night: the minimum of tomorrow, which falls before sunrise. */
  tonight_low_c: number | null
  /** Change of the daily mean, in K: since yesterday, and to tomorrow. */
  since_yesterday_k: number | null
  to_tomorrow_k: number | null
  tomorrow: WeatherDay | null
  /** The largest fall of the daily mean within 48 hours that ends today, tomorrow or the day after, in K. */
  fall_48h_k: number | null
  /** The day on which that fall ends. */
  fall_ends_on: string | null
}

/** A fall from which the homes in need are visited first (cold snap: 8 K within 48 h). */
export const coldSnap_k = 8

/** The weather line of a day from the days around it, in no order. */
export function weatherLine(days: readonly WeatherDay[], today: string): WeatherLine {
  const on = (offset: number) => days.find(({ day }) => day === addDays(today, offset)) ?? null
  const [now, tomorrow] = [on(0), on(1)]
  const falls = [0, 1, 2].flatMap((end) =>
    [1, 2].flatMap((span) => {
      const [before, after] = [on(end - span), on(end)]
      return before && after ? [{ fall: before.mean_c - after.mean_c, day: after.day }] : []
    }),
  )
  const deepest = falls.reduce<(typeof falls)[number] | null>(
    (best, one) => (best && best.fall >= one.fall ? best : one),
    null,
  )
  return {
    today: now,
    tomorrow,
    tonight_low_c: tomorrow?.min_c ?? now?.min_c ?? null,
    since_yesterday_k: change(on(-1), now),
    to_tomorrow_k: change(now, tomorrow),
    fall_48h_k: deepest && tenth(Math.max(0, deepest.fall)),
    fall_ends_on: deepest && deepest.fall > 0 ? deepest.day : null,
  }
}

function change(before: WeatherDay | null, after: WeatherDay | null): number | null {
  return before && after ? tenth(after.mean_c - before.mean_c) : null
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
