import type { Word } from '../model/vocabulary'
import type { Network } from '../network/network'
import { appendCases, codeOf, settleCases, type CaseRow } from './case-columns'
import { emptyCases } from './case-order'
import {
  dayOf,
  type AtomColumns,
  type Barriers,
  type BuildingColumns,
  type CityColumns,
  type SeasonColumns,
  type ServiceColumns,
  type WeatherColumns,
} from './city-columns'
import { footprintsOf, type FootprintRow } from './footprints'

/** What the columns of a city are made from, as plain rows. Places are metres in the city's projected system. */
export interface CityRows {
  city: CityColumns['city']
  buildings: readonly BuildingRow[]
  services: readonly ServiceRow[]
  seasons: readonly { id: number; starts_on: string; ends_on: string }[]
  atoms: readonly AtomRow[]
  atom_buildings: readonly { season_id: number; atom_id: number; building_id: number }[]
  weather: readonly { day: string; mean_c: number; min_c: number; normal_c: number }[]
  /** Rivers and hills as polygons, railways as lines. */
  barriers: readonly GeoJSON.Geometry[]
  /** The supply network of the secondary side. */
  network: Network
  cases: readonly CaseRow[]
}

export interface BuildingRow extends FootprintRow {
  id: number
  heated_dwellings: number
  community_id: number | null
  compound_id: number | null
  grid_id: number | null
  compound_kind: Word<'compound_kind'> | null
  /** Of the building, else of its compound. */
  built_year: number | null
  heating_system: Word<'heating_system'> | null
}

/** Heated dwellings of a building in a pressure zone, and the node by which they are connected. */
export interface ServiceRow {
  building_id: number
  pressure_zone: Word<'pressure_zone'>
  node_id: number | null
  heated_dwellings: number
}

export interface AtomRow {
  season_id: number
  id: number
  compound_id?: number | null
  heated_dwellings: number
}

/** The columns of a city, without its rounds. Rows that name something unknown keep −1 in its place. */
export function buildColumns(rows: CityRows): CityColumns {
  const buildings = buildingColumns(rows.buildings)
  const cases = emptyCases(Math.max(1024, Math.ceil(rows.cases.length * 1.1)))
  appendCases(cases, buildings, rows.cases)
  settleCases(cases)
  return {
    city: rows.city,
    buildings,
    service: serviceColumns(rows.services, buildings),
    cases,
    seasons: rows.seasons.map((season) => seasonColumns(season, rows, buildings)),
    rounds: [],
    weather: weatherColumns(rows.weather),
    barriers: barriersOf(rows.barriers),
    network: rows.network,
  }
}

function buildingColumns(rows: readonly BuildingRow[]): BuildingColumns {
  const idOf = (id: number | null) => id ?? -1
  return {
    length: rows.length,
    id: Int32Array.from(rows, (row) => row.id),
    index: new Map(rows.map((row, i) => [row.id, i])),
    x_m: Float64Array.from(rows, (row) => row.x_m),
    y_m: Float64Array.from(rows, (row) => row.y_m),
    footprints: footprintsOf(rows),
    heated_dwellings: Int32Array.from(rows, (row) => row.heated_dwellings),
    community_id: Int32Array.from(rows, (row) => idOf(row.community_id)),
    compound_id: Int32Array.from(rows, (row) => idOf(row.compound_id)),
    grid_id: Int32Array.from(rows, (row) => idOf(row.grid_id)),
    compound_kind: Uint8Array.from(rows, (row) => codeOf('compound_kind', row.compound_kind)),
    built_year: Int16Array.from(rows, (row) => row.built_year ?? 0),
    heating_system: Uint8Array.from(rows, (row) => codeOf('heating_system', row.heating_system)),
  }
}

function serviceColumns(rows: readonly ServiceRow[], buildings: BuildingColumns): ServiceColumns {
  const known = rows.filter((row) => row.heated_dwellings > 0 && buildings.index.has(row.building_id))
  return {
    length: known.length,
    building: Int32Array.from(known, (row) => buildings.index.get(row.building_id)!),
    zone: Uint8Array.from(known, (row) => codeOf('pressure_zone', row.pressure_zone)),
    node_id: Int32Array.from(known, (row) => row.node_id ?? -1),
    heated_dwellings: Int32Array.from(known, (row) => row.heated_dwellings),
  }
}

function seasonColumns(season: CityRows['seasons'][number], rows: CityRows, buildings: BuildingColumns): SeasonColumns {
  const atoms = rows.atoms.filter((atom) => atom.season_id === season.id)
  const index = new Map(atoms.map((atom, i) => [atom.id, i]))
  const of_building = new Int32Array(buildings.length).fill(-1)
  for (const member of rows.atom_buildings) {
    const building = buildings.index.get(member.building_id)
    if (member.season_id !== season.id || building === undefined) continue
    of_building[building] = index.get(member.atom_id) ?? -1
  }
  return {
    id: season.id,
    first: dayOf(season.starts_on),
    last: dayOf(season.ends_on),
    compound_of_atom: Int32Array.from(atoms, (atom) => atom.compound_id ?? -1),
    atoms: {
      length: atoms.length,
      id: Int32Array.from(atoms, (atom) => atom.id),
      of_building,
      heated_dwellings: Int32Array.from(atoms, (atom) => atom.heated_dwellings),
      ...centresOf(of_building, buildings, atoms.length),
    },
  }
}

/** Means of the buildings' centres, weighted by heated dwellings; where there are none, each building weighs the same. */
function centresOf(
  of_building: Int32Array,
  buildings: BuildingColumns,
  atoms: number,
): Pick<AtomColumns, 'x_m' | 'y_m'> {
  const heated = new Float64Array(atoms)
  for (let b = 0; b < of_building.length; b++)
    if (of_building[b]! >= 0) heated[of_building[b]!]! += buildings.heated_dwellings[b]!
  const x_m = new Float64Array(atoms)
  const y_m = new Float64Array(atoms)
  const total = new Float64Array(atoms)
  for (let b = 0; b < of_building.length; b++) {
    const atom = of_building[b]!
    if (atom < 0) continue
    const weight = heated[atom] === 0 ? 1 : buildings.heated_dwellings[b]!
    x_m[atom]! += weight * buildings.x_m[b]!
    y_m[atom]! += weight * buildings.y_m[b]!
    total[atom]! += weight
  }
  for (let atom = 0; atom < atoms; atom++) {
    x_m[atom]! /= total[atom]!
    y_m[atom]! /= total[atom]!
  }
  return { x_m, y_m }
}

function weatherColumns(rows: CityRows['weather']): WeatherColumns {
  const days = rows.map((row) => dayOf(row.day))
  const first = days.reduce((least, day) => Math.min(least, day), days[0] ?? 0)
  const last = days.reduce((most, day) => Math.max(most, day), first - 1)
  const column = () => new Float32Array(last - first + 1).fill(NaN)
  const weather = { first, mean_c: column(), min_c: column(), normal_c: column() }
  rows.forEach((row, i) => {
    const at = days[i]! - first
    weather.mean_c[at] = row.mean_c
    weather.min_c[at] = row.min_c
    weather.normal_c[at] = row.normal_c
  })
  return weather
}

function barriersOf(geometries: readonly GeoJSON.Geometry[]): Barriers {
  const polygons: Float64Array[][] = []
  const lines: Float64Array[] = []
  for (const geometry of geometries) {
    if (geometry.type === 'Polygon') polygons.push(geometry.coordinates.map(flat))
    else if (geometry.type === 'MultiPolygon') for (const rings of geometry.coordinates) polygons.push(rings.map(flat))
    else if (geometry.type === 'LineString') lines.push(flat(geometry.coordinates))
    else if (geometry.type === 'MultiLineString') lines.push(...geometry.coordinates.map(flat))
  }
  return { polygons, lines }
}

/** x0, y0, x1, y1, … */
function flat(positions: readonly GeoJSON.Position[]): Float64Array {
  const points = new Float64Array(2 * positions.length)
  positions.forEach(([x = NaN, y = NaN], i) => points.set([x, y], 2 * i))
  return points
}
