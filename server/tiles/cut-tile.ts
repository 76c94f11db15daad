import { geoJSONToTile, type GeoJSONVTFeature } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import { buffer_units, extent_units, type LayerName } from './layers'

/** A feature as the database gives it: geometry in EPSG:3857, uncut. */
export interface PlainFeature {
  layer: LayerName
  id: number
  geometry: GeoJSON.Geometry
  attributes: Record<string, string | number | boolean>
}

/**
 * Cuts features to a tile with its buffer and encodes them as one layer (Mapbox Vector Tile 2.1), in the order given.
 * What vanishes when it is rounded to tile units is left out; empty where nothing is left.
 */
export function cutTileLayer(
  layer: LayerName,
  features: readonly PlainFeature[],
  { z, x, y }: { z: number; x: number; y: number },
): Uint8Array {
  const collection: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: features.map(inUnitSquare) }
  const tile = geoJSONToTile(collection, z, x, y, {
    maxZoom: z,
    tolerance: 0,
    extent: extent_units,
    buffer: buffer_units,
    coordinates: 'unitSquare',
    wrap: false,
    clip: true,
  })
  // The same list, under the type that its features have after the cut.
  const whole: GeoJSONVTFeature[] = tile.features
  const kept = whole.map(withoutRepeats).filter((feature) => feature !== null)
  if (kept.length === 0) return new Uint8Array()
  whole.length = 0
  for (const feature of kept) whole.push(feature)
  return fromGeojsonVt({ [layer]: tile }, { version: 2, extent: extent_units })
}

/** Half the width of the world in EPSG:3857, metres. */
const halfWorld_m = 20_037_508.342789244

function inUnitSquare({ id, geometry, attributes }: PlainFeature): GeoJSON.Feature {
  return { type: 'Feature', id, properties: attributes, geometry: scaled(geometry) }
}

function scaled(geometry: GeoJSON.Geometry): GeoJSON.Geometry {
  if (geometry.type === 'GeometryCollection') return { ...geometry, geometries: geometry.geometries.map(scaled) }
  return { ...geometry, coordinates: scaledCoordinates(geometry.coordinates) } as GeoJSON.Geometry
}

type Nested = GeoJSON.Position | Nested[]

function scaledCoordinates(coordinates: Nested): Nested {
  const [first, second] = coordinates
  if (typeof first === 'number' && typeof second === 'number')
    return [(first + halfWorld_m) / (2 * halfWorld_m), (halfWorld_m - second) / (2 * halfWorld_m)]
  return (coordinates as Nested[]).map(scaledCoordinates)
}

/** Without points that fell onto the one before them, lines of one point and rings of less than three. */
function withoutRepeats(feature: GeoJSONVTFeature): GeoJSONVTFeature | null {
  if (feature.type === 1) return feature
  const fewest = feature.type === 2 ? 2 : 4
  const geometry = feature.geometry
    .map((line) => line.filter((point, i) => i === 0 || point[0] !== line[i - 1]?.[0] || point[1] !== line[i - 1]?.[1]))
    .filter((line) => line.length >= fewest)
  return geometry.length > 0 ? { ...feature, geometry } : null
}
