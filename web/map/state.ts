import type { StyleSpecification } from 'maplibre-gl'
import type { BranchesAnswer, CellsAnswer, SurfaceAnswer, WatchPlace } from '../../data/hotspots/answers'
import type { Status, Symptom, Word } from '../../data/model/vocabulary'

/** Layers that a person can switch. One key may stand for several style layers (its lines, fills and labels). */
export const layerKeys = [
  'basemap',
  'divisions',
  'governance_grids',
  'compounds',
  'buildings',
  'grids',
  'pipes',
  'valves',
  'stations',
  'issues',
] as const
export type LayerKey = (typeof layerKeys)[number]

/** What can be picked on the map; the names are those of `/api/cities/{city}/features/{layer}`. */
export const thingKinds = [
  'divisions',
  'governance_grids',
  'sources',
  'stations',
  'pipes',
  'valves',
  'compounds',
  'buildings',
  'grids',
  'issues',
] as const
export type ThingKind = (typeof thingKinds)[number]

export interface Thing {
  kind: ThingKind
  id: number
}

/** [west, south, east, north] in degrees. */
export type Extent = [number, number, number, number]

/** Camera: centre in degrees, zoom of 512-px tiles. */
export interface View {
  lng: number
  lat: number
  zoom: number
}

/** Pixels of the map that panels cover. */
export interface Padding {
  top: number
  right: number
  bottom: number
  left: number
}

/**
 * Words that the map draws itself, already translated. The two templates take `{name}`, `{number}`, `{dwellings}` and
 * `{open}`: `第{number}网格` and `{dwellings}户 · 未结{open}`.
 */
export interface MapLabels {
  grid_title: string
  grid_counts: string
  attribution: string
}

/** A followed path or downstream set in EPSG:4326. Stations and sources named here do not fade with the rest. */
export interface Trace {
  pipes: GeoJSON.MultiLineString | null
  /** Of each line of `pipes`; null where it is not known. */
  pipe_diameters_mm?: (number | null)[]
  buildings: GeoJSON.MultiPolygon | null
  stations?: number[]
  sources?: number[]
}

/** A cell of the comparison of two periods: class of `changeBreaks`, and whether the difference may be chance. */
export interface ChangedCell {
  cell: string
  class: number
  confidence: 'certain' | 'likely' | 'open'
}

/**
 * What a heat lens found; `found` is null until it is known. `chosen` is the key of a place (see `placeKey`), the index
 * of a cell or the key of a cluster. While a lens is on pipes and cases are ink.
 */
export type HeatState = { chosen: string | null } & (
  | { lens: 'surface'; found: Pick<SurfaceAnswer, 'bands' | 'hidden' | 'unvisited' | 'top'> | null }
  | { lens: 'cells'; found: Pick<CellsAnswer, 'cells' | 'basis'> | null }
  | { lens: 'branches'; found: Pick<BranchesAnswer, 'clusters'> | null }
  | { lens: 'change'; found: GeoJSON.FeatureCollection<GeoJSON.Polygon, ChangedCell> | null }
  | { lens: 'watch'; found: readonly WatchPlace[] | null }
)

/** What has a legend of its own; the hot list mixes pipes and cells, and its words stand beside it. */
export type HeatLens = Exclude<HeatState['lens'], 'watch'>

/** Names a place of the surface, which has no id, by where it is. */
export function placeKey({ lng, lat }: { lng: number; lat: number }): string {
  return `${lng.toFixed(5)},${lat.toFixed(5)}`
}

/** Somebody else's map, drawn instead of the own basemap. */
export type ForeignStyle = StyleSpecification

/** Everything the look of the map depends on; `buildStyle` is a pure function of it. */
export interface MapState {
  theme: 'light' | 'dark'
  locale: 'zh-CN' | 'en'
  /** Larger type (大字版). */
  larger: boolean
  city: { code: string; extent: Extent }
  layers: Record<LayerKey, boolean>
  /** Dates in the city's time zone, both inclusive; an empty list means all. `open` is every status that is not an end. */
  cases: {
    from: string
    to: string
    symptoms: Symptom[]
    status: (Status | 'open' | 'overdue')[]
    sources: Word<'source'>[]
    compound_kinds: Word<'compound_kind'>[]
  }
  selection: Thing | null
  trace: Trace | null
  heat: HeatState | null
  labels: MapLabels
  /** Any text that changes when the tiles of that part change; it becomes part of their address. */
  tilesVersion: { base: string; assets: string; cases: string }
  /** Drawn instead of the own basemap: raster tiles (`https://…/{z}/{x}/{y}.png`), the lowest first, or a whole style. */
  basemap?: readonly string[] | ForeignStyle
}
