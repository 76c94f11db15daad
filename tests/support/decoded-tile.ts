import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'

type Point = { x: number; y: number }

/** A feature of a tile in tile units. */
export interface DecodedFeature {
  id: number
  type: 'point' | 'line' | 'polygon'
  properties: Record<string, string | number | boolean>
  lines: Point[][]
}

/** Features of a tile by layer and id. */
export function decodeTile(bytes: Uint8Array): Map<string, Map<number, DecodedFeature>> {
  const layers = new VectorTile(new PbfReader(bytes)).layers
  return new Map(
    Object.entries(layers).map(([name, layer]) => {
      const features = Array.from({ length: layer.length }, (_, index): DecodedFeature => {
        const feature = layer.feature(index)
        const type = ([null, 'point', 'line', 'polygon'] as const)[feature.type]
        if (!type || feature.id === undefined) throw new Error(`${name}: feature without type or id`)
        return { id: feature.id, type, properties: feature.properties, lines: feature.loadGeometry() }
      })
      return [name, new Map(features.map((feature) => [feature.id, feature]))]
    }),
  )
}

/** The longer side of what a feature covers, tile units. */
export function sizeOf({ lines }: DecodedFeature): number {
  const points = lines.flat()
  const spread = (of: (point: Point) => number) => Math.max(...points.map(of)) - Math.min(...points.map(of))
  return Math.max(
    spread((point) => point.x),
    spread((point) => point.y),
  )
}

/** Area of a polygon by its rings (holes run the other way), square tile units. */
export function areaOf({ lines }: DecodedFeature): number {
  return Math.abs(lines.reduce((sum, ring) => sum + signedArea(ring), 0))
}

/** The farthest that a corner of one inside the tile lies from the outline of the other, both ways. */
export function distanceBetween(a: DecodedFeature, b: DecodedFeature): number {
  return Math.max(farthest(a, b), farthest(b, a))
}

const extent = 4096

function farthest(from: DecodedFeature, to: DecodedFeature): number {
  const inside = from.lines.flat().filter(({ x, y }) => x >= 0 && x <= extent && y >= 0 && y <= extent)
  return inside.reduce((most, point) => Math.max(most, nearest(point, to)), 0)
}

function nearest(point: Point, { lines }: DecodedFeature): number {
  return Math.min(
    ...lines.flatMap((line) => line.map((end, i) => distanceToSegment(point, line[Math.max(0, i - 1)] ?? end, end))),
  )
}

function distanceToSegment(point: Point, start: Point, end: Point): number {
  const [dx, dy] = [end.x - start.x, end.y - start.y]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : ((point.x - start.x) * dx + (point.y - start.y) * dy) / length
  const t = Math.min(1, Math.max(0, along))
  return Math.hypot(point.x - start.x - t * dx, point.y - start.y - t * dy)
}

function signedArea(ring: Point[]): number {
  return ring.reduce((sum, point, i) => {
    const next = ring[(i + 1) % ring.length] ?? point
    return sum + (point.x * next.y - next.x * point.y) / 2
  }, 0)
}
