import { beforeAll, describe, expect, it } from 'vitest'
import { columnOf } from '../../../data/demo/people/dwellings'
import type { Era } from '../../../data/demo/layout-facts'
import { percent, shippedCity, type Shipped } from './generated'
import { edgesOf, lineOf, loopsOf, type Loop } from './planar'

/** What the parameter sheet (users.md, 3.1) says of land, stock and supply, on the city that is shipped. */
let city: Shipped
beforeAll(() => {
  city = shippedCity()
}, 120_000)

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]) => sum(values) / values.length
const quantile = (values: readonly number[], q: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(q * values.length)] ?? NaN

function expectWithin(value: number, [low, high]: [number, number], what: string): void {
  expect(value, what).toBeGreaterThanOrEqual(low)
  expect(value, what).toBeLessThanOrEqual(high)
}

/** Units of 1e-8 degrees along the meridian at 36° N, in metres. */
const northing = 1109.57e-6

/** Where a line from south to north crosses edges, in units, sorted. */
function crossings(edges: readonly (readonly [readonly number[], readonly number[]])[], x: number): number[] {
  return edges
    .flatMap(([[ax = 0, ay = 0], [bx = 0, by = 0]]) =>
      ax > x !== bx > x ? [ay + ((x - ax) * (by - ay)) / (bx - ax)] : [],
    )
    .sort((a, b) => a - b)
}

describe('land', () => {
  /** Longitudes through the tile, in units. */
  const middles = Array.from({ length: 15 }, (_, k) => 103.822e8 + k * 0.003e8)
  const edgesOfKind = (kind: string) =>
    city.rows.landform.filter((row) => row.kind === kind).flatMap((row) => loopsOf(row.geom).flatMap(edgesOf))

  it('lies between a river of 150 to 300 m and the foot of the hills 1.4 to 1.8 km away, with the railway before it', () => {
    const river = edgesOfKind('river')
    const hills = city.rows.landform
      .filter((row) => row.name === '皋兰山')
      .flatMap((row) => loopsOf(row.geom).flatMap(edgesOf))
    const railway = city.rows.road
      .filter((row) => row.class === 'railway')
      .map((row) => lineOf(row.geom))
      .flatMap((line) => line.slice(1).map((b, i) => [line[i] ?? b, b] as const))
    for (const x of middles) {
      const [bank = NaN, north = NaN] = crossings(river, x)
      expectWithin((north - bank) * northing, [150, 300], 'river')
      const foot = crossings(hills, x).at(-1) ?? NaN
      expectWithin((bank - foot) * northing, [1400, 1800], 'foot of the hills')
      const [track = NaN] = crossings(railway, x)
      expectWithin((track - foot) * northing, [200, 450], 'railway')
    }
  })

  it('has roads as wide as theirs are', () => {
    const ranges = { arterial: [30, 60], street: [9, 24], lane: [6, 15], yard: [4, 6], shanty_lane: [2, 3.5] } as const
    for (const [of, [low, high]] of Object.entries(ranges)) {
      const widths = city.rows.road.filter((row) => row.class === of).map((row) => row.width_m ?? 0)
      expect(widths.length, of).toBeGreaterThan(0)
      expectWithin(Math.min(...widths), [low, high], of)
      expectWithin(Math.max(...widths), [low, high], of)
    }
    const names = new Set(city.rows.road.map((row) => row.name))
    const named = [
      '酒泉路',
      '皋兰路',
      '平凉路',
      '天水路',
      '定西路',
      '南滨河路',
      '庆阳路',
      '东岗西路',
      '民主路',
      '火车站路',
    ]
    for (const name of named) expect(names.has(name), name).toBe(true)
  })
})

describe('stock', () => {
  const compounds = () => city.facts.compounds
  const blocks = () => city.facts.buildings.filter((building) => building.era !== 'shanty')

  it('has compounds, blocks and stations of the sizes of the sheet', () => {
    const sizes = compounds().map((compound) => compound.dwellings)
    expectWithin(mean(sizes), [255, 285], 'compounds, mean')
    expectWithin(quantile(sizes, 0.9), [520, 700], 'compounds, P90')
    expectWithin(blocks().length, [1050, 1250], 'blocks')
    expectWithin(mean(blocks().map((block) => block.dwellings)), [45, 55], 'homes of a block')
    const stations = city.facts.stations.map((station) => station.dwellings)
    expectWithin(mean(stations), [1150, 1350], 'stations, mean')
    expectWithin(quantile(stations, 0.1), [300, 450], 'stations, P10')
    expectWithin(quantile(stations, 0.9), [2100, 2800], 'stations, P90')
  })

  it('is half as old as the sheet says, by compounds and by homes', () => {
    const old = compounds().filter((compound) => compound.built_year < 2000)
    expectWithin((100 * old.length) / compounds().length, [40, 60], 'compounds')
    const homes = (of: readonly { dwellings: number }[]) => sum(of.map((one) => one.dwellings))
    expectWithin((100 * homes(old)) / homes(compounds()), [40, 60], 'homes')
  })

  it.each<[Era, [number, number], number, string]>([
    ['to_1979', [3, 4], 40, 'single_pipe'],
    ['1980s', [5, 6], 53, 'single_pipe'],
    ['1990s', [6, 8], 73, 'single_pipe_bypass'],
    ['2000s', [7, 18], 103, 'household_loop'],
    ['2010s', [18, 33], 108, 'floor_heating'],
    ['shanty', [1, 3], 50, 'wall_pipes'],
  ])('builds the %s as high, as large and as heated as it did', (era, [low, high], area, system) => {
    const own = city.facts.buildings.filter((building) => building.era === era)
    expect(Math.min(...own.map((building) => building.floors))).toBe(low)
    expect(Math.max(...own.map((building) => building.floors))).toBe(high)
    expect(new Set(own.map((building) => building.heating_system))).toEqual(new Set([system]))
    const homes = sum(own.map((building) => building.dwellings))
    expect(sum(own.map((building) => building.dwellings * building.dwelling_area_m2)) / homes).toBeCloseTo(area, 0)
    if (era === '2000s')
      expectWithin(
        percent(own, ({ floors }) => floors > 11),
        [5, 35],
        'some towers of 18',
      )
  })

  it('has shantytowns of 150 to 600 homes, small houses, some of them connected by pipes on their walls', () => {
    const houses = city.facts.buildings.filter((building) => building.era === 'shanty')
    expectWithin(houses.length, [1150, 1450], 'houses')
    expectWithin(
      percent(houses, (house) => house.connected_share === 1),
      [30, 60],
      'connected',
    )
    const ids = new Set(houses.map((house) => house.building_id))
    const footprints = city.rows.building.filter(({ id }) => ids.has(id)).map(({ geom }) => areaOf(loopsOf(geom)))
    expectWithin(quantile(footprints, 0.1), [38, 120], 'footprint, P10')
    expectWithin(mean(footprints), [60, 120], 'footprint')
    expectWithin(quantile(footprints, 0.9), [60, 120], 'footprint, P90')
    for (const area of compounds().filter((compound) => compound.kind === 'shantytown')) {
      expectWithin(area.dwellings, [150, 600], area.name)
      const own = houses.filter((house) => house.compound_id === area.compound_id)
      expectWithin(
        percent(own, (house) => house.connected_share === 1),
        [30, 60],
        area.name,
      )
    }
    const onWalls = city.rows.pipe.filter((pipe) => pipe.material === '钢管 沿墙架空')
    expect(onWalls.length).toBeGreaterThan(100)
    expect(Math.min(...onWalls.map((pipe) => pipe.diameter_mm ?? 0))).toBeGreaterThanOrEqual(40)
    expect(Math.max(...onWalls.map((pipe) => pipe.diameter_mm ?? 0))).toBeLessThanOrEqual(80)
  })

  it('has homes that are suspended or in arrears as often as the sheet says, and two yards in open quarrel', () => {
    const connected = city.dwelling.filter((home) => home.connected)
    expectWithin(
      percent(connected, (home) => home.arrears),
      [3, 10],
      'arrears',
    )
    const yards = new Map(city.facts.buildings.map((building) => [building.building_id, building.compound_id]))
    const inQuarrel = compounds().filter(({ compound_id, kind }) => {
      const own = connected.filter((home) => yards.get(home.building_id) === compound_id)
      return kind !== 'shantytown' && own.length > 0 && percent(own, (home) => home.arrears) > 40
    })
    expect(inQuarrel).toHaveLength(2)
  })
})

describe('supply', () => {
  it('is run by a municipal company with 20 stations and eight with one to five', () => {
    const parents = new Map(city.rows.operator.map((one) => [one.id, one.parent_id]))
    const companyOf = (id: number): number => (parents.get(id) ? companyOf(parents.get(id) ?? 0) : id)
    const sites = new Map<number, number[]>()
    for (const { id, operator_id } of city.rows.station) {
      const company = companyOf(operator_id ?? 0)
      sites.set(company, [...(sites.get(company) ?? []), id])
    }
    const [largest = [], ...others] = [...sites.values()].sort((a, b) => b.length - a.length)
    expect(largest).toHaveLength(20)
    const substations = new Set(city.rows.station.filter(({ kind }) => kind === 'substation').map(({ id }) => id))
    expect(largest.every((id) => substations.has(id))).toBe(true)
    expect(others).toHaveLength(8)
    for (const own of others) expectWithin(own.length, [1, 5], 'sites')
  })

  it('comes from a plant at the east edge with three peak boilers, and from boilers in the west', () => {
    const east = (point: GeoJSON.Geometry) => (point.type === 'Point' ? (point.coordinates[0] ?? 0) : 0)
    const [plant] = city.rows.heat_source.filter(({ kind }) => kind === 'chp')
    expect(city.rows.heat_source.filter(({ kind }) => kind === 'peak_boiler')).toHaveLength(3)
    const stations = city.rows.station.map((station) => ({ ...station, x: east(station.geom) }))
    expect(stations.every(({ x }) => x < east(plant?.geom ?? { type: 'Point', coordinates: [] }))).toBe(true)
    const middle = (kind: string) => mean(stations.filter((station) => station.kind === kind).map(({ x }) => x))
    expect(middle('boiler_station')).toBeLessThan(middle('substation') - 0.005)
  })

  it('has renewed 35 of 100 old yards after 2015, and pipes of the kind of their year', () => {
    const old = city.facts.compounds.filter(({ kind, built_year }) => kind !== 'shantytown' && built_year < 2000)
    const renewed = old.filter((compound) => compound.pipes_renewed_year !== null)
    expectWithin((100 * renewed.length) / old.length, [27, 43], 'renewed')
    for (const { pipes_renewed_year } of renewed) expect(pipes_renewed_year).toBeGreaterThan(2015)
    const buried = city.rows.pipe.filter((pipe) => pipe.material !== '钢管 沿墙架空')
    const wrong = buried.filter(
      (pipe) => pipe.material !== ((pipe.built_year ?? 0) < 1998 ? '钢管 岩棉地沟' : '预制直埋保温管'),
    )
    expect(wrong).toEqual([])
  })

  it('has every third valve of before 1995 leaky and few others, one at each branch and inlet', () => {
    const isOld = ({ built_year }: { built_year?: number | null }) => (built_year ?? 0) < 1995
    const leaky = (old: boolean) =>
      percent(
        city.rows.valve.filter((valve) => isOld(valve) === old),
        (valve) => valve.condition === 'leaky',
      )
    expectWithin(leaky(true), [29, 38], 'before 1995')
    expectWithin(leaky(false), [1, 6], 'since')
    const guarded = new Set(city.rows.valve.map((valve) => valve.pipe_id))
    const inlets = new Set(city.rows.service_connection.map((row) => row.node_id))
    const open = city.rows.pipe.filter(
      ({ id, flow, network, to_node_id }) =>
        flow === 'supply' && network === 'secondary' && inlets.has(to_node_id ?? 0) && !guarded.has(id),
    )
    expect(open.map((pipe) => pipe.code)).toEqual([])
  })

  it('has pipes of the sizes of the sheet', () => {
    const sizes = (network: string) =>
      city.rows.pipe
        .filter((pipe) => pipe.flow === 'supply' && pipe.network === network)
        .map((pipe) => pipe.diameter_mm ?? 0)
    expectWithin(Math.max(...sizes('primary')), [800, 1000], 'mains')
    expectWithin(Math.min(...sizes('primary')), [125, 150], 'to substations')
    expectWithin(Math.max(...sizes('secondary')), [200, 400], 'leaving')
    expectWithin(Math.min(...sizes('secondary')), [40, 50], 'last')
  })
})

describe('risk of a home', () => {
  it('follows its place in the house and along its branch', () => {
    const planted = new Set(city.truths.filter((one) => one.kind !== 'cold_snap').flatMap((one) => one.building_ids))
    const buildings = new Map(city.facts.buildings.map((building) => [building.building_id, building]))
    const cases = new Map<number, number>()
    for (const { dwelling_id } of city.issue) if (dwelling_id) cases.set(dwelling_id, (cases.get(dwelling_id) ?? 0) + 1)
    const homes = city.heated.flatMap((home) => {
      const building = buildings.get(home.building_id)
      if (!building || building.era === 'shanty' || planted.has(home.building_id)) return []
      const column = columnOf(home.flat)
      const isGable =
        (home.stairwell === 1 && column === 1) ||
        (home.stairwell === building.stairwells && column === building.flats_per_stairwell_floor)
      const place = home.floor === building.floors ? 'top' : home.floor === 1 ? 'ground' : 'middle'
      return [{ era: building.era, place, isGable, isEnd: building.is_branch_end, cases: cases.get(home.id) ?? 0 }]
    })
    type Home = (typeof homes)[number]
    const strata = (test: (home: Home) => boolean, key: (home: Home) => string) => {
      const found = new Map<string, { homes: number; cases: number }>()
      for (const home of homes.filter(test)) {
        const stratum = found.get(key(home)) ?? { homes: 0, cases: 0 }
        found.set(key(home), { homes: stratum.homes + 1, cases: stratum.cases + home.cases })
      }
      return found
    }
    /** Cases of homes against homes that differ in nothing but this. */
    const ratio = (test: (home: Home) => boolean, plain: (home: Home) => boolean, key: (home: Home) => string) => {
      const others = strata(plain, key)
      const expected = [...strata(test, key)].map(([name, { homes: count, cases: seen }]) => {
        const { homes: all = 1, cases: had = 0 } = others.get(name) ?? {}
        return { seen, expected: (count * had) / all }
      })
      return sum(expected.map((one) => one.seen)) / sum(expected.map((one) => one.expected))
    }
    const keyOf = ({ era, place, isGable, isEnd }: Partial<Home>) => `${era} ${place} ${isGable} ${isEnd}`
    const beside = ({ era, isGable, isEnd }: Home) => keyOf({ era, isGable, isEnd })
    const isMiddle = (home: Home) => home.place === 'middle'
    expectWithin(
      ratio((home) => home.place === 'top', isMiddle, beside),
      [1.4, 1.9],
      'top',
    )
    expectWithin(
      ratio((home) => home.place === 'ground', isMiddle, beside),
      [1.2, 1.6],
      'ground',
    )
    const across = ({ era, place, isEnd }: Home) => keyOf({ era, place, isEnd })
    expectWithin(
      ratio(
        (home) => home.isGable,
        (home) => !home.isGable,
        across,
      ),
      [1.15, 1.45],
      'gable',
    )
    const along = ({ era, place, isGable }: Home) => keyOf({ era, place, isGable })
    expectWithin(
      ratio(
        (home) => home.isEnd,
        (home) => !home.isEnd,
        along,
      ),
      [1.3, 1.75],
      'last of its branch',
    )
  })
})

/** Square metres of a footprint at 36° N. */
function areaOf(loops: readonly Loop[]): number {
  const [ring = []] = loops
  const [origin = [0, 0]] = ring
  const points = ring.map(([x, y]) => [(x - (origin[0] ?? 0)) * 901e-6, (y - (origin[1] ?? 0)) * northing] as const)
  const twice = points.map(([x, y], i) => {
    const [nx, ny] = points[(i + 1) % points.length] ?? [0, 0]
    return x * ny - nx * y
  })
  return Math.abs(sum(twice)) / 2
}
