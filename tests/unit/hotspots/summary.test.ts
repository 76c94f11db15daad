import { describe, expect, it } from 'vitest'
import type { TruthKind } from '../../../data/demo/people/truths/planting'
import { dayOf, type CityColumns, type Day } from '../../../data/hotspots/city-columns'
import { correctionsIn } from '../../../data/hotspots/corrections'
import { wholePeriod } from '../../../data/hotspots/count'
import { summarize } from '../../../data/hotspots/counts/summary'
import { expectedCases, expectedDaily } from '../../../data/hotspots/daily-expectation'
import { exposureOf } from '../../../data/hotspots/expectation'
import { demoColumns } from '../../support/demo-columns'

const { columns, truths, today, now } = demoColumns()
const { buildings } = columns

function truthOf(kind: TruthKind) {
  const truth = truths.find((one) => one.kind === kind)
  if (!truth) throw new Error(`no ${kind} was planted`)
  return { ...truth, from: dayOf(truth.window.from), to: dayOf(truth.window.to) }
}

const inCommunity = (id: number) => Uint8Array.from(buildings.community_id, (one) => (one === id ? 1 : 0))

function summaryOf(city: CityColumns, [from, to]: [Day, Day], in_view: Uint8Array | null = null) {
  const { exposure } = exposureOf(city, from)
  const daily = expectedDaily(city, from)
  const selection = wholePeriod(from, to)
  const normal = daily && expectedCases(city, daily, selection)
  const input = { columns: city, told: city, selection, now, exposure, in_view, readable: null }
  return summarize({ ...input, normal, heated_dwellings: 0, today })
}

describe('what is normal for a view', () => {
  const failure = truthOf('station_failure')
  const days: [Day, Day] = [failure.from, failure.to]

  it('is that of such weather and phase for the whole city, whatever came', () => {
    const whole = summaryOf(columns, days)
    const daily = expectedDaily(columns, days[0])
    expect(whole.normal).toBe(daily && expectedCases(columns, daily, wholePeriod(...days)).cases)
    expect(whole.normal).toBe(whole.city.normal)
    expect(whole.expected).toBe(whole.cases)
    // More cases on these days change nothing of what is normal for them.
    const { cases } = columns
    const crowded = cases.day.map((day) => (day > days[1] && day <= days[1] + 7 ? days[1] : day))
    const moved = summaryOf({ ...columns, cases: { ...cases, day: crowded } }, days)
    expect(moved.cases).toBeGreaterThan(1.3 * whole.cases)
    expect(moved.normal).toBe(whole.normal)
  })

  it('is shared out by exposure, and adds up to that of the city', () => {
    const whole = summaryOf(columns, days)
    const communities = [...new Set(buildings.community_id)]
    const parts = communities.map((id) => summaryOf(columns, days, inCommunity(id)))
    const sum = (values: (number | null)[]) => values.reduce<number>((all, one) => all + (one ?? NaN), 0)
    expect(sum(parts.map(({ normal }) => normal))).toBeCloseTo(whole.normal ?? NaN, 6)
    expect(sum(parts.map(({ expected }) => expected))).toBeCloseTo(whole.cases, 6)
    for (const { normal, expected } of parts)
      expect((normal ?? NaN) / expected).toBeCloseTo((whole.normal ?? NaN) / whole.cases, 6)
  })

  it('moves with a cold snap, the share with what came', () => {
    const snap = truthOf('cold_snap')
    const cold = summaryOf(columns, [snap.from, snap.to], inCommunity(buildings.community_id[0] ?? -1))
    const { weather } = columns
    const mild = { ...columns, weather: { ...weather, mean_c: weather.mean_c.map((mean, i) => isIn(i) ? weather.normal_c[i]! : mean) } } // prettier-ignore
    function isIn(i: number): boolean {
      return weather.first + i >= snap.from - 1 && weather.first + i <= snap.to
    }
    const usual = summaryOf(mild, [snap.from, snap.to], inCommunity(buildings.community_id[0] ?? -1))
    expect((cold.normal ?? NaN) / (usual.normal ?? NaN)).toBeGreaterThan(1.05)
    expect(usual.expected).toBe(cold.expected)
    expect(usual.cases).toBe(cold.cases)
  })

  it('is not said where it is not known', () => {
    const selection = wholePeriod(...days)
    const exposure = Float64Array.from(buildings.heated_dwellings)
    const input = { columns, told: columns, selection, now, exposure, in_view: null, readable: null }
    const unknown = summarize({ ...input, normal: null, heated_dwellings: 0, today })
    expect([unknown.normal, unknown.city.normal]).toEqual([null, null])
    expect(unknown.expected).toBe(unknown.cases)
  })
})

describe('the factors behind exposure', () => {
  const learned = exposureOf(columns, today - 6)

  it('are told as ranges over grids and strata with the cases that they rest on', () => {
    const told = correctionsIn(columns, learned, null)
    const factors = learned.recording.map(({ factor }) => factor)
    expect(told.earlier_cases).toBe(learned.cases)
    expect(told.recording?.least).toBeCloseTo(Math.min(...factors), 2)
    expect(told.recording?.most).toBeCloseTo(Math.max(...factors), 2)
    expect(told.recording?.groups).toBe(factors.length)
    expect(told.stock?.most).toBeGreaterThan(2 * (told.stock?.least ?? NaN))
    expect(told.learned_until < '2024-01-12').toBe(true)
  })

  it('are those of the view, without what has too few homes there', () => {
    const [id = 0] = truthOf('unequal_visiting').building_ids
    const grid = buildings.grid_id[buildings.index.get(id) ?? -1]
    const members = Array.from(buildings.grid_id.keys()).filter((b) => buildings.grid_id[b] === grid)
    const view = (some: number[]) => Uint8Array.from(buildings.id, (_, b) => (some.includes(b) ? 1 : 0))
    const own = correctionsIn(columns, learned, view(members)).recording
    const factor = learned.recording.find(({ grid_id }) => grid_id === grid)?.factor ?? NaN
    expect(own?.most).toBeCloseTo(factor, 2)
    const few = { ...columns, city: { ...columns.city, sharing_threshold: 100_000 } }
    expect(correctionsIn(few, learned, view(members))).toMatchObject({ recording: null, stock: null })
    expect(correctionsIn(columns, learned, view([])).recording).toBeNull()
  })

  it('are not known before there is something to learn from', () => {
    const first = columns.cases.day.subarray(0, columns.cases.length).reduce((least, day) => Math.min(least, day))
    const told = correctionsIn(columns, exposureOf(columns, first + 30), null)
    expect(told).toMatchObject({ recording: null, stock: null })
  })
})
