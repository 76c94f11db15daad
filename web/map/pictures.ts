import { compoundColours, heat, plantColours, significance, type PointShape, type Theme } from '../../data/model/scales'

/** An image for the map: RGBA, not premultiplied, at `pixelRatio` pixels per CSS pixel. */
export interface Picture {
  width: number
  height: number
  data: Uint8ClampedArray
  pixelRatio: number
}

/** Signed distance in CSS px from a point (origin in the middle, y down) to an outline; negative inside. */
type Distance = (x: number, y: number) => number
type Colour = readonly [number, number, number, number]
interface Shape {
  distance: Distance
  colour: string
}

const pixelRatio = 2

/**
 * Draws a pattern or symbol by its name, `{theme}/{symbol}`; null for a name that is not ours. Pure: the map needs no
 * picture files, and patterns share the colours of the scales.
 */
export function drawPicture(name: string): Picture | null {
  const [theme, symbol] = name.split('/')
  if ((theme !== 'light' && theme !== 'dark') || symbol === undefined) return null
  return symbols[symbol]?.(theme) ?? null
}

const symbols: Readonly<Record<string, (theme: Theme) => Picture>> = {
  'hatch-old': (theme) => paint([9, 9], [{ distance: hatch(9, 1.1), colour: compoundColours[theme].old }], [0, 0]),
  'dots-shantytown': (theme) =>
    paint([8, 8], [{ distance: dots(8, 1.15), colour: compoundColours[theme].shantytown }], [0, 0]),
  'hatch-hidden': (theme) => paint([8, 8], [{ distance: mirrored(hatch(8, 1.1)), colour: heat.hidden[theme] }], [0, 0]),
  'hatch-unvisited': (theme) =>
    paint(
      [12, 12],
      [hatch(12, 0.9), mirrored(hatch(12, 0.9))].map((distance) => ({ distance, colour: heat.unvisited[theme] })),
      [0, 0],
    ),
  'dots-certain': (theme) => paint([7, 7], [{ distance: dots(7, 0.85), colour: significance.colours[theme] }], [0, 0]),
  'dots-likely': (theme) =>
    paint([14, 14], [{ distance: dots(14, 0.85), colour: significance.colours[theme] }], [0, 0]),
  'station-disc': (theme) => station(theme, 'disc'),
  'station-diamond': (theme) => station(theme, 'diamond'),
  'station-triangle': (theme) => station(theme, 'triangle'),
  'source-chp': (theme) => plant(theme, chimneys),
  'source-boiler_house': (theme) => plant(theme, outlines.diamond(4.6)),
  'source-peak_boiler': (theme) => plant(theme, outlines.triangle(4.6)),
  'valve-open': (theme) => valve(theme, true),
  'valve-closed': (theme) => valve(theme, false),
}

const outlines: Record<PointShape, (radius: number) => Distance> = {
  disc: (radius) => (x, y) => Math.hypot(x, y) - radius,
  square: (radius) => (x, y) => box(x, y, radius, radius),
  diamond: (radius) => (x, y) => (Math.abs(x) + Math.abs(y)) * Math.SQRT1_2 - radius * 0.86,
  triangle: (radius) => (x, y) => {
    const [down, side] = [y - radius * 0.72, Math.abs(x) * 0.866 - y * 0.5 - radius * 0.62]
    return Math.max(down, side)
  },
}

/** A plant of the heating company: two chimneys on a hall. */
const chimneys: Distance = (x, y) =>
  Math.min(box(x, y - 3.2, 5, 1.8), box(x + 2.6, y + 1.2, 1.1, 4), box(x - 1.4, y + 0.4, 1.1, 3.2))

/** A dark ring around paper: a number in a filled disc is a count of cases. */
function station(theme: Theme, shape: PointShape): Picture {
  const { body, ring, paper } = plantColours[theme]
  const outline = outlines[shape]
  const radius = shape === 'triangle' ? 13 : 10.6
  return paint(
    [32, 32],
    [
      { distance: outline(radius + (shape === 'disc' ? 1.8 : 2.4)), colour: ring },
      { distance: outline(radius), colour: body },
      { distance: outline(radius - 2.4), colour: paper },
    ],
  )
}

function plant(theme: Theme, emblem: Distance): Picture {
  const { body, ring, letter } = plantColours[theme]
  return paint(
    [30, 30],
    [
      { distance: outlines.square(13), colour: ring },
      { distance: outlines.square(11.4), colour: body },
      { distance: emblem, colour: letter },
    ],
  )
}

/** The drawing office's bow tie: hollow while open, filled when closed. */
function valve(theme: Theme, isOpen: boolean): Picture {
  const { valve: paper, valve_edge: edge, ring } = plantColours[theme]
  const bowTie = (grow: number): Distance => {
    return (x, y) => Math.max(Math.abs(x) - 7 - grow, (Math.abs(y) - Math.abs(x) * 0.62 - grow * 1.1) * 0.85)
  }
  const body = { distance: bowTie(0.8), colour: edge }
  const halo = { distance: bowTie(2), colour: ring }
  return paint([22, 18], isOpen ? [halo, body, { distance: bowTie(-0.9), colour: paper }] : [halo, body])
}

function box(x: number, y: number, halfWidth: number, halfHeight: number): number {
  return Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight)
}

/** Lines at 45° that join across the edges of the tile. */
function hatch(period: number, width: number): Distance {
  return (x, y) => Math.abs(modulo(x + y, period) - period / 2) * Math.SQRT1_2 - width / 2
}

/** The same lines at 135°. */
function mirrored(distance: Distance): Distance {
  return (x, y) => distance(-x, y)
}

/** Dots in quincunx: one in the middle, one at the corners. */
function dots(period: number, radius: number): Distance {
  return (x, y) => {
    const [column, row] = [modulo(x, period), modulo(y, period)]
    const middle = Math.hypot(column - period / 2, row - period / 2)
    const corner = Math.hypot(Math.min(column, period - column), Math.min(row, period - row))
    return Math.min(middle, corner) - radius
  }
}

/** Paints shapes over each other on a clear ground of `size` CSS px, smooth at their edges. */
function paint(
  [width, height]: readonly [number, number],
  shapes: readonly Shape[],
  origin: readonly [number, number] = [width / 2, height / 2],
): Picture {
  const [columns, rows] = [width * pixelRatio, height * pixelRatio]
  const data = new Uint8ClampedArray(columns * rows * 4)
  const layers = shapes.map(({ distance, colour }) => ({ distance, colour: colourOf(colour) }))
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = (column + 0.5) / pixelRatio - origin[0]
      const y = (row + 0.5) / pixelRatio - origin[1]
      data.set(blend(layers, x, y), (row * columns + column) * 4)
    }
  }
  return { width: columns, height: rows, data, pixelRatio }
}

function blend(layers: readonly { distance: Distance; colour: Colour }[], x: number, y: number): Colour {
  let [red, green, blue, alpha] = [0, 0, 0, 0]
  for (const { distance, colour } of layers) {
    const cover = Math.min(1, Math.max(0, 0.5 - distance(x, y) * pixelRatio)) * (colour[3] / 255)
    if (cover === 0) continue
    const sum = cover + alpha * (1 - cover)
    const over = (front: number, back: number) => (front * cover + back * alpha * (1 - cover)) / sum
    ;[red, green, blue, alpha] = [over(colour[0], red), over(colour[1], green), over(colour[2], blue), sum]
  }
  return [red, green, blue, alpha * 255]
}

function colourOf(hex: string): Colour {
  const byte = (at: number) => Number.parseInt(hex.slice(at, at + 2) || 'ff', 16)
  return [byte(1), byte(3), byte(5), byte(7)]
}

function modulo(value: number, period: number): number {
  return ((value % period) + period) % period
}
