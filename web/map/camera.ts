import type { Map as MapLibre } from 'maplibre-gl'
import type { Padding, View } from './state'

export const noPadding: Padding = { top: 0, right: 0, bottom: 0, left: 0 }
/** Room in px around what a camera move frames. */
export const frame_px = 28

/** Tells the stylesheet what panels cover, so that buttons and scale stay beside them. */
export function tellPadding(container: HTMLElement, padding: Padding): void {
  for (const [side, px] of Object.entries(padding)) container.style.setProperty(`--covered-${side}`, `${px}px`)
}

/** Moves the centre into what panels leave free, without moving the picture. */
export function coverWith(map: MapLibre, padding: Padding): void {
  const { width, height } = freeArea(map, padding)
  const center = map.unproject([padding.left + width / 2, padding.top + height / 2])
  map.jumpTo({ center, padding })
}

/** Shifts the map where a panel has come to lie over what was picked. */
export function uncover(map: MapLibre, padding: Padding, at: [number, number]): void {
  const { x, y } = map.project(at)
  const { width, height } = freeArea(map, padding)
  const room = 3 * frame_px
  const outside = (value: number, low: number, high: number) => value - Math.min(Math.max(value, low), high)
  const dx = outside(x, padding.left + room, padding.left + Math.max(room, width - room))
  const dy = outside(y, padding.top + room, padding.top + Math.max(room, height - room))
  if (dx !== 0 || dy !== 0) map.panBy([dx, dy], { duration: 250 })
}

function freeArea(map: MapLibre, { top, right, bottom, left }: Padding): { width: number; height: number } {
  const { clientWidth, clientHeight } = map.getContainer()
  return { width: clientWidth - left - right, height: clientHeight - top - bottom }
}

export function viewOf(map: MapLibre): View {
  const { lng, lat } = map.getCenter()
  return { lng, lat, zoom: map.getZoom() }
}
