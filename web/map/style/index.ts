import type { LayerSpecification, RasterLayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { ForeignStyle, LayerKey, MapState } from '../state'
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

const foreignPrefix = 'foreign/'

/** Whether a source of the style is somebody else's. */
export function isForeign(source: string): boolean {
  return source.startsWith(foreignPrefix)
}

interface ForeignBasemap {
  sources: Record<string, SourceSpecification>
  layers: LayerSpecification[]
  sprite?: StyleSpecification['sprite']
}

/** Someone else's tiles or style below our layers, with prefixed names so that nothing collides; null for our own. */
function foreignBasemap({ basemap, layers, theme }: MapState): ForeignBasemap | null {
  if (basemap === undefined) return null
  if (!layers.basemap) return { sources: {}, layers: [] }
  return 'layers' in basemap ? foreignStyle(basemap) : rasterTiles(basemap, theme)
}

/** Most services end at zoom 18; closer up their last tiles are stretched. */
const closestRaster = 18
const rasterPaint: Record<MapState['theme'], RasterLayerSpecification['paint']> = {
  light: { 'raster-saturation': -0.4 },
  // Turned round in lightness, and back in hue: a pale map would outshine the data.
  dark: {
    'raster-saturation': -0.5,
    'raster-hue-rotate': 180,
    'raster-brightness-min': 0.8,
    'raster-brightness-max': 0.1,
  },
}

function rasterTiles(templates: readonly string[], theme: MapState['theme']): ForeignBasemap {
  const named = templates.map((template, index) => ({ id: `${foreignPrefix}${index}`, template }))
  return {
    sources: Object.fromEntries(
      named.map(({ id, template }) => [
        id,
        { type: 'raster', tiles: [template], tileSize: 256, maxzoom: closestRaster },
      ]),
    ),
    layers: named.map(({ id }) => ({ id, type: 'raster', source: id, paint: rasterPaint[theme] })),
  }
}

function foreignStyle(style: ForeignStyle): ForeignBasemap {
  const prefixed = (name: string) => `${foreignPrefix}${name}`
  return {
    sources: Object.fromEntries(Object.entries(style.sources).map(([name, source]) => [prefixed(name), source])),
    layers: style.layers.map((layer) => ({
      ...layer,
      id: prefixed(layer.id),
      ...('source' in layer && typeof layer.source === 'string' ? { source: prefixed(layer.source) } : {}),
    })) as LayerSpecification[],
    ...(style.sprite === undefined ? {} : { sprite: style.sprite }),
  }
}
