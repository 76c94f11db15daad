/** Planar checks on GeoJSON in units of 1e-8 degrees, where every coordinate is a whole number. */
export type Vertex = [number, number]
export type Loop = Vertex[]

/** Outer ring and holes of each part, as whole numbers, closing vertex left out. */
export function loopsOf(geometry: GeoJSON.Geometry): Loop[] {
  const parts =
    geometry.type === 'MultiPolygon'
      ? geometry.coordinates.flat()
      : geometry.type === 'Polygon'
        ? geometry.coordinates
        : []
  return parts.map((ring) => ring.slice(0, -1).map(toVertex))
}

export function lineOf(geometry: GeoJSON.Geometry): Vertex[] {
  return geometry.type === 'LineString' ? geometry.coordinates.map(toVertex) : []
}

/** Whole units; a coordinate that is no multiple of 1e-8 degrees throws. */
export function toVertex(position: GeoJSON.Position): Vertex {
  const units = position.slice(0, 2).map((degrees) => {
    const whole = Math.round(degrees * 1e8)
    if (whole / 1e8 !== degrees) throw new RangeError(`${degrees} is no multiple of 1e-8`)
    return whole
  })
  return [units[0] ?? NaN, units[1] ?? NaN]
}

/** Twice the signed area, exactly. */
export function twiceArea(loop: Loop): bigint {
  return edgesOf(loop).reduce((sum, [a, b]) => sum + BigInt(a[0]) * BigInt(b[1]) - BigInt(b[0]) * BigInt(a[1]), 0n)
}

export function edgesOf(loop: Loop): [Vertex, Vertex][] {
  return loop.flatMap((a, i): [Vertex, Vertex][] => {
    const b = loop[(i + 1) % loop.length]
    return b ? [[a, b]] : []
  })
}

export function inside(loop: Loop, [x, y]: Vertex): boolean {
  return edgesOf(loop).reduce((odd, [a, b]) => {
    const crosses = a[1] > y !== b[1] > y && x < a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1])
    return crosses ? !odd : odd
  }, false)
}

/** Whether two segments cross in a point inside both. */
export function cross([a, b]: [Vertex, Vertex], [c, d]: [Vertex, Vertex]): boolean {
  const side = (p: Vertex, q: Vertex, r: Vertex) =>
    Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}

/** Finds what lies near: items by the squares of a raster that their box touches. */
export class Raster<T> {
  private readonly squares = new Map<string, T[]>()
  constructor(private readonly size: number) {}

  add(vertices: Vertex[], item: T): void {
    for (const key of this.keys(vertices)) {
      const square = this.squares.get(key)
      if (square) square.push(item)
      else this.squares.set(key, [item])
    }
  }

  near(vertices: Vertex[]): Set<T> {
    return new Set([...this.keys(vertices)].flatMap((key) => this.squares.get(key) ?? []))
  }

  private *keys(vertices: Vertex[]): Generator<string> {
    const [xs, ys] = [vertices.map(([x]) => x), vertices.map(([, y]) => y)]
    const square = (value: number) => Math.floor(value / this.size)
    for (let x = square(Math.min(...xs)); x <= square(Math.max(...xs)); x++) {
      for (let y = square(Math.min(...ys)); y <= square(Math.max(...ys)); y++) yield `${x},${y}`
    }
  }
}
