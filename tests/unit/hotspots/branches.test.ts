import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Truth, TruthKind } from '../../../data/demo/people/truths/planting'
import { createBranchTables } from '../../../data/hotspots/branches/branch-tables'
import { atomTree, zoneTree } from '../../../data/hotspots/branches/branch-tree'
import { branchesLens, exactP, type BranchJob, type BranchesFound } from '../../../data/hotspots/branches/branches'
import { dayOf, type Day } from '../../../data/hotspots/city-columns'
import { atomsAt, wholePeriod } from '../../../data/hotspots/count'
import { exposureOf } from '../../../data/hotspots/expectation'
import type { LensInput } from '../../../data/hotspots/question'
import { servingForest } from '../../../data/network/serving-forest'
import { traceDown } from '../../../data/network/trace'
import { buildNullTable } from '../../../data/statistics/null-table'
import { nullMaxima } from '../../../data/statistics/tree-scan'
import { demoColumns, type DemoColumns } from '../../support/demo-columns'

vi.setConfig({ testTimeout: 30_000 })

const tables = createBranchTables(buildNullTable)
let city: DemoColumns
beforeAll(() => {
  city = demoColumns()
  tables.zones(city.columns)
  tables.atoms(city.columns, atomsAt(city.columns, city.today)!)
}, 120_000)

/** A question about the days up to `to`, of a reader of all cases unless said otherwise. */
function ask(to: Day, more: Partial<LensInput> = {}): BranchesFound {
  const { columns, now } = city
  const { exposure } = exposureOf(columns, to - 27)
  const selection = wholePeriod(to - 6, to)
  return branchesLens({ columns, selection, now, exposure, in_view: null, readable: null, ...more }, tables)
}

/** The exact p of what was found, from 999 draws. */
const drawnP = (job: BranchJob, seed: number) =>
  exactP(
    job,
    job.frames.map((frame) => nullMaxima(frame, 999, seed)),
  )

const truthsOf = (kind: TruthKind) => city.truths.filter((truth) => truth.kind === kind)
const flagsOf = (test: (id: number) => boolean) =>
  Uint8Array.from(city.columns.buildings.id, (id) => (test(id) ? 1 : 0))
const nobody = () => new Uint8Array(city.columns.buildings.length)

function truthOf(kind: TruthKind): Truth {
  const [truth] = truthsOf(kind)
  if (!truth) throw new Error(`no ${kind} was planted`)
  return truth
}

const sorted = (ids: readonly number[]) => [...ids].sort((a, b) => a - b)

describe('candidates', () => {
  it('put pipes in series into one class, and every building below its pipes', () => {
    const { columns } = city
    const tree = zoneTree(columns)
    const { start, end } = tree.scan
    for (let k = 0; k < tree.classes.length; k += 17) {
      const { kind, pipe_ids, parent } = tree.classes[k]!
      if (parent >= 0) expect(start[k]! >= start[parent]! && end[k]! <= end[parent]!).toBe(true)
      if (parent >= 0) expect(end[k]! - start[k]!).toBeLessThan(end[parent]! - start[parent]!)
      if (kind !== 'pipe') continue
      const units = sorted(Array.from(tree.unit.subarray(start[k], end[k])))
      for (const pipe_id of pipe_ids) {
        const below = new Set(traceDown(columns.network, { pipe_id }).node_ids)
        const fed = Array.from(columns.service.node_id.keys()).filter((row) => below.has(columns.service.node_id[row]!))
        expect(units).toEqual(fed)
      }
    }
  })

  it('hang every atom whole', () => {
    const { columns } = city
    const atoms = atomsAt(columns, city.today)!
    const tree = atomTree(columns, atoms)
    const forest = servingForest(columns.network)
    const placed = new Set(tree.unit)
    expect(placed.size).toBe(atoms.length)
    const low = new Map<number, number>()
    columns.service.node_id.forEach((id, row) => {
      if (columns.service.zone[row] === 0) low.set(columns.service.building[row]!, id)
    })
    for (let k = 0; k < tree.classes.length; k += 13) {
      const { kind, pipe_ids } = tree.classes[k]!
      if (kind !== 'pipe') continue
      const below = new Set(traceDown(columns.network, { pipe_id: pipe_ids.at(-1)! }).node_ids)
      const units = new Set(tree.unit.subarray(tree.scan.start[k], tree.scan.end[k]))
      for (const [building, node_id] of low) {
        if (units.has(atoms.of_building[building]!)) expect(below.has(node_id)).toBe(true)
      }
    }
    expect(forest.order.length).toBeGreaterThan(0)
  })

  it('gather the high zone behind one pump', () => {
    const tree = zoneTree(city.columns)
    const zones = tree.classes.flatMap((one, k) => (one.kind === 'zone' ? [k] : []))
    expect(zones.length).toBeGreaterThan(5)
    for (const k of zones) {
      const rows = tree.unit.subarray(tree.scan.start[k], tree.scan.end[k])
      expect(rows.every((row) => city.columns.service.zone[row] === 1)).toBe(true)
    }
  })
})

describe('planted truths', () => {
  it('name the corroded branch of the week to today', () => {
    const truth = truthOf('corroded_branch')
    const { found, job } = ask(city.today)
    const at = found.findIndex((one) => one.pipe_ids.includes(truth.pipe_id ?? -1))
    expect(at).toBeGreaterThanOrEqual(0)
    expect(at).toBeLessThan(3)
    const hit = found[at]!
    expect(sorted(hit.building_ids)).toEqual(sorted(truth.building_ids))
    expect(drawnP(job, 1)[at]).toBe(0.001)
    // Upstream and next door about normal.
    for (const contrast of [hit.upstream, hit.beside]) {
      expect(contrast && contrast.cases <= contrast.expected + 3 * Math.sqrt(contrast.expected)).toBe(true)
    }
  })

  it('name the failing station to every reader', () => {
    const truth = truthOf('station_failure')
    const { found } = ask(dayOf(truth.window.to), { readable: nobody() })
    const at = found.findIndex((one) => one.key === `station-${truth.station_id}`)
    expect(at).toBeGreaterThanOrEqual(0)
    expect(at).toBeLessThan(3)
    expect(found[at]?.window_days).toBe(7)
    expect(sorted(found[at]?.building_ids ?? [])).toEqual(sorted(truth.building_ids))
    // A reader of cases sees beyond it that only the low zone is cold: its cases all came from there.
    const known = ask(dayOf(truth.window.to)).found.slice(0, 3)
    expect(known.map((one) => sorted(one.building_ids))).toContainEqual(sorted(truth.building_ids))
  })

  it('name the pump of the high zone to whoever may read its cases, and to nobody else', () => {
    const truth = truthOf('high_zone_pump')
    const to = dayOf(truth.window.to)
    const isTruth = new Set(truth.building_ids)
    const isZone = (one: BranchesFound['found'][number]) =>
      one.kind === 'zone' && one.station_id === truth.station_id && one.building_ids.every((id) => isTruth.has(id))
    const all = ask(to)
    const at = all.found.findIndex(isZone)
    expect(at).toBeGreaterThanOrEqual(0)
    expect(at).toBeLessThan(3)
    expect(sorted(all.found[at]!.building_ids)).toEqual(sorted(truth.building_ids))
    expect(drawnP(all.job, 1)[at]).toBeLessThanOrEqual(0.01)
    const some = ask(to, { readable: flagsOf((id) => isTruth.has(id)) })
    const merged = some.found.findIndex(isZone)
    expect(merged).toBeGreaterThanOrEqual(0)
    expect(merged).toBeLessThan(3)
    expect(some.found.filter((one) => one.kind === 'zone').every(isZone)).toBe(true)
    const [first] = truth.building_ids
    expect(ask(to, { readable: flagsOf((id) => isTruth.has(id) && id !== first) }).found.some(isZone)).toBe(false)
    expect(ask(to, { readable: nobody() }).found.some((one) => one.kind === 'zone')).toBe(false)
  })

  it.each<TruthKind>(['fee_quarrel', 'diligent_reporter', 'cold_snap'])('raise nothing for a %s', (kind) => {
    for (const truth of truthsOf(kind)) {
      // What is planted elsewhere may be found at the same time; all buildings are in a cold snap.
      const others = city.truths.filter((other) => other.kind !== kind && other.kind !== 'cold_snap')
      const planted = new Set(others.flatMap((other) => other.building_ids))
      for (const readable of [null, nobody()]) {
        const { found, job } = ask(dayOf(truth.window.to), { readable })
        const p = drawnP(job, 1)
        const alarms = found.filter(
          (one, i) =>
            p[i]! <= 0.05 &&
            one.building_ids.some((id) => truth.building_ids.includes(id)) &&
            !one.building_ids.some((id) => planted.has(id)),
        )
        expect(alarms.map((one) => one.key)).toEqual([])
      }
    }
  })
})

describe('what is told', () => {
  it('is cut to the view, and what lies outside is a number', () => {
    const truth = truthOf('corroded_branch')
    const [inside, ...rest] = truth.building_ids
    const whole = ask(city.today).found.find((one) => one.pipe_ids.includes(truth.pipe_id ?? -1))!
    const { found } = ask(city.today, { in_view: flagsOf((id) => id === inside) })
    expect(found).toHaveLength(1)
    expect(found[0]?.key).toBe(whole.key)
    expect(found[0]?.building_ids).toEqual([inside])
    expect(found[0]?.buildings_total).toBe(1)
    expect(found[0]?.cases).toBe(whole.cases)
    const { counts } = found[0]?.outside ?? {}
    expect(counts?.cases).toBeGreaterThan(whole.cases / 2)
    // What is in view and what is not make the whole.
    const { found: others } = ask(city.today, { in_view: flagsOf((id) => rest.includes(id)) })
    const add = (key: 'cases' | 'open_cases' | 'expected') =>
      (counts?.[key] ?? 0) + (others[0]?.outside?.counts?.[key] ?? 0)
    expect([add('cases'), add('open_cases')]).toEqual([whole.cases, whole.open_cases])
    expect(add('expected')).toBeCloseTo(whole.expected, 8)
    expect(found[0]?.outside?.community_ids.length).toBeGreaterThan(0)
    expect(ask(city.today, { in_view: nobody() }).found).toEqual([])
  })

  it('stays the same without rights when cases move inside their atoms', () => {
    const { columns } = city
    const atoms = atomsAt(columns, city.today)!
    const members = new Map<number, number[]>()
    atoms.of_building.forEach((atom, building) => {
      if (columns.buildings.heated_dwellings[building]! > 0) members.set(atom, [...(members.get(atom) ?? []), building])
    })
    const building = columns.cases.building.map((at) => {
      const others = at < 0 ? [] : (members.get(atoms.of_building[at]!) ?? [])
      return others.length > 1 ? others[(others.indexOf(at) + 1) % others.length]! : at
    })
    expect(building).not.toEqual(columns.cases.building)
    const moved = { ...columns, cases: { ...columns.cases, building } }
    const { exposure } = exposureOf(columns, city.today - 27)
    const reader = { exposure, readable: nobody() }
    const strip = ({ found, figures }: BranchesFound) => ({ found, figures })
    expect(strip(ask(city.today, { ...reader, columns: moved }))).toEqual(strip(ask(city.today, reader)))
  })

  it('names as rivals only nested classes that explain the cases nearly as well', () => {
    const { found } = ask(city.today)
    const rivals = found.flatMap((one) => one.rivals.map((rival) => ({ one, rival })))
    expect(rivals.length).toBeGreaterThan(0)
    for (const { one, rival } of rivals) {
      expect(rival.key).not.toBe(one.key)
      expect(rival.station_id).toBe(one.station_id)
      expect(rival.log_likelihood_ratio).toBeLessThanOrEqual(one.log_likelihood_ratio)
      expect(rival.log_likelihood_ratio).toBeGreaterThanOrEqual(one.log_likelihood_ratio - Math.log(32))
    }
    // The corroded branch stands out so far that nothing rivals it.
    expect(found.find((one) => one.pipe_ids.includes(truthOf('corroded_branch').pipe_id ?? -1))?.rivals).toEqual([])
  })

  it('looks at cold and public leaks alone', () => {
    const only = (symptom: number) => ({ ...wholePeriod(city.today - 6, city.today), symptoms: 1 << symptom })
    const symptoms = ['fees', 'hazard', 'other', 'leak_indoor']
    const at = [
      'not_hot',
      'lukewarm',
      'fluctuating',
      'building_off',
      'leak_indoor',
      'leak_public',
      'fees',
      'hazard',
      'other',
    ]
    for (const symptom of symptoms) {
      const { found, figures } = ask(city.today, { selection: only(at.indexOf(symptom)) })
      expect(found).toEqual([])
      expect(figures.cases).toBe(0)
    }
    expect(ask(city.today, { selection: only(0) }).figures.cases).toBeGreaterThan(100)
  })

  it('has no p without a table, and finds the same', () => {
    const bare = createBranchTables(() => null)
    const { columns, now, today } = city
    const { exposure } = exposureOf(columns, today - 27)
    const input = { columns, selection: wholePeriod(today - 6, today), now, exposure, in_view: null, readable: null }
    const { found, job } = branchesLens(input, bare)
    const known = ask(today)
    expect(found).toEqual(known.found.map((branch) => ({ ...branch, p: null })))
    expect(drawnP(job, 4)).toEqual(drawnP(known.job, 4))
  })

  it('has a first p near the exact one, and the same exact one for a seed', () => {
    const { found, job } = ask(city.today)
    const exact = drawnP(job, 4)
    expect(drawnP(job, 4)).toEqual(exact)
    found.forEach((one, i) => {
      if (exact[i]! > 0.01) expect(Math.abs(Math.log((one.p ?? NaN) / exact[i]!))).toBeLessThan(0.6)
    })
  })
})
