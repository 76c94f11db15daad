import type postgres from 'postgres'
import { cutTileLayer, type PlainFeature } from './cut-tile'
import type { TileRequest } from './layer-query'
import type { LayerName } from './layers'
import { hasProtobuf, readEncodedLayers, readPlainFeatures } from './queries'

const engines = new WeakMap<postgres.ISql, Promise<boolean>>()

/**
 * Encodes a tile, layer by layer (the layers put one after the other are the tile; one without features is empty).
 * PostGIS encodes it where it can; otherwise the same features are cut and encoded here. One statement either way.
 */
export async function encodeTile(sql: postgres.ISql, request: TileRequest): Promise<Map<LayerName, Uint8Array>> {
  if (request.layers.length === 0) return new Map()
  if (await canEncode(sql)) {
    const rows = await readEncodedLayers(sql, request)
    return new Map(rows.map(({ layer, tile }) => [layer, tile]))
  }
  const features = await readPlainFeatures(sql, request)
  const byLayer = new Map<LayerName, PlainFeature[]>(request.layers.map((layer) => [layer, []]))
  for (const feature of features) byLayer.get(feature.layer)?.push(feature)
  return new Map([...byLayer].map(([layer, own]) => [layer, cutTileLayer(layer, own, request)]))
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
