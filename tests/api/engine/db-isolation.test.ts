import { afterAll, beforeAll, expect, it } from 'vitest'
import type postgres from 'postgres'
import type { Database } from '../../../server/db/connect'
import { onBothEngines } from '../../support/database'

const connections = 8
const queriesEach = 400

onBothEngines('isolation of connections', (engine) => {
  let database: Database
  let clients: Database[] = []

  beforeAll(async () => {
    database = await engine.open()
    clients = await Promise.all(Array.from({ length: connections }, engine.open))
    await database.sql`drop table if exists isolation_test`
    await database.sql`create table isolation_test (client integer, n integer, primary key (client, n))`
  })

  afterAll(async () => {
    await database.sql`drop table isolation_test`
    await Promise.all([database, ...clients].map((client) => client.close()))
  })

  it('gives every connection its own answers, whatever the others do', async () => {
    const wrong = await Promise.all(clients.map(({ sql }, client) => runClient(sql, client)))
    expect(wrong.flat()).toEqual([])
    const [row] = await database.sql`select count(*) as kept from isolation_test where n < 0`
    expect(row?.kept).toBe(0)
  })

  it('rolls back and frees the engine when a connection goes away in a transaction', async () => {
    const leaver = await engine.open()
    const reserved = await leaver.sql.reserve()
    await reserved`begin`
    await reserved`insert into isolation_test values (99, 1)`
    await leaver.sql.end({ timeout: 0 })
    const [row] = await database.sql`select count(*) as kept from isolation_test where client = 99`
    expect(row?.kept).toBe(0)
    await leaver.close()
  })

  it('keeps the prepared statements of connections apart', async () => {
    const answers = await Promise.all(
      clients.map(({ sql }, n) => sql`select ${n}::integer as n, ${'x'.repeat(n)} as text`),
    )
    expect(answers.map(([row]) => row)).toEqual(clients.map((_, n) => ({ n, text: 'x'.repeat(n) })))
  })

  it('hands over values as documented', async () => {
    const [row] = await database.sql`
      select 5000000000::bigint as count, 9223372036854775807 as huge, 1.5::numeric as rate, date '2024-01-18' as day,
        timestamptz '2024-01-18 10:00:00.25+08' as at, ${'2024-01-18'}::date as same_day,
        ${new Date('2024-01-18T02:00:00Z')}::timestamptz as instant, ${[1, 2]}::integer[] as ids`
    expect(row).toEqual({
      count: 5_000_000_000,
      huge: '9223372036854775807',
      rate: 1.5,
      day: '2024-01-18',
      at: '2024-01-18T02:00:00.25Z',
      same_day: '2024-01-18',
      instant: '2024-01-18T02:00:00Z',
      ids: [1, 2],
    })
  })
})

/** Sends the client's queries, up to 4 at a time, and returns a description of every answer that is not its own. */
async function runClient(sql: postgres.Sql, client: number): Promise<string[]> {
  const wrong: string[] = []
  let n = 0
  const lane = async () => {
    while (n < queriesEach) {
      const mine = n++
      const answer = await ask(sql, client, mine).catch((error: Error) => `unexpected: ${error.message}`)
      if (answer !== expected(client, mine)) wrong.push(`client ${client} query ${mine}: ${answer.slice(0, 200)}`)
    }
  }
  await Promise.all([lane(), lane(), lane(), lane()])
  return wrong
}

/** A quarter of the queries are of the kinds that have broken other servers; the rest are plain. */
const kinds = ['fails', 'violates', 'transaction', 'aborted transaction', 'cursor', 'large', 'unknown column'] as const
type Kind = (typeof kinds)[number] | 'plain'

function kindOf(client: number, n: number): Kind {
  return n % 4 === 0 ? (kinds[(n / 4 + client) % kinds.length] ?? 'plain') : 'plain'
}

function expected(client: number, n: number): string {
  const own = `${client}:${n}`
  const answers: Record<Kind, string> = {
    plain: own,
    fails: '22012',
    violates: '23505',
    transaction: `${own} 1`,
    'aborted transaction': '22012 after 23505',
    cursor: Array.from({ length: 25 }, (_, i) => `${own}.${i + 1}`).join(),
    large: `${own} 200000 200000`,
    'unknown column': '42703',
  }
  return answers[kindOf(client, n)]
}

async function ask(sql: postgres.Sql, client: number, n: number): Promise<string> {
  return senders[kindOf(client, n)](sql, client, n)
}

const senders: Record<Kind, (sql: postgres.Sql, client: number, n: number) => Promise<string>> = {
  plain: async (sql, client, n) => {
    const rows = await sql`select ${client}::integer || ':' || ${n}::integer as own`
    return rows.map(({ own }) => own).join()
  },
  fails: (sql, client, n) => sqlState(sql`select ${client}::integer / (${n}::integer - ${n}::integer)`),
  violates: (sql, client, n) => {
    return sqlState(sql`insert into isolation_test select ${client}, -${n}::integer - 1 from generate_series(1, 2)`)
  },
  transaction: (sql, client, n) => {
    return sql.begin(async (sql) => {
      await sql`insert into isolation_test values (${client}, ${n})`
      const [row] = await sql`
        select client || ':' || n || ' ' || count(*) over () as own
        from isolation_test
        where client = ${client} and n = ${n}`
      return String(row?.own)
    })
  },
  'aborted transaction': async (sql, client, n) => {
    const states: string[] = []
    await sql
      .begin(async (sql) => {
        await sql`insert into isolation_test values (${client}, ${-n - 1})`
        states.push(
          await sqlState(sql.savepoint((sql) => sql`insert into isolation_test values (${client}, ${-n - 1})`)),
        )
        await sql`select 1 / (${n}::integer - ${n}::integer)`
      })
      .catch((error: postgres.PostgresError) => states.unshift(error.code))
    return states.join(' after ')
  },
  cursor: async (sql, client, n) => {
    const own: string[] = []
    const rows = sql`select ${client}::integer || ':' || ${n}::integer || '.' || i as own from generate_series(1, 25) i`
    for await (const block of rows.cursor(10)) own.push(...block.map((row) => String(row.own)))
    return own.join()
  },
  large: async (sql, client, n) => {
    const [row] = await sql`
      select ${client}::integer || ':' || ${n}::integer as own, length(${'暖'.repeat(200_000)}) as sent,
        repeat('x', 200000) as received`
    return `${row?.own} ${row?.sent} ${String(row?.received).length}`
  },
  'unknown column': (sql, client) => sqlState(sql`select no_such_column + ${client}::integer`),
}

async function sqlState(query: Promise<unknown>): Promise<string> {
  return query.then(
    () => 'no error',
    (error: postgres.PostgresError) => error.code,
  )
}
