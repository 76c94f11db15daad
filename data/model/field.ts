/**
 * One column of the model, described once. SQL column, JSON key, tile attribute, import column and translation key
 * (`fields.<name>`) all use the same name; everything that varies by column is said here and nowhere else.
 */
export interface Field {
  readonly type: 'integer' | 'number' | 'text' | 'boolean' | 'date' | 'timestamp' | 'enum'
  /** Allowed values of an `enum`; each is translated under `values.<vocabulary>.<value>`. */
  readonly values?: readonly string[]
  readonly unit?: Unit
  readonly nullable?: true
  /** Travels in vector tiles. */
  readonly tile?: true
  /** Shown in the details panel, in the order of declaration. */
  readonly detail?: true
  /** May hold personal data: never in tiles or lists, shown only to those answerable for the place. */
  readonly personal?: true
  /** May be filled from an import mapping. */
  readonly importable?: true
}

export type Unit = 'mm' | 'm' | 'm2' | 'MW' | 'C'
export type Fields = Readonly<Record<string, Field>>

type Value<F extends Field> = F['type'] extends 'integer' | 'number'
  ? number
  : F['type'] extends 'boolean'
    ? boolean
    : F extends { values: readonly (infer V)[] }
      ? V
      : string

/** The row type that a set of fields describes. What may be null may also be left out. */
export type Row<F extends Fields> = {
  -readonly [K in keyof F as F[K] extends { nullable: true } ? never : K]: Value<F[K]>
} & {
  -readonly [K in keyof F as F[K] extends { nullable: true } ? K : never]?: Value<F[K]> | null
}

/** A table of the model: its columns and, where it has one, its geometry column `geom` (EPSG:4326). */
export interface Table {
  readonly name: string
  readonly fields: Fields
  readonly geometry?: 'Point' | 'LineString' | 'Polygon' | 'MultiPolygon' | 'Geometry'
  /** Columns of the primary key behind `city`. */
  readonly key: readonly string[]
}

/** A row of a table with its geometry as GeoJSON in EPSG:4326. `city` is added by the writer. */
export type RowOf<T extends Table> = Row<T['fields']> &
  (T extends { geometry: string } ? { geom: GeoJSON.Geometry } : unknown)

/** Fails to compile where a table is malformed, and keeps its literal types. */
export function table<const T extends Table>(definition: T): T {
  return definition
}
