import type { Feed } from '../feed/feed'
import { scopeKey } from '../auth/access'
import type { Database } from '../db/connect'
import { encodeTile } from './encode-tile'
import type { TileRequest } from './layer-query'
import { tileLayers, type LayerName, type TileLayer, type Variation } from './layers'
import { ByteCache } from '../byte-cache'

export interface TileStore {
  /**
   * The layers of a tile by what each of them depends on: where the keys are the same, the tile is. To be asked before
   * `read`: the feed's position in them must not be newer than what is read.
   */
  keys: (request: TileRequest) => Map<LayerName, string>
  /** The tile, empty where no layer has a feature in it. Layers that are still cached cost no query. */
  read: (request: TileRequest, keys: Map<LayerName, string>) => Promise<Uint8Array<ArrayBuffer>>
}

const capacity_bytes = 64 * 1024 * 1024

/** The tiles of one API node, encoded on demand and kept until the change feed names one of their kinds. */
export function createTileStore(database: Database, feed: Feed): TileStore {
  const cache = new ByteCache(capacity_bytes)
  return {
    keys: (request) => new Map(visibleLayers(request).map((layer) => [layer, keyOf(feed, request, layer)])),
    read: async (request, keys) => {
      const cached = new Map([...keys].map(([layer, key]) => [layer, cache.get(key)]))
      const missing = [...keys.keys()].filter((layer) => !cached.get(layer))
      const encoded = await encodeTile(database.read, { ...request, layers: missing })
      for (const [layer, bytes] of encoded) {
        cached.set(layer, bytes)
        cache.set(keys.get(layer) ?? '', bytes)
      }
      return concatenated([...cached.values()].filter((bytes) => bytes !== undefined))
    },
  }
}

function visibleLayers({ layers, z }: TileRequest): LayerName[] {
  return layers.filter((layer) => tileLayers[layer].minzoom <= z)
}

function keyOf(feed: Feed, request: TileRequest, name: LayerName): string {
  const { city, z, x, y } = request
  const layer: TileLayer = tileLayers[name]
  const variations = (layer.varies ?? []).map((variation) => variationOf[variation](request))
  return [city.id, z, x, y, name, feed.latest(city.id, layer.kinds), ...variations].join(' ')
}

const variationOf: Record<Variation, (request: TileRequest) => string> = {
  reader: ({ access, city }) => `${scopeKey(access)} ${city.sharing_threshold}`,
  filters: ({ from, to, symptoms, status }) => [from, to, symptoms.join(), status.join()].join(' '),
  date: ({ today }) => today,
  instant: ({ now }) => now.toISOString(),
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}
