const cell_m = 25
/** Cells a side of the numbered plane: 50,000 km, and its square still fits a double exactly. */
const side = 2_000_000

/** Nodes in a square grid, to find those on a segment. */
export class NodeCells {
  readonly tolerance_m: number
  readonly #xy: Float64Array
  readonly #cells = new Map<number, number[]>()
  readonly #point: number[] = []

  constructor(xy: Float64Array, tolerance_m: number) {
    this.#xy = xy
    this.tolerance_m = tolerance_m
  }

  add(node: number, point: number): void {
    this.#point[node] = point
    const key = keyOf(Math.floor(this.#xy[2 * point]! / cell_m), Math.floor(this.#xy[2 * point + 1]! / cell_m))
    const cell = this.#cells.get(key)
    if (cell) cell.push(node)
    else this.#cells.set(key, [node])
  }

  /**
   * Tells every node within the tolerance of the segment between two points: how far beside it, and where along it as
   * a share from 0 to 1.
   */
  near(a: number, b: number, found: (node: number, beside_m: number, share: number) => void): void {
    const xy = this.#xy
    const [ax, ay, bx, by] = [xy[2 * a]!, xy[2 * a + 1]!, xy[2 * b]!, xy[2 * b + 1]!]
    const tolerance = this.tolerance_m
    const [west, east] = [cellOf(Math.min(ax, bx) - tolerance), cellOf(Math.max(ax, bx) + tolerance)]
    const [south, north] = [cellOf(Math.min(ay, by) - tolerance), cellOf(Math.max(ay, by) + tolerance)]
    for (let i = west; i <= east; i++) {
      for (let j = south; j <= north; j++) {
        this.#cells.get(keyOf(i, j))?.forEach((node) => {
          const [x, y] = [xy[2 * this.#point[node]!]!, xy[2 * this.#point[node]! + 1]!]
          const share = footOn(bx - ax, by - ay, x - ax, y - ay)
          const beside = Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y)
          if (beside <= tolerance) found(node, beside, share)
        })
      }
    }
  }
}

function cellOf(metres: number): number {
  return Math.floor(metres / cell_m)
}

function keyOf(i: number, j: number): number {
  return (i + side / 2) * side + (j + side / 2)
}

/** Where the foot of a vector (px, py) falls on (dx, dy), as a share from 0 to 1. */
function footOn(dx: number, dy: number, px: number, py: number): number {
  const square = dx * dx + dy * dy
  return square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / square))
}
