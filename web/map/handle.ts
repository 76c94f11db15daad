import type { Sight } from './camera'
import type { Extent, MapState, Padding, Thing, View } from './state'

/**
 * What a click, tap or Enter key chose; null where there was nothing. `found` is the key of what a heat lens found
 * there. `at` is [lng, lat].
 */
export interface Pick {
  thing: Thing | null
  found: string | null
  at: [number, number]
}

/** `code` is a translation key under `errors.`. */
export interface MapFailure {
  code: 'map.webgl_missing' | 'map.webgl_lost' | 'map.tiles_failed' | 'session.required'
  /** True when the map cannot be used any more and a list should take its place. */
  fatal: boolean
}

export interface MapOptions {
  state: MapState
  /** Camera to start with; the city's extent where absent. */
  view?: View | undefined
  padding?: Padding | undefined
  /** Accessible name of the map and of its buttons. */
  words: MapWords
}

export interface MapWords {
  map: string
  zoom_in: string
  zoom_out: string
}

export interface MapEvents {
  pick: Pick
  /** The camera came to rest. */
  view: View
  /** All tiles are there and nothing moves. */
  idle: undefined
  failed: MapFailure
}

/** The running map. Camera moves take no time where the person prefers reduced motion. */
export interface MapHandle {
  setState(state: MapState): void
  setPadding(padding: Padding): void
  /** When the language changes. */
  setWords(words: MapWords): void
  view(): View
  /** The box that lies between the panels; null where nothing can be drawn. */
  seen(): Extent | null
  /** Without animation, for the back button and pasted links. */
  jumpTo(view: View): void
  flyTo(view: View): void
  /** `maxZoom` keeps a small thing from filling the screen (default 17). */
  fitBounds(extent: Extent, maxZoom?: number): void
  /** Frames an extent, with as much of what lies `within` another one beside it as can be shown. */
  fitArea(extent: Extent, within: Extent): void
  /** Frames an extent unless it is in sight already, between the panels. */
  reveal(extent: Extent, sight: Sight): void
  /** Picture of what is drawn now, as PNG, without the map's buttons. */
  snapshot(): Promise<Blob>
  on<E extends keyof MapEvents>(event: E, listener: (value: MapEvents[E]) => void): void
  destroy(): void
}
