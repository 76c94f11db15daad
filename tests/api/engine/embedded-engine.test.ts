import { mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { createConnection, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../../../server/db/connect'
import { createEngineServer } from '../../../server/db/engine-server'
import { vacuumWhenDue } from '../../../server/db/vacuum'

describe('the embedded engine as a process', () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'hg-engine-'))
  let database: Database
  let restarts = 0

  beforeAll(async () => {
    database = await openDatabase({ dataFolder, unitLimitMs: 4000, onRestart: () => void restarts++ })
    await database.sql`create table kept (n integer)`
  })

  afterAll(async () => {
    await database.close()
    rmSync(dataFolder, { recursive: true })
  })

  it('refuses a second opening of its folder and names the process', async () => {
    const second = openDatabase({ dataFolder })
    await expect(second).rejects.toMatchObject({ code: 'engine.in_use', details: { pid: process.pid } })
  })

  it('lets a second program join', async () => {
    const guest = await openDatabase({ dataFolder, whenInUse: 'join' })
    await guest.sql`insert into kept values (1)`
    await guest.close()
    expect(await database.sql`select n from kept`).toEqual([{ n: 1 }])
  })

  it('restarts when killed: what was committed is kept, what was not is gone', async () => {
    const before = restarts
    const broken = database.sql.begin(async (sql) => {
      await sql`insert into kept values (2)`
      process.kill(database.enginePid() ?? 0, 'SIGKILL')
      await sql`select pg_sleep(5)`
    })
    await expect(broken).rejects.toMatchObject({
      code: expect.stringMatching(/^(CONNECTION_CLOSED|EPIPE|ECONNRESET)$/),
    })
    expect(await database.sql`select n from kept`).toEqual([{ n: 1 }])
    await expect.poll(() => restarts).toBe(before + 1)
  })

  it('is killed and restarted when one unit takes too long', async () => {
    const before = restarts
    const hanging = database.sql`select count(*) from generate_series(1, 100000000000)`
    await expect(hanging).rejects.toThrow()
    expect(await database.sql`select n from kept`).toEqual([{ n: 1 }])
    await expect.poll(() => restarts).toBe(before + 1)
  })

  it('refuses COPY FROM STDIN instead of dying of it', async () => {
    const before = restarts
    await expect(database.sql`copy kept from stdin`.writable()).rejects.toMatchObject({ code: '0A000' })
    expect(await database.sql`select 1 as n`).toEqual([{ n: 1 }])
    expect(restarts).toBe(before)
  })

  it('is vacuumed once a day', async () => {
    const vacuumed = async () =>
      (await database.sql`select relname from pg_stat_user_tables where last_vacuum is not null`).length
    expect(await vacuumWhenDue(database.sql, dataFolder)).toEqual([])
    const mark = join(dataFolder, 'vacuumed')
    const dayAgo = new Date(Date.now() - 25 * 3_600_000)
    utimesSync(mark, dayAgo, dayAgo)
    expect(await vacuumed()).toBe(0)
    expect(await vacuumWhenDue(database.sql, dataFolder)).toContain('kept')
    expect(await vacuumed()).toBeGreaterThan(0)
    expect(await vacuumWhenDue(database.sql, dataFolder)).toEqual([])
  })

  it('leaves a vacuum for later when it is asked to stop', async () => {
    const dayAgo = new Date(Date.now() - 25 * 3_600_000)
    utimesSync(join(dataFolder, 'vacuumed'), dayAgo, dayAgo)
    expect(await vacuumWhenDue(database.sql, dataFolder, AbortSignal.abort())).toEqual([])
    expect(await vacuumWhenDue(database.sql, dataFolder)).toContain('kept')
  })

  it('gives the folder back when it is closed', async () => {
    await database.close()
    expect(() => readFileSync(join(dataFolder, 'engine.lock'))).toThrow(/ENOENT/)
    database = await openDatabase({ dataFolder })
    expect(await database.sql`select n from kept`).toEqual([{ n: 1 }])
  })
})

describe('the protocol server', () => {
  let engine: PGlite
  let server: ReturnType<typeof createEngineServer>
  let port: number

  beforeAll(async () => {
    engine = await PGlite.create()
    server = createEngineServer({
      execute: async (unit) => {
        const chunks: Buffer[] = []
        await engine.execProtocolRawStream(unit, { onRawData: (bytes) => void chunks.push(Buffer.from(bytes)) })
        return chunks
      },
      parameters: { server_version: '18' },
      idleOwnerLimitMs: 400,
      onFailure: (error) => expect.fail(String(error)),
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })

  afterAll(async () => {
    server.close()
    await engine.close()
  })

  const client = (options: postgres.Options<Record<string, postgres.PostgresType>> = {}) =>
    postgres({ host: '127.0.0.1', port, user: 'u', database: 'd', max: 1, ...options })

  it('cuts off a transaction that keeps others waiting and sends nothing', async () => {
    const [sleeper, other] = [client(), client()]
    const asleep = sleeper.begin(async (sql) => {
      await sql`create table never (n integer)`
      await sleep(3000)
      await sql`select 1`
    })
    asleep.catch(() => {})
    await expect.poll(() => engine.isInTransaction()).toBe(true)
    expect(await other`select to_regclass('never') as never`).toEqual([{ never: null }])
    await expect(asleep).rejects.toThrow()
    await Promise.all([sleeper.end({ timeout: 0 }), other.end()])
  })

  it('closes the prepared statements of a connection that left', async () => {
    const sql = client()
    await sql`select ${1}::integer as n`
    const open = () => engine.query(`select name from pg_prepared_statements where name like 'c%.%'`)
    expect((await open()).rows.length).toBeGreaterThan(0)
    await sql.end()
    await expect.poll(async () => (await open()).rows).toEqual([])
  })

  it('answers a request for encryption with no, and what is not PostgreSQL by closing', async () => {
    const sql = client({ ssl: 'prefer' })
    expect(await sql`select 1 as n`).toEqual([{ n: 1 }])
    await sql.end()
    const socket = createConnection(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: heatgrid\r\n\r\n')
    await new Promise((resolve) => socket.once('close', resolve))
  })
})
