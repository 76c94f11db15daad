import type postgres from 'postgres'
import { tables, type TableName } from '../../data/model/dataset'
import { lockCity } from '../cities/write-queries'

export interface CityFacts {
  id: number
  srid: number
  time_zone: string
  sharing_threshold: number
}

export async function readCity(sql: postgres.ISql, code: string): Promise<CityFacts | null> {
  const [city] = await sql<CityFacts[]>`select id, srid, time_zone, sharing_threshold from city where code = ${code}`
  return city ?? null
}

/** One import a city at a time; times without a zone are the city's own in this transaction. */
export async function beginImport(sql: postgres.ISql, city: CityFacts): Promise<void> {
  await lockCity(sql, city.id)
  await sql`select set_config('TimeZone', ${city.time_zone}, true)`
}

/** Rows of a stage target to write, from a row to a row. */
export interface StageRange {
  job: string
  target: string
  first: number
  last: number
}

/** Ranges of staged rows of about `size` rows each, in order. */
export function rangesOf(sql: postgres.ISql, job: string, target: string, size: number) {
  return sql<{ first: number; last: number; rows: number }[]>`
    select min(row) as first, max(row) as last, count(*)::integer as rows
    from (
      select row, (dense_rank() over (order by row) - 1) / ${size} as batch
      from import_stage
      where job = ${job} and target = ${target}
    ) numbered
    group by batch
    order by batch`
}

/** Columns that the rows of a target fill (all rows of a target fill the same ones, but for parts of a mapping). */
export async function stagedColumns(sql: postgres.ISql, job: string, target: string): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    select distinct key
    from import_stage s, jsonb_object_keys(s.fields) as key
    where s.job = ${job} and s.target = ${target}
    order by key`
  return rows.map(({ key }) => key)
}

/** Places that nobody knows: rows without coordinates whose code is new. */
export function dropUnplaced(
  sql: postgres.ISql,
  city: number,
  job: string,
  { staged, table }: { staged: string; table: TableName },
) {
  return sql<{ row: number }[]>`
    delete from import_stage s
    where s.job = ${job} and s.target = ${staged} and s.place is null
      and not exists (
        select from ${sql(tables[table].name)} t where t.city = ${city} and t.code = s.code
      )
    returning s.row`
}

/**
 * Writes new rows and those that differ; a row without a place keeps the one that is known. Ids go on from the largest.
 * Columns are those of `stagedColumns`, which come from the model.
 */
export async function upsertStaged(
  sql: postgres.ISql,
  city: number,
  range: StageRange,
  { table, columns }: { table: TableName; columns: readonly string[] },
): Promise<{ inserted: number; updated: number }> {
  const name = sql(tables[table].name)
  const values = list(
    sql,
    columns.map((column) => sql`r.${sql(column)}`),
  )
  const now = list(
    sql,
    columns.map((column) => sql`t.${sql(column)}`),
  )
  const assigned = list(
    sql,
    columns.map((column) => sql`${sql(column)} = r.${sql(column)}`),
  )
  const names = list(
    sql,
    columns.map((column) => sql`${sql(column)}`),
  )
  const staged = sql`
    import_stage s cross join lateral jsonb_populate_record(null::${name}, s.fields) r`
  const inRange = sql`
    s.job = ${range.job} and s.target = ${range.target} and s.row between ${range.first} and ${range.last}`
  const updated = await sql`
    update ${name} t
    set ${assigned}, geom = coalesce(s.place, t.geom)
    from ${staged}
    where ${inRange} and t.city = ${city} and t.code = r.code
      and (${now}, t.geom) is distinct from (${values}, coalesce(s.place, t.geom))`
  const inserted = await sql`
    insert into ${name} (city, id, ${names}, geom)
    select
      ${city},
      (select coalesce(max(id), 0) from ${name} where city = ${city}) + row_number() over (order by s.row, s.part),
      ${values}, s.place
    from ${staged}
    where ${inRange} and not exists (select from ${name} t where t.city = ${city} and t.code = r.code)`
  return { inserted: inserted.count, updated: updated.count }
}

/** Takes rows out of the stage, so that nothing later counts on them; returns how many. */
export async function dropStaged(sql: postgres.ISql, range: StageRange): Promise<number> {
  const dropped = await sql`
    delete from import_stage
    where job = ${range.job} and target = ${range.target} and row between ${range.first} and ${range.last}`
  return dropped.count
}

/** Fresh statistics after many rows: the embedded engine has nobody who does it unasked. */
export async function analyzeTable(sql: postgres.ISql, table: TableName): Promise<void> {
  await sql`analyze ${sql(table)}`
}

/** What a map of heating is about, and what it looks at where there is none of that. */
const heated = ['compound', 'building', 'station', 'heat_source', 'pipe'] as const
const ground = ['issue', 'road', 'division'] as const

/**
 * Sets the city's extent to the box around its homes and its network, with about 100 m around it; roads and divisions,
 * which often reach far beyond, count only where there is nothing else. A city without anything keeps what it has.
 */
export async function writeExtent(sql: postgres.ISql, city: number): Promise<void> {
  const boxOf = (tables: readonly string[]) => {
    const parts = tables.map((table) => sql`select st_extent(geom) as box from ${sql(table)} where city = ${city}`)
    return sql`(select st_extent(box::geometry) from (${parts.reduce((all, part) => sql`${all} union all ${part}`)}) b)`
  }
  await sql`
    with seen as (select st_expand(coalesce(${boxOf(heated)}, ${boxOf(ground)})::geometry, 0.001) as box)
    update city c set extent = st_setsrid(seen.box, 4326)
    from seen
    where c.id = ${city} and seen.box is not null and not st_equals(c.extent, st_setsrid(seen.box, 4326))`
}

function list(sql: postgres.ISql, items: postgres.PendingQuery<postgres.Row[]>[]) {
  return items.reduce((all, item) => sql`${all}, ${item}`)
}
