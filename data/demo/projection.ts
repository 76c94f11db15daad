import proj4 from 'proj4'
import { at, type Point, type Ring } from './geometry'

/** CGCS2000 3-degree Gauss-Krüger, central meridian 105° E (EPSG:4544). */
const definition = '+proj=tmerc +lat_0=0 +lon_0=105 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs'
const converter = proj4('EPSG:4326', definition)

/** Turns metres of a tile into GeoJSON on EPSG:4326; the same point always gives the same digits. */
export interface Projection {
  point(p: Point): GeoJSON.Point
  line(line: readonly Point[]): GeoJSON.LineString
  polygon(ring: Ring, holes?: readonly Ring[]): GeoJSON.Polygon
  multiPolygon(ring: Ring): GeoJSON.MultiPolygon
  position(p: Point): GeoJSON.Position
}

/** Longitude and latitude are multiples of 1e-8 degrees. `origin` is the tile's corner in EPSG:4544. */
export function createProjection(origin: Point): Projection {
  const position = ([x, y]: Point): GeoJSON.Position => {
    const [lon = 0, lat = 0] = converter.inverse([origin[0] + x, origin[1] + y])
    return [round(lon), round(lat)]
  }
  const closed = (ring: Ring) => [...ring, at(ring, 0)].map(position)
  return {
    position,
    point: (p) => ({ type: 'Point', coordinates: position(p) }),
    line: (line) => ({ type: 'LineString', coordinates: line.map(position) }),
    polygon: (ring, holes = []) => ({ type: 'Polygon', coordinates: [closed(ring), ...holes.map(closed)] }),
    multiPolygon: (ring) => ({ type: 'MultiPolygon', coordinates: [[closed(ring)]] }),
  }
}

function round(degrees: number): number {
  return Math.round(degrees * 1e8) / 1e8
}
