import { cellToLatLng, getResolution, gridDisk, latLngToCell } from 'h3-js'
import { describe, expect, it } from 'vitest'
import type { Truth, TruthKind } from '../../../data/demo/people/truths/planting'
import type { CellProperties } from '../../../data/hotspots/answers'
import { cellsLens } from '../../../data/hotspots/cells'
import { dateOf, dayOf } from '../../../data/hotspots/city-columns'
import { maskOf, wholePeriod } from '../../../data/hotspots/count'
import { exposureOf } from '../../../data/hotspots/expectation'
import type { LensInput, Selection } from '../../../data/hotspots/question'
import { vocabulary } from '../../../data/model/vocabulary'
import { toDegrees } from '../../../data/model/projection'
import { demoColumns } from '../../support/demo-columns'

const { columns, truths, today, now } = demoColumns()
const { buildings, cases } = columns
const degrees = toDegrees(columns.city.srid)

function input(selection: Selection, more: Partial<LensInput> = {}): LensInput {
  const { exposure } = exposureOf(columns, selection.from)
  return { columns, selection, now, exposure, in_view: null, readable: null, ...more }
}

const lens = (from: number, to: number) => cellsLens(input(wholePeriod(from, to)))
const propertiesOf = (answer: ReturnType<typeof cellsLens>) => answer.cells.features.map((one) => one.properties)
const significant = (answer: ReturnType<typeof cellsLens>) => propertiesOf(answer).filter((one) => one.significant)

const truthsOf = (kind: TruthKind) => truths.filter((truth) => truth.kind === kind)
const window = (truth: Truth) => [dayOf(truth.window.from), dayOf(truth.window.to)] as const

function cellOfBuilding(id: number, resolution: number): string {
  const b = buildings.index.get(id) ?? -1
  const [lng, lat] = degrees(buildings.x_m[b]!, buildings.y_m[b]!)
  return latLngToCell(lat, lng, resolution)
}

/** Cells in which buildings of these truths stand. */
function cellsOf(some: readonly Truth[], resolution: number): Set<string> {
  return new Set(some.flatMap((truth) => truth.building_ids.map((id) => cellOfBuilding(id, resolution))))
}

const week = lens(today - 6, today)
const resolution = week.basis.figures.resolution ?? 0
/** Where there is a fault, and the cells around, whose rings reach into it. */
const faults = ['corroded_branch', 'station_failure', 'high_zone_pump', 'top_floor', 'dead_riser', 'altered_flat', 'burst', 'repair_worked', 'repair_failed'] as const // prettier-ignore
const nearFaults = new Set([...cellsOf(faults.flatMap(truthsOf), resolution)].flatMap((cell) => gridDisk(cell, 1)))

describe('the hexagons', () => {
  it('are of the finest resolution at which the median has 50 heated dwellings', () => {
    const medianAt = (level: number) => {
      const heated = new Map<string, number>()
      buildings.heated_dwellings.forEach((count, b) => {
        const cell = cellOfBuilding(buildings.id[b]!, level)
        if (count > 0) heated.set(cell, (heated.get(cell) ?? 0) + count)
      })
      return [...heated.values()].sort((a, b) => a - b)[heated.size >> 1] ?? 0
    }
    expect(medianAt(resolution)).toBeGreaterThanOrEqual(50)
    expect(medianAt(resolution + 1)).toBeLessThan(50)
    for (const { properties, geometry } of week.cells.features) {
      expect(getResolution(properties.cell)).toBe(resolution)
      const [lat, lng] = cellToLatLng(properties.cell)
      const ring = geometry.coordinates[0] ?? []
      expect(ring.at(-1)).toEqual(ring[0])
      expect(Math.abs(ring.slice(1).reduce((sum, [x = 0]) => sum + x, 0) / 6 - lng)).toBeLessThan(1e-5)
      expect(Math.abs(ring.slice(1).reduce((sum, [, y = 0]) => sum + y, 0) / 6 - lat)).toBeLessThan(1e-5)
    }
  })

  it('hold all heat faults and all heated dwellings, and expect as many cases as came', () => {
    const cells = propertiesOf(week)
    const sum = (of: (one: CellProperties) => number) => cells.reduce((total, one) => total + of(one), 0)
    let heat = 0
    for (let i = 0; i < cases.length; i++) {
      const isCounted = cases.day[i]! >= today - 6 && cases.day[i]! <= today && cases.flags[i]! & 1
      const isHeat = vocabulary.symptom[cases.symptom[i]!] !== 'fees' && vocabulary.cause[cases.cause[i]!] !== 'arrears'
      if (isCounted && isHeat && cases.building[i]! >= 0) heat++
    }
    expect(sum((one) => one.cases)).toBe(heat)
    expect(week.basis.cases).toBe(heat)
    expect(sum((one) => one.expected)).toBeCloseTo(heat, 2)
    expect(sum((one) => one.heated_dwellings)).toBe(buildings.heated_dwellings.reduce((a, b) => a + b, 0))
    expect(week.basis.city_rate).toBeCloseTo((100 * heat) / week.basis.heated_dwellings, 8)
  })

  it('are cut to the view, with the same numbers', () => {
    const in_view = buildings.community_id.map((id) => (id === buildings.community_id[0] ? 1 : 0))
    const cut = cellsLens(input(wholePeriod(today - 6, today), { in_view: Uint8Array.from(in_view) }))
    const whole = new Map(propertiesOf(week).map((one) => [one.cell, one]))
    expect(cut.cells.features.length).toBeGreaterThan(5)
    expect(cut.cells.features.length).toBeLessThan(whole.size / 4)
    for (const one of propertiesOf(cut)) {
      expect({ ...one, beyond_view: false }).toEqual(whole.get(one.cell))
    }
    // Those on its edge say that they go on; alone, so do its neighbours on the other side.
    const beyond = (answer: ReturnType<typeof cellsLens>) =>
      propertiesOf(answer).flatMap(({ cell, beyond_view }) => (beyond_view ? [cell] : []))
    const others = in_view.map((seen) => 1 - seen)
    const rest = cellsLens(input(wholePeriod(today - 6, today), { in_view: Uint8Array.from(others) }))
    expect(beyond(cut).length).toBeGreaterThan(0)
    expect(beyond(cut).length).toBeLessThan(cut.cells.features.length)
    expect(beyond(rest).sort()).toEqual(beyond(cut).sort())
  })

  it('say nothing where there is nothing, rather than a number that is none', () => {
    const empty = lens(today + 100, today + 106)
    expect(empty.basis.cases).toBe(0)
    expect(significant(empty)).toEqual([])
    for (const one of propertiesOf(empty)) {
      expect(one).toMatchObject({ cases: 0, rate: 0, expected: 0, smoothed_ratio: 0, gi_star_z: null, p: 1, confidence: 'open' }) // prettier-ignore
    }
  })
})

describe('planted truths', () => {
  it('corroded branch: stands out this week, surely, as newly emerged', () => {
    const cells = cellsOf(truthsOf('corroded_branch'), resolution)
    const found = significant(week).filter((one) => cells.has(one.cell))
    expect(found.length).toBeGreaterThan(0)
    expect(found.every((one) => one.confidence === 'certain')).toBe(true)
    expect(found.some((one) => one.trend === 'emerging')).toBe(true)
    expect(found.some((one) => one.smoothed_ratio > 2 && (one.gi_star_z ?? 0) > 2.58)).toBe(true)
  })

  it.each<TruthKind>(['station_failure', 'burst'])('%s: stands out in its days', (kind) => {
    for (const truth of truthsOf(kind)) {
      const cells = cellsOf([truth], resolution)
      expect(significant(lens(...window(truth))).filter((one) => cells.has(one.cell)).length).toBeGreaterThan(1)
    }
  })

  it('repair without effect: always much', () => {
    const cells = cellsOf(truthsOf('repair_failed'), resolution)
    const trends = propertiesOf(week).filter((one) => cells.has(one.cell) && one.trend !== null)
    expect(trends.length).toBeGreaterThan(1)
    expect(trends.every((one) => one.trend === 'persistent')).toBe(true)
  })

  it('cold snap: nothing anywhere but at what is always much', () => {
    for (const truth of truthsOf('cold_snap')) expect(significant(lens(...window(truth)))).toEqual([])
  })

  it.each<TruthKind>(['fee_quarrel', 'diligent_reporter', 'unequal_visiting'])(
    '%s: no hot spot in any week',
    (kind) => {
      const cells = new Set([...cellsOf(truthsOf(kind), resolution)].filter((cell) => !nearFaults.has(cell)))
      expect(cells.size).toBeGreaterThan(0)
      for (const from of weeksOfWinters()) {
        const alarms = significant(lens(from, from + 6)).filter((one) => cells.has(one.cell))
        expect(alarms, dateOf(from)).toEqual([])
      }
    },
  )

  it('whatever the week, nearly every significant cell touches a fault', () => {
    const all = weeksOfWinters().flatMap((from) => significant(lens(from, from + 6)))
    const far = all.filter((one) => !nearFaults.has(one.cell))
    expect(all.length).toBeGreaterThan(40)
    // Nominal is 5 %; but ends of branches, gables and some households call more often, of which exposure knows nothing.
    expect(far.length / all.length).toBeLessThan(0.125)
  })
})

describe('filters', () => {
  it('by compound kind compare with homes of that kind', () => {
    const old = { ...wholePeriod(today - 27, today), compound_kinds: maskOf('compound_kind', ['old']) }
    const answer = cellsLens(input(old))
    const homes = buildings.heated_dwellings.filter(
      (_, b) => vocabulary.compound_kind[buildings.compound_kind[b]!] === 'old',
    )
    expect(answer.basis.heated_dwellings).toBe(homes.reduce((a, b) => a + b, 0))
    expect(answer.cells.features.length).toBeLessThan(week.cells.features.length)
  })

  it('by symptom keep fees out even where they are asked for', () => {
    const fees = { ...wholePeriod(today - 27, today), symptoms: maskOf('symptom', ['fees']) }
    const answer = cellsLens(input(fees))
    expect(answer.basis.cases).toBe(0)
    expect(answer.basis.figures.fees_left_out).toBeGreaterThan(0)
  })
})

it('moving cases inside their atoms changes nothing', () => {
  const { of_building } = columns.seasons.at(-1)!.atoms
  const byAtom = new Map<number, number[]>()
  of_building.forEach((atom, b) => byAtom.set(atom, [...(byAtom.get(atom) ?? []), b]))
  const building = cases.building.map((b) => {
    const beside = byAtom.get(of_building[b] ?? -1) ?? [b]
    return beside[(beside.indexOf(b) + 1) % beside.length] ?? b
  })
  const moved = { ...columns, cases: { ...cases, building } }
  const { exposure } = exposureOf(moved, today - 6)
  const answer = cellsLens({ ...input(wholePeriod(today - 6, today)), columns: moved, exposure })
  expect(answer).toEqual(week)
})

/** First days of the weeks of two winters. */
function weeksOfWinters(): number[] {
  const days: number[] = []
  for (let day = dayOf('2022-11-14'); day + 6 <= today; day += 7) {
    const date = dateOf(day).slice(5)
    if (date < '03-25' || date >= '11-01') days.push(day)
  }
  return days
}
