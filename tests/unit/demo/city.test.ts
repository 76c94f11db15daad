import { beforeAll, describe, expect, it } from 'vitest'
import { demoCity, largeDemoCity, plantedTruths } from '../../../data/demo/city'
import { tables, type TableName } from '../../../data/model/dataset'
import { shippedCity, type Shipped } from './generated'

let city: Shipped
beforeAll(() => {
  city = shippedCity()
}, 120_000)

/** Values of a column that are in no row of another table. */
function dangling(values: readonly (number | null | undefined)[], rows: readonly { id: number }[]): number[] {
  const ids = new Set(rows.map((row) => row.id))
  return [...new Set(values)].filter((value) => value !== undefined && value !== null && !ids.has(value)) as number[]
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
    const empty = Object.keys(tables).filter((table) => city.rows[table as TableName].length === 0)
    expect(empty).toEqual(['supervision', 'supervision_case'])
  })

  it('says what is planted in it without making its cases', () => {
    expect(plantedTruths({ scale: 'district' })).toEqual(city.truths)
  }, 60_000)

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
        city.rows.building,
      ),
    ).toEqual([])
    expect(
      dangling(
        city.management.map((row) => row.compound_id),
        city.rows.compound,
      ),
    ).toEqual([])
    expect(
      dangling(
        city.issue.map((row) => row.building_id),
        city.rows.building,
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
        city.rows.station,
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
        city.truths.map((truth) => truth.pipe_id),
        city.rows.pipe,
      ),
    ).toEqual([])
    const places = {
      grid: city.rows.grid,
      station: city.rows.station,
      compound: city.rows.compound,
      division: city.rows.division,
    }
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
    const { order } = city
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
    const truth = city.truths.find(({ kind }) => kind === 'corroded_branch')
    if (!truth) throw new Error('no corroded branch')
    const compounds = city.rows.compound
      .filter((compound) => compound.name === '煤炭大院')
      .map((compound) => compound.id)
    const buildings = city.rows.building.filter((building) => truth.building_ids.includes(building.id))
    expect(buildings.every((building) => compounds.includes(building.compound_id ?? 0))).toBe(true)
    const pipe = city.rows.pipe.find((one) => one.id === truth.pipe_id)
    expect(pipe).toMatchObject({ network: 'secondary', flow: 'supply', station_id: truth.station_id })
    expect(pipe?.built_year).toBeLessThan(1990)
  })
})
