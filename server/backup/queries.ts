import type postgres from 'postgres'
import type { BackupHeader } from './file-format'

/** A table as the catalogue has it, without the columns that are computed from others. */
export interface StoredTable {
  name: string
  columns: StoredColumn[]
  /** Columns of the primary key. */
  key: string[]
  /** Tables that its foreign keys refer to. */
  parents: string[]
}

interface StoredColumn {
  name: string
  /** Arrays and JSON: written as JSON, everything else as text. */
  is_json: boolean
  is_identity: boolean
}

/** Tables of the schema that is in use, without those of extensions. */
export function readTables(sql: postgres.ISql): Promise<StoredTable[]> {
  return sql<StoredTable[]>`
    select c.relname as name,
      (
        select jsonb_agg(
          jsonb_build_object(
            'name', a.attname,
            'is_json', t.typcategory = 'A' or t.typname in ('json', 'jsonb'),
            'is_identity', a.attidentity <> '')
          order by a.attnum)
        from pg_attribute a
        join pg_type t on t.oid = a.atttypid
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      ) as columns,
      array(
        select a.attname::text
        from pg_constraint k
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
        where k.conrelid = c.oid and k.contype = 'p'
        order by array_position(k.conkey, a.attnum)
      ) as key,
      array(
        select distinct p.relname::text
        from pg_constraint k
        join pg_class p on p.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f'
      ) as parents
    from pg_class c
    where c.relkind = 'r'
      and c.relnamespace = current_schema()::regnamespace
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`
}

export async function readMigrations(sql: postgres.ISql): Promise<BackupHeader['migrations']> {
  const rows = await sql<BackupHeader['migrations']>`select name, sha256 from schema_migration order by name`
  return [...rows]
}

export async function readCities(sql: postgres.ISql): Promise<BackupHeader['cities']> {
  return [...(await sql<BackupHeader['cities']>`select code, name from city order by id`)]
}

export async function countRows(sql: postgres.ISql, table: string): Promise<number> {
  const [row] = await sql<[{ rows: number }]>`select count(*) as rows from ${sql(table)}`
  return row.rows
}

export async function holdsRows(sql: postgres.ISql, table: string): Promise<boolean> {
  const rows = await sql`select from ${sql(table)} limit 1`
  return rows.length > 0
}

/** The rows of a table in the order of its key, each as a JSON object of its columns, in blocks. */
export function readLines(
  sql: postgres.ISql,
  table: StoredTable,
  blockRows: number,
): AsyncIterable<{ line: string }[]> {
  const values = table.columns.map(({ name, is_json }) =>
    is_json ? sql`to_jsonb(t.${sql(name)}) as ${sql(name)}` : sql`t.${sql(name)}::text as ${sql(name)}`,
  )
  const key = table.key.map((column) => sql`t.${sql(column)}`)
  return sql<{ line: string }[]>`
    select row_to_json(r)::text as line
    from (
      select ${list(sql, values)}
      from ${sql(table.name)} t
      ${key.length > 0 ? sql`order by ${list(sql, key)}` : sql``}
    ) r`.cursor(blockRows)
}

/** Writes rows as `readLines` gave them; returns how many. */
export async function insertLines(sql: postgres.ISql, table: StoredTable, lines: readonly string[]): Promise<number> {
  const columns = table.columns.map(({ name }) => sql`${sql(name)}`)
  const values = table.columns.map(({ name }) => sql`r.${sql(name)}`)
  const inserted = await sql`
    insert into ${sql(table.name)} (${list(sql, columns)})
    overriding system value
    select ${list(sql, values)}
    from jsonb_populate_recordset(null::${sql(table.name)}, (${`[${lines.join(',')}]`}::text)::jsonb) as r`
  return inserted.count
}

/** Numbers that a table gives out itself go on behind those that it holds. */
export async function continueNumbers(sql: postgres.ISql, table: StoredTable): Promise<void> {
  for (const { name } of table.columns.filter(({ is_identity }) => is_identity))
    await sql`
      select setval(pg_get_serial_sequence(${table.name}, ${name}), (select max(t.${sql(name)}) from ${sql(table.name)} t))`
}

function list(sql: postgres.ISql, items: postgres.PendingQuery<postgres.Row[]>[]) {
  return items.reduce((all, item) => sql`${all}, ${item}`)
}
