import { createHash } from 'node:crypto'
import type postgres from 'postgres'
import { DatabaseError } from './database-error'

/** Migration files by name (`0001_base.sql`), in the order of their names. */
export type Migrations = Record<string, string>

/** Any number that no other use of advisory locks takes. */
const lockKey = 4_826_150_117

const bundled: Migrations = import.meta.glob<string>('../../data/migrations/*.sql', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/**
 * Bring the database to the newest migration; returns the names that were applied. Several processes may call it at
 * the same time. Each migration is one transaction. Forward only: throws DatabaseError migrations.edited { name } when
 * an applied file has changed since, migrations.newer { name } when the database knows one that this program does not.
 */
export async function migrate(sql: postgres.Sql, migrations: Migrations = bundled): Promise<string[]> {
  const files = Object.entries(migrations)
    .map(([path, text]) => ({ name: path.slice(path.lastIndexOf('/') + 1), text: text.replaceAll('\r\n', '\n') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  await prepare(sql)
  const applied: string[] = []
  for (;;) {
    const name = await applyNext(sql, files)
    if (!name) return applied
    applied.push(name)
  }
}

interface MigrationFile {
  name: string
  text: string
}

async function prepare(sql: postgres.Sql): Promise<void> {
  await sql.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(${lockKey})`
    await sql`create extension if not exists postgis`
    await sql`create extension if not exists btree_gist`
    await sql`create extension if not exists pg_trgm`
    await sql`
      create table if not exists schema_migration (
        name text primary key,
        sha256 text not null,
        applied_at timestamptz not null default clock_timestamp()
      )`
  })
}

async function applyNext(sql: postgres.Sql, files: MigrationFile[]): Promise<string | null> {
  return sql.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(${lockKey})`
    const applied = await sql<{ name: string; sha256: string }[]>`select name, sha256 from schema_migration`
    for (const { name, sha256 } of applied) {
      const file = files.find((file) => file.name === name)
      if (!file) throw new DatabaseError('migrations.newer', { name })
      if (hash(file.text) !== sha256) throw new DatabaseError('migrations.edited', { name })
    }
    const next = files.find((file) => applied.every(({ name }) => name !== file.name))
    if (!next) return null
    await sql.unsafe(next.text).simple()
    await sql`insert into schema_migration (name, sha256) values (${next.name}, ${hash(next.text)})`
    return next.name
  })
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
