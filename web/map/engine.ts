import {
  AttributionControl,
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  VectorTileSource,
  type PointLike,
} from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { createCamera, frame_px, noPadding, viewOf } from './camera'
import type { MapEvents, MapFailure, MapHandle, MapOptions, MapWords } from './handle'
import { choose, isHeat, kindOf, tileOf, type Candidate } from './picking'
import { drawPicture } from './pictures'
import type { MapState, Thing } from './state'
import { buildStyle, isForeign } from './style'

setWorkerUrl(workerUrl)

/** Room in px around a finger or pointer. */
const reach_px = { mouse: 4, touch: 12 } as const

/**
 * Starts a map in an empty element. Where WebGL is missing it returns a handle that does nothing and reports
 * `map.webgl_missing` once a listener can be there.
 */
export function createMap(container: HTMLElement, options: MapOptions): MapHandle {
  const listeners = createListeners()
  try {
    return startMap(container, options, listeners)
  } catch {
    const failure: MapFailure = { code: 'map.webgl_missing', fatal: true }
    queueMicrotask(() => listeners.tell('failed', failure))
    return deadHandle(container, listeners)
  }
}

type Listeners = ReturnType<typeof createListeners>

function startMap(
  container: HTMLElement,
  { state, view, padding, words }: MapOptions,
  listeners: Listeners,
): MapHandle {
  const map = new MapLibre({
    container,
    style: buildStyle(state),
    ...(view ? { center: [view.lng, view.lat] as [number, number], zoom: view.zoom } : { bounds: state.city.extent }),
    minZoom: 8,
    maxZoom: 19.5,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    attributionControl: false,
    // The unit tests validate every style.
    validateStyle: false,
    fadeDuration: 150,
    locale: localeOf(words),
    // Tiles are asked for by a worker, which has no page to resolve a path against.
    transformRequest: (url) => ({ url: url.startsWith('/') ? window.location.origin + url : url }),
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.setMissingStyleImageResolver(async (id) => {
    const picture = drawPicture(id)
    if (picture && !map.hasImage(id)) map.addImage(id, picture, { pixelRatio: picture.pixelRatio })
  })
  const attribution = addControls(map, state)
  const { setPadding, hold, ...camera } = createCamera(map, padding ?? noPadding)
  if (!view) map.fitBounds(state.city.extent, { padding: frame_px, duration: 0 })
  const marks = markThings(map)
  marks.set('selected', state.selection)
  const painted = paintWith(map)
  reportTo(map, listeners)
  pickWith(map, marks, listeners)
  listeners.on('pick', ({ thing, found, at }) => hold(thing || found !== null ? at : null))

  return {
    setState(next) {
      painted(next)
      attribution(next.labels.attribution)
      marks.set('selected', next.selection)
    },
    setPadding,
    setWords: (next) => name(container, next),
    ...camera,
    snapshot: () => snapshot(map),
    on: listeners.on,
    destroy: () => map.remove(),
  }
}

/** Applies states as soon as the first style stands; of those that come before it only the last. */
function paintWith(map: MapLibre) {
  let isReady = false
  let waiting: MapState | null = null
  map.once('style.load', () => {
    isReady = true
    if (waiting) applyState(map, waiting)
  })
  return (state: MapState) => {
    if (isReady) applyState(map, state)
    else waiting = state
  }
}

/** New tile addresses reload in place, so that the old picture stands until the new one is there; the rest is a diff. */
function applyState(map: MapLibre, state: MapState): void {
  const style = buildStyle(state)
  for (const [id, next] of Object.entries(style.sources)) {
    const source = map.getSource(id)
    if (!(source instanceof VectorTileSource) || next.type !== 'vector' || !next.tiles) continue
    // A source that was only just added does not have its addresses yet.
    if (source.tiles?.join() !== next.tiles.join()) source.setTiles(next.tiles)
  }
  map.setStyle(style, { diff: true, validate: false })
}

type Mark = 'selected' | 'hover'

/** Marks at most one thing as chosen and one as under the pointer, by feature state; again after every new style. */
function markThings(map: MapLibre) {
  const marked: Record<Mark, Thing | null> = { selected: null, hover: null }
  const put = (mark: Mark, thing: Thing | null, on: boolean) => {
    if (!thing) return
    const tile = tileOf(thing.kind)
    if (map.getSource(tile.source)) map.setFeatureState({ ...tile, id: thing.id }, { [mark]: on })
  }
  map.on('style.load', () => {
    put('selected', marked.selected, true)
    put('hover', marked.hover, true)
  })
  return {
    set(mark: Mark, thing: Thing | null) {
      const before = marked[mark]
      if (before?.kind === thing?.kind && before?.id === thing?.id) return
      marked[mark] = thing
      put(mark, before, false)
      put(mark, thing, true)
    },
  }
}

function pickWith(map: MapLibre, marks: ReturnType<typeof markThings>, listeners: Listeners): void {
  const pickAt = (point: { x: number; y: number }, reach: number) => {
    const { thing, isCount } = thingAt(map, point, reach)
    const found = foundAt(map, point, reach)
    const { lng, lat } = map.unproject([point.x, point.y])
    if (isCount && found === null && map.getZoom() < 15) map.easeTo({ center: [lng, lat], zoom: map.getZoom() + 2 })
    else listeners.tell('pick', { thing, found, at: [lng, lat] })
  }
  map.on('click', ({ point, originalEvent }) => {
    const isTouch = 'pointerType' in originalEvent && originalEvent.pointerType === 'touch'
    pickAt(point, isTouch ? reach_px.touch : reach_px.mouse)
  })
  map.on('mousemove', ({ point }) => {
    const { thing, isCount } = thingAt(map, point, reach_px.mouse)
    marks.set('hover', thing)
    const canChoose = thing || isCount || foundAt(map, point, reach_px.mouse) !== null
    map.getCanvas().style.cursor = canChoose ? 'pointer' : ''
  })
  map.on('mouseout', () => marks.set('hover', null))
  map.getCanvas().addEventListener('keydown', (event) => {
    if (event.key === 'Enter') pickAt(map.project(map.getCenter()), reach_px.touch)
  })
}

/** The thing at a point of the screen, and whether a counted disc lies there instead. */
function thingAt(map: MapLibre, { x, y }: { x: number; y: number }, reach: number) {
  const layers = map.getStyle().layers.flatMap(({ id, metadata }) => (kindOf(metadata) ? [id] : []))
  const around: [PointLike, PointLike] = [[x - reach, y - reach], [x + reach, y + reach]] // prettier-ignore
  const near = map.queryRenderedFeatures(around, { layers })
  const here = map.queryRenderedFeatures([x, y], { layers })
  const candidates = [...near.filter(isSlim), ...here.filter((feature) => !isSlim(feature))]
  const isCount = near.some(isCounted)
  const things = candidates.filter((feature) => !isCounted(feature)).flatMap(candidateOf)
  return { thing: choose(things, map.getZoom()), isCount }
}

/** Key of the topmost thing that a heat lens found here; null where it found nothing, and without a lens. */
function foundAt(map: MapLibre, { x, y }: { x: number; y: number }, reach: number): string | null {
  const layers = map.getStyle().layers.flatMap(({ id, metadata }) => (isHeat(metadata) ? [id] : []))
  if (layers.length === 0) return null
  const around: [PointLike, PointLike] = [[x - reach, y - reach], [x + reach, y + reach]] // prettier-ignore
  const near = map.queryRenderedFeatures(around, { layers }).filter(({ layer }) => layer.type !== 'fill')
  const here = near.length > 0 ? near : map.queryRenderedFeatures([x, y], { layers })
  const key: unknown = here[0]?.properties.key
  return typeof key === 'string' ? key : null
}

type Found = ReturnType<MapLibre['queryRenderedFeatures']>[number]

function isSlim({ layer }: Found): boolean {
  return shapeOf(layer) === 'point' || shapeOf(layer) === 'line'
}

/** A disc of several cases: it stands for a compound or an atom, and is none of the things that can be chosen. */
function isCounted({ layer, properties }: Found): boolean {
  return kindOf(layer.metadata) === 'issues' && properties.kind !== 'issue'
}

function shapeOf(layer: Found['layer']): Candidate['shape'] {
  if (layer.type === 'circle') return 'point'
  if (layer.type === 'symbol') return layer.layout && 'icon-image' in layer.layout ? 'point' : 'text'
  return layer.type === 'line' ? 'line' : 'area'
}

function candidateOf({ id, layer }: Found): Candidate[] {
  const kind = kindOf(layer.metadata)
  return kind && typeof id === 'number' ? [{ thing: { kind, id }, shape: shapeOf(layer) }] : []
}

/**
 * Passes on camera, idleness and failures; of failing tiles only the first until all is well again, and of somebody
 * else's only the first ever: their server may be out for the day.
 */
function reportTo(map: MapLibre, { tell }: Listeners): void {
  let hasFailed = false
  let hasForeignFailed = false
  map.on('moveend', () => tell('view', viewOf(map)))
  map.on('idle', () => {
    hasFailed = false
    tell('idle', undefined)
  })
  map.on('webglcontextlost', () => tell('failed', { code: 'map.webgl_lost', fatal: false }))
  map.on('error', (event) => {
    const isOthers = 'sourceId' in event && isForeign(String(event.sourceId))
    if (isOthers ? hasForeignFailed : hasFailed) return
    if (isOthers) hasForeignFailed = true
    else hasFailed = true
    const { error } = event
    const isOut = !isOthers && 'status' in error && error.status === 401
    tell('failed', { code: isOut ? 'session.required' : 'map.tiles_failed', fatal: false })
  })
}

function addControls(map: MapLibre, state: MapState) {
  map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
  map.addControl(new ScaleControl({ maxWidth: 96 }), 'bottom-left')
  let shown = state.labels.attribution
  const control = (text: string) => new AttributionControl({ compact: false, customAttribution: text })
  let attribution = control(shown)
  map.addControl(attribution, 'bottom-left')
  return (text: string) => {
    if (text === shown) return
    shown = text
    map.removeControl(attribution)
    attribution = control(text)
    map.addControl(attribution, 'bottom-left')
  }
}

function localeOf(words: MapWords): Record<string, string> {
  return {
    'Map.Title': words.map,
    'NavigationControl.ZoomIn': words.zoom_in,
    'NavigationControl.ZoomOut': words.zoom_out,
  }
}

/** Renames what was named at the start, when the language changes. */
function name(container: HTMLElement, words: MapWords): void {
  const names = {
    '.maplibregl-canvas': words.map,
    '.maplibregl-ctrl-zoom-in': words.zoom_in,
    '.maplibregl-ctrl-zoom-out': words.zoom_out,
  }
  for (const [selector, text] of Object.entries(names)) {
    const element = container.querySelector(selector)
    element?.setAttribute('aria-label', text)
    if (element instanceof HTMLButtonElement) element.title = text
  }
}

/** The drawing buffer is only readable in the frame that drew it. */
function snapshot(map: MapLibre): Promise<Blob> {
  return new Promise((resolve, reject) => {
    map.once('render', () => {
      map.getCanvas().toBlob((blob) => (blob ? resolve(blob) : reject(new Error('map.snapshot_failed'))), 'image/png')
    })
    map.triggerRepaint()
  })
}

function createListeners() {
  const all: { [E in keyof MapEvents]: ((value: MapEvents[E]) => void)[] } = {
    pick: [],
    view: [],
    idle: [],
    failed: [],
  }
  return {
    on<E extends keyof MapEvents>(event: E, listener: (value: MapEvents[E]) => void) {
      all[event].push(listener)
    },
    tell<E extends keyof MapEvents>(event: E, value: MapEvents[E]) {
      for (const listener of all[event]) listener(value)
    },
  }
}

function deadHandle(container: HTMLElement, listeners: Listeners): MapHandle {
  const nothing = () => {}
  return {
    setState: nothing,
    setPadding: nothing,
    setWords: nothing,
    view: () => ({ lng: 0, lat: 0, zoom: 0 }),
    seen: () => null,
    jumpTo: nothing,
    flyTo: nothing,
    fitBounds: nothing,
    fitArea: nothing,
    reveal: nothing,
    snapshot: () => Promise.reject(new Error('map.webgl_missing')),
    on: listeners.on,
    destroy: () => container.replaceChildren(),
  }
}
