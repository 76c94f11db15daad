import type { SourceSpecification } from 'maplibre-gl'
import type { MapState, Trace } from '../state'
import { heatSources } from './heat-sources'

/** Tile layers of each source; one request fetches them together. Cases are apart, because they change most. */
export const tileSources = {
  base: ['landforms', 'roads', 'divisions', 'division_labels'],
  assets: ['compounds', 'compound_labels', 'buildings', 'pipes', 'valves', 'sources', 'stations'],
  grids: ['grids', 'grid_labels', 'governance_grids'],
  cases: ['issues'],
} as const
export type TileSource = keyof typeof tileSources

/** Every source of the style: the city's tiles, the followed path and what a lens found. */
export function buildSources(state: MapState): Record<string, SourceSpecification> {
  const { tilesVersion } = state
  return {
    base: tiles(state, 'base', { v: tilesVersion.base }),
    assets: tiles(state, 'assets', { v: tilesVersion.assets }),
    grids: tiles(state, 'grids', { v: joined([tilesVersion.assets, tilesVersion.cases]) }),
    cases: tiles(state, 'cases', { ...caseFilters(state), v: tilesVersion.cases }),
    trace_pipes: { type: 'geojson', data: { type: 'FeatureCollection', features: tracedPipes(state.trace) } },
    trace_buildings: {
      type: 'geojson',
      data: feature(state.trace?.buildings ?? { type: 'MultiPolygon', coordinates: [] }),
    },
    ...heatSources(state.heat),
  }
}

function tiles(state: MapState, source: TileSource, query: Record<string, string>): SourceSpecification {
  const search = Object.entries({ layers: tileSources[source].join(','), ...query })
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}=${value.split(',').map(encodeURIComponent).join(',')}`)
    .join('&')
  return {
    type: 'vector',
    tiles: [`/tiles/${encodeURIComponent(state.city.code)}/{z}/{x}/{y}.mvt?${search}`],
    minzoom: 8,
    maxzoom: 17,
  }
}

function caseFilters({ cases }: MapState): Record<string, string> {
  const { from, to, symptoms, status, sources, compound_kinds } = cases
  return {
    from,
    to,
    symptoms: symptoms.join(','),
    status: status.join(','),
    sources: sources.join(','),
    compound_kinds: compound_kinds.join(','),
  }
}

function joined(versions: readonly string[]): string {
  return versions.filter((version) => version !== '').join('-')
}

/** One feature a diameter, so that a followed main is wider than the branches behind it. */
function tracedPipes(trace: Trace | null): GeoJSON.Feature[] {
  const lines = new Map<number | null, GeoJSON.Position[][]>()
  trace?.pipes?.coordinates.forEach((line, at) => {
    const diameter = trace.pipe_diameters_mm?.[at] ?? null
    const alike = lines.get(diameter)
    if (alike) alike.push(line)
    else lines.set(diameter, [line])
  })
  return [...lines].map(([diameter_mm, coordinates]) =>
    feature({ type: 'MultiLineString', coordinates }, diameter_mm === null ? {} : { diameter_mm }),
  )
}

function feature(geometry: GeoJSON.Geometry, properties: GeoJSON.GeoJsonProperties = {}): GeoJSON.Feature {
  return { type: 'Feature', properties, geometry }
}
