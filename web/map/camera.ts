import type { Map as MapLibre } from 'maplibre-gl'
import { growExtent } from './grow-extent'
import type { Extent, Padding, View } from './state'

export const noPadding: Padding = { top: 0, right: 0, bottom: 0, left: 0 }
/** Room in px around what a camera move frames. */
export const frame_px = 28
/** So much room in px keeps what was picked from what panels cover. */
const aside_px = 3 * frame_px

/** When an extent that lies in sight is left where it is, and how close the camera goes to another one. */
export interface Sight {
  maxZoom: number
  /** From farther away nothing counts as seen. */
  minZoom?: number
  /** Room in px that has to be around it. */
  room_px?: number
}

/**
 * The camera of a map, which keeps what it shows beside the panels. MapLibre ends a flight with every change of padding;
 * here it goes on, to where its aim lies beside what is covered then.
 */
export function createCamera(map: MapLibre, padding: Padding) {
  let covered = padding
  /** The flight under way, from wherever the map is; every other move ends it. */
  let flight: (() => void) | null = null
  /** What was picked last, as [lng, lat]. */
  let picked: [number, number] | null = null
  tellPadding(map.getContainer(), covered)
  map.setPadding(covered)
  map.on('moveend', () => (flight = null))

  function fly(go: () => void) {
    go()
    flight = map.isMoving() ? go : null
  }

  function fitBounds(extent: Extent, maxZoom = 17) {
    fly(() => void map.fitBounds(extent, { padding: frame_px, maxZoom, duration: 700 }))
  }

  return {
    setPadding(next: Padding) {
      const goOn = flight
      covered = next
      tellPadding(map.getContainer(), covered)
      coverWith(map, covered)
      if (goOn) fly(goOn)
      else if (picked) uncover(map, covered, picked)
    },
    hold: (at: [number, number] | null) => (picked = at),
    view: () => viewOf(map),
    seen(): Extent {
      const { left, top } = covered
      const { width, height } = freeArea(map, covered)
      const [upper, lower] = [map.unproject([left, top]), map.unproject([left + width, top + height])]
      return [upper.lng, lower.lat, lower.lng, upper.lat]
    },
    jumpTo: ({ lng, lat, zoom }: View) => void map.jumpTo({ center: [lng, lat], zoom }),
    flyTo: ({ lng, lat, zoom }: View) => fly(() => void map.flyTo({ center: [lng, lat], zoom, duration: 700 })),
    fitBounds,
    fitArea(extent: Extent, within: Extent) {
      const shape = () => {
        const { width, height } = freeArea(map, covered)
        return Math.max(1, width - 2 * frame_px) / Math.max(1, height - 2 * frame_px)
      }
      const options = { padding: frame_px, maxZoom: 17, duration: 700 }
      fly(() => void map.fitBounds(growExtent(extent, within, shape()), options))
    },
    reveal(extent: Extent, { maxZoom, minZoom = 0, room_px = 0 }: Sight) {
      if (map.getZoom() < minZoom || !isInSight(map, covered, extent, room_px)) fitBounds(extent, maxZoom)
    },
  }
}

export function viewOf(map: MapLibre): View {
  const { lng, lat } = map.getCenter()
  return { lng, lat, zoom: map.getZoom() }
}

/** Tells the stylesheet what panels cover, so that buttons and scale stay beside them. */
function tellPadding(container: HTMLElement, padding: Padding): void {
  for (const [side, px] of Object.entries(padding)) container.style.setProperty(`--covered-${side}`, `${px}px`)
}

/** Moves the centre into what panels leave free, without moving the picture. */
function coverWith(map: MapLibre, padding: Padding): void {
  const { width, height } = freeArea(map, padding)
  const center = map.unproject([padding.left + width / 2, padding.top + height / 2])
  map.jumpTo({ center, padding })
}

/** Shifts the map where a panel has come to lie over what was picked; what was left behind since stays out of sight. */
function uncover(map: MapLibre, padding: Padding, at: [number, number]): void {
  const { x, y } = map.project(at)
  const { clientWidth, clientHeight } = map.getContainer()
  if (x < 0 || y < 0 || x > clientWidth || y > clientHeight) return
  const { width, height } = freeArea(map, padding)
  const outside = (value: number, low: number, high: number) => value - Math.min(Math.max(value, low), high)
  const dx = outside(x, padding.left + aside_px, padding.left + Math.max(aside_px, width - aside_px))
  const dy = outside(y, padding.top + aside_px, padding.top + Math.max(aside_px, height - aside_px))
  if (dx !== 0 || dy !== 0) map.panBy([dx, dy], { duration: 250 })
}

function isInSight(map: MapLibre, padding: Padding, [west, south, east, north]: Extent, room_px: number): boolean {
  const { left, top } = padding
  const { width, height } = freeArea(map, padding)
  const [upper, lower] = [map.project([west, north]), map.project([east, south])]
  return (
    upper.x >= left + room_px &&
    upper.y >= top + room_px &&
    lower.x <= left + width - room_px &&
    lower.y <= top + height - room_px
  )
}

function freeArea(map: MapLibre, { top, right, bottom, left }: Padding): { width: number; height: number } {
  const { clientWidth, clientHeight } = map.getContainer()
  return { width: clientWidth - left - right, height: clientHeight - top - bottom }
}
