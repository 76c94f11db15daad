import type { Field } from '../../data/model/field'
import type { CityRow } from '../cities/queries'
import { tileLayers, zooms, type LayerName } from './layers'

/** TileJSON 3.0 of a city: what its tiles hold, layer by layer. `address` is the template of a tile's address. */
export function tileJson(city: CityRow, layers: readonly LayerName[], address: string) {
  const [west, south, east, north] = city.extent
  return {
    tilejson: '3.0.0' as const,
    name: city.name,
    scheme: 'xyz' as const,
    tiles: [address],
    minzoom: zooms.min,
    maxzoom: zooms.max,
    bounds: city.extent,
    center: [(west + east) / 2, (south + north) / 2, 13] as [number, number, number],
    vector_layers: layers.map((id) => ({
      id,
      minzoom: Math.max(tileLayers[id].minzoom, zooms.min),
      maxzoom: zooms.max,
      fields: Object.fromEntries(
        Object.entries<Field>(tileLayers[id].fields).map(([name, field]) => [name, typeNames[field.type]]),
      ),
    })),
  }
}

const typeNames: Record<Field['type'], 'Number' | 'String' | 'Boolean'> = {
  integer: 'Number',
  number: 'Number',
  text: 'String',
  enum: 'String',
  boolean: 'Boolean',
  date: 'String',
  timestamp: 'String',
}
