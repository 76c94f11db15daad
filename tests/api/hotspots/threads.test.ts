import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BranchesAnswer, WatchAnswer } from '../../../data/hotspots/answers'
import { lenses } from '../../../data/hotspots/answers'
import { buildNullTable } from '../../../data/statistics/null-table'
import { nullMaxima, type ScanFrame } from '../../../data/statistics/tree-scan'
import { findCity } from '../../../server/cities/queries'
import { createColumns } from '../../../server/hotspots/columns'
import { NullDraws } from '../../../server/hotspots/null-draws'
import { NullTables } from '../../../server/hotspots/null-tables'
import { onBothEngines } from '../../support/database'
import { hotspotsCity } from '../../support/hotspots-city'
import { manyCases } from '../../support/many-cases'

/** Threads that this process starts, newest last, and when. */
const started: { worker: Worker; at: number }[] = []
const remember = (worker: Worker) => void started.push({ worker, at: Date.now() })
const newest = () => {
  const last = started.at(-1)
  if (!last) throw new Error('no thread was started')
  return last.worker
}
const startedAfter = async (count: number) => {
  await expect.poll(() => started.length).toBeGreaterThan(count)
  return newest()
}
beforeAll(() => void process.on('worker', remember))
afterAll(() => void process.off('worker', remember))

onBothEngines('the thread of the columns', (engine) => {
  const code = `hot-thread-${engine.name}`
  const city = hotspotsCity(engine, {
    code,
    accounts: { district: { role: 'district' } },
    edit: (rows) => manyCases(rows, 400),
  })
  const { here } = city

  const ask = (path: string) => city.ask('district', path)
  const settled = async (path: string) => {
    let body: unknown
    await expect
      .poll(async () => {
        const answer = await ask(path)
        expect([200, 503], path).toContain(answer.status)
        body = await answer.json()
        // A first p is followed by the exact one.
        const isExact = !/^(branches|watch)/.test(path) || (body as BranchesAnswer | WatchAnswer).step === 'exact'
        return answer.status === 200 && isExact
      })
      .toBe(true)
    return body
  }
  const period = 'from=2024-01-05&to=2024-01-18'
  const paths = [...lenses, 'summary', 'watch'].map((lens) => `${lens}?${period}`)
  const everything = () => Promise.all(paths.map(settled))
  /** Writes a case as it stands, so that no kept answer holds any more. */
  const forgetAnswers = () =>
    city.change(() => here().db.sql`update issue set reopened = reopened where city = ${here().city.id} and id = 1`)
  /** Questions that nobody asked before, each with its answer's state. */
  const asked = new Set<string>()
  const askAnew = (count: number) =>
    Array.from({ length: count }, async () => {
      const from = new Date(Date.UTC(2023, 0, 1 + asked.size)).toISOString().slice(0, 10)
      asked.add(from)
      const answer = await ask(`cells?from=${from}&to=2024-01-18`)
      if (answer.status === 200) return 'answered'
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      return ((await answer.json()) as { error: { code: string } }).error.code
    })

  it.each([
    ['is killed', (worker: Worker) => void worker.terminate()],
    // No such message is sent; reading it throws.
    ['throws', (worker: Worker) => worker.postMessage({ kind: 'changes' })],
  ])('is replaced when it %s, and then answers as before', async (_, end) => {
    const before = await everything()
    const worker = newest()
    const count = started.length
    const inFlight = askAnew(20)
    end(worker)
    const answers = await Promise.all([...inFlight, ...askAnew(5)])
    expect(answers).toContain('hotspots.filling')
    while (started.length === count) {
      const state = await askAnew(1)[0]
      expect(['answered', 'hotspots.filling']).toContain(state)
      await sleep(50)
    }
    expect(newest()).not.toBe(worker)
    await expect.poll(async () => askAnew(1)[0]).toBe('answered')
    await forgetAnswers()
    expect(await everything()).toEqual(before)
  })

  it('owes exact p-values that another one began', async () => {
    const worker = newest()
    const count = started.length
    const path = 'branches?from=2024-01-06&to=2024-01-16'
    const first = (await (await ask(path)).json()) as BranchesAnswer
    expect(first.clusters.length).toBeGreaterThan(0)
    await worker.terminate()
    await startedAfter(count)
    expect(await settled(path)).toMatchObject({ step: 'exact' })
  })

  it('waits longer each time that it ends before it has read a city', async () => {
    const count = started.length
    void newest().terminate()
    void (await startedAfter(count)).terminate()
    void (await startedAfter(count + 1)).terminate()
    await startedAfter(count + 2)
    const [first = 0, second = 0, third = 0] = started.slice(count).map(({ at }) => at)
    expect(second - first).toBeGreaterThan(1900)
    expect(third - second).toBeGreaterThan(3900)
    expect(await everything()).toHaveLength(paths.length)
  })

  it('stops while it reads, and is not started again', async () => {
    const { db, test } = here()
    const { feed, log } = test.deps
    const columns = createColumns({ db, feed, log })
    const row = await findCity(db.sql, code)
    if (!row) throw new Error('no city')
    const count = started.length
    const elsewhere = await engine.open()
    try {
      await elsewhere.sql.begin(async (sql) => {
        await sql`lock table issue in access exclusive mode`
        columns.warmUp(row, '2024-01-18')
        await startedAfter(count)
        // So long its first query waits for the lock.
        await sleep(1000)
        const asked = Date.now()
        await columns.stop()
        expect(Date.now() - asked).toBeLessThan(4000)
      })
    } finally {
      await elsewhere.close()
    }
    columns.warmUp(row, '2024-01-18')
    const selection = { from: 8766, to: 8783, symptoms: 0, sources: 0, compound_kinds: 0, statuses: 0 }
    const question = {
      lens: 'cells' as const,
      selection: { ...selection, open: false, overdue: false, reopened: false },
      ...{ before: null, bandwidth_m: null, now: 0, today: '2024-01-18', view: null, reader: 'all' as const },
    }
    await expect(columns.ask(row, question)).rejects.toMatchObject({ code: 'hotspots.filling', status: 503 })
    expect(started).toHaveLength(count + 1)
  })
})

describe('the thread of the draws', () => {
  const frame: ScanFrame = {
    tree: { units: 40, start: Int32Array.of(0, 0, 20), end: Int32Array.of(40, 20, 40) },
    exposure: [new Float64Array(40).fill(1)],
    totals: [200],
  }
  const long = { frame: { ...frame, totals: [2_000_000] }, replicates: 60, seed: 1 }
  const broken = { frame: { ...frame, tree: { ...frame.tree, units: -1 } }, replicates: 9, seed: 1 }

  it('is replaced when it is killed, and begins its draw again', async () => {
    const draws = new NullDraws()
    const count = started.length
    const waiting = [draws.draw(long, 'asked'), draws.draw({ frame, replicates: 99, seed: 3 }, 'asked')]
    await sleep(200)
    await (await startedAfter(count)).terminate()
    const [first, second] = await Promise.all(waiting)
    expect(first).toEqual(nullMaxima(long.frame, 60, 1))
    expect(second).toEqual(nullMaxima(frame, 99, 3))
    expect(started.length).toBe(count + 2)
    await draws.stop()
  })

  it('gives up a draw under which it always ends, and goes on with the next', async () => {
    const draws = new NullDraws()
    const [first, second] = await Promise.allSettled([
      draws.draw(broken, 'asked'),
      draws.draw({ frame, replicates: 99, seed: 3 }, 'asked'),
    ])
    expect(first).toMatchObject({ status: 'rejected', reason: { cause: expect.any(RangeError) as RangeError } })
    expect(second).toMatchObject({ value: nullMaxima(frame, 99, 3) })
    await draws.stop()
  })

  it('draws what is asked for before a table, which has no p until then', async () => {
    const draws = new NullDraws()
    const tables = new NullTables(draws, (problem) => expect.unreachable(String(problem)))
    const exposure = Float64Array.from({ length: 40 }, (_, unit) => 1 + (unit % 3))
    const order = { tree: frame.tree, exposure, ring_days: [3, 4, 7, 14], most: 500, replicates: 99, seed: 5 }
    expect(tables.tableOf(order)).toBeNull()
    const drawn: string[] = []
    await Promise.all([
      draws.draw({ frame, replicates: 99, seed: 4 }, 'ahead').then(() => drawn.push('ahead')),
      draws.draw({ frame, replicates: 99, seed: 3 }, 'asked').then(() => drawn.push('asked')),
    ])
    expect(drawn).toEqual(['asked', 'ahead'])
    // The same tree and exposure, read again.
    expect(tables.tableOf({ ...order, exposure: exposure.slice() })).toEqual(buildNullTable(order))
    expect(tables.tableOf({ ...order, exposure: exposure.map((value) => 2 * value) })).toBeNull()
    await draws.stop()
  })

  it('stops in the middle of a draw', async () => {
    const draws = new NullDraws()
    const count = started.length
    void draws.draw(long, 'asked')
    const worker = await startedAfter(count)
    let exits = 0
    worker.once('exit', () => exits++)
    await draws.stop()
    expect(exits).toBe(1)
    await sleep(1500)
    expect(started.length).toBe(count + 1)
  })
})
