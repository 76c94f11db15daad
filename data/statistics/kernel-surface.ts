import { reachFrom, type Points, type Raster, type Reach, type Walls } from './raster'

/**
 * Kernel estimate of a rate on the ground: a kernel sum of cases over a kernel sum of those at risk, with one bandwidth
 * for both, after Kelsall & Diggle, Kernel estimation of relative risk, Bernoulli 1 (1995) 3–16, and Bithell, An
 * application of density estimation to geographical epidemiology, Statistics in Medicine 9 (1990) 691–701. The kernel
 * is the quartic of Silverman, Density Estimation (1986), equation 4.5, scaled to 1 at its centre: a kernel sum of
 * dwellings is the number of dwellings that the place is judged by. It ends at the bandwidth and at walls.
 */
export interface Kernel {
  readonly raster: Raster
  readonly points: Points
  readonly bandwidth_m: number
  readonly reaches: readonly Reach[]
}

/** Kernels of all points. O(points), and O(points · nodes in reach) near walls. */
export function createKernel(walls: Walls, points: Points, bandwidth_m: number): Kernel {
  const reaches = Array.from({ length: points.length }, (_, i) =>
    reachFrom(walls, points.x_m[i]!, points.y_m[i]!, bandwidth_m),
  )
  return { raster: walls.raster, points, bandwidth_m, reaches }
}

/** Weight of a point at a distance: (1 − d²/h²)² inside the bandwidth h. */
export function quartic(distance_m: number, bandwidth_m: number): number {
  const rest = 1 - (distance_m / bandwidth_m) ** 2
  return rest > 0 ? rest * rest : 0
}

/** Sums of values of the points at every node, weighted by the kernel. */
export function spread(kernel: Kernel, values: ArrayLike<number>): Float64Array {
  const { raster, points } = kernel
  const sums = new Float64Array(raster.columns * raster.rows)
  for (let i = 0; i < points.length; i++) if (values[i] !== 0) addKernel(kernel, i, values[i]!, sums)
  return sums
}

/** Row by row, between the ends that the circle has there. */
function addKernel({ raster, points, bandwidth_m, reaches }: Kernel, point: number, value: number, sums: Float64Array) {
  const { west_m, south_m, step_m, columns, rows } = raster
  const { column, row, size, open } = reaches[point]!
  const [u, v, radius] = [
    (points.x_m[point]! - west_m) / step_m,
    (points.y_m[point]! - south_m) / step_m,
    bandwidth_m / step_m,
  ]
  const factor = 1 / (radius * radius)
  const high = Math.min(rows, row + size)
  for (let r = row; r < high; r++) {
    const rest = 1 - (r - v) * (r - v) * factor
    if (rest <= 0) continue
    const half = radius * Math.sqrt(rest)
    const right = Math.min(columns - 1, Math.floor(u + half))
    for (let c = Math.max(0, Math.ceil(u - half)); c <= right; c++) {
      if (open !== null && open[(r - row) * size + c - column] !== 1) continue
      const weight = rest - (c - u) * (c - u) * factor
      sums[r * columns + c]! += value * weight * weight
    }
  }
}

/** The same sums without weights: what stands in reach of every node. */
export function countInReach(kernel: Kernel, values: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(kernel.raster.columns * kernel.raster.rows)
  for (let i = 0; i < kernel.points.length; i++) {
    eachNode(kernel, i, (node) => {
      sums[node] = sums[node]! + values[i]!
    })
  }
  return sums
}

/** Whether a point's kernel covers a node. */
export function reaches(kernel: Kernel, point: number, node: number): boolean {
  let found = false
  const [x, y] = [kernel.points.x_m[point]!, kernel.points.y_m[point]!]
  const { west_m, south_m, step_m, columns } = kernel.raster
  const [c, r] = [node % columns, Math.floor(node / columns)]
  if (Math.hypot(west_m + c * step_m - x, south_m + r * step_m - y) >= kernel.bandwidth_m) return false
  eachNode(kernel, point, (other) => {
    found ||= other === node
  })
  return found
}

/**
 * Cases over those at risk at every node. Where fewer than `floor` are at risk, as many as are missing are taken to
 * report at the `mean` rate of all: one case among few homes makes no peak, and a uniform rate stays flat everywhere.
 */
export function rateSurface(
  cases: Float64Array,
  atRisk: Float64Array,
  { floor, mean }: { floor: number; mean: number },
): Float64Array {
  const rates = new Float64Array(cases.length).fill(mean)
  for (let node = 0; node < cases.length; node++) {
    const missing = Math.max(0, floor - atRisk[node]!)
    if (atRisk[node]! > 0) rates[node] = (cases[node]! + missing * mean) / (atRisk[node]! + missing)
  }
  return rates
}

function eachNode(kernel: Kernel, point: number, visit: (node: number, square_m2: number) => void): void {
  const { west_m, south_m, step_m, columns, rows } = kernel.raster
  const { column, row, size, open } = kernel.reaches[point]!
  const [x, y] = [kernel.points.x_m[point]!, kernel.points.y_m[point]!]
  const limit = kernel.bandwidth_m ** 2
  const [right, high] = [Math.min(columns, column + size), Math.min(rows, row + size)]
  for (let r = row; r < high; r++) {
    const dy = south_m + r * step_m - y
    for (let c = column; c < right; c++) {
      const dx = west_m + c * step_m - x
      const square = dx * dx + dy * dy
      if (square >= limit) continue
      if (open !== null && open[(r - row) * size + c - column] === 0) continue
      visit(r * columns + c, square)
    }
  }
}
