import { cellToBoundary, cellToParent, gridDisk, latLngToCell } from 'h3-js'
import { toDegrees } from '../model/projection'
import { binaryWeights, withSelf, type SpatialWeights } from '../statistics/spatial-weights'
import type { AtomColumns, CityColumns } from './city-columns'

/** The hexagons of H3 in which a city's atoms lie. Cells are positions 0…n−1. */
export interface CellGround {
  /** Of H3; one for the whole city and all its seasons. */
  resolution: number
  /** H3 indexes. */
  cells: string[]
  /** Cell of each atom; −1 for an atom without heated dwellings. */
  of_atom: Int32Array
  /** Every cell beside itself and the up to six cells around it in which atoms lie; weights 1. */
  rings: SpatialWeights
  /** EPSG:4326, neighbours share their corners to the last digit. */
  polygons: GeoJSON.Polygon[]
}

const finest = 11
const coarsest = 6
/** So many heated dwellings has the median cell at least. */
export const leastMedian = 50

const known = new WeakMap<AtomColumns, CellGround>()

/** The hexagons of a season's atoms; made once for these columns. */
export function cellGroundOf(columns: CityColumns, atoms: AtomColumns): CellGround {
  const ground = known.get(atoms) ?? makeGround(columns, atoms)
  known.set(atoms, ground)
  return ground
}

function makeGround(columns: CityColumns, atoms: AtomColumns): CellGround {
  const resolution = resolutionOf(columns)
  const degrees = toDegrees(columns.city.srid)
  const index = new Map<string, number>()
  const of_atom = atoms.heated_dwellings.map((heated, atom) => {
    if (heated === 0) return -1
    const [lng, lat] = degrees(atoms.x_m[atom]!, atoms.y_m[atom]!)
    const cell = latLngToCell(lat, lng, resolution)
    if (!index.has(cell)) index.set(cell, index.size)
    return index.get(cell)!
  })
  const cells = [...index.keys()]
  const beside = cells.map((cell, c) => {
    return gridDisk(cell, 1).flatMap((near) => {
      const position = index.get(near)
      return position === undefined || position === c ? [] : [position]
    })
  })
  return { resolution, cells, of_atom, rings: withSelf(binaryWeights(beside)), polygons: cells.map(polygonOf) }
}

const resolutions = new WeakMap<CityColumns['buildings'], number>()

/** The finest resolution at which the median cell that has heated dwellings has at least 50 of them. */
function resolutionOf({ buildings, city }: CityColumns): number {
  const before = resolutions.get(buildings)
  if (before !== undefined) return before
  const degrees = toDegrees(city.srid)
  let heated = new Map<string, number>()
  buildings.heated_dwellings.forEach((count, b) => {
    if (count === 0) return
    const [lng, lat] = degrees(buildings.x_m[b]!, buildings.y_m[b]!)
    add(heated, latLngToCell(lat, lng, finest), count)
  })
  let resolution = finest
  while (resolution > coarsest && medianOf(heated) < leastMedian) {
    resolution--
    const coarser = new Map<string, number>()
    for (const [cell, count] of heated) add(coarser, cellToParent(cell, resolution), count)
    heated = coarser
  }
  resolutions.set(buildings, resolution)
  return resolution
}

function add(counts: Map<string, number>, cell: string, count: number): void {
  counts.set(cell, (counts.get(cell) ?? 0) + count)
}

function medianOf(counts: ReadonlyMap<string, number>): number {
  const sorted = [...counts.values()].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** Corners to 1e-6 degrees, 0.1 m. */
function polygonOf(cell: string): GeoJSON.Polygon {
  const ring = cellToBoundary(cell, true).map((corner) => corner.map((degrees) => Math.round(degrees * 1e6) / 1e6))
  return { type: 'Polygon', coordinates: [ring] }
}
