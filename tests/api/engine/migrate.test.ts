import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../../server/db/connect'
import { migrate, type Migrations } from '../../../server/db/migrate'
import { onBothEngines } from '../../support/database'

onBothEngines('migrations', (engine) => {
  let database: Database
  let recorded: Migrations

  beforeAll(async () => {
    database = await engine.open()
    recorded = import.meta.glob<string>('../../../data/migrations/*.sql', {
      query: '?raw',
      import: 'default',
      eager: true,
    })
  })
  afterAll(() => database.close())

  it('have nothing left to do the second time', async () => {
    expect(await migrate(database.sql)).toEqual([])
  })

  it('refuse a file that was edited after it was applied', async () => {
    const [first = ''] = Object.keys(recorded).sort()
    const edited = { ...recorded, [first]: `${recorded[first]} -- edited` }
    await expect(migrate(database.sql, edited)).rejects.toMatchObject({
      code: 'migrations.edited',
      details: { name: first.slice(first.lastIndexOf('/') + 1) },
    })
  })

  it('do not mind how a checkout ends its lines', async () => {
    const windows = Object.entries(recorded).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')])
    expect(await migrate(database.sql, Object.fromEntries(windows))).toEqual([])
  })

  it('apply nothing of a file that fails, and refuse a database that is ahead of the program', async () => {
    const broken = { ...recorded, '9998_test.sql': 'create table migration_test (n integer); select 1/0' }
    await expect(migrate(database.sql, broken)).rejects.toMatchObject({ code: '22012' })
    const next = { ...recorded, '9999_test.sql': 'create table migration_test (n integer)' }
    const twice = await Promise.all([migrate(database.sql, next), migrate(database.sql, next)])
    expect(twice.flat()).toEqual(['9999_test.sql'])
    await expect(migrate(database.sql)).rejects.toMatchObject({ code: 'migrations.newer' })
    await database.sql`drop table migration_test`
    await database.sql`delete from schema_migration where name = '9999_test.sql'`
  })
})
