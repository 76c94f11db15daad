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
 * As in ST_AsMVTGeom, corners are rounded to tile units before the cut, and what vanishes by that is left out; empty
 * where nothing is left.
 */
export function cutTileLayer(
  layer: LayerName,
  features: readonly PlainFeature[],
  { z, x, y }: { z: number; x: number; y: number },
): Uint8Array {
  const units = extent_units * 2 ** z
  const tile = geoJSONToTile({ type: 'FeatureCollection', features: features.map(inUnitSquare(units)) }, z, x, y, {
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
  const kept = whole.map(tidied).filter((feature) => feature !== null)
  if (kept.length === 0) return new Uint8Array()
  whole.length = 0
  for (const feature of kept) whole.push(feature)
  return fromGeojsonVt({ [layer]: tile }, { version: 2, extent: extent_units })
}

/** Half the width of the world in EPSG:3857, metres. */
const halfWorld_m = 20_037_508.342789244

/** To positions from 0 to 1 over the world, rounded to its number of tile units at this zoom. */
function inUnitSquare(units: number): (feature: PlainFeature) => GeoJSON.Feature {
  const rounded = (metres: number) => Math.round((metres / (2 * halfWorld_m)) * units) / units
  const position = ([x = 0, y = 0]: GeoJSON.Position) => [rounded(x + halfWorld_m), rounded(halfWorld_m - y)]
  const positions = (line: GeoJSON.Position[]) => line.map(position)
  return ({ id, geometry, attributes }) => ({
    type: 'Feature',
    id,
    properties: attributes,
    geometry: moved(geometry, position, positions),
  })
}

function moved(
  geometry: GeoJSON.Geometry,
  position: (at: GeoJSON.Position) => GeoJSON.Position,
  positions: (line: GeoJSON.Position[]) => GeoJSON.Position[],
): GeoJSON.Geometry {
  switch (geometry.type) {
    case 'Point':
      return { ...geometry, coordinates: position(geometry.coordinates) }
    case 'MultiPoint':
    case 'LineString':
      return { ...geometry, coordinates: positions(geometry.coordinates) }
    case 'MultiLineString':
    case 'Polygon':
      return { ...geometry, coordinates: geometry.coordinates.map(positions) }
    case 'MultiPolygon':
      return { ...geometry, coordinates: geometry.coordinates.map((polygon) => polygon.map(positions)) }
    case 'GeometryCollection':
      return { ...geometry, geometries: geometry.geometries.map((part) => moved(part, position, positions)) }
  }
}

/** Without repeated points, spikes of no width, lines of one point and rings of less than three. */
function tidied(feature: GeoJSONVTFeature): GeoJSONVTFeature | null {
  if (feature.type === 1) return feature
  const isRing = feature.type === 3
  const geometry = feature.geometry
    .map((line) => (isRing ? withoutSpikes(line) : withoutRepeats(line)))
    .filter((line) => line.length >= (isRing ? 4 : 2))
  return geometry.length > 0 ? { ...feature, geometry } : null
}

type TilePoint = [number, number]

function withoutRepeats(line: TilePoint[]): TilePoint[] {
  return line.filter((point, i) => i === 0 || point[0] !== line[i - 1]?.[0] || point[1] !== line[i - 1]?.[1])
}

/** A closed ring in which no edge turns back on the one before it. */
function withoutSpikes(ring: TilePoint[]): TilePoint[] {
  const kept: TilePoint[] = []
  for (const point of withoutRepeats(ring).slice(0, -1)) {
    kept.push(point)
    while (kept.length > 2 && turnsBack(kept.slice(-3))) kept.splice(-2, same(kept.at(-3), point) ? 2 : 1)
  }
  while (kept.length > 2 && (turnsBack([...kept.slice(-2), ...kept.slice(0, 1)]) || same(kept.at(-1), kept[0])))
    kept.pop()
  while (kept.length > 2 && turnsBack([...kept.slice(-1), ...kept.slice(0, 2)])) kept.shift()
  return kept[0] ? [...kept, kept[0]] : []
}

function same(a: TilePoint | undefined, b: TilePoint | undefined): boolean {
  return a?.[0] === b?.[0] && a?.[1] === b?.[1]
}

function turnsBack([a, b, c]: TilePoint[]): boolean {
  if (!a || !b || !c) return false
  const [ux, uy, vx, vy] = [b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]]
  return ux * vy === uy * vx && ux * vx + uy * vy <= 0
}
