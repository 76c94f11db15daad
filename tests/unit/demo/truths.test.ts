import { beforeAll, describe, expect, it } from 'vitest'
import { coldFactors } from '../../../data/demo/people/cases/days'
import { dayOf } from '../../../data/demo/people/clock'
import type { Truth, TruthKind } from '../../../data/demo/people/truths/planting'
import { percent, shippedCity, type Issue, type Shipped } from './generated'
import { countCases, inWindow, plantedBuildings, type Measured, type Window } from './truth-count'

let city: Shipped
let measured: Measured
let planted: Set<number>
beforeAll(() => {
  city = shippedCity()
  planted = plantedBuildings(city.truths)
  const eras = new Map(city.facts.buildings.map((building) => [building.building_id, building.era]))
  measured = { ...city, classOf: (id) => eras.get(id) ?? '' }
}, 60_000)

const truthsOf = (kind: TruthKind) => city.truths.filter((truth) => truth.kind === kind)

function truthOf(kind: TruthKind): Truth {
  const [truth] = truthsOf(kind)
  if (!truth) throw new Error(`no ${kind} was planted`)
  return truth
}

const count = (truth: Truth, window: Window, test?: (issue: Issue) => boolean) =>
  countCases(measured, truth, window, test)

describe('planted truths', () => {
  it('are of every kind, in their buildings, within the years of the cases', () => {
    expect(new Set(city.truths.map((truth) => truth.kind)).size).toBe(14)
    const ids = new Set(city.facts.buildings.map((building) => building.building_id))
    for (const truth of city.truths) {
      expect(truth.building_ids.length).toBeGreaterThan(0)
      expect(truth.building_ids.every((id) => ids.has(id))).toBe(true)
      expect(truth.window.from >= '2021-10-15' && truth.window.to <= '2024-01-18').toBe(true)
    }
  })

  it.each<TruthKind>([
    'corroded_branch',
    'station_failure',
    'high_zone_pump',
    'top_floor',
    'dead_riser',
    'altered_flat',
    'burst',
    'fee_quarrel',
  ])('%s stands out in its window by its relative risk', (kind) => {
    for (const truth of truthsOf(kind)) {
      const { observed, expected } = count(truth, truth.window)
      expect(observed).toBeGreaterThan(expected + 3 * Math.sqrt(expected))
      // Small sets of homes differ from the mean home by floor and gable.
      const tolerance = truth.dwelling_ids ? 2.6 : 1.8
      expect(observed / expected, `${kind} ${observed}/${expected}`).toBeGreaterThan(truth.relative_risk / tolerance)
      expect(observed / expected, `${kind} ${observed}/${expected}`).toBeLessThan(truth.relative_risk * tolerance)
    }
  })

  it('show a corroded branch of at least 150 homes in the last seven days', () => {
    const truth = truthOf('corroded_branch')
    const homes = city.heated.filter((home) => truth.building_ids.includes(home.building_id))
    expect(homes.length).toBeGreaterThanOrEqual(150)
    expect(truth.pipe_id).not.toBeNull()
    const { observed, expected } = count(truth, { from: '2024-01-12', to: '2024-01-18' })
    expect(observed).toBeGreaterThanOrEqual(12)
    expect(observed / expected).toBeGreaterThan(3.5)
  })

  it('leave a fee quarrel like any other compound once arrears are taken out', () => {
    for (const truth of truthsOf('fee_quarrel')) {
      const { observed, expected } = count(truth, truth.window, ({ cause }) => cause !== 'arrears')
      expect(Math.abs(observed - expected)).toBeLessThan(4 * Math.sqrt(expected) + 2)
    }
  })

  it('tell the repair that worked from the one that did not', () => {
    const before = { from: '2021-11-01', to: '2023-03-31' }
    const after = { from: '2023-11-01', to: '2024-01-18' }
    const ratio = (truth: Truth, window: Window) => {
      const { observed, expected } = count(truth, window)
      return observed / expected
    }
    for (const kind of ['repair_worked', 'repair_failed'] as const) {
      const truth = truthOf(kind)
      expect(ratio(truth, before)).toBeGreaterThan(2)
      const change = ratio(truth, after) / ratio(truth, before)
      expect(change).toBeGreaterThan(truth.relative_risk * 0.55)
      expect(change).toBeLessThan(truth.relative_risk * 1.6)
    }
  })

  it('let a diligent member report much and find no more', () => {
    const truth = truthOf('diligent_reporter')
    const isOurs = (issue: Issue) => truth.building_ids.includes(issue.building_id ?? 0)
    const mean = (issues: Issue[]) => issues.reduce((sum, issue) => sum + issue.reports - 1, 0) / issues.length
    const ratio = mean(city.issue.filter(isOurs)) / mean(city.issue.filter((issue) => !isOurs(issue)))
    expect(ratio).toBeGreaterThan(truth.relative_risk * 0.6)
    expect(ratio).toBeLessThan(truth.relative_risk * 1.5)
    const { observed, expected } = count(truth, truth.window)
    expect(observed / expected).toBeLessThan(1.8)
  })

  it('let doors be visited unequally', () => {
    const truth = truthOf('unequal_visiting')
    const { observed, expected } = count(truth, truth.window, ({ source }) => source === 'visit')
    expect(observed / expected).toBeGreaterThan(truth.relative_risk / 2.2)
    const isOurs = (issue: Issue) => truth.building_ids.includes(issue.building_id ?? 0)
    expect(percent(city.issue.filter(isOurs), ({ source }) => source === 'visit')).toBeGreaterThan(20)
  })

  it('let an employer leave its yard to nobody and its office leave the loop, which is no fault', () => {
    const truth = truthOf('leaving_employer')
    const [leaving] = city.facts.leaving
    const yard = city.facts.compounds.find((one) => one.compound_id === leaving?.compound_id)
    expect(yard).toMatchObject({ kind: 'old', station_id: leaving?.station_id, building_ids: truth.building_ids })
    const managed = city.management.filter((row) => row.compound_id === yard?.compound_id)
    expect(managed.map(({ kind, ends_on }) => [kind, ends_on])).toEqual([
      ['employer', truth.window.from],
      ['none', null],
    ])
    const user = city.rows.heat_user.find((one) => one.id === leaving?.heat_user_id)
    expect(user).toMatchObject({ kind: 'office', building_id: leaving?.building_id })
    const service = city.rows.service_connection.find((one) => one.building_id === leaving?.building_id)
    expect(service?.station_id).toBeNull()
    const inlet = city.rows.pipe.find((one) => one.id === truth.pipe_id)
    expect(inlet?.to_node_id).toBe(service?.node_id)
    expect(city.rows.valve.filter((valve) => valve.pipe_id === truth.pipe_id)).toMatchObject([{ is_open: false }])
    expect(city.rows.valve.filter((valve) => !valve.is_open)).toHaveLength(1)
    // It hung on a pipe of the yard's loop.
    const into = new Map(city.rows.pipe.map((one) => [one.to_node_id, one]))
    const above: number[] = []
    for (let pipe = inlet; pipe?.from_node_id; pipe = into.get(pipe.from_node_id)) above.push(pipe.id)
    const homes = city.facts.buildings.filter((one) => truth.building_ids.includes(one.building_id))
    expect(homes.some((one) => one.pipe_ids_to_station.some((id) => above.includes(id)))).toBe(true)
    const { observed, expected } = count(truth, truth.window)
    expect(Math.abs(observed - expected)).toBeLessThan(3.5 * Math.sqrt(expected))
  })

  it('let the whole city rise in a cold snap, and no part of it more than another', () => {
    const truth = truthOf('cold_snap')
    const isCold = ({ symptom, building_id }: Issue) => symptom === 'not_hot' && !planted.has(building_id ?? 0)
    const isDeep = ({ day }: { day: string }) => day >= '2023-12-01' && day <= '2024-01-17'
    const inSnap = ({ day }: { day: string }) => day >= truth.window.from && day <= truth.window.to
    const factor = coldFactors(city.weather_day)
    const around = city.weather_day.filter((row) => isDeep(row) && !inSnap(row)).map(({ day }) => day)
    const felt = around.reduce((sum, day) => sum + factor(dayOf(day)), 0)
    const isAround = new Set(around)
    const cases = city.issue.filter(isCold).map(({ reported_at }) => reported_at.slice(0, 10))
    // Cold cases of a day had it been as warm as usual, from the weeks around; then those of the snap against them.
    const usual = cases.filter((day) => isAround.has(day)).length / felt
    const days = city.weather_day.filter(inSnap).length
    const seen = cases.filter((day) => inSnap({ day })).length
    expect(truth.relative_risk).toBeGreaterThan(1.1)
    expect(seen / (usual * days)).toBeGreaterThan(1.1)
    expect(Math.abs(seen - usual * days * truth.relative_risk)).toBeLessThan(3 * Math.sqrt(seen))
    for (const third of [0, 1, 2]) {
      const part = new Set(
        city.facts.buildings.filter((one) => one.compound_id % 3 === third).map((one) => one.building_id),
      )
      const isOurs = (issue: Issue) => part.has(issue.building_id ?? 0) && isCold(issue)
      const inside = city.issue.filter((issue) => isOurs(issue) && inWindow(issue, truth.window)).length
      const all = city.issue.filter((issue) => isCold(issue) && inWindow(issue, truth.window)).length
      const share = city.issue.filter(isOurs).length / city.issue.filter(isCold).length
      expect(Math.abs(inside - all * share)).toBeLessThan(3.5 * Math.sqrt(all * share))
    }
  })
})
