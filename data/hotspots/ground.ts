import { heat } from '../model/scales'
import { toDegrees, type ToDegrees } from '../model/projection'
import { countInReach, createKernel, quartic, spread, type Kernel } from '../statistics/kernel-surface'
import { cutLinks, rasterAround, reachFrom, type Raster, type Walls } from '../statistics/raster'
import type { AtomColumns, BuildingColumns, CityColumns } from './city-columns'
import { distanceTo } from './footprints'

/** The ground of a city as a raster with its barriers; the same for every question. */
export interface Ground {
  walls: Walls
  /** Distance in metres to the edge of what is near heated buildings, positive inside. */
  near: Float32Array
  position: ToDegrees
}

/** Homes of one set of atoms under one bandwidth. */
export interface KernelGround {
  kernel: Kernel
  /** Heated dwellings by node, weighted by the kernel. */
  homes: Float64Array
  /** Heated dwellings in reach of a node, each whole. */
  inReach: Float64Array
  /** Fewest weighted dwellings that a place is judged by. */
  floor: number
}

/** So near to a heated building something is drawn. */
export const nearHomes_m = 60
const step_m = 20
/** Share of what the median home is judged by: the floor grows with the bandwidth and the density of a city. */
const floorShare = 1 / 3
const bandwidths_m = [100, 125, 150, 175, 200, 250, 300, 400, 500]
const sampled = 400

const grounds = new WeakMap<BuildingColumns, Ground>()
const kernels = new WeakMap<AtomColumns, Map<number, KernelGround>>()
const defaults = new WeakMap<AtomColumns, number>()
/** Bandwidths whose kernels are kept; a city of 27,000 buildings takes some 10 MB for each. */
const keptBandwidths = 3

export function groundOf(columns: CityColumns): Ground {
  const { buildings, barriers, city } = columns
  const known = grounds.get(buildings)
  if (known) return known
  const raster = rasterAround({ ...buildings, length: buildings.length }, marginOf(buildings), step_m)
  const walls = cutLinks(raster, [...barriers.lines, ...barriers.polygons.flat()])
  const near = nearnessOf(walls, buildings, null)
  const made = { walls, near, position: latticeOf(raster, toDegrees(city.srid)) }
  grounds.set(buildings, made)
  return made
}

/** How far each node is inside of what is near heated buildings; only those in view where `in_view` is given. */
export function nearnessOf(walls: Walls, buildings: BuildingColumns, in_view: Uint8Array | null): Float32Array {
  const near = new Float32Array(walls.raster.columns * walls.raster.rows).fill(-step_m)
  for (let b = 0; b < buildings.length; b++)
    if (buildings.heated_dwellings[b]! > 0 && in_view?.[b] !== 0) addNear(walls, buildings, b, near)
  return near
}

function addNear(walls: Walls, { x_m, y_m, footprints }: BuildingColumns, building: number, near: Float32Array): void {
  const { west_m, south_m, columns, rows } = walls.raster
  const [x, y] = [x_m[building]!, y_m[building]!]
  const radius = nearHomes_m + footprints.reach_m[building]!
  const { column, row, size, open } = reachFrom(walls, x, y, radius + 1.5 * step_m)
  const [right, high] = [Math.min(columns, column + size), Math.min(rows, row + size)]
  for (let r = row; r < high; r++) {
    for (let c = column; c < right; c++) {
      if (open !== null && open[(r - row) * size + c - column] === 0) continue
      const node = r * columns + c
      const [u, v] = [west_m + c * step_m - x, south_m + r * step_m - y]
      // Most nodes are nearer to another house: no side of this one can be nearer than the circle around it.
      const most = radius - near[node]!
      if (u * u + v * v >= most * most) continue
      near[node] = Math.max(near[node]!, nearHomes_m - distanceTo(footprints, building, u, v))
    }
  }
}

export function kernelGroundOf(columns: CityColumns, atoms: AtomColumns, bandwidth_m: number): KernelGround {
  const kept = kernels.get(atoms) ?? new Map<number, KernelGround>()
  kernels.set(atoms, kept)
  const known = kept.get(bandwidth_m)
  if (known) return known
  const kernel = createKernel(groundOf(columns).walls, atoms, bandwidth_m)
  const made = {
    kernel,
    homes: spread(kernel, atoms.heated_dwellings),
    inReach: countInReach(kernel, atoms.heated_dwellings),
    floor: floorShare * medianSupport(atoms, bandwidth_m),
  }
  kept.set(bandwidth_m, made)
  for (const old of [...kept.keys()].slice(0, -keptBandwidths)) kept.delete(old)
  return made
}

/**
 * The bandwidth of a city: the smallest round one under which the median home is judged by so many dwellings that a
 * single case in a week stays in the lowest class (100 / 0.3 = 333). It depends on the homes alone, so that a place
 * keeps its class whatever is asked or shown.
 */
export function defaultBandwidth(atoms: AtomColumns): number {
  const known = defaults.get(atoms)
  if (known !== undefined) return known
  const needed = 100 / heat.breaks[0]
  const found = bandwidths_m.find((bandwidth_m) => medianSupport(atoms, bandwidth_m) >= needed)
  const bandwidth_m = found ?? bandwidths_m.at(-1)!
  defaults.set(atoms, bandwidth_m)
  return bandwidth_m
}

/** Dwellings, weighted by the kernel, by which the median home is judged; from an even sample of atoms. */
function medianSupport({ length, x_m, y_m, heated_dwellings }: AtomColumns, bandwidth_m: number): number {
  const stride = Math.max(1, Math.ceil(length / sampled))
  const supports: { support: number; homes: number }[] = []
  for (let i = 0; i < length; i += stride) {
    let support = 0
    for (let j = 0; j < length; j++) {
      const [dx, dy] = [x_m[j]! - x_m[i]!, y_m[j]! - y_m[i]!]
      if (Math.abs(dx) < bandwidth_m && Math.abs(dy) < bandwidth_m)
        support += heated_dwellings[j]! * quartic(Math.sqrt(dx * dx + dy * dy), bandwidth_m)
    }
    supports.push({ support, homes: heated_dwellings[i]! })
  }
  supports.sort((a, b) => a.support - b.support)
  let left = supports.reduce((sum, { homes }) => sum + homes, 0) / 2
  return supports.find(({ homes }) => (left -= homes) <= 0)?.support ?? 0
}

function marginOf({ footprints }: BuildingColumns): number {
  return nearHomes_m + footprints.reach_m.reduce((most, one) => Math.max(most, one), 0) + 3 * step_m
}

/** Degrees by linear interpolation on a lattice of 16 steps (320 m): right to some millimetres, and much cheaper. */
function latticeOf(raster: Raster, exact: ToDegrees): ToDegrees {
  const size = 16 * raster.step_m
  const across = Math.ceil((raster.columns * raster.step_m) / size) + 1
  const up = Math.ceil((raster.rows * raster.step_m) / size) + 1
  const knots = Array.from({ length: across * up }, (_, k) =>
    exact(raster.west_m + (k % across) * size, raster.south_m + Math.floor(k / across) * size),
  )
  return (x_m, y_m) => {
    const [u, v] = [(x_m - raster.west_m) / size, (y_m - raster.south_m) / size]
    const [i, j] = [Math.min(across - 2, Math.floor(u)), Math.min(up - 2, Math.floor(v))]
    const [s, t] = [u - i, v - j]
    const [a, b] = [knots[j * across + i]!, knots[j * across + i + 1]!]
    const [c, d] = [knots[(j + 1) * across + i]!, knots[(j + 1) * across + i + 1]!]
    const mix = (axis: 0 | 1) => (1 - t) * ((1 - s) * a[axis] + s * b[axis]) + t * ((1 - s) * c[axis] + s * d[axis])
    return [mix(0), mix(1)]
  }
}
