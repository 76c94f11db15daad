import { describe, expect, it } from 'vitest'
import { caseFlags, type CityColumns } from '../../../data/hotspots/city-columns'
import { exposureOf, learnsUntil } from '../../../data/hotspots/expectation'
import type { TruthKind } from '../../../data/demo/people/truths/planting'
import { isHeatFault } from '../../../data/hotspots/heat-faults'
import { demoColumns } from '../../support/demo-columns'

const { columns, today, truths } = demoColumns()
const { buildings, cases } = columns
const learned = exposureOf(columns, today - 6)

function sumOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0
  return sum
}

function gridOf(kind: TruthKind) {
  const [id = 0] = truths.find((truth) => truth.kind === kind)?.building_ids ?? []
  const grid_id = buildings.grid_id[buildings.index.get(id) ?? -1]
  return learned.recording.find((grid) => grid.grid_id === grid_id)
}

describe('exposureOf', () => {
  it('sums to the heated dwellings of the city, and is nothing where none are', () => {
    expect(sumOf(learned.exposure)).toBeCloseTo(sumOf(buildings.heated_dwellings), 4)
    buildings.heated_dwellings.forEach((heated, b) => expect(learned.exposure[b]! > 0).toBe(heated > 0))
  })

  it('finds the factors again by which eras were planted', () => {
    const factor = (decade: number, kind: string) =>
      learned.strata.find((one) => one.decade === decade && one.compound_kind === kind)?.factor ?? NaN
    const of2000s = factor(2000, 'modern')
    for (const [decade, kind, planted] of [
      [1980, 'old', 2.2],
      [1990, 'old', 1.6],
      [2010, 'modern', 0.5],
      [1980, 'shantytown', 2.5],
    ] as const) {
      const found = (factor(decade, kind) / of2000s) * 0.9
      expect(found / planted, `${kind} ${decade}`).toBeGreaterThan(0.75)
      // Houses of shantytowns are ends of branches, and all floors are top or ground.
      expect(found / planted, `${kind} ${decade}`).toBeLessThan(kind === 'shantytown' ? 1.5 : 1.25)
    }
  })

  it('takes the eager visitor for what she is, and the reporter of many messages for average', () => {
    expect(gridOf('unequal_visiting')?.factor).toBeGreaterThan(1.2)
    expect(gridOf('diligent_reporter')?.factor).toBeLessThan(1.1)
    const factors = learned.recording.map((grid) => grid.factor).sort((a, b) => a - b)
    expect(factors[Math.floor(factors.length / 2)]).toBeCloseTo(1, 1)
    expect(factors.at(-1)).toBeLessThan(1.5)
  })

  it('learns nothing from the last 28 days before the period, from what does not count, nor from fees', () => {
    const changed = withoutCases((i) => {
      return cases.day[i]! >= learnsUntil(today - 6) || !(cases.flags[i]! & caseFlags.counts) || !isHeatFault(cases, i)
    })
    expect(exposureOf(changed, today - 6).exposure).toEqual(learned.exposure)
    expect(exposureOf(columns, today + 30).exposure).not.toEqual(learned.exposure)
  })

  it('stays with heated dwellings while there are fewer than 200 earlier cases', () => {
    const first = cases.day.subarray(0, cases.length).reduce((least, day) => Math.min(least, day), Infinity)
    const early = exposureOf(columns, first + 30)
    expect(early.cases).toBeLessThan(200)
    expect(early.exposure).toEqual(Float64Array.from(buildings.heated_dwellings))
    expect([early.strata, early.recording]).toEqual([[], []])
  })

  it('does not change when cases move inside an atom', () => {
    const { of_building } = columns.seasons[0]!.atoms
    const byAtom = new Map<number, number[]>()
    of_building.forEach((atom, b) => byAtom.set(atom, [...(byAtom.get(atom) ?? []), b]))
    const building = cases.building.map((b) => {
      const beside = byAtom.get(of_building[b] ?? -1) ?? [b]
      return beside[(beside.indexOf(b) + 1) % beside.length] ?? b
    })
    expect(building).not.toEqual(cases.building)
    expect(exposureOf({ ...columns, cases: { ...cases, building } }, today - 6)).toEqual(learned)
  })
})

/** The same city without the cases for which a test holds. */
function withoutCases(isGone: (position: number) => boolean): CityColumns {
  const kept = Array.from({ length: cases.length }, (_, i) => i).filter((i) => !isGone(i))
  const pick = <T extends Int32Array | Int16Array | Uint8Array>(column: T) => column.slice(0, kept.length).map((_, k) => column[kept[k]!]!) as T // prettier-ignore
  return {
    ...columns,
    cases: {
      ...cases,
      length: kept.length,
      building: pick(cases.building),
      day: pick(cases.day),
      symptom: pick(cases.symptom),
      cause: pick(cases.cause),
      source: pick(cases.source),
      flags: pick(cases.flags),
    },
  }
}
