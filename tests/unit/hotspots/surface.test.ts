import { beforeAll, describe, expect, it } from 'vitest'
import type { SurfaceAnswer } from '../../../data/hotspots/answers'
import { buildColumns } from '../../../data/hotspots/build-columns'
import type { CaseRow } from '../../../data/hotspots/case-columns'
import { dayOf, type CityColumns } from '../../../data/hotspots/city-columns'
import { atomsAt, wholePeriod } from '../../../data/hotspots/count'
import { defaultBandwidth } from '../../../data/hotspots/ground'
import type { LensInput } from '../../../data/hotspots/question'
import { surfaceChange, surfaceLens } from '../../../data/hotspots/surface'
import { toDegrees } from '../../../data/model/projection'
import { buildNetwork } from '../../../data/network/network'
import { demoColumns, type DemoColumns } from '../../support/demo-columns'

const today = dayOf('2024-01-18')
const degrees = toDegrees(4544)
const own = { bandwidth_m: null, recording: null }

interface Home {
  x: number
  y: number
  homes: number
  cases: number
  /** Metres around its middle; a square of 17 m where it is not given. */
  outline?: Place[]
}

const square: Place[] = [[-9, -9], [9, -9], [9, 9], [-9, 9]] // prettier-ignore

/** A city of one season in which every building is an atom. `east` and `north` are metres from its middle. */
function cityOf(homes: Home[], barriers: GeoJSON.Geometry[] = []): CityColumns {
  const place = ({ x, y }: Home) => ({ x_m: 400_000 + x, y_m: 3_990_000 + y })
  const empty = { community_id: 1, compound_id: 1, grid_id: null, compound_kind: null, built_year: 1990 }
  return buildColumns({
    city: { code: 'some', time_zone: 'Asia/Shanghai', srid: 4544, sharing_threshold: 5 },
    buildings: homes.map((one, i) => ({
      ...empty,
      ...place(one),
      id: i + 1,
      footprint: { type: 'Polygon', coordinates: [ringOf(one)] },
      heated_dwellings: one.homes,
      heating_system: null,
    })),
    services: [],
    seasons: [{ id: 1, starts_on: '2023-11-01', ends_on: '2024-03-31' }],
    atoms: homes.map((one, i) => ({ season_id: 1, id: i + 1, heated_dwellings: one.homes })),
    atom_buildings: homes.map((_, i) => ({ season_id: 1, atom_id: i + 1, building_id: i + 1 })),
    weather: [],
    barriers,
    network: buildNetwork({ nodes: [], pipes: [], roots: [] }),
    cases: homes.flatMap((one, i) => Array.from({ length: one.cases }, (_, n) => caseAt(i + 1, 1000 * (i + 1) + n))),
  })
}

/** Closed, in metres of the projected system. */
function ringOf({ x, y, outline = square }: Home): GeoJSON.Position[] {
  return [...outline, ...outline.slice(0, 1)].map(([u, v]) => [400_000 + x + u, 3_990_000 + y + v])
}

function caseAt(building_id: number, id: number): CaseRow {
  const unknown = { dwelling_id: null, cause: null, pressure_zone: null, due: null, reopened: 0 }
  return { ...unknown, id, building_id, day: today, symptom: 'not_hot', source: 'hotline', status: 'reported' }
}

function ask(columns: CityColumns, given: Partial<LensInput> = {}): LensInput {
  const exposure = Float64Array.from(columns.buildings.heated_dwellings)
  const selection = wholePeriod(today - 6, today)
  return { columns, selection, now: 0, exposure, in_view: null, readable: null, ...given }
}

const grid = (homes: number, cases: (i: number) => number): Home[] =>
  Array.from({ length: 100 }, (_, i) => ({ x: 80 * (i % 10), y: 60 * Math.floor(i / 10), homes, cases: cases(i) }))

/** Class of the band that a position lies in; null where there is none. */
function classAt(answer: SurfaceAnswer, lng: number, lat: number): number | null {
  const isIn = (rings: GeoJSON.Position[][]) =>
    rings.reduce((inside, ring) => {
      let odd = inside
      ring.forEach(([ax = 0, ay = 0], i) => {
        const [bx = 0, by = 0] = ring[i + 1] ?? [ax, ay]
        if (ay > lat !== by > lat && lng < ax + ((lat - ay) / (by - ay)) * (bx - ax)) odd = !odd
      })
      return odd
    }, false)
  const found = answer.bands.features.filter(({ geometry }) => isIn(geometry.coordinates.flat()))
  expect(found.length).toBeLessThan(2)
  return found[0]?.properties.class ?? null
}

describe('the surface of a small city', () => {
  it('has one class where everybody reports alike', () => {
    const answer = surfaceLens(ask(cityOf(grid(50, () => 1))), own)
    expect(answer.bands.features.map(({ properties }) => properties.class)).toEqual([3])
    expect(answer.basis).toMatchObject({ cases: 100, heated_dwellings: 5000, weeks: 1, city_rate: 2 })
    expect(answer.hidden.features).toEqual([])
  })

  it('marks where cases cluster, and counts whole atoms in reach', () => {
    const cluster = (i: number) => (i === 44 ? 6 : i === 45 ? 4 : 0)
    const columns = cityOf(grid(50, cluster))
    const [top, ...others] = surfaceLens(ask(columns), { ...own, bandwidth_m: 120 }).top
    const [lng = 0, lat = 0] = degrees(400_000 + 350, 3_990_000 + 240)
    expect(others).toEqual([])
    expect(Math.abs((top?.lng ?? 0) - lng)).toBeLessThan(0.0005)
    expect(Math.abs((top?.lat ?? 0) - lat)).toBeLessThan(0.0005)
    expect(top?.cases).toBe(10)
    expect((top?.heated_dwellings ?? 0) % 50).toBe(0)
    expect(top?.heated_dwellings).toBeLessThan(900)
  })

  it('says nothing of a place with fewer dwellings than may be shown, but hatches it', () => {
    const lone = { x: 2000, y: 0, homes: 4, cases: 4 }
    const answer = surfaceLens(ask(cityOf([...grid(50, () => 0), lone])), own)
    const [lng = 0, lat = 0] = degrees(402_000, 3_990_000)
    expect(classAt(answer, lng, lat)).toBeNull()
    const [hatched] = answer.hidden.features
    const corners = hatched?.geometry.coordinates.flat(2) ?? []
    expect(corners.length).toBeGreaterThan(8)
    for (const [x = 0, y = 0] of corners) expect(Math.hypot(x - lng, y - lat)).toBeLessThan(0.001)
    expect(answer.top).toEqual([])
  })

  it('keeps cases on their side of a railway', () => {
    const railway = { type: 'LineString' as const, coordinates: [[400_380, 3_980_000], [400_385, 4_000_000]] } // prettier-ignore
    const west = (i: number) => (i % 10 < 5 ? 3 : 0)
    const answer = surfaceLens(ask(cityOf(grid(50, west), [railway])), own)
    const at = (x: number) => classAt(answer, ...degrees(400_000 + x, 3_990_250))
    expect([at(340), at(360), at(372), at(392), at(410), at(440)]).toEqual([5, 5, 5, 0, 0, 0])
    const open = surfaceLens(ask(cityOf(grid(50, west))), own)
    expect(classAt(open, ...degrees(400_400, 3_990_250))).toBeGreaterThan(1)
  })

  it.each([0, 30, 77])('ends 60 m from a long house on all its sides, turned by %d°', (turned) => {
    const [cos, sin] = [Math.cos((turned * Math.PI) / 180), Math.sin((turned * Math.PI) / 180)]
    const corners: Place[] = [[-30, -6], [30, -6], [30, 6], [-30, 6]] // prettier-ignore
    const outline = corners.map(([u, v]): Place => [cos * u - sin * v, sin * u + cos * v])
    const answer = surfaceLens(ask(cityOf([{ x: 7, y: 3, homes: 60, cases: 0, outline }])), own)
    const positions = answer.bands.features.flatMap(({ geometry }) => geometry.coordinates.flat(2))
    const edge = positions.map((position) => {
      const [dx, dy] = metresFrom(400_007, 3_990_003, position)
      return { along: cos * dx + sin * dy, across: cos * dy - sin * dx }
    })
    const off = edge.map(({ along, across }) => {
      return Math.hypot(Math.max(0, Math.abs(along) - 30), Math.max(0, Math.abs(across) - 6)) - 60
    })
    expect(edge.length).toBeGreaterThan(12)
    // The raster has a step of 20 m; the line between its nodes is straight where the edge is round.
    expect(Math.max(...off.map(Math.abs))).toBeLessThan(5)
    expect(Math.max(...edge.map(({ along }) => along))).toBeGreaterThan(85)
    expect(Math.max(...edge.map(({ across }) => across))).toBeLessThan(71)
  })

  it('is empty without seasons, and flat without cases', () => {
    const columns = cityOf(grid(50, () => 0))
    expect(surfaceLens(ask({ ...columns, seasons: [] }), own)).toMatchObject({ top: [], basis: { cases: 0 } })
    const flat = surfaceLens(ask(columns), own)
    expect(flat.bands.features.map(({ properties }) => properties.class)).toEqual([0])
    expect(flat.basis.city_rate).toBe(0)
  })

  it('compares two periods', () => {
    const columns = cityOf(grid(50, (i) => (i % 10 < 3 ? 2 : 0)))
    const before = wholePeriod(today - 13, today - 7)
    const change = surfaceChange(ask(columns), before, own)
    expect(classAt(change, ...degrees(400_080, 3_990_250))).toBe(6)
    expect(classAt(change, ...degrees(400_700, 3_990_250))).toBe(3)
    const back = surfaceChange(ask(columns, { selection: before }), wholePeriod(today - 6, today), own)
    expect(classAt(back, ...degrees(400_080, 3_990_250))).toBe(0)
    const same = surfaceChange(ask(columns), wholePeriod(today - 6, today), own)
    expect(same.bands.features.map(({ properties }) => properties.class)).toEqual([3])
  })
})

describe('the surface of the demo city', () => {
  let demo: DemoColumns
  let week: SurfaceAnswer
  beforeAll(() => {
    demo = demoColumns()
    week = surfaceLens(ask(demo.columns, { now: demo.now }), own)
  }, 120_000)

  it('has its highest place at the corroded branch', () => {
    const { buildings } = demo.columns
    const branch = demo.truths.find(({ kind }) => kind === 'corroded_branch')?.building_ids ?? []
    const near = branch
      .map((id) => buildings.index.get(id) ?? -1)
      .filter((b) => {
        const [lng, lat] = degrees(buildings.x_m[b] ?? 0, buildings.y_m[b] ?? 0)
        return Math.hypot((lng - (week.top[0]?.lng ?? 0)) * 90_000, (lat - (week.top[0]?.lat ?? 0)) * 111_000) < 120
      })
    expect(near.length).toBeGreaterThan(2)
    expect(week.top).toHaveLength(5)
    expect(week.top[0]?.rate).toBeGreaterThan(8 * week.basis.city_rate)
  })

  it('draws near heated buildings only', () => {
    const { buildings } = demo.columns
    const heated = demo.rows.building.filter(({ id }) => buildings.heated_dwellings[buildings.index.get(id) ?? -1])
    const outlines = heated.map(({ geom }) => {
      return (geom as GeoJSON.MultiPolygon).coordinates.flat().map((ring) => ring.map(metres))
    })
    const beyond = week.bands.features
      .flatMap(({ geometry }) => geometry.coordinates.flat(2))
      .map(metres)
      .map((place) => {
        const about = outlines.filter(([[[x, y] = [0, 0]] = []]) => Math.hypot(x - place[0], y - place[1]) < 250)
        return Math.min(...about.flat().map((ring) => offRing(place, ring))) - 60
      })
    // The outline is straight between points of the raster: a notch between two circles is filled by some metres.
    expect(Math.max(...beyond)).toBeLessThan(12)
    expect(beyond.filter((distance) => distance > 4).length).toBeLessThan(beyond.length / 50)
  })

  it('never crosses river, hill or railway', () => {
    const { lines, polygons } = demo.columns.barriers
    const sides = week.bands.features
      .flatMap(({ geometry }) => geometry.coordinates.flat())
      .flatMap((ring) => sidesOf(ring.map(metres)))
    const cutBy = (walls: readonly Float64Array[]) =>
      walls
        .flatMap(positionsOf)
        .flatMap((line) =>
          sidesOf(line.map(metres)).flatMap(([c, d]) =>
            sides
              .filter(([a, b]) => turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0)
              .map(([a, b]) => Math.min(offLine(c, a, b), offLine(d, a, b), offLine(a, c, d), offLine(b, c, d))),
          ),
        )
    expect(cutBy(lines)).toEqual([])
    // Square corners of parcels on the hill are cut off by some metres.
    const corners = cutBy(polygons.flat())
    expect(corners.length).toBeLessThan(sides.length / 100)
    for (const depth of corners) expect(depth).toBeLessThan(6)
  })

  it('gives a place the same class in a part of the city as in the whole', () => {
    const { buildings } = demo.columns
    const in_view = Uint8Array.from(buildings.community_id, (id) => (id === buildings.community_id[700] ? 1 : 0))
    const part = surfaceLens(ask(demo.columns, { in_view }), own)
    const seen = { inside: 0, outside: 0 }
    for (let b = 0; b < buildings.length; b += 7) {
      if (buildings.heated_dwellings[b] === 0) continue
      const at = degrees(buildings.x_m[b] ?? 0, buildings.y_m[b] ?? 0)
      const [here, whole] = [classAt(part, ...at), classAt(week, ...at)]
      if (in_view[b]) expect(here, String(at)).toBe(whole)
      seen[in_view[b] ? 'inside' : 'outside']++
      if (here !== null) expect(here).toBe(whole)
    }
    expect(seen.inside).toBeGreaterThan(5)
    expect(part.basis.cases).toBeLessThan(week.basis.cases)
    expect(part.basis.city_rate).toBe(week.basis.city_rate)
    expect(JSON.stringify(part).length).toBeLessThan(JSON.stringify(week).length / 3)
  })

  it('does not change when cases move inside their atoms', () => {
    const { columns } = demo
    const { of_building } = atomsAt(columns, today) ?? { of_building: new Int32Array() }
    const firstOf = new Map<number, number>()
    of_building.forEach((atom, building) => firstOf.has(atom) || firstOf.set(atom, building))
    const building = columns.cases.building.map((b) => (b < 0 ? b : (firstOf.get(of_building[b] ?? -1) ?? b)))
    expect(building).not.toEqual(columns.cases.building)
    expect(surfaceLens(ask({ ...columns, cases: { ...columns.cases, building } }), own)).toEqual(week)
  })

  it('is small enough to send', () => {
    expect(JSON.stringify(week).length).toBeLessThan(150_000)
  })

  it('chooses its bandwidth by its homes alone', () => {
    expect(week.basis.figures.bandwidth_m).toBe(defaultBandwidth(atomsAt(demo.columns, today) ?? never()))
    const season = surfaceLens(ask(demo.columns, { selection: wholePeriod(dayOf('2021-11-01'), today) }), own)
    expect(season.basis.figures.bandwidth_m).toBe(week.basis.figures.bandwidth_m)
  })
})

type Place = [number, number]

/** Metres around the middle of the demo city. */
function metres([lng = 0, lat = 0]: GeoJSON.Position): Place {
  return [(lng - 103.85) * 90_080, (lat - 36.05) * 110_960]
}

function positionsOf(line: Float64Array): [GeoJSON.Position[]] {
  return [Array.from({ length: line.length / 2 }, (_, i) => degrees(line[2 * i] ?? 0, line[2 * i + 1] ?? 0))]
}

function sidesOf(line: readonly Place[]): [Place, Place][] {
  return line.slice(1).map((end, i) => [line[i] ?? end, end])
}

function turn(a: Place, b: Place, c: Place): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/** Metres between a place and the line through two others. */
function offLine(place: Place, a: Place, b: Place): number {
  return Math.abs(turn(a, b, place)) / Math.hypot(a[0] - b[0], a[1] - b[1])
}

/** Metres east and north of a place of the projected system; near it, where its lines are straight. */
function metresFrom(x_m: number, y_m: number, [lng = NaN, lat = NaN]: GeoJSON.Position): Place {
  const [at, east, north] = [degrees(x_m, y_m), degrees(x_m + 1, y_m), degrees(x_m, y_m + 1)]
  const [a, b, c, d] = [east[0] - at[0], north[0] - at[0], east[1] - at[1], north[1] - at[1]]
  const [u, v] = [lng - at[0], lat - at[1]]
  return [(d * u - b * v) / (a * d - b * c), (a * v - c * u) / (a * d - b * c)]
}

/** Metres between a place and the sides of a closed ring. */
function offRing(place: Place, ring: readonly Place[]): number {
  const along = ([a, b]: [Place, Place]) => {
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
    const share = ((place[0] - a[0]) * dx + (place[1] - a[1]) * dy) / (dx * dx + dy * dy)
    const at = Math.min(1, Math.max(0, share))
    return Math.hypot(a[0] + at * dx - place[0], a[1] + at * dy - place[1])
  }
  return Math.min(...sidesOf(ring).map(along))
}

function never(): never {
  throw new Error('no atoms')
}
