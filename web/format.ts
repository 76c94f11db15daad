import type { Unit } from '../data/model/field'

/** Numbers, units and dates in the words of a locale; Intl only. Dates are `YYYY-MM-DD` of the city, instants ISO. */
export interface Format {
  /** In text and on cards: Chinese without separator below 10 000. */
  number(value: number, digits?: number): string
  /** In headlines: `6.7万` above 10 000. */
  headline(value: number): string
  /** In tables and field lists: with separators. */
  cell(value: number, digits?: number): string
  /** With its unit beside it; long lengths in km. */
  measure(value: number, unit?: Unit): string
  /** `12月14日 周四` */
  date(date: string): string
  /** `12月14日` */
  day(date: string): string
  /** `12/8–12/14`, with the year where it is not the year of `today`. */
  span(from: string, to: string, today?: string): string
  /** `1月18日 10:05` in the city's time zone. */
  instant(iso: string): string
  /** `3 小时 5 分`-like durations between two instants, coarse. */
  duration(minutes: number): string
}

/** Formatters of one locale and the time zone of one city. */
export function createFormat(locale: string, timeZone = 'Asia/Shanghai'): Format {
  const chinese = locale.startsWith('zh')
  const number = (value: number, digits = 0) =>
    new Intl.NumberFormat(locale, {
      maximumFractionDigits: digits,
      useGrouping: !chinese || Math.abs(value) >= 10_000,
    }).format(value)
  const cell = (value: number, digits = 0) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits, useGrouping: true }).format(value)
  return {
    number,
    cell,
    headline: (value) =>
      Math.abs(value) < 10_000
        ? number(value)
        : new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value),
    measure: (value, unit) => measure(locale, value, unit),
    date: (date) => {
      const weekday = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short' }).format(midnight(date))
      return chinese ? `${dayOf(locale, date)} ${weekday}` : `${weekday}, ${dayOf(locale, date)}`
    },
    day: (date) => dayOf(locale, date),
    span: (from, to, today) => span(from, to, today),
    instant: (iso) =>
      new Intl.DateTimeFormat(locale, {
        timeZone,
        month: chinese ? 'long' : 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }).format(new Date(iso)),
    duration: (minutes) => duration(locale, minutes),
  }
}

function dayOf(locale: string, date: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'long', day: 'numeric' }).format(midnight(date))
}

function midnight(date: string): Date {
  return new Date(`${date}T00:00:00Z`)
}

function span(from: string, to: string, today = to): string {
  const short = (date: string) => {
    const [year, month, day] = date.split('-').map(Number)
    return `${date.slice(0, 4) === today.slice(0, 4) ? '' : `${year}/`}${month}/${day}`
  }
  return from === to ? short(from) : `${short(from)}–${short(to)}`
}

const unitSigns: Record<Unit, string> = { mm: 'mm', m: 'm', m2: 'm²', MW: 'MW', C: '°C' }

function measure(locale: string, value: number, unit?: Unit): string {
  const text = (amount: number, digits: number) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(amount)
  if (!unit) return text(value, 1)
  if (unit === 'm' && value >= 1000) return `${text(value / 1000, 2)} km`
  const digits = unit === 'mm' ? 0 : 1
  return `${text(value, unit === 'm2' && value >= 1000 ? 0 : digits)} ${unitSigns[unit]}`
}

function duration(locale: string, minutes: number): string {
  const step = (value: number, unit: 'minute' | 'hour' | 'day') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(value)
  if (minutes < 60) return step(Math.max(1, minutes), 'minute')
  if (minutes < 48 * 60) return step(minutes / 60, 'hour')
  return step(minutes / 1440, 'day')
}
