import { shallowRef } from 'vue'
import type { Extent } from './map/state'

const asked = shallowRef<Extent | null>(null)

/** A wish to see a place, from wherever it was found; the screen with the map grants it. */
export function useFocus() {
  return { asked, focusOn: (extent: Extent) => (asked.value = [...extent]) }
}

/** What to look at of a division: its homes, for it often reaches over rivers and hills; all of it where it has none. */
export function extentOfDivision(division: { geometry: object; properties: Record<string, unknown> }): Extent | null {
  const { homes_extent: homes } = division.properties
  return isExtent(homes) ? homes : extentOf(division.geometry)
}

function isExtent(value: unknown): value is Extent {
  return Array.isArray(value) && value.length === 4
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
