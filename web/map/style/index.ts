import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { LayerKey, MapState } from '../state'
import { lookOf } from './look'
import { order } from './order'
import { buildSources } from './sources'

/**
 * The whole style of the map for a state. Pure: the same state gives an equal style, and the engine hands it to
 * MapLibre, which changes only what differs. No glyphs address: Chinese and Latin come from the machine's own fonts.
 */
export function buildStyle(state: MapState): StyleSpecification {
  const look = lookOf(state)
  const foreign = foreignBasemap(state)
  const shown = (key: LayerKey | 'always') =>
    key === 'always' || (state.layers[key] && !(key === 'basemap' && foreign !== null))
  const own = order.flatMap(([key, paint]) => (shown(key) ? paint(look) : []))
  const [land = [], rest] = [own.slice(0, 1), own.slice(1)]
  return {
    version: 8,
    name: 'heatgrid',
    ...(foreign?.sprite === undefined ? {} : { sprite: foreign.sprite }),
    sources: { ...foreign?.sources, ...buildSources(state) },
    layers: [...land, ...(foreign?.layers ?? []), ...rest],
    transition: { duration: 150, delay: 0 },
  }
}

interface ForeignBasemap {
  sources: Record<string, SourceSpecification>
  layers: LayerSpecification[]
  sprite?: StyleSpecification['sprite']
}

/** Someone else's tiles or style below our layers, with prefixed names so that nothing collides; null for our own. */
function foreignBasemap({ basemapStyle, layers }: MapState): ForeignBasemap | null {
  if (basemapStyle === undefined) return null
  if (!layers.basemap) return { sources: {}, layers: [] }
  if (typeof basemapStyle === 'string') {
    return {
      sources: { foreign: { type: 'raster', tiles: [basemapStyle], tileSize: 256 } },
      layers: [{ id: 'foreign', type: 'raster', source: 'foreign', paint: { 'raster-saturation': -0.4 } }],
    }
  }
  const prefixed = (name: string) => `foreign/${name}`
  return {
    sources: Object.fromEntries(Object.entries(basemapStyle.sources).map(([name, source]) => [prefixed(name), source])),
    layers: basemapStyle.layers.map((layer) => ({
      ...layer,
      id: prefixed(layer.id),
      ...('source' in layer && typeof layer.source === 'string' ? { source: prefixed(layer.source) } : {}),
    })) as LayerSpecification[],
    ...(basemapStyle.sprite === undefined ? {} : { sprite: basemapStyle.sprite }),
  }
}
