type Position = [number, number]

/** Metres east and north of a place in Lanzhou, as degrees. */
export function at(x: number, y: number): Position {
  return [103.83 + x / 90_163, 36.05 + y / 110_972]
}

export function line(code: string, from: Position, ...to: Position[]) {
  return feature({ t: 'supply', code }, { type: 'LineString', coordinates: [from, ...to].map(([x, y]) => at(x, y)) })
}

export function point(t: string, code: string, [x, y]: Position) {
  return feature({ t, code }, { type: 'Point', coordinates: at(x, y) })
}

/** A house of 10 m, or a yard of `size` metres. */
export function square(code: string, [x, y]: Position, more: object = {}, size = 10) {
  const ring = [at(x, y), at(x + size, y), at(x + size, y + size), at(x, y + size), at(x, y)]
  return feature({ code, ...more }, { type: 'Polygon', coordinates: [ring] })
}

export function feature<P extends object>(properties: P, geometry: unknown) {
  return { type: 'Feature', properties, geometry }
}
