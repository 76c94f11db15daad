/** Outlines of buildings as straight sides, in metres. */
export interface Footprints {
  /** First side of each building in `sides`, and at the end the number of all. */
  readonly first: Int32Array
  /** x1, y1, x2, y2 of every side, from the centre of its building. */
  readonly sides: Float32Array
  /** How far each reaches from its centre at most. */
  readonly reach_m: Float32Array
}

/** A building on the ground, in metres of the city's projected system. */
export interface FootprintRow {
  /** Centre of the footprint. */
  x_m: number
  y_m: number
  footprint: GeoJSON.Polygon | GeoJSON.MultiPolygon
}

/** Outer rings alone: a courtyard is near to its house. */
export function footprintsOf(rows: readonly FootprintRow[]): Footprints {
  const first = new Int32Array(rows.length + 1)
  rows.forEach((row, b) => {
    first[b + 1] = first[b]! + outerRings(row).reduce((sum, ring) => sum + Math.max(0, ring.length - 1), 0)
  })
  const sides = new Float32Array(4 * first[rows.length]!)
  const reach_m = new Float32Array(rows.length)
  rows.forEach((row, b) => {
    let at = 4 * first[b]!
    for (const ring of outerRings(row)) {
      const around = ring.map(([x = NaN, y = NaN]) => [x - row.x_m, y - row.y_m] as const)
      around.forEach(([x, y], corner) => {
        reach_m[b] = Math.max(reach_m[b]!, Math.hypot(x, y))
        if (corner === 0) return
        sides.set([...around[corner - 1]!, x, y], at)
        at += 4
      })
    }
  })
  return { first, sides, reach_m }
}

/** Metres from a place, given from the building's centre, to its footprint; 0 inside. */
export function distanceTo({ first, sides }: Footprints, building: number, x: number, y: number): number {
  let nearest = Infinity
  let isInside = false
  for (let at = 4 * first[building]!; at < 4 * first[building + 1]!; at += 4) {
    const [x1, y1] = [sides[at]!, sides[at + 1]!]
    const [dx, dy] = [sides[at + 2]! - x1, sides[at + 3]! - y1]
    const [px, py] = [x - x1, y - y1]
    if (y1 > y !== y1 + dy > y && px < (py / dy) * dx) isInside = !isInside
    const square = dx * dx + dy * dy
    const along = square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / square))
    const [u, v] = [px - along * dx, py - along * dy]
    nearest = Math.min(nearest, u * u + v * v)
  }
  return isInside ? 0 : Math.sqrt(nearest)
}

function outerRings({ footprint }: FootprintRow): GeoJSON.Position[][] {
  const polygons = footprint.type === 'Polygon' ? [footprint.coordinates] : footprint.coordinates
  return polygons.map(([outer = []]) => outer)
}
