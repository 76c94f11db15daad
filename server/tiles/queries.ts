import type postgres from 'postgres'
import type { PlainFeature } from './cut-tile'
import { layerFeatures } from './feature-queries'
import { looseCases } from './issue-queries'
import type { FeatureQuery, Fragment, TilePlace, TileRequest } from './layer-query'
import { buffer_units, extent_units, type LayerName } from './layers'

/** Whether this engine encodes vector tiles itself. */
export async function hasProtobuf(sql: postgres.ISql): Promise<boolean> {
  const [row] = await sql<{ version: string | null }[]>`select postgis_libprotobuf_version() as version`
  return typeof row?.version === 'string'
}

export interface EncodedLayer {
  x: number
  y: number
  layer: LayerName
  tile: Uint8Array
}

/** The layers of tiles of one zoom, encoded by the database; one without features is empty. */
export async function readEncodedLayers(
  sql: postgres.ISql,
  request: TileRequest,
  tiles: readonly TilePlace[],
): Promise<EncodedLayer[]> {
  const { z, layers } = request
  const place = sql`${z}, at.x, at.y`
  const box = sql`st_tileenvelope(${place}, margin => ${buffer_units / extent_units})`
  const cut: FeatureQuery['cut'] = (geometry) =>
    sql`st_asmvtgeom(${geometry}, st_tileenvelope(${place}), ${extent_units}, ${buffer_units}, true)`
  const encoded = layers
    .map((layer) => {
      const features = layerFeatures(layer, { sql, request, box, cut })
      return sql`(${layer}, (select st_asmvt(f, ${layer}, ${extent_units}, 'geom', 'id') from (${features}) f))`
    })
    .reduce((all, part) => sql`${all}, ${part}`)
  return sql<EncodedLayer[]>`
    select at.x, at.y, e.layer, e.tile
    from unnest(${tiles.map(({ x }) => x)}::integer[], ${tiles.map(({ y }) => y)}::integer[]) as at (x, y)
    cross join lateral (values ${encoded}) as e (layer, tile)`
}

/** The features of the layers of a tile, uncut, in EPSG:3857. */
export async function readPlainFeatures(sql: postgres.ISql, request: TileRequest): Promise<PlainFeature[]> {
  // A tenth of a millimetre: a twentieth of a tile unit at the last zoom.
  const cut: FeatureQuery['cut'] = (geometry) => sql`st_asgeojson(${geometry}, 4, 0)::jsonb`
  return sql<PlainFeature[]>`${ofEachLayer(sql, request, cut, (layer, features) => {
    return sql`select ${layer}::text as layer, f.id, f.geom as geometry,
        jsonb_strip_nulls(to_jsonb(f) - 'id' - 'geom') as attributes
      from (${features}) f`
  })}`
}

/** Readable cases of a tile that belong to no compound, uncut, in EPSG:3857. */
export async function readLooseCases(sql: postgres.ISql, request: TileRequest): Promise<PlainFeature[]> {
  const { z, x, y } = request
  const box = sql`st_tileenvelope(${z}, ${x}, ${y}, margin => ${buffer_units / extent_units})`
  const cut: FeatureQuery['cut'] = (geometry) => sql`st_asgeojson(${geometry}, 4, 0)::jsonb`
  return sql<PlainFeature[]>`
    select 'issues' as layer, f.id, f.geom as geometry, jsonb_strip_nulls(to_jsonb(f) - 'id' - 'geom') as attributes
    from (${looseCases({ sql, request, box, cut })} order by i.id) f`
}

export interface CompoundLabel {
  id: number
  /** EPSG:3857, metres. */
  x: number
  y: number
}

export async function readCompoundLabels(sql: postgres.ISql, city: number): Promise<CompoundLabel[]> {
  return sql<CompoundLabel[]>`
    select id, st_x(label_3857) as x, st_y(label_3857) as y from compound where city = ${city} order by id`
}

/** The same select for each layer, in one statement. */
function ofEachLayer(
  sql: postgres.ISql,
  request: TileRequest,
  cut: FeatureQuery['cut'],
  select: (layer: LayerName, features: Fragment) => Fragment,
): Fragment {
  const { z, x, y, layers } = request
  const box = () => sql`st_tileenvelope(${z}, ${x}, ${y}, margin => ${buffer_units / extent_units})`
  return layers
    .map((layer) => select(layer, layerFeatures(layer, { sql, request, box: box(), cut })))
    .reduce((all, part) => sql`${all} union all ${part}`)
}
