import { beforeAll, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { buildColumns } from '../../../data/hotspots/build-columns'
import { removeCases, writeCases, type CaseRow } from '../../../data/hotspots/case-columns'
import { emptyCases } from '../../../data/hotspots/case-order'
import { caseFlags, dayOf, type CityColumns } from '../../../data/hotspots/city-columns'
import {
  atomsAt,
  countByAtom,
  countByBuilding,
  countByDay,
  countByWord,
  maskOf,
  selectCases,
  wholePeriod,
  within,
} from '../../../data/hotspots/count'
import type { Selection } from '../../../data/hotspots/question'
import { openStatuses, vocabulary } from '../../../data/model/vocabulary'
import { buildNetwork } from '../../../data/network/network'
import { demoColumns, type DemoColumns } from '../../support/demo-columns'

const today = dayOf('2024-01-18')

function row(given: Partial<CaseRow> & Pick<CaseRow, 'id'>): CaseRow {
  return {
    building_id: 1,
    dwelling_id: null,
    day: today,
    symptom: 'not_hot',
    cause: null,
    source: 'hotline',
    status: 'reported',
    pressure_zone: null,
    due: null,
    reopened: 0,
    ...given,
  }
}

/** Two buildings of one atom, in a city of one season. */
function columnsOf(cases: CaseRow[]): CityColumns {
  const around = (x: number) => [[x - 8, -6], [x + 8, -6], [x + 8, 6], [x - 8, 6], [x - 8, -6]] // prettier-ignore
  const footprint = (x: number) => ({ type: 'Polygon' as const, coordinates: [around(x)] })
  const building = { y_m: 0, community_id: 1, compound_id: 1, grid_id: null, built_year: 1990 }
  return buildColumns({
    city: { code: 'two', time_zone: 'Asia/Shanghai', srid: 4544, sharing_threshold: 5 },
    buildings: [
      {
        ...building,
        id: 1,
        x_m: 0,
        footprint: footprint(0),
        heated_dwellings: 3,
        compound_kind: 'old',
        heating_system: 'single_pipe',
      },
      {
        ...building,
        id: 2,
        x_m: 100,
        footprint: footprint(100),
        heated_dwellings: 9,
        compound_kind: 'modern',
        heating_system: null,
      },
    ],
    services: [
      { building_id: 1, pressure_zone: 'low', node_id: 7, heated_dwellings: 3 },
      { building_id: 2, pressure_zone: 'low', node_id: 8, heated_dwellings: 5 },
      { building_id: 2, pressure_zone: 'high', node_id: 9, heated_dwellings: 4 },
    ],
    seasons: [{ id: 1, starts_on: '2023-11-01', ends_on: '2024-03-31' }],
    atoms: [{ season_id: 1, id: 1, compound_id: 1, heated_dwellings: 12 }],
    atom_buildings: [1, 2].map((building_id) => ({ season_id: 1, atom_id: 1, building_id })),
    weather: [{ day: '2024-01-18', mean_c: -6, min_c: -12, normal_c: -5 }],
    barriers: [
      {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [5, 5],
        ],
      },
    ],
    network: buildNetwork({ nodes: [], pipes: [], roots: [] }),
    cases,
  })
}

const all = wholePeriod(dayOf('2000-01-01'), dayOf('2080-01-01'))
const counting = ({ cases }: CityColumns) =>
  Array.from({ length: cases.length }, (_, i) => i)
    .filter((i) => cases.flags[i]! & caseFlags.counts)
    .map((i) => cases.id[i]!)
    .sort((a, b) => a - b)

describe('case columns', () => {
  it('count a flat once within seven days, and declined cases never', () => {
    const flat = { dwelling_id: 101 }
    const columns = columnsOf([
      row({ id: 1, ...flat, day: today - 20 }),
      row({ id: 2, ...flat, day: today - 14 }),
      row({ id: 3, ...flat, day: today - 13 }),
      row({ id: 4, ...flat, day: today - 5, status: 'declined' }),
      row({ id: 5, ...flat, day: today - 4, status: 'merged' }),
      row({ id: 6, dwelling_id: 102, status: 'merged' }),
      row({ id: 7 }),
      row({ id: 8 }),
    ])
    expect(counting(columns)).toEqual([1, 3, 5, 6, 7, 8])
  })

  it('are the same whether cases come at once or one by one, change and go', () => {
    const some = fc.record({
      building_id: fc.constantFrom(1, 2, 99, null),
      dwelling_id: fc.constantFrom(101, 102, 201, null),
      day: fc.integer({ min: today - 30, max: today }),
      status: fc.constantFrom('reported' as const, 'declined' as const, 'merged' as const),
    })
    const step = fc.record({ id: fc.integer({ min: 1, max: 12 }), value: fc.option(some) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const columns = columnsOf([])
        columns.cases = emptyCases(1)
        const rows = new Map<number, CaseRow>()
        for (const { id, value } of steps) {
          if (value) rows.set(id, row({ id, ...value }))
          else rows.delete(id)
          if (value) writeCases(columns, [row({ id, ...value })])
          else removeCases(columns, [id])
        }
        const fresh = columnsOf([...rows.values()])
        expect(columns.cases.length).toBe(rows.size)
        expect(counting(columns)).toEqual(counting(fresh))
        const days = columns.cases.day.subarray(0, columns.cases.length)
        expect(days).toEqual(days.toSorted())
        expect(countByBuilding(columns, selectCases(columns, all, 0))).toEqual(
          countByBuilding(fresh, selectCases(fresh, all, 0)),
        )
      }),
    )
  })

  it('place atoms at the mean of their homes, and keep barriers and weather', () => {
    const columns = columnsOf([])
    expect(columns.seasons[0]?.atoms.x_m[0]).toBe(75)
    expect(Array.from(columns.buildings.footprints.reach_m)).toEqual([10, 10])
    expect(columns.barriers.lines[0]).toEqual(Float64Array.of(0, 0, 5, 5))
    expect(columns.weather.first).toBe(today)
    expect(columns.weather.min_c[0]).toBe(-12)
  })

  it('select by words and state: kinds together, words of a kind as alternatives', () => {
    const columns = columnsOf([
      row({ id: 1, symptom: 'fees', due: 10 }),
      row({ id: 2, building_id: 2, symptom: 'leak_public', status: 'closed', due: 10, reopened: 1 }),
      row({ id: 3, building_id: 2, day: today - 3, status: 'verifying', due: 99 }),
    ])
    const select = (given: Partial<Selection>) => selectCases(columns, { ...all, ...given }, 50)
    const count = (given: Partial<Selection>) => [...countByBuilding(columns, select(given))]
    expect(count({ symptoms: maskOf('symptom', ['fees', 'leak_public']) })).toEqual([1, 1])
    expect(count({ symptoms: maskOf('symptom', ['fees']), open: true })).toEqual([1, 0])
    expect(count({ overdue: true })).toEqual([1, 0])
    expect(count({ overdue: true, statuses: maskOf('status', ['closed']) })).toEqual([1, 1])
    expect(count({ reopened: true })).toEqual([0, 1])
    expect(count({ compound_kinds: maskOf('compound_kind', ['modern']) })).toEqual([0, 2])
    expect(count({ from: today, sources: maskOf('source', ['hotline', 'chat']) })).toEqual([1, 1])
    expect(count({ from: today + 1 })).toEqual([0, 0])
    const days = { from: today - 3, to: today }
    expect([...countByDay(columns, select(days), days)]).toEqual([1, 0, 0, 2])
    expect(within(columns, select({}), { from: today - 3, to: today - 1 })).toHaveLength(1)
    expect(within(columns, select({}), { from: today, to: today })).toHaveLength(2)
  })
})

describe('columns of the demo city', () => {
  let demo: DemoColumns
  beforeAll(() => {
    demo = demoColumns()
  }, 180_000)

  it('hold every building, case and atom', () => {
    const { columns, rows } = demo
    expect(columns.buildings.length).toBe(rows.building.length)
    expect(columns.cases.length).toBe(rows.issue.length)
    const { atoms } = columns.seasons[0]!
    const homes = rows.dwelling.filter((home) => home.connected && !home.suspended).length
    expect(atoms.heated_dwellings.reduce((sum, n) => sum + n, 0)).toBe(homes)
    expect(columns.service.heated_dwellings.reduce((sum, n) => sum + n, 0)).toBe(homes)
    expect(columns.service.node_id.every((id) => columns.network.node_index.has(id))).toBe(true)
    expect(columns.barriers.polygons.length).toBeGreaterThan(0)
    expect(columns.barriers.lines.length).toBeGreaterThan(0)
  })

  it('agree with a plain count over the rows', () => {
    const { columns, rows, now } = demo
    const season = {
      ...all,
      from: dayOf('2023-12-01'),
      to: today,
      symptoms: maskOf('symptom', ['not_hot', 'lukewarm']),
    }
    const counts = new Set(counting(columns))
    const expected = rows.issue.filter(
      ({ id, symptom, reported_at }) =>
        counts.has(id) && ['not_hot', 'lukewarm'].includes(symptom) && reported_at.slice(0, 10) >= '2023-12-01',
    )
    const atoms = atomsAt(columns, today)!
    const sum = (numbers: Int32Array) => numbers.reduce((all, n) => all + n, 0)
    const found = selectCases(columns, season, now)
    const numbers = countByWord(columns, found, now)
    expect(sum(countByAtom(columns, atoms, found))).toBe(expected.length)
    expect(numbers.cases).toBe(expected.length)
    expect(numbers.open).toBe(expected.filter(({ status }) => openStatuses.includes(status as never)).length)
    expect(sum(numbers.by_status)).toBe(expected.length)
    const lukewarm = vocabulary.symptom.indexOf('lukewarm')
    expect(numbers.by_symptom[lukewarm]).toBe(expected.filter(({ symptom }) => symptom === 'lukewarm').length)
  })
})
