import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { hashPassword } from '../../../server/auth/password'
import { insertUser, type NewAccount } from '../../../server/auth/queries'
import { leftOut } from '../../../server/backup/file-format'
import { readTables } from '../../../server/backup/queries'
import { restoreBackup } from '../../../server/backup/restore-backup'
import { keptTables, writeBackup } from '../../../server/backup/write-backup'
import { removeCity } from '../../../server/cities/write-queries'
import { openDatabase, type Database } from '../../../server/db/connect'
import { createEmptyDatabase } from '../../support/empty-database'
import { createTestApi, testPassword } from '../../support/test-api'
import { createTinyCity } from '../../support/tiny-city'

const awkward = `line\nbreak, "quoted", back\\slash, 供暖, 𠮷, \u2028, {"end":true}`

const engines = inject('engines')
/** From each engine to the other; to itself where there is only one. */
const ways = engines.map((from) => ({ from, to: engines.find((other) => other !== from) ?? from }))

describe.each(ways)('a backup of $from.name restored on $to.name', ({ from, to }) => {
  const code = `backup-${from.name}`
  const folder = mkdtempSync(join(tmpdir(), 'hg-backup-'))
  const file = join(folder, 'city.backup')
  let source: Database
  let target: Awaited<ReturnType<typeof createEmptyDatabase>>

  beforeAll(async () => {
    source = await openDatabase(from.options)
    const { id } = await createTinyCity(source.sql, code)
    const password_hash = await hashPassword(testPassword)
    const account: NewAccount = { username: `${code}-user`, role: 'member', city: id, grid_ids: [1, 5], password_hash }
    await insertUser(source.sql, account)
    await source.sql`
      insert into session (token_hash, user_id, created_at, expires_at)
      select ${code}, id, '2024-01-18', '2100-01-01' from app_user where username = ${account.username}`
    await source.sql`
      insert into audit (city, action, detail) values (${id}, 'import', ${source.sql.json({ note: awkward, n: 1.5 })})`
    await source.sql`update issue set summary = ${awkward} where city = ${id} and id = 1`
    await source.sql`
      insert into supervision (city, id, kind, key, starts_on, ends_on, status, asked_at, asked_role)
      values (${id}, 1, 'case', '1', '2024-01-12', '2024-01-18', 'asked', '2024-01-18T02:00:00.123456Z', 'secretary')`
    await source.sql`insert into supervision_case values (${id}, 1, 1)`
    target = await createEmptyDatabase(to)
  })
  afterAll(async () => {
    await source.sql`delete from app_user where username = ${`${code}-user`}`
    await removeCity(source.sql, code)
    await source.close()
    await target.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  it('knows of each table whether it is kept', async () => {
    const known = [...(await keptTables(target.db.sql)).map(({ name }) => name), ...leftOut]
    expect((await readTables(target.db.sql)).map(({ name }) => name).sort()).toEqual(known.sort())
  })

  it('is one file for its owner alone, and shows one instant', async () => {
    let isWritten = false
    // Begins while the backup reads: on the embedded engine it waits, on PostGIS it commits, and is not seen.
    const progress = (done: number) => {
      if (isWritten) return
      isWritten = done > 0
      void source.sql`update season set name = 'written meanwhile' where city = (
        select id from city where code = ${code})`.execute()
    }
    await writeBackup(source.sql, file, progress)
    expect(isWritten).toBe(true)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['city.backup'])
    const text = gunzipSync(readFileSync(file)).toString()
    expect(text).not.toContain('written meanwhile')
    expect(text.endsWith('\n{"end":true}\n')).toBe(true)
    await expect(writeBackup(source.sql, file)).rejects.toMatchObject({ code: 'backup.file_exists' })
  })

  it('is refused where it is cut off, damaged, foreign or of another schema, and leaves nothing behind', async () => {
    const whole = readFileSync(file)
    const [header = '', ...rows] = gunzipSync(whole).toString().split('\n')
    const packed = (...lines: string[]) => gzipSync(lines.join('\n'))
    const edited = (change: object) => packed(JSON.stringify({ ...JSON.parse(header), ...change }), ...rows)
    const flipped = Buffer.from(whole)
    flipped[whole.length >> 1] = (flipped[whole.length >> 1] ?? 0) ^ 0xff
    const cases: [string, Buffer, string][] = [
      ['cut in the middle', whole.subarray(0, whole.length >> 1), 'backup.damaged'],
      ['cut before its checksum', whole.subarray(0, -8), 'backup.damaged'],
      ['of no length', whole.subarray(0, 0), 'backup.damaged'],
      ['with a byte changed', flipped, 'backup.damaged'],
      ['with a row less', packed(header, ...rows.slice(0, -3), ...rows.slice(-2)), 'backup.damaged'],
      ['with a row twice', packed(header, ...rows.slice(0, -3), ...rows.slice(-4)), 'backup.damaged'],
      ['with a row of something else', packed(header, 'x', ...rows.slice(1)), 'backup.damaged'],
      ['with another table', edited({ tables: [{ name: 'pg_authid', columns: [], rows: 0 }] }), 'backup.damaged'],
      ['text', Buffer.from('name,value\n1,2\n'), 'backup.foreign_file'],
      ['another gzip file', gzipSync('{"type":"FeatureCollection"}\n'), 'backup.foreign_file'],
      ['of a later format', edited({ version: 2 }), 'backup.other_format'],
      ['of an older schema', edited({ migrations: [{ name: '0001_city.sql', sha256: 'x' }] }), 'backup.other_schema'],
    ]
    for (const [what, bytes, refusal] of cases) {
      const bad = join(folder, 'bad.backup')
      writeFileSync(bad, bytes)
      await expect(restoreBackup(target.db.sql, bad), what).rejects.toMatchObject({ code: refusal })
      expect(await target.db.sql`select from city`, what).toHaveLength(0)
    }
    const missing = restoreBackup(target.db.sql, join(folder, 'missing.backup'))
    await expect(missing).rejects.toMatchObject({ code: 'backup.file_not_found' })
  })

  it('brings back every row of every table, but no session', async () => {
    await source.sql`update season set name = '2023–2024' where name = 'written meanwhile'`
    rmSync(file)
    await writeBackup(source.sql, file)
    await restoreBackup(target.db.sql, file)
    const expected = await checksums(source.sql)
    expect(Object.keys(expected).length).toBeGreaterThan(25)
    expect(await checksums(target.db.sql)).toEqual(expected)
    expect(await target.db.sql`select from session`).toHaveLength(0)
  })

  it('goes on from there: numbers, change feed, log-ins', async () => {
    const [highest] = await target.db.sql`select max(id) as id from city`
    const added = await createTinyCity(target.db.sql, `${code}-next`)
    expect(added.id).toBe(highest?.id + 1)
    const test = await createTestApi(target.db)
    const [city] = await target.db.sql`select id from city where code = ${code}`
    expect(test.deps.feed.latest(city?.id, ['issue'])).not.toBe('0.0')
    const before = test.deps.feed.position()
    await target.db.sql`update issue set summary = 'later' where city = ${city?.id} and id = 1`
    await expect.poll(() => test.deps.feed.position()).not.toBe(before)
    const login = await test.api.request('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: `${code}-user`, password: testPassword }),
    })
    expect(login.status).toBe(200)
    await test.stop()
  })

  it('is restored into an empty database only', async () => {
    await expect(restoreBackup(target.db.sql, file)).rejects.toMatchObject({ code: 'backup.not_empty' })
  })
})

/** Of each table, over what is stored in it: generated columns are the work of the database that holds them. */
async function checksums(sql: postgres.Sql): Promise<Record<string, string>> {
  const columns = await sql<{ table_name: string; names: string[] }[]>`
    select c.table_name::text, array_agg(c.column_name::text order by c.ordinal_position) as names
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
      and c.table_name not in (
        'schema_migration', 'change', 'session', 'login_failure', 'import_stage', 'spatial_ref_sys', 'isolation_test')
    group by 1
    order by 1`
  const sums: Record<string, string> = {}
  for (const { table_name, names } of columns) {
    const [row] = await sql<{ sum: string }[]>`
      select count(*) || ' ' || coalesce(md5(string_agg(r.line, '' order by r.line collate "C")), '') as sum
      from (select md5(x::text) as line from (select ${sql(names)} from ${sql(table_name)}) x) r`
    sums[table_name] = row?.sum ?? ''
  }
  return sums
}
