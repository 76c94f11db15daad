/** Planar geometry in metres; rings are open (no repeated end) and counter-clockwise. */
export type Point = readonly [number, number]
export type Ring = readonly Point[]

/** Item at an index counted around the list, so that -1 is the last one. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[((index % items.length) + items.length) % items.length]
  if (item === undefined) throw new RangeError('at: the list is empty')
  return item
}

export function area(ring: Ring): number {
  let twice = 0
  for (let i = 0; i < ring.length; i++) {
    const [ax, ay] = at(ring, i)
    const [bx, by] = at(ring, i + 1)
    twice += ax * by - bx * ay
  }
  return twice / 2
}

export function centroid(ring: Ring): Point {
  const [ox, oy] = at(ring, 0)
  let [x, y, twice] = [0, 0, 0]
  for (let i = 0; i < ring.length; i++) {
    const [a, b] = [at(ring, i), at(ring, i + 1)]
    const [ax, ay, bx, by] = [a[0] - ox, a[1] - oy, b[0] - ox, b[1] - oy]
    const cross = ax * by - bx * ay
    twice += cross
    x += (ax + bx) * cross
    y += (ay + by) * cross
  }
  return twice === 0 ? [ox, oy] : [ox + x / (3 * twice), oy + y / (3 * twice)]
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1])
}

export function lengthOf(line: readonly Point[]): number {
  let sum = 0
  for (let i = 1; i < line.length; i++) sum += distance(at(line, i - 1), at(line, i))
  return sum
}

export function between(a: Point, b: Point, t: number): Point {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
}

export function add(a: Point, b: Point): Point {
  return [a[0] + b[0], a[1] + b[1]]
}

/** Turns about the origin by an angle in radians. */
export function turn([x, y]: Point, angle: number): Point {
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  return [x * c - y * s, x * s + y * c]
}

/** The part of a convex ring on the left of the directed line a→b, moved left by `by` metres. */
export function clipLeft(ring: Ring, a: Point, b: Point, by = 0): Point[] {
  const length = distance(a, b)
  const [nx, ny] = [-(b[1] - a[1]) / length, (b[0] - a[0]) / length]
  const side = (p: Point) => (p[0] - a[0]) * nx + (p[1] - a[1]) * ny - by
  const result: Point[] = []
  for (let i = 0; i < ring.length; i++) {
    const [p, q] = [at(ring, i), at(ring, i + 1)]
    const [sp, sq] = [side(p), side(q)]
    if (sp >= 0) result.push(p)
    if (sp * sq < 0) result.push(between(p, q, sp / (sp - sq)))
  }
  return result
}

/**
 * Convex ring inside `ring`, each edge moved inwards by its own distance. For a ring that is not convex the result lies
 * in its kernel. Empty when nothing is left.
 */
export function inset(ring: Ring, distances: (edge: number) => number): Point[] {
  let result: Point[] = [...ring]
  for (let i = 0; i < ring.length && result.length > 2; i++) {
    const [a, b] = [at(ring, i), at(ring, i + 1)]
    if (distance(a, b) > 0.01) result = clipLeft(result, a, b, distances(i))
  }
  return result.length > 2 ? result : []
}

/** Lowest and highest x where the horizontal line at y meets a convex ring; null where it misses. */
export function spanAt(ring: Ring, y: number): [number, number] | null {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < ring.length; i++) {
    const [p, q] = [at(ring, i), at(ring, i + 1)]
    if (p[1] > y === q[1] > y) continue
    const x = p[0] + ((q[0] - p[0]) * (y - p[1])) / (q[1] - p[1])
    low = Math.min(low, x)
    high = Math.max(high, x)
  }
  return low < high ? [low, high] : null
}

export type Box = readonly [number, number, number, number]

export function boxOf(points: readonly Point[]): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of points) {
    west = Math.min(west, x)
    south = Math.min(south, y)
    east = Math.max(east, x)
    north = Math.max(north, y)
  }
  return [west, south, east, north]
}

export function contains(ring: Ring, [x, y]: Point): boolean {
  let inside = false
  for (let i = 0; i < ring.length; i++) {
    const [a, b] = [at(ring, i), at(ring, i + 1)]
    if (a[1] > y !== b[1] > y && x < a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1])) inside = !inside
  }
  return inside
}

/** Where the ray from p in a direction first leaves the ring: the edge and the place on it; null when it never does. */
export function firstHit(ring: Ring, p: Point, [dx, dy]: Point): { edge: number; t: number } | null {
  let best: { edge: number; t: number } | null = null
  let nearest = Infinity
  for (let i = 0; i < ring.length; i++) {
    const [a, b] = [at(ring, i), at(ring, i + 1)]
    const [ex, ey] = [b[0] - a[0], b[1] - a[1]]
    const cross = dx * ey - dy * ex
    if (Math.abs(cross) < 1e-9) continue
    const along = ((a[0] - p[0]) * ey - (a[1] - p[1]) * ex) / cross
    const t = ((a[0] - p[0]) * dy - (a[1] - p[1]) * dx) / cross
    if (along > 1e-6 && along < nearest && t >= 0 && t <= 1) {
      nearest = along
      best = { edge: i, t }
    }
  }
  return best
}

/** Angle of the longest edge, in (−π/2, π/2]. */
export function longestEdgeAngle(ring: Ring): number {
  let [angle, longest] = [0, 0]
  for (let i = 0; i < ring.length; i++) {
    const [a, b] = [at(ring, i), at(ring, i + 1)]
    const length = distance(a, b)
    if (length <= longest) continue
    longest = length
    angle = Math.atan2(b[1] - a[1], b[0] - a[0])
  }
  if (angle > Math.PI / 2) return angle - Math.PI
  return angle <= -Math.PI / 2 ? angle + Math.PI : angle
}

/** Line moved to its left by `by` metres, corners mitred (at most twice the distance). */
export function offsetLine(line: readonly Point[], by: number): Point[] {
  const normals = line.slice(1).map((q, i): Point => {
    const p = at(line, i)
    const length = distance(p, q) || 1
    return [-(q[1] - p[1]) / length, (q[0] - p[0]) / length]
  })
  return line.map((p, i) => {
    const m = normals[Math.max(0, i - 1)] ?? [0, 0]
    const n = normals[Math.min(i, normals.length - 1)] ?? [0, 0]
    const [x, y] = [m[0] + n[0], m[1] + n[1]]
    const scale = by / Math.max(0.5, (x * x + y * y) / 2)
    return [p[0] + x * scale, p[1] + y * scale]
  })
}
