import { describe, expect, it } from 'vitest'
import type { SurfaceAnswer } from '../../../data/hotspots/answers'
import { buildColumns } from '../../../data/hotspots/build-columns'
import { cellsLens } from '../../../data/hotspots/cells'
import { dayOf, type CityColumns } from '../../../data/hotspots/city-columns'
import { selectCases, wholePeriod } from '../../../data/hotspots/count'
import type { LensInput } from '../../../data/hotspots/question'
import { roundColumns, roundOf, seenInRound } from '../../../data/hotspots/round-columns'
import { surfaceLens } from '../../../data/hotspots/surface'
import { buildNetwork } from '../../../data/network/network'

const today = dayOf('2024-01-18')
const own = { bandwidth_m: null, recording: null }

/** A square of 300 m² around a place. */
function squareAround(x: number, y: number): GeoJSON.Polygon {
  const half = Math.sqrt(300) / 2
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ]
  return { type: 'Polygon', coordinates: [corners.map(([u = 0, v = 0]) => [x + u * half, y + v * half])] }
}

interface House {
  visited: number
  findings: number
}

/** Ten by ten houses of fifty heated homes, each an atom; cases are numbered a thousand a house. */
function cityOf(houses: House[]): CityColumns {
  const unknown = { dwelling_id: null, cause: null, pressure_zone: null, due: null, reopened: 0 }
  const of = { community_id: 1, compound_id: 1, grid_id: null, compound_kind: null, built_year: 1990 }
  const columns = buildColumns({
    city: { code: 'some', time_zone: 'Asia/Shanghai', srid: 4544, sharing_threshold: 5 },
    buildings: houses.map((_, i) => ({
      ...of,
      id: i + 1,
      x_m: 400_000 + 80 * (i % 10),
      y_m: 3_990_000 + 60 * Math.floor(i / 10),
      footprint: squareAround(400_000 + 80 * (i % 10), 3_990_000 + 60 * Math.floor(i / 10)),
      heated_dwellings: 50,
      heating_system: null,
    })),
    services: [],
    seasons: [{ id: 1, starts_on: '2023-11-01', ends_on: '2024-03-31' }],
    atoms: houses.map((_, i) => ({ season_id: 1, id: i + 1, heated_dwellings: 50 })),
    atom_buildings: houses.map((_, i) => ({ season_id: 1, atom_id: i + 1, building_id: i + 1 })),
    weather: [],
    barriers: [],
    network: buildNetwork({ nodes: [], pipes: [], roots: [] }),
    cases: houses.flatMap(({ findings }, i) =>
      Array.from({ length: findings }, (_, n) => ({
        ...unknown,
        id: 1000 * (i + 1) + n,
        building_id: i + 1,
        day: today - n,
        symptom: 'not_hot' as const,
        source: 'visit' as const,
        status: 'reported' as const,
      })),
    ),
  })
  const visited = houses.map((house, i) => ({ building_id: i + 1, dwellings: house.visited }))
  const findings = [...columns.cases.id.subarray(0, columns.cases.length)]
  const round = { id: 7, community_id: null, starts_on: '2024-01-08', ends_on: '2024-01-21', visited, findings }
  columns.rounds = roundColumns([round], columns.buildings)
  return columns
}

const houses = (house: (i: number) => House) => Array.from({ length: 100 }, (_, i) => house(i))

function askRound(columns: CityColumns, given: Partial<LensInput> = {}): LensInput {
  const { columns: seen, visited } = seenInRound(columns, roundOf(columns, 7), today, 5)
  return { ...askAll(seen), visited, exposure: Float64Array.from(visited), ...given }
}

function askAll(columns: CityColumns): LensInput {
  const selection = wholePeriod(dayOf('2024-01-08'), today)
  const exposure = Float64Array.from(columns.buildings.heated_dwellings)
  return { columns, selection, now: 0, exposure, in_view: null, readable: null }
}

const classes = (answer: SurfaceAnswer) => answer.bands.features.map(({ properties }) => properties.class)

describe('the findings of a round', () => {
  // One in ten homes that were asked is cold, everywhere; in one corner all fifty were asked.
  const unequal = cityOf(houses((i) => (i < 3 ? { visited: 50, findings: 5 } : { visited: 10, findings: 1 })))

  it('make no hot spot where only the visiting is eager, which heated homes would', () => {
    const byHome = surfaceLens(askAll(unequal), own)
    expect(new Set(classes(byHome)).size).toBeGreaterThan(1)
    const found = surfaceLens(askRound(unequal), own)
    expect(classes(found)).toEqual([5])
    expect(found.basis.city_rate).toBeCloseTo(10, 9)
    expect(found.basis).toMatchObject({ cases: 112, weeks: 1 })
    expect(found.unvisited?.features).toEqual([])
    const { features } = cellsLens(askRound(unequal)).cells
    expect(features.filter(({ properties }) => properties.significant)).toEqual([])
    expect(features.reduce((sum, { properties }) => sum + properties.heated_dwellings, 0)).toBe(1120)
  })

  it('leave a house unvisited where fewer spoke than may be shown, whatever its neighbours said', () => {
    const some = cityOf(houses((i) => (i === 55 ? { visited: 4, findings: 2 } : { visited: 10, findings: 0 })))
    const answer = surfaceLens(askRound(some), own)
    const [hatched] = answer.unvisited?.features ?? []
    expect(hatched?.geometry.coordinates).toHaveLength(1)
    expect(answer.hidden.features).toEqual([])
    const [longitudes, latitudes] = [0, 1].map((axis) => hatched!.geometry.coordinates.flat(2).map((at) => at[axis]!))
    // Half the way to the next houses, 80 m beside and 60 m above and below.
    expect((Math.max(...longitudes!) - Math.min(...longitudes!)) * 90_000).toBeLessThan(90)
    expect((Math.max(...latitudes!) - Math.min(...latitudes!)) * 111_000).toBeLessThan(75)
    expect(answer.top).toEqual([])
    expect(answer.basis.cases).toBe(0)
    const all = seenInRound(some, roundOf(some, 7), today, 0).columns
    expect(selectCases(all, wholePeriod(today - 30, today), 0)).toHaveLength(2)
  })

  it('are hatched wherever there are homes as long as nobody was visited, and count nothing', () => {
    const none = cityOf(houses(() => ({ visited: 0, findings: 0 })))
    const answer = surfaceLens(askRound(none), own)
    expect(answer.bands.features).toEqual([])
    expect(answer.unvisited?.features).toHaveLength(1)
    expect(answer.basis).toMatchObject({ cases: 0, city_rate: 0 })
    expect(cellsLens(askRound(none)).cells.features).toEqual([])
    const unheard = seenInRound(none, roundOf(none, 8), today, 0)
    expect(selectCases(unheard.columns, wholePeriod(today - 30, today), 0)).toHaveLength(0)
  })

  it('leave all other cases out', () => {
    const all = cityOf(houses(() => ({ visited: 10, findings: 1 })))
    const { rounds } = all
    all.rounds = rounds.map((round) => ({ ...round, findings: new Set([1000, 2000]) }))
    expect(surfaceLens(askRound(all), own).basis.cases).toBe(2)
    expect(surfaceLens(askAll(all), own).basis.cases).toBe(100)
  })
})
