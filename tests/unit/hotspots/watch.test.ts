import { beforeAll, describe, expect, it } from 'vitest'
import type { TruthKind } from '../../../data/demo/people/truths/planting'
import type { BranchCluster, Confidence } from '../../../data/hotspots/answers'
import { createBranchTables } from '../../../data/hotspots/branches/branch-tables'
import { branchesLens, type FoundBranch } from '../../../data/hotspots/branches/branches'
import { dayOf, type Day } from '../../../data/hotspots/city-columns'
import { atomsAt, wholePeriod } from '../../../data/hotspots/count'
import { expectedCases, expectedDaily } from '../../../data/hotspots/daily-expectation'
import { exposureOf } from '../../../data/hotspots/expectation'
import { asWholeAtoms, buildingsIn } from '../../../data/hotspots/view'
import { summarize } from '../../../data/hotspots/counts/summary'
import { watchPlaces } from '../../../data/hotspots/watch/places'
import { toldOutside } from '../../../data/hotspots/watch/outside'
import { watchGround, type CellPlace, type WatchGround } from '../../../data/hotspots/watch/ground'
import { buildNullTable } from '../../../data/statistics/null-table'
import { demoColumns, type DemoColumns } from '../../support/demo-columns'

const tables = createBranchTables(buildNullTable)
let city: DemoColumns
beforeAll(() => {
  city = demoColumns()
  tables.zones(city.columns)
}, 120_000)

/** The hot list of some communities (all: null) for a period. */
function watch(from: Day, to: Day, communities: number[] | null) {
  const { columns, now } = city
  const { exposure } = exposureOf(columns, from)
  const asked = communities && buildingsIn(columns, { of: 'communities', ids: communities })
  const atoms = atomsAt(columns, to)
  const in_view = asked && atoms ? asWholeAtoms(columns, atoms, asked) : null
  const lens = { columns, selection: wholePeriod(from, to), now, exposure, in_view, readable: null }
  const { found } = branchesLens(lens, tables)
  const counted = { columns, told: columns, in_view: asked, exposure }
  const daily = expectedDaily(columns, from)
  const normal = daily && expectedCases(columns, daily, lens.selection)
  const { city: cityCounts } = summarize({ ...lens, ...counted, normal, heated_dwellings: 0, today: city.today })
  const watched = watchPlaces(found.map(clusterOf), watchGround({ lens, counted, normal }))
  return { ...watched, rises_with_view: cityCounts.rises_with_view }
}

const sureOf = (p: number): Confidence => (p <= 0.01 ? 'certain' : p <= 0.05 ? 'likely' : 'open')

function clusterOf(found: FoundBranch): BranchCluster {
  const place = { compounds: [], buildings: [], buildings_total: found.buildings_total, community: null }
  const unread = { place, station: null, assets: [], outside: null, pipes: null, downstream: null, bbox: null }
  const { rivals, ...rest } = found
  const named = rivals.map((rival) => ({ ...rival, assets: [] }))
  return {
    ...rest,
    ...unread,
    rivals: named,
    relative_risk: found.cases / found.expected,
    confidence: sureOf(found.p ?? NaN),
  }
}

function truthOf(kind: TruthKind) {
  const truth = city.truths.find((one) => one.kind === kind)
  if (!truth) throw new Error(`no ${kind} was planted`)
  return { ...truth, from: dayOf(truth.window.from), to: dayOf(truth.window.to) }
}

const communitiesOf = (ids: readonly number[]) => {
  const { id, community_id } = city.columns.buildings
  const own = new Set(ids)
  return [...new Set(Array.from(id.keys()).flatMap((b) => (own.has(id[b]!) ? [community_id[b]!] : [])))]
}

describe('the hot list of the demo city', () => {
  it('has the corroded branch among the three places of its secretary, and of the whole city', () => {
    const truth = truthOf('corroded_branch')
    for (const communities of [communitiesOf(truth.building_ids), null]) {
      const { state, places } = watch(city.today - 6, city.today, communities)
      expect(state).toBe('found')
      expect(places.length).toBeLessThanOrEqual(3)
      const hit = places.find(({ told: { branch } }) =>
        branch?.building_ids.some((id) => truth.building_ids.includes(id)),
      )
      expect(hit?.told.lens).toBe('branches')
      expect(new Set(hit?.building_ids)).toEqual(new Set(truth.building_ids))
      expect(hit?.told.confidence).toBe('certain')
      // No neighbourhood of cells says the same again.
      const cells = places.filter(({ told }) => told.lens === 'cells')
      for (const { building_ids } of cells) expect(building_ids).not.toEqual(hit?.building_ids)
    }
  }, 30_000)

  it('says of a cold snap that the whole city is up, and names no place for it', () => {
    const { from, to } = truthOf('cold_snap')
    const { id, community_id } = city.columns.buildings
    const communities = [...new Set(community_id)].filter((one) => one >= 0)
    // Yards whose repair failed have three times the normal all winter: these may be named, snap or no snap.
    const faulty = communitiesOf(truthOf('repair_failed').building_ids)
    const calm = communities.filter((one) => !faulty.includes(one))
    expect(watch(from, to, calm)).toMatchObject({ state: 'city_rise', places: [] })
    const states = calm.map((one) => watch(from, to, [one]))
    expect(states.map(({ places }) => places.length)).toEqual(calm.map(() => 0))
    expect(states.some(({ state }) => state === 'city_rise')).toBe(true)
    // The summary says the same, of the whole city too.
    expect(states.map(({ rises_with_view }) => rises_with_view)).toEqual(
      states.map(({ state }) => state === 'city_rise'),
    )
    expect(watch(from, to, null).rises_with_view).toBe(true)
    expect(watch(city.today - 6, city.today, null).rises_with_view).toBe(false)
    const named = watch(from, to, null).places.flatMap(({ building_ids }) => building_ids)
    expect(named.filter((one) => !faulty.includes(community_id[id.indexOf(one)]!))).toEqual([])
  }, 30_000)
})

describe('a place of cells that crosses the edge of a community', () => {
  /** Cells that stand out in some week of the winter and have cases on both sides of an edge. */
  function crossing() {
    const { columns, now } = city
    const { exposure } = exposureOf(columns, city.today - 60)
    const base = { columns, now, exposure, readable: null }
    const atoms = atomsAt(columns, city.today)!
    for (let to = city.today; to > city.today - 60; to -= 7) {
      const selection = wholePeriod(to - 6, to)
      const placesIn = (in_view: Uint8Array | null) => {
        const lens = { ...base, selection, in_view }
        return watchGround({ lens, counted: { ...lens, told: columns }, normal: null }).places
      }
      for (const whole of placesIn(null)) {
        const communities = communitiesOf(whole.building_ids)
        const parts = communities.map((id) => {
          const own = asWholeAtoms(columns, atoms, buildingsIn(columns, { of: 'communities', ids: [id] }))
          return placesIn(own).find(({ cells }) => cells.some((cell) => whole.cells.includes(cell)))
        })
        if (parts.length > 1 && parts.every((part) => part?.outside?.counts?.cases))
          return { whole, parts, communities }
      }
    }
    throw new Error('no cells cross an edge')
  }

  it('tells the part beyond as numbers over whole atoms, and in whose community it lies', () => {
    const { whole, parts, communities } = crossing()
    const sides = parts.map((part) => part?.outside?.counts ?? { cases: 0, open_cases: 0, expected: 0 })
    const sum = (key: 'cases' | 'open_cases' | 'expected') => sides.reduce((all, side) => all + side[key], 0)
    const others = communities.length - 1
    // Each case lies outside of every community but one.
    expect([sum('cases'), sum('open_cases')]).toEqual([others * whole.cases, others * whole.open_cases])
    expect(sum('expected')).toBeCloseTo(others * whole.expected, 6)
    parts.forEach((part, i) => {
      expect(part).toMatchObject({ cases: whole.cases, expected: whole.expected })
      expect(new Set(part?.outside?.community_ids)).toEqual(new Set(communities.filter((_, j) => j !== i)))
      expect(part?.cells.every((cell) => whole.cells.includes(cell))).toBe(true)
      expect(part?.building_cases.reduce((all, one) => all + one, 0)).toBe(
        whole.cases - (part?.outside?.counts?.cases ?? 0),
      )
    })
  })

  it('says no number of fewer homes than may be shown', () => {
    const { columns } = city
    const away = { counts: { cases: 2, open_cases: 1, expected: 0.1 }, homes: [[0], [1]] }
    const told = (heated_dwellings: number) => toldOutside(columns, { ...away, heated_dwellings })?.counts
    expect(told(columns.city.sharing_threshold - 1)).toBeNull()
    expect(told(columns.city.sharing_threshold)).toEqual(away.counts)
  })
})

describe('the hot list', () => {
  const cellPlace = (key: string, building_ids: number[], building_cases: number[]): CellPlace => ({
    ...{ key, cells: [key], cases: building_cases.reduce((sum, n) => sum + n, 0), open_cases: 1, expected: 2 },
    ...{ heated_dwellings: 100, confidence: 'likely', trend: 'growing', building_ids, building_cases },
    ...{ compound_ids: [1], bbox: [0, 0, 1, 1], area: { type: 'MultiPolygon', coordinates: [] } },
    outside: null,
  })
  const ground = (more: Partial<WatchGround> = {}): WatchGround => ({
    ...{ places: [], cases: 20, closed: 12, compounds: 6, expected: 18, below_normal_k: 0.4, days: 7 },
    city: { cases: 210, normal: 205, normal_of_phase: 204 },
    basis: {
      ...{ from: '2024-01-12', to: '2024-01-18', cases: 210, heated_dwellings: 5000, weeks: 1, city_rate: 0.4 },
      figures: {},
    },
    ...more,
  })
  const branch = (key: string, building_ids: number[], confidence: Confidence = 'certain'): BranchCluster => ({
    ...clusterOf({
      ...{ key, kind: 'pipe', station_id: 1, window_days: 7, cases: 19, open_cases: 12, expected: 3 },
      ...{ heated_dwellings: 312, log_likelihood_ratio: 20, p: 0.001, building_ids, buildings_total: 3 },
      ...{ compound_ids: [1], pipe_ids: [1], downstream_pipe_ids: [], upstream: null, beside: null, outside: null },
      rivals: [],
    }),
    confidence,
  })
  const keysOf = ({ places }: ReturnType<typeof watchPlaces>) => places.map(({ told }) => told.key)

  it('tells cells inside of a found branch with the branch, and others by themselves', () => {
    const inside = cellPlace('a', [1, 2, 9], [6, 2, 1])
    const beside = cellPlace('b', [2, 7, 8], [2, 5, 5])
    const told = watchPlaces([branch('pipe-1', [1, 2, 3])], ground({ places: [inside, beside] }))
    expect(keysOf(told)).toEqual(['pipe-1', 'b'])
    expect(told.places[0]?.told).toMatchObject({ lens: 'branches', trend: 'growing', relative_risk: 19 / 3 })
    expect(told.places[1]?.told).toMatchObject({ lens: 'cells', cases: 12, window_days: 7, relative_risk: 6 })
  })

  it('leaves out what is all across the edge, and keeps what is not', () => {
    const outside = (cases: number) => ({ counts: { cases, open_cases: 0, expected: 1 }, community_ids: [3] })
    const away = { ...cellPlace('a', [1], [0]), cases: 9, outside: outside(9) }
    const half = { ...cellPlace('b', [2], [4]), cases: 9, outside: outside(5) }
    const told = watchPlaces([], ground({ places: [away, half] }))
    expect(keysOf(told)).toEqual(['b'])
    expect(told.places[0]).toMatchObject({ told: { cases: 9 }, cells_outside: outside(5) })
  })

  it('leaves out what may be chance, and shows three', () => {
    const branches = [branch('pipe-1', [1]), branch('pipe-2', [2], 'open'), branch('pipe-3', [3], 'likely')]
    const places = [cellPlace('a', [7], [5]), cellPlace('b', [8], [5])]
    expect(keysOf(watchPlaces(branches, ground({ places })))).toEqual(['pipe-1', 'pipe-3', 'a'])
  })

  it('says none, few, or that the whole city is up', () => {
    const stateOf = (more: Partial<WatchGround>) => watchPlaces([], ground(more)).state
    expect(stateOf({})).toBe('none')
    expect(stateOf({ cases: 7 })).toBe('few')
    const cold = { cases: 230, normal: 232, normal_of_phase: 204 }
    expect(stateOf({ city: cold })).toBe('city_rise')
    expect(stateOf({ city: { ...cold, cases: 203 } })).toBe('none')
    expect(stateOf({ city: { cases: 260, normal: 205, normal_of_phase: 204 } })).toBe('city_rise')
    expect(stateOf({ city: { cases: 230, normal: null, normal_of_phase: null } })).toBe('none')
    // More than its share of a risen city is not "nothing unusual".
    expect(stateOf({ city: cold, cases: 40 })).toBe('none')
  })
})
