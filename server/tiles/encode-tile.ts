import type postgres from 'postgres'
import { cutTileLayer, type PlainFeature } from './cut-tile'
import type { TilePlace, TileRequest } from './layer-query'
import type { LayerName } from './layers'
import { hasProtobuf, readEncodedLayers, readPlainFeatures, type EncodedLayer } from './queries'
import { isWithin, tileRange } from './tile-range'

const engines = new WeakMap<postgres.ISql, Promise<boolean>>()

/** From this zoom on a statement costs more than a tile in it, and four neighbours cost little more than one. */
const blockZoom = 16

/**
 * Encodes tiles of the zoom and with the layers of a request, layer by layer (the layers of a tile put one after the
 * other are the tile; one without features is empty). PostGIS encodes them where it can; otherwise the same features are
 * cut and encoded here.
 */
export async function encodeTiles(
  sql: postgres.ISql,
  request: TileRequest,
  tiles: readonly TilePlace[],
): Promise<EncodedLayer[]> {
  if (request.layers.length === 0) return []
  if (await canEncode(sql)) return readEncodedLayers(sql, request, tiles)
  const encoded = await Promise.all(tiles.map((tile) => cutHere(sql, { ...request, ...tile })))
  return encoded.flat()
}

/**
 * The tiles that are best encoded together with one, itself among them: close up, those of the square of four it lies in
 * that hold something of the city.
 */
export async function blockAround(sql: postgres.ISql, { city, z, x, y }: TileRequest): Promise<TilePlace[]> {
  const range = city.extent && tileRange(city.extent, z)
  const isAlone = z < blockZoom || !range || !isWithin({ x, y }, range)
  if (isAlone || !(await canEncode(sql))) return [{ x, y }]
  const [west, north] = [x - (x % 2), y - (y % 2)]
  const block = [0, 1, 2, 3].map((i) => ({ x: west + (i % 2), y: north + Math.floor(i / 2) }))
  return block.filter((tile) => isWithin(tile, range))
}

async function cutHere(sql: postgres.ISql, request: TileRequest): Promise<EncodedLayer[]> {
  const { x, y, layers } = request
  const features = await readPlainFeatures(sql, request)
  const byLayer = new Map<LayerName, PlainFeature[]>(layers.map((layer) => [layer, []]))
  for (const feature of features) byLayer.get(feature.layer)?.push(feature)
  return [...byLayer].map(([layer, own]) => ({ x, y, layer, tile: cutTileLayer(layer, own, request) }))
}

/** Asked once an engine. */
function canEncode(sql: postgres.ISql): Promise<boolean> {
  const known = engines.get(sql)
  if (known) return known
  const asked = hasProtobuf(sql)
  engines.set(sql, asked)
  asked.catch(() => engines.delete(sql))
  return asked
}
