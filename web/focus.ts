import { shallowRef } from 'vue'
import type { Extent, View } from './map/state'

const asked = shallowRef<Extent | null>(null)

/** A wish to see a place, from wherever it was found; the screen with the map grants it. */
export function useFocus() {
  return { asked, focusOn: (extent: Extent) => (asked.value = [...extent]) }
}

/** Smallest box around a geometry (GeoJSON); null for an empty one. */
export function extentOf(geometry: object | null): Extent | null {
  const box: Extent = [Infinity, Infinity, -Infinity, -Infinity]
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return
    const [x, y]: unknown[] = part
    if (typeof x !== 'number' || typeof y !== 'number') return part.forEach(visit)
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  if (geometry && 'coordinates' in geometry) visit(geometry.coordinates)
  return box[0] === Infinity ? null : box
}

/** The box that a camera sees in a window of so many pixels (Web Mercator, world of 512 px at zoom 0). */
export function boxSeen({ lng, lat, zoom }: View, width: number, height: number): Extent {
  const world = 512 * 2 ** zoom
  const radians = (lat * Math.PI) / 180
  const middle = world * (0.5 - Math.asinh(Math.tan(radians)) / (2 * Math.PI))
  const latitudeAt = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / world))) * 180) / Math.PI
  const half = (width / 2 / world) * 360
  return [lng - half, latitudeAt(middle + height / 2), lng + half, latitudeAt(middle - height / 2)]
}
