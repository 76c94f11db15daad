import type postgres from 'postgres'
import type { Field, Fields } from '../../data/model/field'
import type { Access } from '../auth/access'
import type { CityRow } from '../cities/queries'
import type { IssueFilter } from '../issues/filter'
import type { LayerName } from './layers'

export type Fragment = postgres.PendingQuery<postgres.Row[]>

/** Column and row of a tile, from the north-west. */
export interface TilePlace {
  x: number
  y: number
}

/** What a tile is asked for, all of it checked. */
export interface TileRequest extends TilePlace {
  city: CityRow
  z: number
  layers: readonly LayerName[]
  access: Access
  /** The city's instant and date. */
  now: Date
  today: string
  /** Dates in the city's time zone, both inclusive. */
  from: string
  to: string
  /** Empty: all. */
  symptoms: IssueFilter['symptoms']
  status: IssueFilter['status']
  sources: IssueFilter['sources']
  compound_kinds: IssueFilter['compound_kinds']
}

/** What the query of a layer is written with. */
export interface FeatureQuery {
  sql: postgres.ISql
  request: TileRequest
  /** The tile with its buffer, EPSG:3857: only features that touch it are asked for. */
  box: Fragment
  /** How a geometry (EPSG:3857) leaves the query. */
  cut: (geometry: Fragment) => Fragment
}

/** Columns of the table `t` (or `from`) in the types that both ways of encoding write alike. */
export function attributes(sql: postgres.ISql, fields: Fields, from = sql`t`): Fragment {
  return Object.entries(fields)
    .map(([name, field]) => sql`${attribute(sql, sql`${from}.${sql(name)}`, field)} as ${sql(name)}`)
    .reduce((all, column) => sql`${all}, ${column}`)
}

function attribute(sql: postgres.ISql, column: Fragment, field: Field): Fragment {
  // ST_AsMVT writes numeric and timestamps as text of its own making.
  if (field.type === 'number') return sql`${column}::float8`
  if (field.type === 'timestamp') return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
  return column
}
