import { beforeAll, describe, expect, it } from 'vitest'
import { demoCity, generateDemoCity, largeDemoCity, plantedTruths } from '../../../data/demo/city'
import type { Truth } from '../../../data/demo/people/truths/planting'
import { tables, type Dataset, type TableName } from '../../../data/model/dataset'
import { countCases, type Measured } from './truth-count'

const city = Object.fromEntries(Object.keys(tables).map((table) => [table, []])) as unknown as Dataset
const order: TableName[] = []
let truths: Truth[]

beforeAll(() => {
  for (const { table, rows } of generateDemoCity({ scale: 'district' })) {
    order.push(table)
    const all: unknown[] = city[table]
    for (const row of rows) all.push(row)
  }
  truths = plantedTruths({ scale: 'district' })
}, 120_000)

/** Values of a column that are in no row of another table. */
function dangling(values: readonly (number | null | undefined)[], rows: readonly { id: number }[]): number[] {
  const ids = new Set(rows.map((row) => row.id))
  return [...new Set(values)].filter((value) => value !== undefined && value !== null && !ids.has(value)) as number[]
}

function measured(): Measured {
  const classes = new Map(
    city.building.map((building) => [building.id, classOf(building.built_year ?? 0, building.floors)]),
  )
  const heated = city.dwelling.filter((home) => home.connected && !home.suspended)
  return { truths, issue: city.issue, heated, classOf: (id) => classes.get(id) ?? '' }
}

function classOf(year: number, floors: number | null | undefined): string {
  if ((floors ?? 0) <= 3) return 'low'
  return year < 1990 ? 'to 1989' : year < 2000 ? '1990s' : year < 2010 ? '2000s' : '2010s'
}

describe('the demo city', () => {
  it('says that it is a demonstration', () => {
    for (const { name, name_en, is_demo, clock, srid } of [demoCity, largeDemoCity]) {
      expect(name).toContain('虚构')
      expect(name_en).toContain('fictitious')
      expect({ is_demo, clock, srid }).toEqual({ is_demo: true, clock: '2024-01-18T10:00:00+08:00', srid: 4544 })
    }
    expect([demoCity.code, largeDemoCity.code]).toEqual(['demo', 'demo-city'])
  })

  it('fills every table of the model but those that its visitors write', () => {
    const empty = Object.keys(tables).filter((table) => city[table as TableName].length === 0)
    expect(empty).toEqual(['supervision', 'supervision_case'])
  })

  it('has 60,000 homes and about 20,700 cases', () => {
    expect(city.dwelling).toHaveLength(60_000)
    expect(Math.abs(city.issue.length - 20_700)).toBeLessThan(1000)
  })

  it('lies within its extent', () => {
    const [west, south, east, north] = demoCity.extent
    const outside = city.issue.filter(({ geom }) => {
      const [x = 0, y = 0] = geom.type === 'Point' ? geom.coordinates : []
      return x < west || x > east || y < south || y > north
    })
    expect(outside).toEqual([])
  })

  it('points backwards only: what a row refers to is there', () => {
    expect(
      dangling(
        city.dwelling.map((row) => row.building_id),
        city.building,
      ),
    ).toEqual([])
    expect(
      dangling(
        city.management.map((row) => row.compound_id),
        city.compound,
      ),
    ).toEqual([])
    expect(
      dangling(
        city.issue.map((row) => row.building_id),
        city.building,
      ),
    ).toEqual([])
    expect(
      dangling(
        city.issue.map((row) => row.dwelling_id),
        city.dwelling,
      ),
    ).toEqual([])
    expect(
      dangling(
        city.issue.map((row) => row.station_id),
        city.station,
      ),
    ).toEqual([])
    expect(
      dangling(
        city.issue.map((row) => row.season_id),
        city.season,
      ),
    ).toEqual([])
    expect(
      dangling(
        city.issue.map((row) => row.parent_id),
        city.issue,
      ),
    ).toEqual([])
    expect(
      dangling(
        truths.map((truth) => truth.pipe_id),
        city.pipe,
      ),
    ).toEqual([])
    const places = { grid: city.grid, station: city.station, compound: city.compound, division: city.division }
    for (const [scope, rows] of Object.entries(places)) {
      expect(
        dangling(
          city.contact.filter((row) => row.scope === scope).map((row) => row.scope_id),
          rows,
        ),
      ).toEqual([])
    }
  })

  it('sends its chunks in an order in which tables can be filled', () => {
    const names = Object.keys(tables) as TableName[]
    const firsts = [...new Set(order)].filter((name) => !['season', 'weather_day'].includes(name))
    const people: TableName[] = ['dwelling', 'management', 'contact', 'issue', 'issue_report', 'issue_event']
    people.push('round', 'visit')
    const layout = firsts.filter((name) => !people.includes(name))
    expect(layout).toEqual(names.filter((name) => layout.includes(name)))
    expect(order.indexOf('season')).toBeLessThan(order.indexOf('issue'))
    expect(order.indexOf('building')).toBeLessThan(order.indexOf('dwelling'))
    expect(order.indexOf('dwelling')).toBeLessThan(order.indexOf('issue'))
  })

  it('shows the corroded branch of 煤炭大院 in the last seven days, on a pipe above those homes', () => {
    const truth = truths.find(({ kind }) => kind === 'corroded_branch')
    if (!truth) throw new Error('no corroded branch')
    const compounds = city.compound.filter((compound) => compound.name === '煤炭大院').map((compound) => compound.id)
    const buildings = city.building.filter((building) => truth.building_ids.includes(building.id))
    expect(buildings.every((building) => compounds.includes(building.compound_id ?? 0))).toBe(true)
    const pipe = city.pipe.find((one) => one.id === truth.pipe_id)
    expect(pipe).toMatchObject({ network: 'secondary', flow: 'supply', station_id: truth.station_id })
    expect(pipe?.built_year).toBeLessThan(1990)
    const { observed, expected } = countCases(measured(), truth, { from: '2024-01-12', to: '2024-01-18' })
    expect(observed).toBeGreaterThanOrEqual(12)
    expect(observed / expected).toBeGreaterThan(3.5)
  })

  it.each(['station_failure', 'high_zone_pump', 'top_floor', 'dead_riser', 'altered_flat', 'burst', 'fee_quarrel'])(
    'shows its %s',
    (kind) => {
      const planted = truths.filter((truth) => truth.kind === kind)
      expect(planted.length).toBeGreaterThan(0)
      for (const truth of planted) {
        const { observed, expected } = countCases(measured(), truth, truth.window)
        expect(observed, `${observed} of ${expected}`).toBeGreaterThan(expected + 3 * Math.sqrt(expected))
        expect(observed / expected, `${observed} of ${expected}`).toBeGreaterThan(truth.relative_risk / 3)
      }
    },
  )
})
