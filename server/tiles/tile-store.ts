import type { Deps } from '../deps'
import type { Feed } from '../feed/feed'
import { ByteCache } from '../byte-cache'
import { scopeKey } from '../auth/access'
import { blockAround, encodeTiles } from './encode-tile'
import { createFarIssues } from './far-issues'
import type { TilePlace, TileRequest } from './layer-query'
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
  const readLayers = createLayerReader(deps, cache)

  const encode = async (request: TileRequest, { whole, layers }: TileKey) => {
    const parts = new Map(layers.map(({ name, key }) => [name, cache.get(key)]))
    const missing = layers.filter(({ name }) => !parts.get(name))
    const isFar = missing.some(({ name }) => name === 'issues') && request.z < issuePointZoom
    const far = isFar ? await readFarIssues(request) : null
    const names = missing.map(({ name }) => name).filter((name) => !far || name !== 'issues')
    const encoded = await readLayers({ ...request, layers: names })
    for (const { name, key } of missing) {
      const bytes = name === 'issues' && far ? new Uint8Array(far) : (encoded.get(name) ?? new Uint8Array())
      parts.set(name, bytes)
      cache.set(key, bytes)
    }
    const tile = concatenated([...parts.values()].filter((bytes) => bytes !== undefined))
    cache.set(whole, tile)
    return tile
  }

  return {
    key: (request) => {
      const layers = keysOf(feed, request)
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

type Layers = Map<LayerName, Uint8Array<ArrayBuffer>>

/**
 * Reads layers of a tile together with those of its neighbours, which are about to be asked for, and keeps them all.
 * Whoever asks for another tile of such a block waits for it.
 */
function createLayerReader({ db, feed }: Pick<Deps, 'db' | 'feed'>, cache: ByteCache<Uint8Array<ArrayBuffer>>) {
  const underWay = new Map<string, Promise<Map<string, Layers>>>()
  const placeOf = ({ x, y }: TilePlace) => `${x} ${y}`

  const readBlock = async (request: TileRequest, tiles: readonly TilePlace[]) => {
    // Before the statement: what it reads is not older than its key says.
    const keys = new Map(tiles.map((tile) => [placeOf(tile), keysOf(feed, { ...request, ...tile })]))
    const found = new Map(tiles.map((tile): [string, Layers] => [placeOf(tile), new Map()]))
    for (const { layer, tile, ...at } of await encodeTiles(db.read, request, tiles))
      // A copy: what the driver hands out is a piece of a larger block.
      found.get(placeOf(at))?.set(layer, new Uint8Array(tile))
    for (const [place, layers] of keys)
      for (const { name, key } of layers) cache.set(key, found.get(place)?.get(name) ?? new Uint8Array())
    return found
  }

  return async (request: TileRequest): Promise<Layers> => {
    if (request.layers.length === 0) return new Map()
    const tiles = await blockAround(db.read, request)
    const block = keysOf(feed, { ...request, ...tiles[0] }).map(({ key }) => key)
    const name = block.join('|')
    const flight = underWay.get(name) ?? readBlock(request, tiles).finally(() => underWay.delete(name))
    underWay.set(name, flight)
    return (await flight).get(placeOf(request)) ?? new Map()
  }
}

function keysOf(feed: Feed, request: TileRequest): TileKey['layers'] {
  return visibleLayers(request).map((name) => ({ name, key: keyOf(feed, request, name) }))
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
  filters: ({ from, to, ...words }) =>
    [from, to, ...[words.symptoms, words.status, words.sources, words.compound_kinds].map(String)].join(' '),
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
