import type { RowFor } from '../../model/dataset'
import type { Random } from '../random'
import { dateText, dayOf, type Day } from './clock'

/** Long-term mean of each month, °C; Nov–Mar from users.md 3.1. */
const monthlyNormals = [-4.8, -0.3, 6, 12.5, 17, 20.5, 22.5, 21.5, 16.5, 10.3, 3.3, -3]
/** What the middle of a month has beyond its mean, so that lines from middle to middle have the means of the months. */
const monthlyPeaks = peaksOf(monthlyNormals)
const correlation = 0.75
const deviation = 3.2
const snapsPerSeason = 3
/** From the day's mean to its minimum; less in a cold wave, when it blows. */
const swing = 5
const lowestMean = -12.6
const mostSnowDays = 12

/**
 * Daily weather from 1 October before the first season to the end of the last: an AR(1) anomaly around the normal,
 * three falls of 8 K or more within 48 hours a season, snow mostly with them. Days after the demo's today are the
 * forecast.
 */
export function generateWeather(random: Random, seasons: readonly RowFor<'season'>[]): RowFor<'weather_day'>[] {
  const first = dayOf(`${seasons[0]?.starts_on.slice(0, 4)}-10-01`)
  const last = dayOf(seasons.at(-1)?.ends_on ?? '')
  const snaps = planSnaps(random, seasons)
  const anomalies: number[] = []
  for (let day = first; day <= last; day++) {
    anomalies.push(nextAnomaly(random, anomalies.at(-1) ?? 0, snaps.get(day)))
  }
  holdMonths(anomalies, first)
  const days = anomalies.map((anomaly, i) => weatherOn(random, first + i, anomaly, snaps.has(first + i)))
  for (const { starts_on, ends_on } of seasons) holdSnow(days.filter(({ day }) => day >= starts_on && day <= ends_on))
  return days
}

/** Lets it rain on the warmest snowy days of a season that would have more of them than the sheet knows. */
function holdSnow(season: RowFor<'weather_day'>[]): void {
  const snowy = season.filter(({ snow }) => snow).sort((a, b) => a.mean_c - b.mean_c)
  for (const day of snowy.slice(mostSnowDays)) day.snow = false
}

function weatherOn(random: Random, day: Day, anomaly: number, inSnap: boolean): RowFor<'weather_day'> {
  const normal = between(monthlyNormals, day)
  const mean = Math.max(normal + anomaly, lowestMean)
  // In whole tenths, so that mean and normal stay as far apart as they were drawn.
  const peak = tenth(between(monthlyPeaks, day))
  return {
    day: dateText(day),
    mean_c: tenth(tenth(mean) + peak),
    min_c: tenth(tenth(mean - swing + 0.4 * Math.max(0, -8 - mean) + random.normal(0, 0.4)) + peak),
    normal_c: tenth(tenth(normal) + peak),
    snow: isSnow(random, mean, inSnap),
  }
}

/** Draws months that stray further than any in the sheet (1.5 K) back, by a shift that runs smoothly through the year. */
function holdMonths(anomalies: number[], first: Day): void {
  const months = new Map<string, number[]>()
  anomalies.forEach((_, i) => {
    const month = dateText(first + i).slice(0, 7)
    months.set(month, [...(months.get(month) ?? []), i])
  })
  for (let pass = 0; pass < 6; pass++) {
    const shifts = [...months.values()].map((days) => {
      const mean = days.reduce((sum, i) => sum + (anomalies[i] ?? 0), 0) / days.length
      return { middle: days[days.length >> 1] ?? 0, shift: Math.min(0, 1.2 - mean) + Math.max(0, -1.2 - mean) }
    })
    anomalies.forEach((anomaly, i) => (anomalies[i] = anomaly + interpolate(shifts, i)))
  }
}

function interpolate(knots: readonly { middle: number; shift: number }[], i: number): number {
  const next = knots.findIndex(({ middle }) => middle >= i)
  const [before, after] = [knots[Math.max(0, next - 1)], knots[next]]
  if (!before || !after) return knots.at(-1)?.shift ?? 0
  const share = after.middle === before.middle ? 0 : (i - before.middle) / (after.middle - before.middle)
  return before.shift + (after.shift - before.shift) * share
}

function peaksOf(means: readonly number[]): number[] {
  const around = (values: readonly number[], m: number) =>
    ((values[(m + 11) % 12] ?? 0) + (values[(m + 1) % 12] ?? 0)) / 2
  let middles = [...means]
  // The mean of a month is 3/4 of its middle and 1/4 of the mean of the middles beside it.
  for (let pass = 0; pass < 20; pass++) middles = means.map((mean, m) => (mean - around(middles, m) / 4) / 0.75)
  return middles.map((middle, m) => middle - (means[m] ?? 0))
}

/** Value of a day, interpolated between the middles of the months. */
function between(months: readonly number[], day: Day): number {
  const date = new Date(day * 86_400_000)
  const position = date.getUTCMonth() + (date.getUTCDate() - 15.5) / 30.5 + 12
  const month = Math.floor(position)
  const low = months[month % 12] ?? 0
  const high = months[(month + 1) % 12] ?? 0
  return low + (high - low) * (position - month)
}

/** Days of the cold snaps, mapped to 0 and 1 (two mild days), 2 and 3 (the two falls). */
function planSnaps(random: Random, seasons: readonly RowFor<'season'>[]): Map<Day, number> {
  const plan = new Map<Day, number>()
  for (const season of seasons) {
    const from = dayOf(season.starts_on) + 14
    for (let i = 0; i < snapsPerSeason; i++) {
      const start = i === 1 && season === seasons.at(-1) ? uniformSnapDay : from + 42 * i + random.integer(0, 24)
      for (let step = 0; step < 4; step++) plan.set(start - 1 + step, step)
    }
  }
  return plan
}

/** Eve of the cold snap that the planted truths name: the whole city rises together. */
export const uniformSnapDay: Day = dayOf('2023-12-12')

function nextAnomaly(random: Random, before: number, snapStep: number | undefined): number {
  if (snapStep === 0) return (before + 1) / 2
  if (snapStep === 1) return random.between(0.5, 1.5)
  if (snapStep !== undefined) return before - random.between(4.2, 4.9)
  const innovation = random.normal(0, deviation * Math.sqrt(1 - correlation ** 2))
  return correlation * before + innovation + snapBalance
}

/** Keeps the season's mean at the normal although snaps only cool. */
const snapBalance = 0.15

function isSnow(random: Random, mean: number, inSnap: boolean): boolean {
  if (mean > 1.5) return false
  return random.chance(inSnap ? 0.5 : 0.06)
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
