import type { GeoJSONSourceSpecification } from 'maplibre-gl'
import type { BranchCluster, CellsAnswer, WatchPlace } from '../../../data/hotspots/answers'
import { cellPatches } from '../../../data/hotspots/cell-patches'
import { classOf, heat } from '../../../data/model/scales'
import { placeKey, type HeatState } from '../state'

type Collection = GeoJSON.FeatureCollection
type Feature = GeoJSON.Feature

const nothing: Collection = { type: 'FeatureCollection', features: [] }
/** As many places carry their number on the map. */
const marked = 5

/** What a lens found, as sources of the style; every feature that can be chosen carries its `key`. */
export function heatSources(state: HeatState | null): Record<string, GeoJSONSourceSpecification> {
  const surface = state?.lens === 'surface' ? state.found : null
  const clusters = clustersOf(state) ?? []
  return {
    heat_bands: geojson(surface?.bands ?? nothing),
    heat_hidden: geojson(surface?.hidden ?? nothing),
    heat_unvisited: geojson(surface?.unvisited ?? nothing),
    heat_cells: geojson(cellsOf(state)),
    heat_pipes: geojson(linesOf(clusters, 'pipes')),
    heat_downstream: geojson(linesOf(clusters, 'downstream')),
    heat_marks: geojson(collect(marksOf(state))),
  }
}

/** The branches that are drawn; null where the lens has none. */
export function clustersOf(state: HeatState | null): readonly BranchCluster[] | null {
  if (state?.lens === 'branches') return state.found?.clusters ?? []
  return state?.lens === 'watch' ? (state.found ?? []).flatMap(({ branch }) => branch ?? []) : null
}

/** Class of a cell by its smoothed rate: expected cases at the smoothed ratio, per 100 heated dwellings and week. */
export function classOfCell(
  { smoothed_ratio, expected, heated_dwellings }: CellsAnswer['cells']['features'][number]['properties'],
  weeks: number,
): number {
  if (heated_dwellings === 0 || weeks === 0) return 0
  return classOf((smoothed_ratio * expected * 100) / heated_dwellings / weeks, heat.breaks)
}

function cellsOf(state: HeatState | null): Collection {
  if (state?.lens === 'change')
    return collect((state.found?.features ?? []).map((one) => keyed(one, one.properties.cell, one.properties.class)))
  if (state?.lens === 'watch') return collect((state.found ?? []).flatMap(groundOf))
  if (state?.lens !== 'cells' || !state.found) return nothing
  const { cells, basis } = state.found
  const patches = cellPatches(cells.features)
  const keys = new Map(patches.flatMap(({ key, cells: members }) => members.map((one) => [one.properties.cell, key])))
  return collect(
    cells.features.map((one) => {
      const { cell } = one.properties
      return keyed(one, keys.get(cell) ?? cell, classOfCell(one.properties, basis.weeks))
    }),
  )
}

/** The cells of a place to watch, by the rate of the whole place. */
function groundOf({ key, cells, area, confidence, cases, heated_dwellings, window_days }: WatchPlace): Feature[] {
  const rate = heated_dwellings > 0 ? (700 * cases) / heated_dwellings / window_days : 0
  return (area?.coordinates ?? []).map((coordinates, at) =>
    keyed(
      feature({ type: 'Polygon', coordinates }, { cell: cells[at] ?? key, confidence }),
      key,
      classOf(rate, heat.breaks),
    ),
  )
}

/** Only what the style reads goes to the map; the cells of a patch share its key. */
function keyed(
  { geometry, properties }: GeoJSON.Feature<GeoJSON.Polygon, { cell: string; confidence: string }>,
  key: string,
  ofClass: number,
): Feature {
  const { cell, confidence } = properties
  return feature(geometry, { key, cell, confidence, class: ofClass })
}

function linesOf(clusters: readonly BranchCluster[], part: 'pipes' | 'downstream'): Collection {
  return collect(
    clusters.flatMap((cluster) => {
      const lines = cluster[part]
      return lines ? [feature(lines, { key: cluster.key, confidence: cluster.confidence })] : []
    }),
  )
}

function marksOf(state: HeatState | null): Feature[] {
  if (!state?.found) return []
  if (state.lens === 'surface') {
    return state.found.top
      .slice(0, marked)
      .map((place) => mark([place.lng, place.lat], placeKey(place), String(place.cases)))
  }
  if (state.lens === 'cells') {
    return cellPatches(state.found.cells.features)
      .slice(0, marked)
      .flatMap(({ key, cases, cells }) => {
        const best = cells.find(({ properties }) => properties.cell === key)
        return best ? [mark(middleOf(best.geometry), key, String(cases))] : []
      })
  }
  // The numbers of the list beside the picture.
  if (state.lens === 'watch')
    return state.found.flatMap(({ key, branch, bbox }, at) => {
      const point = branch?.pipes?.coordinates[0]?.[0] ?? centreOf(bbox)
      return point ? [mark(point, key, String(at + 1))] : []
    })
  if (state.lens === 'branches') {
    return state.found.clusters.flatMap((cluster) => {
      const at = cluster.pipes?.coordinates[0]?.[0] ?? centreOf(cluster.bbox)
      const isShown = cluster.confidence !== 'open' || cluster.key === state.chosen
      return at && isShown ? [mark(at, cluster.key, String(cluster.cases))] : []
    })
  }
  return []
}

function middleOf({ coordinates }: GeoJSON.Polygon): GeoJSON.Position {
  const corners = (coordinates[0] ?? []).slice(1)
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + (corner[axis] ?? 0), 0) / (corners.length || 1)
  return [mean(0), mean(1)]
}

function centreOf(bbox: BranchCluster['bbox']): GeoJSON.Position | null {
  return bbox && [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2]
}

function mark(at: GeoJSON.Position, key: string, text: string): Feature {
  return feature({ type: 'Point', coordinates: at }, { key, text })
}

function feature<G extends GeoJSON.Geometry, P extends object>(geometry: G, properties: P): GeoJSON.Feature<G, P> {
  return { type: 'Feature', geometry, properties }
}

function collect(features: Feature[]): Collection {
  return { type: 'FeatureCollection', features }
}

function geojson(data: Collection): GeoJSONSourceSpecification {
  return { type: 'geojson', data }
}
