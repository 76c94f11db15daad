import { changeBreaks, heat } from '../model/scales'
import { bandPolygons, type PolygonRings } from '../statistics/band-polygons'
import { boundariesOf, untold } from '../statistics/isobands'
import { rateSurface, reaches, spread } from '../statistics/kernel-surface'
import type { Basis, SurfaceAnswer, SurfacePlace } from './answers'
import { dateOf, type AtomColumns, type CityColumns } from './city-columns'
import { atomsAt, countByAtom, selectCases } from './count'
import {
  defaultBandwidth,
  groundOf,
  kernelGroundOf,
  nearHomes_m,
  nearnessOf,
  type Ground,
  type KernelGround,
} from './ground'
import { heatFaultsAmong } from './heat-faults'
import { weeksOf, type LensInput, type Selection } from './question'

export interface SurfaceOptions {
  /** Null: the city's own (`defaultBandwidth`). */
  bandwidth_m: number | null
  /** By building, how much of what is said gets recorded (`recordingOf`); null: everywhere alike. */
  recording: Float64Array | null
}

/** Places with a number on them, and the fewest cases that make one. */
const places = 5
const fewestCases = 2
/** Boundaries are true to so many metres. */
const tolerance_m = 2

/**
 * 问题分布: cases per 100 heated dwellings and week as a kernel estimate on the ground, in bands of the fixed classes,
 * near heated buildings only and never across a river, a hill's foot or a railway. Made from atoms alone, so that it is
 * the same for every reader. Near fewer dwellings than may be shown there is no class.
 *
 * Questions about fees, and heat cut over unpaid ones, are left out whatever is asked for. A case counts for as many as a
 * city of average grid members would have recorded, so that a member who writes down everything reddens no place.
 */
export function surfaceLens(input: LensInput, options: SurfaceOptions): SurfaceAnswer {
  const scene = sceneOf(input, options)
  if (!scene) return emptyAnswer(input)
  const estimated = estimate(scene, input.selection)
  const { rates, basis } = estimated
  return { lens: 'surface', ...draw(scene, rates, heat.breaks), top: topPlaces(scene, estimated), basis }
}

/**
 * The difference to another period as bands of `changeBreaks` (0…6, 3: about the same), in cases per 100 heated
 * dwellings and week. It has no places: whether a difference is more than chance is told by cell.
 */
export function surfaceChange(input: LensInput, before: Selection, options: SurfaceOptions): SurfaceAnswer {
  const scene = sceneOf(input, options)
  if (!scene) return emptyAnswer(input)
  const now = estimate(scene, input.selection)
  const then = estimate(scene, before)
  const change = now.rates.map((rate, node) => rate - then.rates[node]!)
  const figures = { ...now.basis.figures, city_rate_before: then.basis.city_rate, cases_before: then.basis.cases }
  return { lens: 'surface', ...draw(scene, change, changeBreaks), top: [], basis: { ...now.basis, figures } }
}

interface Scene {
  input: LensInput
  atoms: AtomColumns
  ground: Ground
  kernels: KernelGround
  /** By atom, how much gets recorded, with mean 1 over the city's heated dwellings. */
  recording: Float64Array
  /** Metres inside of what is drawn, by node. */
  mask: Float32Array
  /** A class is told where positive, by node. */
  shown: Float64Array
}

function sceneOf(input: LensInput, { bandwidth_m, recording }: SurfaceOptions): Scene | null {
  const { columns, selection, in_view } = input
  const atoms = atomsAt(columns, selection.to)
  if (!atoms || atoms.length === 0) return null
  const ground = groundOf(columns)
  const kernels = kernelGroundOf(columns, atoms, bandwidth_m ?? defaultBandwidth(atoms))
  const mask = in_view ? nearnessOf(ground.walls, columns.buildings, in_view) : ground.near
  const shown = shownOf(input, atoms, kernels)
  return { input, atoms, ground, kernels, recording: recordingByAtom(columns, atoms, recording), mask, shown }
}

function recordingByAtom(
  { buildings }: CityColumns,
  { length, of_building, heated_dwellings }: AtomColumns,
  recording: Float64Array | null,
): Float64Array {
  if (!recording) return new Float64Array(length).fill(1)
  const recorded = new Float64Array(length)
  let [all, homes] = [0, 0]
  of_building.forEach((atom, b) => {
    if (atom < 0) return
    const weight = buildings.heated_dwellings[b]! * recording[b]!
    recorded[atom]! += weight
    all += weight
    homes += buildings.heated_dwellings[b]!
  })
  return recorded.map((weight, atom) => {
    return weight > 0 && heated_dwellings[atom]! > 0 ? (weight * homes) / (heated_dwellings[atom]! * all) : 1
  })
}

interface Estimate {
  /** By atom. */
  cases: Int32Array
  /** By node: cases as an average recording would have them, weighted by the kernel. */
  weighted: Float64Array
  /** By node: cases per 100 heated dwellings and week. */
  rates: Float64Array
  basis: Basis
}

function estimate({ input, atoms, kernels, recording }: Scene, selection: Selection): Estimate {
  const { kernel, homes, floor } = kernels
  const found = selectCases(input.columns, selection, input.now)
  const faults = heatFaultsAmong(input.columns.cases, found)
  const cases = countByAtom(input.columns, atoms, faults)
  const weeks = weeksOf(input, selection)
  const total = { cases: sum(cases), homes: sum(atoms.heated_dwellings) }
  const perCent = 100 / weeks
  const mean = total.homes === 0 ? 0 : total.cases / total.homes
  const corrected = Float64Array.from(cases, (count, atom) => count / recording[atom]!)
  const weighted = spread(kernel, corrected)
  const rates = rateSurface(weighted, homes, { floor, mean }).map((rate) => rate * perCent)
  const seen = isInView(input, atoms)
  const inView = (values: Int32Array) => sum(values.filter((_, atom) => seen[atom] === 1))
  return {
    cases,
    weighted,
    rates,
    basis: {
      from: dateOf(selection.from),
      to: dateOf(selection.to),
      cases: inView(cases),
      heated_dwellings: inView(atoms.heated_dwellings),
      weeks,
      city_rate: mean * perCent,
      figures: { ...figuresOf(kernels), fees_left_out: found.length - faults.length },
    },
  }
}

function figuresOf({ kernel, floor }: KernelGround): Record<string, number> {
  return {
    bandwidth_m: kernel.bandwidth_m,
    raster_m: kernel.raster.step_m,
    floor_dwellings: Math.round(floor),
    near_m: nearHomes_m,
  }
}

/** 1 for atoms of which a building is in view. */
function isInView({ columns, in_view }: LensInput, atoms: AtomColumns): Uint8Array {
  if (!in_view) return new Uint8Array(atoms.length).fill(1)
  const seen = new Uint8Array(atoms.length)
  for (let b = 0; b < columns.buildings.length; b++) {
    const atom = atoms.of_building[b]!
    if (atom >= 0 && in_view[b]) seen[atom] = 1
  }
  return seen
}

/**
 * Where a class may be told: near homes enough. In a round, and nearer to a house of an atom that was visited enough than
 * to any other: what its neighbours said is no word about it.
 */
function shownOf({ columns, visited }: LensInput, atoms: AtomColumns, { inReach }: KernelGround): Float64Array {
  const { buildings, city } = columns
  const enough = inReach.map((homes) => homes - city.sharing_threshold + 0.5)
  if (!visited) return enough
  const isTold = Uint8Array.from(atoms.of_building, (atom) =>
    atom >= 0 && atoms.heated_dwellings[atom]! >= city.sharing_threshold ? 1 : 0,
  )
  const { walls } = groundOf(columns)
  const near = nearnessOf(walls, buildings, isTold)
  const others = nearnessOf(
    walls,
    buildings,
    isTold.map((told) => 1 - told),
  )
  // Isolines do not run through nodes: as near to both is a little nearer to the one that was not visited.
  return enough.map((homes, node) => Math.min(homes, near[node]! - others[node]! - 0.01))
}

function draw(
  scene: Scene,
  value: Float64Array,
  breaks: readonly number[],
): Pick<SurfaceAnswer, 'bands' | 'hidden' | 'unvisited'> {
  const { ground, mask, shown, input } = scene
  const surface = { walls: ground.walls, value, mask, shown, breaks }
  const polygons = bandPolygons(boundariesOf(surface), tolerance_m)
  const geometry = (of: number): GeoJSON.MultiPolygon => ({
    type: 'MultiPolygon',
    coordinates: (polygons.get(of) ?? []).map((rings) => inDegrees(rings, ground)),
  })
  const rest: SurfaceAnswer['hidden'] = {
    type: 'FeatureCollection',
    features: polygons.has(untold) ? [{ type: 'Feature', properties: {}, geometry: geometry(untold) }] : [],
  }
  const classes = [...polygons.keys()].filter((of) => of !== untold).sort((a, b) => a - b)
  return {
    bands: {
      type: 'FeatureCollection',
      features: classes.map((of) => ({ type: 'Feature', properties: { class: of }, geometry: geometry(of) })),
    },
    ...(input.visited ? { hidden: none, unvisited: rest } : { hidden: rest }),
  }
}

function inDegrees(rings: PolygonRings, { position }: Ground): GeoJSON.Position[][] {
  return rings.map((ring) => ring.map(([x, y]) => position(x, y).map(round)))
}

/** Highest places first: local peaks with cases, two bandwidths apart. */
function topPlaces(scene: Scene, { cases, rates, weighted }: Estimate): SurfacePlace[] {
  const { homes, floor, kernel } = scene.kernels
  const { raster, bandwidth_m } = kernel
  const place = (node: number) => ({
    x: raster.west_m + (node % raster.columns) * raster.step_m,
    y: raster.south_m + Math.floor(node / raster.columns) * raster.step_m,
  })
  const chosen: number[] = []
  const found: SurfacePlace[] = []
  for (const node of peaksOf(scene, rates)) {
    if (found.length === places) break
    const { x, y } = place(node)
    if (chosen.some((other) => Math.hypot(place(other).x - x, place(other).y - y) < 2 * bandwidth_m)) continue
    const around = inReachOf(scene, cases, node)
    if (around.cases < fewestCases) continue
    chosen.push(node)
    const [lng = NaN, lat = NaN] = scene.ground.position(x, y).map(round)
    const weights = {
      weighted_cases: toHundredths(weighted[node]!),
      weighted_dwellings: toHundredths(homes[node]!),
      filled_dwellings: toHundredths(Math.max(0, floor - homes[node]!)),
    }
    found.push({ lng, lat, ...around, ...weights, rate: rates[node]! })
  }
  return found
}

/** Told nodes, drawn, above the lowest class and not below a neighbour; highest first. */
function peaksOf({ mask, shown, kernels }: Scene, rates: Float64Array): number[] {
  const { columns } = kernels.kernel.raster
  const around = [1, -1, columns, -columns, columns + 1, columns - 1, -columns + 1, -columns - 1]
  const peaks: number[] = []
  for (let node = 0; node < rates.length; node++) {
    const rate = rates[node]!
    if (mask[node]! <= 0 || rate < heat.breaks[0]) continue
    if (shown[node]! <= 0) continue
    if (around.every((step) => rates[node + step]! <= rate || mask[node + step]! <= 0)) peaks.push(node)
  }
  return peaks.sort((a, b) => rates[b]! - rates[a]!)
}

/** Whole atoms in reach of a node. */
function inReachOf({ atoms, kernels }: Scene, cases: Int32Array, node: number) {
  const around = { cases: 0, heated_dwellings: 0 }
  for (let atom = 0; atom < atoms.length; atom++) {
    if (!reaches(kernels.kernel, atom, node)) continue
    around.cases += cases[atom]!
    around.heated_dwellings += atoms.heated_dwellings[atom]!
  }
  return around
}

const none: SurfaceAnswer['hidden'] = { type: 'FeatureCollection', features: [] }

function emptyAnswer({ selection }: LensInput): SurfaceAnswer {
  const { from, to } = selection
  return {
    lens: 'surface',
    bands: { type: 'FeatureCollection', features: [] },
    hidden: none,
    top: [],
    basis: {
      from: dateOf(from),
      to: dateOf(to),
      cases: 0,
      heated_dwellings: 0,
      weeks: (to - from + 1) / 7,
      city_rate: 0,
      figures: {},
    },
  }
}

function sum(values: Int32Array): number {
  return values.reduce((all, one) => all + one, 0)
}

function toHundredths(value: number): number {
  return Math.round(100 * value) / 100
}

/** About 0.1 m. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}
