import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../server/db/connect'
import { createFeed, type Change, type Feed, type Subscriber } from '../../server/feed/feed'
import { onBothEngines } from '../support/database'

const city = 990_101
const writers = 8
const transactionsEach = 60

class Listener implements Subscriber {
  readonly seen: Change[] = []
  resets = 0
  changes = (changes: Change[]) => void this.seen.push(...changes.filter((change) => change.city === city))
  reset = () => void this.resets++
}

onBothEngines('change feed', (engine) => {
  let database: Database
  let clients: Database[]
  let feed: Feed

  beforeAll(async () => {
    database = await engine.open()
    clients = await Promise.all(Array.from({ length: writers }, engine.open))
    await database.sql`delete from change where city = ${city}`
    feed = createFeed(database, { onError: (error) => expect.fail(String(error)) })
    await feed.start()
  })

  afterAll(async () => {
    await feed.stop()
    await database.sql`delete from change where city = ${city}`
    await Promise.all([database, ...clients].map((client) => client.close()))
  })

  const record = (kind: string, id: number, at = new Date()) =>
    database.sql`insert into change (city, kind, id, at) values (${city}, ${kind}, ${id}, ${at})`

  it('misses nothing and repeats nothing under 8 writers', async () => {
    const listener = new Listener()
    const leave = feed.subscribe(listener)
    await Promise.all(clients.map((client, writer) => write(client, writer)))
    const written = await database.sql<{ id: number }[]>`select id from change where city = ${city} order by xid, seq`
    expect(written).toHaveLength(writers * transactionsEach * 2)
    await expect.poll(() => listener.seen.length).toBe(written.length)
    leave()
    expect(listener.seen.map(({ id }) => id)).toEqual(written.map(({ id }) => id))

    const middle = Math.floor(listener.seen.length / 2)
    const returning = new Listener()
    const leaveAgain = feed.subscribe(returning, listener.seen[middle]?.position)
    await record('building', -1)
    await expect.poll(() => returning.seen.at(-1)?.id).toBe(-1)
    leaveAgain()
    expect(returning.resets).toBe(0)
    expect(returning.seen.slice(0, -1)).toEqual(listener.seen.slice(middle + 1))
  })

  it('names the newest change of some kinds, and no other', async () => {
    const before = { pipe: feed.latest(city, ['pipe']), grid: feed.latest(city, ['grid', 'cell']) }
    await record('grid', 1)
    await expect.poll(() => feed.latest(city, ['grid', 'cell'])).not.toBe(before.grid)
    expect(feed.latest(city, ['pipe'])).toBe(before.pipe)
    expect(feed.latest(city + 1, ['grid'])).toBe('0.0')
    expect(feed.latest(city, ['grid', 'pipe'])).toBe(feed.latest(city, ['grid']))
  })

  it('asks a reader to start again when the position is too old, unknown or no position', async () => {
    await record('valve', 1, new Date(Date.now() - 30 * 3_600_000))
    await expect.poll(() => feed.latest(city, ['valve'])).not.toBe('0.0')
    for (const position of [feed.latest(city, ['valve']), '1.1', '999999999.1', 'nonsense']) {
      await record('road', 1)
      await expect.poll(() => feed.position() !== position).toBe(true)
      const listener = new Listener()
      const leave = feed.subscribe(listener, position)
      await expect.poll(() => listener.resets).toBe(1)
      leave()
    }
  })

  it('drops what is older than a day, but not the newest of its kind, and what a restore left behind', async () => {
    const old = new Date(Date.now() - 25 * 3_600_000)
    await record('outage', 1, old)
    await record('outage', 2, old)
    await record('round', 1, old)
    await record('round', 2)
    await database.sql`insert into change (city, xid, kind, id) values (${city}, '900000000000', 'visit', 1)`
    const next = createFeed(database)
    await next.start()
    const kept = await database.sql`
      select kind, id from change where city = ${city} and kind in ('outage', 'round', 'visit') order by kind`
    expect(kept).toEqual([
      { kind: 'outage', id: 2 },
      { kind: 'round', id: 2 },
    ])
    expect(next.latest(city, ['outage'])).not.toBe('0.0')
    await next.stop()
  })
})

/** Transactions of two rows that stay open for different times, so that they commit in another order than they began. */
async function write({ sql }: Database, writer: number): Promise<void> {
  for (let n = 0; n < transactionsEach; n++) {
    const id = (writer * transactionsEach + n) * 2
    await sql.begin(async (sql) => {
      await sql`insert into change (city, kind, id) values (${city}, 'building', ${id})`
      await sleep((writer * 7 + n * 13) % 17)
      await sql`insert into change (city, kind, id) values (${city}, 'building', ${id + 1})`
      // As the triggers do: so the feed looks many times while others are still writing.
      await sql`notify change`
    })
  }
}
