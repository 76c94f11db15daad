import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../../web/period'
import { daysBetween, moveBrush, nextWindow } from '../../../web/problems/brush/brush-steps'
import { sameDays, sameWeather, spanBefore } from '../../../web/problems/brush/same-weather'

const range = { from: '2023-11-01', to: '2024-01-18' }
const week = { from: '2024-01-05', to: '2024-01-11' }

describe('the brush', () => {
  it('moves an end or the whole window by days', () => {
    expect(moveBrush(week, 'from', -3, range)).toEqual({ from: '2024-01-02', to: '2024-01-11' })
    expect(moveBrush(week, 'to', 2, range)).toEqual({ from: '2024-01-05', to: '2024-01-13' })
    expect(moveBrush(week, 'window', -7, range)).toEqual({ from: '2023-12-29', to: '2024-01-04' })
  })

  it('keeps at least a day, and stops at the ends of what is known', () => {
    expect(moveBrush(week, 'from', 40, range)).toEqual({ from: '2024-01-11', to: '2024-01-11' })
    expect(moveBrush(week, 'to', -40, range)).toEqual({ from: '2024-01-05', to: '2024-01-05' })
    expect(moveBrush(week, 'to', 40, range)).toEqual({ from: '2024-01-05', to: '2024-01-18' })
    expect(moveBrush(week, 'window', 40, range)).toEqual({ from: '2024-01-12', to: '2024-01-18' })
    expect(moveBrush(week, 'window', -400, range)).toEqual({ from: '2023-11-01', to: '2023-11-07' })
  })

  it('is inside of the range, as long as before, wherever it is moved', () => {
    const length = daysBetween(range.from, range.to)
    const span = fc.tuple(fc.nat(length), fc.nat(length)).map(([a, b]) => ({
      from: addDays(range.from, Math.min(a, b)),
      to: addDays(range.from, Math.max(a, b)),
    }))
    const part = fc.constantFrom('from' as const, 'to' as const, 'window' as const)
    fc.assert(
      fc.property(span, part, fc.integer({ min: -200, max: 200 }), (before, which, days) => {
        const { from, to } = moveBrush(before, which, days, range)
        expect(from >= range.from && from <= to && to <= range.to).toBe(true)
        if (which === 'window') expect(daysBetween(from, to)).toBe(daysBetween(before.from, before.to))
      }),
    )
  })

  it('plays day by day, and from the first day again after the last', () => {
    expect(nextWindow(week, range)).toEqual({ from: '2024-01-06', to: '2024-01-12' })
    expect(nextWindow({ from: '2024-01-12', to: '2024-01-18' }, range)).toEqual({
      from: '2023-11-01',
      to: '2023-11-07',
    })
    // As long as all that is known: there is nothing to move.
    expect(nextWindow(range, range)).toEqual(range)
  })

  it('counts days across a leap day', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
    expect(daysBetween('2024-01-18', '2024-01-18')).toBe(0)
    expect(daysBetween('2024-03-01', '2024-02-28')).toBe(-2)
  })
})

/** Days from one date on, with a mean temperature each; null where it is not known. */
const daysFrom = (first: string, means: readonly (number | null)[]) =>
  means.map((mean_c, i) => ({ day: addDays(first, i), mean_c }))
const cold = (count: number, at: number, length: number) =>
  Array.from({ length: count }, (_, i) => (i >= at && i < at + length ? -12 : -2))

describe('the same weather', () => {
  const earlier = { starts_on: '2022-11-01', ends_on: '2023-03-31' }
  const now = daysFrom('2024-01-12', cold(7, 0, 7))

  it('is the stretch of the other season that was as cold, not the same dates', () => {
    // The same days after the start begin on 2023-01-12; the cold came twelve days later.
    const days = daysFrom('2022-11-01', cold(151, 84, 7))
    const found = sameWeather({ from: '2024-01-12', to: '2024-01-18' }, now, { ...earlier, days }, '2023-11-01')
    expect(found).toEqual({ from: '2023-01-24', to: '2023-01-30' })
  })

  it('is near in the season: of two as cold the nearer, and none further than four weeks', () => {
    const twice = cold(151, 84, 7).map((mean, i) => (i >= 56 && i < 63 ? -12 : mean))
    const span = { from: '2024-01-12', to: '2024-01-18' }
    // 72 days after the start: 16 days to the one before, 12 to the one behind.
    expect(sameWeather(span, now, { ...earlier, days: daysFrom('2022-11-01', twice) }, '2023-11-01')).toEqual({
      from: '2023-01-24',
      to: '2023-01-30',
    })
    const far = daysFrom('2022-11-01', cold(151, 120, 7))
    expect(sameWeather(span, now, { ...earlier, days: far }, '2023-11-01')?.from).toBe('2023-01-12')
  })

  it('lies inside of the other season', () => {
    const first = { from: '2023-11-01', to: '2023-11-07' }
    const days = daysFrom('2022-11-01', cold(151, 0, 5))
    // Two days before the season it would be cold on every day that is known.
    const asCold = daysFrom('2023-11-01', cold(7, 0, 7))
    const found = sameWeather(first, asCold, { ...earlier, days }, '2023-11-01')
    expect(found).toEqual({ from: '2022-11-01', to: '2022-11-07' })
  })

  it('is not told without temperatures', () => {
    const span = { from: '2024-01-12', to: '2024-01-18' }
    const known = daysFrom('2022-11-01', cold(151, 84, 7))
    const unknown = daysFrom('2024-01-12', [-12, null, null, null, -12, -12, -12])
    expect(sameWeather(span, unknown, { ...earlier, days: known }, '2023-11-01')).toBeNull()
    expect(sameWeather(span, now, { ...earlier, days: [] }, '2023-11-01')).toBeNull()
    const gap = daysFrom('2024-01-12', [-12, null, null, -12, -12, -12, -12])
    expect(sameWeather(span, gap, { ...earlier, days: known }, '2023-11-01')?.from).toBe('2023-01-24')
  })
})

describe('other periods to compare with', () => {
  it('are the same days after the start of the season, and those right before', () => {
    expect(sameDays(week, '2023-11-01', '2022-10-25')).toEqual({ from: '2022-12-29', to: '2023-01-04' })
    expect(spanBefore(week)).toEqual({ from: '2023-12-29', to: '2024-01-04' })
    expect(spanBefore({ from: '2024-03-01', to: '2024-03-01' })).toEqual({ from: '2024-02-29', to: '2024-02-29' })
  })
})
