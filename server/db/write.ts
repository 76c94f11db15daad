import { pinyin } from 'pinyin-pro'
import type postgres from 'postgres'
import type { Field, Table } from '../../data/model/field'
import { tables, type RowFor, type TableName } from '../../data/model/dataset'

/** Rows a statement: enough to amortise a round trip, small enough that one JSON parameter stays below 8 MB. */
export const batchRows = 5_000

/** Tables that are searched by the pinyin initials of their name. */
const searchable: readonly string[] = ['division', 'road', 'heat_source', 'station', 'compound', 'building', 'grid']

/**
 * Writes rows of one table of one city, in batches, through `jsonb_to_recordset` (COPY fails on the embedded engine).
 * Geometry (GeoJSON, EPSG:4326) is snapped to 1e-8 degrees and widened to the column's Multi type.
 * Joins the transaction of `sql`.
 */
export async function insertRows<N extends TableName>(
  sql: postgres.ISql,
  city: number,
  name: N,
  rows: readonly RowFor<N>[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += batchRows)
    await insertBatch(sql, city, tables[name], rows.slice(start, start + batchRows))
}

/** Refreshes planner statistics after a bulk load, of one table or of all; the embedded engine has no autoanalyze. */
export async function analyze(sql: postgres.ISql, table?: string): Promise<void> {
  await sql`analyze ${table === undefined ? sql`` : sql(table)}`
}

/** Pinyin initials of a Chinese name in lower case; Latin letters and digits stay: 张家园 → `zjy`. */
export function initialsOf(name: string): string {
  return pinyin(name, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' })
    .join('')
    .toLowerCase()
    .replace(/\s+/g, '')
}

function addInitials(row: object): object {
  const name = 'name' in row && typeof row.name === 'string' ? row.name : ''
  return { ...row, initials: initialsOf(name) }
}

async function insertBatch(sql: postgres.ISql, city: number, table: Table, batch: readonly object[]): Promise<void> {
  const withInitials = searchable.includes(table.name)
  const records = JSON.stringify(withInitials ? batch.map(addInitials) : batch)
  const columns = Object.keys(table.fields)
  if (withInitials) columns.push('initials')
  const definitions = columns.map(
    (column) => sql`${sql(column)} ${recordTypes(sql)[table.fields[column]?.type ?? 'text']}`,
  )
  const values = columns.map((column) => sql`r.${sql(column)}`)
  if (table.geometry) {
    columns.push('geom')
    definitions.push(sql`geom jsonb`)
    const parsed = sql`st_snaptogrid(st_setsrid(st_geomfromgeojson(r.geom), 4326), 0.00000001)`
    values.push(table.geometry.startsWith('Multi') ? sql`st_multi(${parsed})` : parsed)
  }
  // A list of names right behind `insert` would be taken for a row of values.
  const names = columns.map((column) => sql`${sql(column)}`)
  await sql`
    insert into ${sql(table.name)} (city, ${list(sql, names)})
    select ${city}, ${list(sql, values)}
    from jsonb_to_recordset((${records}::text)::jsonb) as r (${list(sql, definitions)})`
}

function list(sql: postgres.ISql, items: postgres.PendingQuery<postgres.Row[]>[]) {
  return items.reduce((all, item) => sql`${all}, ${item}`)
}

/** SQL type by which a JSON member is read. */
function recordTypes(sql: postgres.ISql): Record<Field['type'], postgres.PendingQuery<postgres.Row[]>> {
  return {
    integer: sql`integer`,
    number: sql`numeric`,
    text: sql`text`,
    enum: sql`text`,
    boolean: sql`boolean`,
    date: sql`date`,
    timestamp: sql`timestamptz`,
  }
}
