import { describe, expect, it } from 'vitest'
import type { TruthKind } from '../../../data/demo/people/truths/planting'
import type { SurfaceAnswer, SurfacePlace } from '../../../data/hotspots/answers'
import { codeOf } from '../../../data/hotspots/case-columns'
import { dayOf, none, type CityColumns } from '../../../data/hotspots/city-columns'
import { wholePeriod } from '../../../data/hotspots/count'
import { exposureOf, recordingOf } from '../../../data/hotspots/expectation'
import { isHeatFault } from '../../../data/hotspots/heat-faults'
import { surfaceLens } from '../../../data/hotspots/surface'
import { toDegrees } from '../../../data/model/projection'
import { demoColumns } from '../../support/demo-columns'

const { columns, truths, today, now } = demoColumns()
const { buildings, cases } = columns
const degrees = toDegrees(columns.city.srid)
const truthsOf = (kind: TruthKind) => truths.filter((truth) => truth.kind === kind)
const isMember = new Set(['chat', 'visit', 'patrol'].map((source) => codeOf('source', source as 'chat')))

interface Asked {
  from: number
  to: number
  /** Ids of the buildings in view; null: the whole city. */
  view?: readonly number[]
  isCorrected?: boolean
}

function surfaceOf(city: CityColumns, { from, to, view, isCorrected = true }: Asked): SurfaceAnswer {
  const learned = exposureOf(city, from)
  const own = view && new Set(view)
  const in_view = own ? Uint8Array.from(buildings.id, (id) => (own.has(id) ? 1 : 0)) : null
  const input = { columns: city, selection: wholePeriod(from, to), now, exposure: learned.exposure, readable: null }
  return surfaceLens({ ...input, in_view }, { bandwidth_m: null, recording: isCorrected ? recordingOf(learned) : null })
}

/** Top places within the bandwidth of one of the buildings. */
function topsNear({ top, basis }: SurfaceAnswer, ids: readonly number[]): SurfacePlace[] {
  const places = ids.map((id) => {
    const b = buildings.index.get(id) ?? -1
    return degrees(buildings.x_m[b] ?? NaN, buildings.y_m[b] ?? NaN)
  })
  const reach = basis.figures.bandwidth_m ?? NaN
  return top.filter(({ lng, lat }) =>
    places.some(([x, y]) => Math.hypot((lng - x) * 90_080, (lat - y) * 110_960) < reach),
  )
}

/** The same city with each of its cases so many times, as cases of as many flats. */
function repeated(times: (position: number) => number): CityColumns {
  const kept: number[] = []
  for (let i = 0; i < cases.length; i++) for (let n = times(i); n > 0; n--) kept.push(i)
  const pick = <T extends Int32Array | Int16Array | Uint8Array>(column: T) =>
    new (column.constructor as unknown as new (values: number[]) => T)(kept.map((i) => column[i] ?? 0))
  const picked = Object.entries(cases).flatMap(([key, column]) =>
    typeof column === 'number' ? [] : [[key, pick(column)] as const],
  )
  return { ...columns, cases: { ...cases, ...Object.fromEntries(picked), length: kept.length } }
}

describe('the fee quarrels', () => {
  const quarrels = truthsOf('fee_quarrel')
  const ids = quarrels.flatMap(({ building_ids }) => building_ids)
  const from = Math.min(...quarrels.map(({ window }) => dayOf(window.from)))
  const to = Math.max(...quarrels.map(({ window }) => dayOf(window.to)))
  const weeks = Array.from({ length: Math.floor((to + 1 - from) / 7) }, (_, week) => from + 7 * week)
  const isQuarrel = (i: number) => cases.cause[i] === codeOf('cause', 'arrears')

  it('light nothing: the map is that of a city without them', () => {
    const without = repeated((i) => (isHeatFault(cases, i) ? 1 : 0))
    let left_out = 0
    for (const first of weeks) {
      const [map, other] = [columns, without].map((city) => surfaceOf(city, { from: first, to: first + 6 }))
      left_out += map?.basis.figures.fees_left_out ?? 0
      expect({ bands: map?.bands, top: map?.top }).toEqual({ bands: other?.bands, top: other?.top })
      expect(map?.basis.cases).toBe(other?.basis.cases)
    }
    expect(left_out).toBeGreaterThan(50)
  }, 30_000)

  it('would be the highest places, were their cause not known', () => {
    const cause = cases.cause.map((code, i) => (isQuarrel(i) ? none : code))
    const unknown = { ...columns, cases: { ...cases, cause } }
    const [told, untold] = [columns, unknown].map((city) => surfaceOf(city, { from, to, view: ids }).top[0]?.rate ?? 0)
    expect(untold).toBeGreaterThan(2 * (told ?? NaN))
    expect(topsNear(surfaceOf(unknown, { from, to }), ids)).not.toEqual([])
    expect(topsNear(surfaceOf(columns, { from, to }), ids)).toEqual([])
  })

  it('are left out also where fees are asked for', () => {
    const { exposure } = exposureOf(columns, from)
    const selection = { ...wholePeriod(from, to), symptoms: 1 << codeOf('symptom', 'fees') }
    const input = { columns, selection, now, exposure, in_view: null, readable: null }
    const { basis, top } = surfaceLens(input, { bandwidth_m: null, recording: null })
    expect(basis).toMatchObject({ cases: 0, city_rate: 0 })
    expect(basis.figures.fees_left_out).toBeGreaterThan(0)
    expect(top).toEqual([])
  })
})

describe('the over-diligent reporter', () => {
  /** The community of the planted one; a single grid is narrower than the kernel. */
  const planted = truthsOf('diligent_reporter').flatMap(({ building_ids }) => building_ids)
  const community = buildings.community_id[buildings.index.get(planted[0] ?? 0) ?? -1]
  const own = buildings.community_id.map((id) => (id === community ? 1 : 0))
  const ids = Array.from(buildings.id).filter((_, b) => own[b] === 1)
  const winter = { from: dayOf('2023-11-01'), to: today }
  /** Four times as much recorded by its grid members, all of it as cases, and nothing else. */
  const diligent = repeated((i) => (own[cases.building[i] ?? -1] && isMember.has(cases.source[i] ?? none) ? 4 : 1))
  const highest = (city: CityColumns, isCorrected: boolean) =>
    surfaceOf(city, { ...winter, view: ids, isCorrected }).top[0]?.rate ?? NaN
  const topsOfWeeks = (city: CityColumns, isCorrected: boolean) => {
    let found = 0
    for (let from = winter.from; from + 6 <= winter.to; from += 7)
      found += topsNear(surfaceOf(city, { from, to: from + 6, isCorrected }), ids).length
    return found
  }

  it('does not redden the map, however much is written down', () => {
    expect(highest(diligent, true) / highest(columns, true)).toBeLessThan(1.3)
    expect(highest(diligent, false) / highest(columns, false)).toBeGreaterThan(2.2)
  })

  it('takes hardly a top place of the city from others in any week', () => {
    expect(topsOfWeeks(diligent, true) - topsOfWeeks(columns, true)).toBeLessThanOrEqual(4)
    expect(topsOfWeeks(diligent, false) - topsOfWeeks(columns, false)).toBeGreaterThan(12)
  }, 30_000)
})
