import type { Deps } from '../deps'
import type { Feed } from '../feed/feed'
import { ByteCache } from '../byte-cache'
import { scopeKey } from '../auth/access'
import { encodeTile } from './encode-tile'
import { createFarIssues } from './far-issues'
import type { TileRequest } from './layer-query'
import { issuePointZoom, tileLayers, type LayerName, type TileLayer, type Variation } from './layers'

export interface TileStore {
  /**
   * What a tile depends on, layer by layer: where the key is the same, so is the tile. To be asked before `read`: the
   * feed's position in it must not be newer than what is read.
   */
  key: (request: TileRequest) => TileKey
  /** The tile, empty where no layer has a feature in it. Layers that are still cached cost no query. */
  read: (request: TileRequest, key: TileKey) => Promise<Uint8Array<ArrayBuffer>>
}

export interface TileKey {
  whole: string
  layers: { name: LayerName; key: string }[]
}

const capacity_bytes = 64 * 1024 * 1024

/**
 * The tiles of one API node, encoded on demand and kept, whole and layer by layer, until the change feed names one of
 * their kinds. Whoever asks for a tile that is being encoded waits for it.
 */
export function createTileStore(deps: Pick<Deps, 'db' | 'feed' | 'columns'>): TileStore {
  const { feed } = deps
  const readFarIssues = createFarIssues(deps)
  const cache = new ByteCache<Uint8Array<ArrayBuffer>>(capacity_bytes)
  const underWay = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()

  const encode = async (request: TileRequest, { whole, layers }: TileKey) => {
    const parts = new Map(layers.map(({ name, key }) => [name, cache.get(key)]))
    const missing = layers.filter(({ name }) => !parts.get(name))
    const names = missing.map(({ name }) => name)
    const isFar = names.includes('issues') && request.z < issuePointZoom
    const far = isFar ? await readFarIssues(request) : null
    const others = far ? names.filter((name) => name !== 'issues') : names
    const encoded = await encodeTile(deps.db.read, { ...request, layers: others })
    if (far) encoded.set('issues', far)
    for (const { name, key } of missing) {
      // A copy: what the driver hands out is a piece of a larger block.
      const bytes = new Uint8Array(encoded.get(name) ?? [])
      parts.set(name, bytes)
      cache.set(key, bytes)
    }
    const tile = concatenated([...parts.values()].filter((bytes) => bytes !== undefined))
    cache.set(whole, tile)
    return tile
  }

  return {
    key: (request) => {
      const layers = visibleLayers(request).map((name) => ({ name, key: keyOf(feed, request, name) }))
      return { layers, whole: layers.map(({ key }) => key).join('|') }
    },
    read: async (request, key) => {
      const known = cache.get(key.whole) ?? underWay.get(key.whole)
      if (known) return known
      const tile = encode(request, key).finally(() => underWay.delete(key.whole))
      underWay.set(key.whole, tile)
      return tile
    },
  }
}

function visibleLayers({ layers, z }: TileRequest): LayerName[] {
  return layers.filter((layer) => tileLayers[layer].minzoom <= z)
}

function keyOf(feed: Feed, request: TileRequest, name: LayerName): string {
  const { city, z, x, y } = request
  const layer: TileLayer = tileLayers[name]
  const place = `${city.id} ${z} ${x} ${y} ${name} ${feed.latest(city.id, layer.kinds)}`
  if (!layer.varies) return place
  return [place, ...layer.varies.map((variation) => variationOf[variation](request))].join(' ')
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
