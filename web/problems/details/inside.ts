import type { Extent } from '../../map/state'

type Ring = readonly GeoJSON.Position[]

/** Whether a point lies in an area, holes left out (even-odd rule). */
export function isInArea([x = 0, y = 0]: GeoJSON.Position, area: GeoJSON.Polygon | GeoJSON.MultiPolygon): boolean {
  const polygons = area.type === 'Polygon' ? [area.coordinates] : area.coordinates
  return polygons.some((rings) => rings.filter((ring) => crosses(ring, x, y)).length % 2 === 1)
}

/** A box as text for the interface. */
export function boxText(extent: Extent): string {
  return extent.map((degrees) => degrees.toFixed(6)).join(',')
}

function crosses(ring: Ring, x: number, y: number): boolean {
  let inside = false
  ring.forEach(([x1 = 0, y1 = 0], index) => {
    const [x2 = 0, y2 = 0] = ring[(index + 1) % ring.length] ?? []
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside
  })
  return inside
}
