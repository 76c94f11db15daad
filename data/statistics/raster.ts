/**
 * A lattice of points on the ground, in metres, and what cannot be crossed between them. Node `row · columns + column`
 * lies at (west + column · step, south + row · step). Each node has three links: to the east, to the north, and to the
 * north-east; they are the edges of two triangles a square, as in `isobands.ts`.
 */
export interface Raster {
  readonly west_m: number
  readonly south_m: number
  readonly step_m: number
  readonly columns: number
  readonly rows: number
}

export interface Points {
  readonly length: number
  readonly x_m: ArrayLike<number>
  readonly y_m: ArrayLike<number>
}

/** Walls on a raster: on link `3 · node + direction` they stand between `first` and `last`, as shares of its length. */
export interface Walls {
  readonly raster: Raster
  /** 2 where nothing stands. */
  readonly first: Float32Array
  readonly last: Float32Array
  /** Wall segments (x1, y1, x2, y2) by the square that they run through. */
  readonly inSquare: ReadonlyMap<number, readonly Segment[]>
  /** Squares with walls, summed from the south-west: a square table. */
  readonly sums: Int32Array
}

type Segment = readonly [number, number, number, number]

/** Nodes around a point: a square of `size` nodes; `open` says which of them the point reaches, null: all. */
export interface Reach {
  column: number
  row: number
  size: number
  open: Uint8Array | null
}

export const linkSteps = [
  [1, 0],
  [0, 1],
  [1, 1],
] as const

/** The raster of `step_m` that covers all points and `margin_m` around them, with corners on whole steps. */
export function rasterAround(points: Points, margin_m: number, step_m: number): Raster {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < points.length; i++) {
    west = Math.min(west, points.x_m[i]!)
    east = Math.max(east, points.x_m[i]!)
    south = Math.min(south, points.y_m[i]!)
    north = Math.max(north, points.y_m[i]!)
  }
  if (points.length === 0) [west, south, east, north] = [0, 0, 0, 0]
  const down = (value: number) => Math.floor((value - margin_m) / step_m)
  const count = (low: number, high: number) => Math.ceil((high + margin_m) / step_m) - down(low) + 1
  return {
    west_m: down(west) * step_m,
    south_m: down(south) * step_m,
    step_m,
    columns: count(west, east),
    rows: count(south, north),
  }
}

/** Where lines (x, y, x, y, …) cut the links of a raster. Closed outlines repeat their first point. */
export function cutLinks(raster: Raster, lines: readonly ArrayLike<number>[]): Walls {
  const links = 3 * raster.columns * raster.rows
  const first = new Float32Array(links).fill(2)
  const last = new Float32Array(links).fill(-1)
  const inSquare = new Map<number, Segment[]>()
  const cut = (link: number, share: number, segment: Segment) => {
    first[link] = Math.min(first[link]!, share)
    last[link] = Math.max(last[link]!, share)
    for (const square of squaresOf(raster, link)) {
      const list = inSquare.get(square)
      if (!list) inSquare.set(square, [segment])
      else if (list.at(-1) !== segment) list.push(segment)
    }
  }
  for (const line of lines) {
    for (let i = 0; i + 3 < line.length; i += 2)
      cutBySegment(raster, [line[i]!, line[i + 1]!, line[i + 2]!, line[i + 3]!], cut)
  }
  return { raster, first, last, inSquare, sums: sumSquares(raster, inSquare) }
}

/** Whether a wall stands on the link. */
export function isCut(walls: Walls, link: number): boolean {
  return walls.first[link]! <= 1
}

/**
 * Nodes nearer than `radius_m` to a point, and which of them it reaches on links inside that circle without crossing a
 * wall: heat problems go round the end of a wall, but only as far as they go at all.
 */
export function reachFrom(walls: Walls, x_m: number, y_m: number, radius_m: number): Reach {
  const { raster } = walls
  const [u, v] = [(x_m - raster.west_m) / raster.step_m, (y_m - raster.south_m) / raster.step_m]
  const cells = radius_m / raster.step_m
  const [column, row] = [Math.max(0, Math.ceil(u - cells)), Math.max(0, Math.ceil(v - cells))]
  const size = Math.floor(2 * cells) + 1
  const reach: Reach = { column, row, size, open: null }
  if (wallsWithin(walls, reach) > 0) reach.open = flood(walls, reach, { u, v, cells })
  return reach
}

function squaresOf({ columns }: Raster, link: number): number[] {
  const node = Math.floor(link / 3)
  return [[node, node - columns], [node, node - 1], [node]][link % 3]!
}

function cutBySegment(raster: Raster, segment: Segment, cut: (link: number, share: number, by: Segment) => void): void {
  const { west_m, south_m, step_m, columns, rows } = raster
  const [x1, x2] = [(segment[0] - west_m) / step_m, (segment[2] - west_m) / step_m]
  const [y1, y2] = [(segment[1] - south_m) / step_m, (segment[3] - south_m) / step_m]
  const [left, right] = [
    Math.max(0, Math.floor(Math.min(x1, x2)) - 1),
    Math.min(columns - 1, Math.ceil(Math.max(x1, x2))),
  ]
  const [low, high] = [Math.max(0, Math.floor(Math.min(y1, y2)) - 1), Math.min(rows - 1, Math.ceil(Math.max(y1, y2)))]
  const cutLinksOf = (column: number, row: number) =>
    linkSteps.forEach(([du, dv], direction) => {
      const share = crossing([column, row, column + du, row + dv], [x1, y1, x2, y2])
      if (share !== null) cut(3 * (row * columns + column) + direction, share, segment)
    })
  for (let row = low; row <= high; row++) for (let column = left; column <= right; column++) cutLinksOf(column, row)
}

/** Where the second segment crosses the first, as a share of the first; null where it does not. */
function crossing([ax, ay, bx, by]: Segment, [cx, cy, dx, dy]: Segment): number | null {
  const turn = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
  if (turn === 0) return null
  const share = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / turn
  const along = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / turn
  return share >= 0 && share <= 1 && along >= 0 && along <= 1 ? share : null
}

function sumSquares({ columns, rows }: Raster, inSquare: ReadonlyMap<number, unknown>): Int32Array {
  const sums = new Int32Array((columns + 1) * (rows + 1))
  for (let row = 0; row < rows; row++) {
    for (let column = 0, line = 0; column < columns; column++) {
      line += inSquare.has(row * columns + column) ? 1 : 0
      sums[(row + 1) * (columns + 1) + column + 1] = sums[row * (columns + 1) + column + 1]! + line
    }
  }
  return sums
}

/** Number of squares with walls among those that touch the nodes. */
function wallsWithin({ raster: { columns, rows }, sums }: Walls, { column, row, size }: Reach): number {
  const [left, low] = [Math.min(columns, Math.max(0, column - 1)), Math.min(rows, Math.max(0, row - 1))]
  const [right, high] = [Math.min(columns, column + size), Math.min(rows, row + size)]
  const sum = (c: number, r: number) => sums[r * (columns + 1) + c]!
  return sum(right, high) - sum(left, high) - sum(right, low) + sum(left, low)
}

interface Circle {
  u: number
  v: number
  cells: number
}

function flood(walls: Walls, reach: Reach, circle: Circle): Uint8Array {
  const { columns, rows } = walls.raster
  const { column, row, size } = reach
  const open = new Uint8Array(size * size)
  const queue: number[] = []
  const enter = (c: number, r: number) => {
    const [i, j] = [c - column, r - row]
    if (i < 0 || j < 0 || i >= size || j >= size || c >= columns || r >= rows || open[j * size + i]) return
    if ((c - circle.u) ** 2 + (r - circle.v) ** 2 >= circle.cells ** 2) return
    open[j * size + i] = 1
    queue.push(c, r)
  }
  for (const [c, r] of seenCorners(walls, circle)) enter(c, r)
  for (let at = 0; at < queue.length; at += 2) {
    const [c, r] = [queue[at]!, queue[at + 1]!]
    linkSteps.forEach(([du, dv], direction) => {
      if (!isCut(walls, 3 * (r * columns + c) + direction)) enter(c + du, r + dv)
      if (c >= du && r >= dv && !isCut(walls, 3 * ((r - dv) * columns + c - du) + direction)) enter(c - du, r - dv)
    })
  }
  return open
}

/** Corners of the point's square that no wall hides from it. */
function seenCorners({ raster, inSquare }: Walls, { u, v }: Circle): [number, number][] {
  const [c, r] = [Math.floor(u), Math.floor(v)]
  const around = inSquare.get(r * raster.columns + c) ?? []
  const corners: [number, number][] = [[c, r], [c + 1, r], [c, r + 1], [c + 1, r + 1]] // prettier-ignore
  const cell = (x_m: number) => (x_m - raster.west_m) / raster.step_m
  const line = (y_m: number) => (y_m - raster.south_m) / raster.step_m
  return corners.filter(([x, y]) =>
    around.every(([x1, y1, x2, y2]) => crossing([u, v, x, y], [cell(x1), line(y1), cell(x2), line(y2)]) === null),
  )
}
