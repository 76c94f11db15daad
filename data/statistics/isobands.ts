import type { Raster, Walls } from './raster'

/** What is cut into bands: fields by node of the raster, linear inside its triangles. */
export interface Surface {
  walls: Walls
  value: ArrayLike<number>
  /** Metres inside of what is drawn, negative outside. */
  mask: ArrayLike<number>
  /** Classes are told where positive; elsewhere the class is `untold`. */
  shown: ArrayLike<number>
  /** Ascending; `breaks[i]` parts class i from class i + 1. */
  breaks: readonly number[]
}

/** Pieces of boundary between two points, with the classes on the left and on the right of them. */
export interface Boundaries {
  /** Metres, by point. */
  x: number[]
  y: number[]
  /** By piece. */
  from: number[]
  to: number[]
  left: number[]
  right: number[]
}

/** Classes beside those of values: not told, and not drawn. */
export const untold = -1
export const outside = -2

/** Of a side: the next triangle or piece goes on beyond it. */
const shared = -3
/** Of a side at the edge of what is told, seen from there: it is recorded from the other side. */
const recorded = -4

type Field = 'value' | 'mask' | 'shown'
type Corner = Record<Field | 'x' | 'y', number> & {
  /** What lies beyond the side that leaves the corner anticlockwise: `shared`, `recorded` or a class. */
  beyond: number
}

/** So many metres before a wall, along the raster, drawing ends, so that nothing crosses it once simplified. */
const gap_m = 5

/**
 * Cuts a surface into bands of values by marching triangles: in each triangle of the raster values are linear, and so
 * are their bands. Points on a side depend on its two ends alone, so that bands share their boundaries to the last
 * digit: they neither overlap nor leave gaps, and together they fill the mask. Walls part a triangle; either side keeps
 * the values of its own nodes; a wall's corner inside a triangle is cut off. The outermost nodes must be masked out.
 */
export function boundariesOf(surface: Surface): Boundaries {
  const { columns, rows } = surface.walls.raster
  const record = createRecord(surface.walls.raster)
  const cut = createCutter(surface, record)
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      cut(row * columns + column, 0)
      cut(row * columns + column, 1)
    }
  }
  return record.found
}

/** Cuts the lower (0) or upper (1) triangle of a square, if there is anything to cut. */
function createCutter(surface: Surface, record: Recorder) {
  const { walls } = surface
  const { columns } = walls.raster
  const classes = classesOfNodes(surface)
  const cutPlain = createPlainCutter(surface, record)
  return (square: number, upper: 0 | 1) => {
    const far = square + columns + 1
    const second = upper ? far : square + 1
    const third = upper ? square + columns : far
    const highest = Math.max(classes[square]!, classes[second]!, classes[third]!)
    if (highest === outside) return
    const lowest = Math.min(classes[square]!, classes[second]!, classes[third]!)
    const isWalled = standsIn(walls, square, upper)
    if (!isWalled && lowest === highest) return
    if (!isWalled && lowest >= 0) cutPlain(square, second, third)
    else cutTriangle(surface, upper ? upperTriangle(walls.raster, square) : lowerTriangle(walls.raster, square), record)
  }
}

/** Corners anticlockwise, and the links of the sides that leave them. */
interface Triangle {
  nodes: readonly [number, number, number]
  links: readonly [number, number, number]
}

function lowerTriangle({ columns }: Raster, square: number): Triangle {
  return {
    nodes: [square, square + 1, square + columns + 1],
    links: [3 * square, 3 * (square + 1) + 1, 3 * square + 2],
  }
}

function upperTriangle({ columns }: Raster, square: number): Triangle {
  return {
    nodes: [square, square + columns + 1, square + columns],
    links: [3 * square + 2, 3 * (square + columns), 3 * square + 1],
  }
}

/** Whether a wall crosses a side of the square's lower (0) or upper (1) triangle. */
function standsIn({ raster, first }: Walls, square: number, upper: number): boolean {
  if (first[3 * square + 2]! <= 1) return true
  if (upper) return first[3 * square + 1]! <= 1 || first[3 * (square + raster.columns)]! <= 1
  return first[3 * square]! <= 1 || first[3 * (square + 1) + 1]! <= 1
}

function classesOfNodes({ value, mask, shown, breaks }: Surface): Int8Array {
  const classes = new Int8Array(value.length)
  for (let node = 0; node < classes.length; node++) {
    let index = 0
    while (index < breaks.length && value[node]! >= breaks[index]!) index++
    classes[node] = mask[node]! <= 0 ? outside : shown[node]! <= 0 ? untold : index
  }
  return classes
}

/**
 * The plain case, most of all triangles, without pieces: breaks cross a triangle that is drawn and told as a whole.
 * Points are found as `recordBands` finds them, each from the one below it on the same side.
 */
function createPlainCutter({ walls: { raster }, value, breaks }: Surface, record: Recorder) {
  const low = [0, 1, 2].map(() => ({ x: 0, y: 0, value: 0 }))
  const high = [0, 1, 2].map(() => ({ x: 0, y: 0, value: 0 }))
  const place = (to: { x: number; y: number; value: number }, node: number) => {
    to.x = raster.west_m + (node % raster.columns) * raster.step_m
    to.y = raster.south_m + Math.floor(node / raster.columns) * raster.step_m
    to.value = value[node]!
  }
  const rise = (side: number, limit: number): number => {
    const [from, to] = [low[side]!, high[side]!]
    const share = (limit - from.value) / (to.value - from.value)
    from.x += share * (to.x - from.x)
    from.y += share * (to.y - from.y)
    from.value = limit
    return record.point(from.x, from.y)
  }
  return (a: number, b: number, c: number) => {
    const nodes = [a, b, c]
    for (let side = 0; side < 3; side++) {
      const [here, next] = [nodes[side]!, nodes[(side + 1) % 3]!]
      const isRising = value[here]! < value[next]!
      place(low[side]!, isRising ? here : next)
      place(high[side]!, isRising ? next : here)
    }
    for (let band = 0; band < breaks.length; band++) {
      const limit = breaks[band]!
      const isHigh = nodes.map((node) => value[node]! >= limit)
      const count = Number(isHigh[0]) + Number(isHigh[1]) + Number(isHigh[2])
      if (count === 0) return
      if (count === 3) continue
      const odd = isHigh.indexOf(count === 1)
      const [leaving, coming] = [rise(odd, limit), rise((odd + 2) % 3, limit)]
      if (count === 1) record.piece(leaving, coming, band + 1, band)
      else record.piece(coming, leaving, band + 1, band)
    }
  }
}

function cutTriangle(surface: Surface, { nodes, links }: Triangle, record: Recorder): void {
  const { first } = surface.walls
  const cuts = links.filter((link) => first[link]! <= 1).length
  const corners = nodes.map((node) => cornerAt(surface, node))
  for (const piece of cuts === 0 ? [corners] : atWalls(surface.walls, corners, links)) {
    const drawn = split(piece, 'mask', 0, outside).above
    const { below, above } = split(drawn, 'shown', 0, recorded)
    record.polygon(below, untold)
    for (const corner of above) if (corner.beyond === recorded) corner.beyond = untold
    recordBands(above, surface.breaks, record)
  }
}

function recordBands(polygon: Corner[], breaks: readonly number[], record: Recorder): void {
  let rest = polygon
  for (let band = 0; band < breaks.length && rest.length > 0; band++) {
    const { below, above } = split(rest, 'value', breaks[band]!, shared)
    record.polygon(below, band)
    if (below.length > 0 && above.length > 0) record.break(above, breaks[band]!, band)
    rest = above
  }
  record.polygon(rest, breaks.length)
}

function cornerAt({ walls: { raster }, value, mask, shown }: Surface, node: number): Corner {
  return {
    x: raster.west_m + (node % raster.columns) * raster.step_m,
    y: raster.south_m + Math.floor(node / raster.columns) * raster.step_m,
    value: value[node]!,
    mask: mask[node]!,
    shown: shown[node]!,
    beyond: shared,
  }
}

/** Pieces of a triangle that walls part: each side of a wall takes the values of its own corner. */
function atWalls({ first, last }: Walls, corners: readonly Corner[], links: Triangle['links']): Corner[][] {
  const isCut = (side: number) => first[links[side % 3]!]! <= 1
  // Towards the next corner, and towards the one before.
  const stop = (corner: number, side: number): Corner => {
    const link = links[side % 3]!
    const [here, there] = [corners[corner % 3]!, corners[(corner % 3 === side % 3 ? side + 1 : side) % 3]!]
    // Links run east and north, so shares count from the south-western end.
    const isFromHere = here.x < there.x || (here.x === there.x && here.y < there.y)
    const length_m = Math.hypot(there.x - here.x, there.y - here.y)
    const share = Math.max(0, (isFromHere ? first[link]! : 1 - last[link]!) - gap_m / length_m)
    return {
      ...here,
      x: here.x + share * (there.x - here.x),
      y: here.y + share * (there.y - here.y),
      mask: here.mask - share * length_m,
      beyond: outside,
    }
  }
  const cut = [0, 1, 2].filter(isCut)
  const at = (corner: number, beyond = shared): Corner => ({ ...corners[corner % 3]!, beyond })
  if (cut.length === 3) return [0, 1, 2].map((a) => [at(a), stop(a, a), { ...stop(a, a + 2), beyond: shared }])
  if (cut.length === 1) {
    const a = cut[0]!
    return [
      [at(a), stop(a, a), at(a + 2)],
      [{ ...stop(a + 1, a), beyond: shared }, at(a + 1), at(a + 2, outside)],
    ]
  }
  // Two sides are cut: they meet in corner a, which stands alone.
  const a = isCut(0) ? (isCut(1) ? 1 : 0) : 2
  return [
    [at(a), stop(a, a), { ...stop(a, a + 2), beyond: shared }],
    [at(a + 1), at(a + 2), stop(a + 2, a + 2), { ...stop(a + 1, a), beyond: shared }],
  ]
}

/** Parts of a convex polygon where a field is below and from a limit on. `beyond` is for the new side of either. */
function split(
  polygon: readonly Corner[],
  field: Field,
  limit: number,
  beyond: number,
): { below: Corner[]; above: Corner[] } {
  const [below, above]: [Corner[], Corner[]] = [[], []]
  polygon.forEach((here, i) => {
    const next = polygon[(i + 1) % polygon.length]!
    const [isLow, isNextLow] = [here[field] < limit, next[field] < limit]
    if (isLow) below.push(here)
    else above.push(here)
    if (isLow === isNextLow) return
    const point = between(here, next, field, limit)
    // The side goes on beyond the point in one part; in the other the new side begins there.
    below.push({ ...point, beyond: isLow ? beyond : here.beyond })
    above.push({ ...point, beyond: isLow ? here.beyond : beyond })
  })
  return { below, above }
}

/** The point of a side where a field has a value, the same whichever way the side is walked. */
function between(here: Corner, next: Corner, field: Field, limit: number): Corner {
  const [low, high] = here[field] < next[field] ? [here, next] : [next, here]
  const share = (limit - low[field]) / (high[field] - low[field])
  const mix = (of: Field | 'x' | 'y') => low[of] + share * (high[of] - low[of])
  const point = {
    x: mix('x'),
    y: mix('y'),
    value: mix('value'),
    mask: mix('mask'),
    shown: mix('shown'),
    beyond: shared,
  }
  point[field] = limit
  return point
}

type Recorder = ReturnType<typeof createRecord>

function createRecord(raster: Raster) {
  const found: Boundaries = { x: [], y: [], from: [], to: [], left: [], right: [] }
  const point = createPoints(raster, found)
  const piece = (from: number, to: number, left: number, right: number) => {
    if (from === to) return
    found.from.push(from)
    found.to.push(to)
    found.left.push(left)
    found.right.push(right)
  }
  const side = (a: Corner, b: Corner, left: number, right: number) =>
    piece(point(a.x, a.y), point(b.x, b.y), left, right)
  const sides = (polygon: readonly Corner[], visit: (here: Corner, next: Corner) => void) =>
    polygon.forEach((here, i) => visit(here, polygon[(i + 1) % polygon.length]!))
  return {
    found,
    point,
    piece,
    /** Sides of a piece of a class beyond which something else begins. */
    polygon: (polygon: readonly Corner[], of: number) =>
      sides(polygon, (here, next) => {
        if (here.beyond === outside || here.beyond === untold) side(here, next, of, here.beyond)
      }),
    /** The side of a piece above a break that lies on it. */
    break: (above: readonly Corner[], limit: number, below: number) =>
      sides(above, (here, next) => {
        if (here.beyond === shared && here.value === limit && next.value === limit) side(here, next, below + 1, below)
      }),
  }
}

/** Numbers points; those within the same millimetre are one. A hash table with open addressing. */
function createPoints({ west_m, south_m }: Raster, found: Boundaries) {
  let size = 1 << 16
  let slots = new Int32Array(size).fill(-1)
  const xs: number[] = []
  const ys: number[] = []
  const slotOf = (x: number, y: number) => {
    let slot = (Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b)) >>> 0
    slot = (slot ^ (slot >>> 15)) & (size - 1)
    while (slots[slot]! >= 0 && (xs[slots[slot]!] !== x || ys[slots[slot]!] !== y)) slot = (slot + 1) & (size - 1)
    return slot
  }
  const grow = () => {
    size *= 2
    slots = new Int32Array(size).fill(-1)
    for (let i = 0; i < xs.length; i++) slots[slotOf(xs[i]!, ys[i]!)] = i
  }
  return (x_m: number, y_m: number): number => {
    const [x, y] = [Math.round((x_m - west_m) * 1000), Math.round((y_m - south_m) * 1000)]
    const slot = slotOf(x, y)
    if (slots[slot]! >= 0) return slots[slot]!
    const point = xs.length
    slots[slot] = point
    xs.push(x)
    ys.push(y)
    found.x.push(x_m)
    found.y.push(y_m)
    if (2 * xs.length > size) grow()
    return point
  }
}
