import type { Extent } from './state'

type Ends = readonly [low: number, high: number]

/**
 * Grows a box to a shape (width by height on the screen), so that what comes in beside it lies in the box `within` as far
 * as it can: a place at the edge of a city shows more of the city, not the empty land behind. Degrees, small boxes.
 */
export function growExtent([west, south, east, north]: Extent, within: Extent, shape: number): Extent {
  const across = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const width = Math.max(east - west, ((north - south) / across) * shape)
  const height = Math.max(north - south, ((east - west) / shape) * across)
  const [left, right] = stretch([west, east], width, [within[0], within[2]])
  const [bottom, top] = stretch([south, north], height, [within[1], within[3]])
  return [left, bottom, right, top]
}

function stretch([low, high]: Ends, length: number, [first, last]: Ends): Ends {
  const room = last - first - length
  const wanted = room < 0 ? first + room / 2 : clamp((low + high - length) / 2, [first, last - length])
  const start = clamp(wanted, [high - length, low])
  return [start, start + length]
}

function clamp(value: number, [low, high]: Ends): number {
  return Math.min(Math.max(value, low), high)
}
