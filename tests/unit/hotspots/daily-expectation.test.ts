import { describe, expect, it } from 'vitest'
import { caseFlags, dayOf, type CityColumns, type Day } from '../../../data/hotspots/city-columns'
import { maskOf } from '../../../data/hotspots/count'
import { expectedCases, expectedDaily, phaseOf, shareOfDay } from '../../../data/hotspots/daily-expectation'
import { demoColumns } from '../../support/demo-columns'

const { columns, today, truths } = demoColumns()
const { cases } = columns
const fitted = expectedDaily(columns, today - 6)!
const cold = fitted.groups[0]!

function count(from: Day, to: Day, symptoms = 0): number {
  let found = 0
  for (let i = 0; i < cases.length; i++) {
    const isAsked = symptoms === 0 || symptoms & (1 << cases.symptom[i]!)
    if (cases.flags[i]! & caseFlags.counts && cases.day[i]! >= from && cases.day[i]! <= to && isAsked) found++
  }
  return found
}

describe('expectedDaily', () => {
  it('finds again by how much cold was planted to raise the cases', () => {
    // 0.06 per K on all of the group but whole buildings without heat, which are 6 % of it.
    expect(cold.symptoms).toContain('not_hot')
    expect(Math.abs(cold.per_kelvin - 0.06 * 0.94)).toBeLessThan(2.5 * cold.per_kelvin_error)
    expect(cold.per_kelvin_error).toBeLessThan(0.005)
    expect(cold.dispersion).toBeGreaterThan(0.8)
    expect(cold.dispersion).toBeLessThan(1.3)
    for (const group of fitted.groups.slice(1)) {
      expect(Math.abs(group.per_kelvin)).toBeLessThan(4 * group.per_kelvin_error)
    }
  })

  it('finds the levels of the phases and the rush of the first days', () => {
    const over = (a: 'start' | 'settling' | 'february' | 'late') => Math.exp(cold.level[a] - cold.level.deep)
    expect(over('start') / (2 / 0.45)).toBeCloseTo(1, 0)
    expect(over('settling')).toBeCloseTo(0.9 / 0.45, 0)
    expect(over('february')).toBeLessThan(0.9)
    expect(over('late')).toBeLessThan(over('february'))
    expect(cold.rush).toBeGreaterThan(0.3)
  })

  it('is fitted on days 28 before the period, and not on fewer than 200 cases', () => {
    expect(fitted.last).toBeLessThan(today - 6 - 28)
    expect(fitted.last).toBeGreaterThanOrEqual(today - 6 - 28 - 28)
    expect(expectedDaily(columns, dayOf('2021-11-20'))).toBeNull()
    // A city without weather has normal days all the same: by phase alone.
    const noWeather = { ...columns, weather: { ...columns.weather, mean_c: columns.weather.mean_c.map(() => NaN) } }
    const { groups } = expectedDaily(noWeather, today - 6)!
    expect(groups.map(({ per_kelvin }) => per_kelvin)).toEqual([0, 0, 0])
    expect(groups[0]!.level.deep).toBeCloseTo(cold.level.deep, 0)
    const later = expectedDaily(withRestOnDay(columns, today - 20), today - 6)
    expect(later).toEqual(fitted)
  })
})

describe('expectedCases', () => {
  it('is near what came in a week without anything, and in a whole season', () => {
    for (const [from, to] of [
      ['2024-01-08', '2024-01-17'],
      ['2023-02-06', '2023-02-12'],
      ['2022-11-01', '2023-03-31'],
    ] as const) {
      const normal = expectedCases(columns, fitted, { from: dayOf(from), to: dayOf(to), symptoms: 0 }).cases
      expect(Math.abs(count(dayOf(from), dayOf(to)) - normal), from).toBeLessThan(3 * Math.sqrt(normal))
    }
  })

  it('says that a cold snap is normal for such weather, and much for the season', () => {
    const snap = truths.find((truth) => truth.kind === 'cold_snap')!
    const [from, to] = [dayOf(snap.window.from), dayOf(snap.window.to)]
    const normal = expectedCases(columns, fitted, { from, to, symptoms: 0 })
    expect(normal.cases / normal.at_normal_temperature).toBeGreaterThan(1.05)
    expect(Math.abs(count(from, to) - normal.cases)).toBeLessThan(2 * Math.sqrt(normal.cases))
  })

  it('adds up over symptoms and over days', () => {
    const asked = { from: today - 12, to: today - 1, symptoms: 0 }
    const whole = expectedCases(columns, fitted, asked).cases
    const leaks = maskOf('symptom', ['leak_indoor', 'leak_public'])
    const parts = [leaks, 0x1ff & ~leaks].map(
      (symptoms) => expectedCases(columns, fitted, { ...asked, symptoms }).cases,
    )
    expect(parts[0]! + parts[1]!).toBeCloseTo(whole, 8)
    expect(parts[0]! / whole).toBeGreaterThan(0.05)
    const halves = [
      { ...asked, to: today - 7 },
      { ...asked, from: today - 6 },
    ]
    expect(halves.reduce((sum, half) => sum + expectedCases(columns, fitted, half).cases, 0)).toBeCloseTo(whole, 8)
  })

  it('takes of the running day what has passed', () => {
    const asked = { from: today, to: today, symptoms: 0 }
    const whole = expectedCases(columns, fitted, asked).cases
    const morning = expectedCases(columns, fitted, asked, { day: today, share: shareOfDay(10) }).cases
    expect(morning / whole).toBeCloseTo(shareOfDay(10), 12)
  })
})

it('phaseOf follows the season', () => {
  const dates = ['2023-10-14', '2023-10-15', '2023-11-01', '2023-11-11', '2023-12-01', '2024-01-31', '2024-02-01', '2024-03-31', '2024-04-01'] // prettier-ignore
  const named = ['off', 'test', 'start', 'settling', 'deep', 'deep', 'february', 'late', 'off']
  expect(dates.map((date) => phaseOf(columns, dayOf(date)))).toEqual(named)
})

it('shareOfDay grows from 0 to 1', () => {
  expect([0, 24].map(shareOfDay)).toEqual([0, 1])
  expect(shareOfDay(10)).toBeCloseTo(0.288, 2)
  expect(shareOfDay(9.5)).toBeGreaterThan(shareOfDay(9))
})

/** The same city with all that came after a day on that day. */
function withRestOnDay(from: CityColumns, day: Day): CityColumns {
  const moved = from.cases.day.map((one) => (one > day && one <= today ? day : one))
  return { ...from, cases: { ...from.cases, day: moved } }
}
