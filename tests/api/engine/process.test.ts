import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hashPassword } from '../../../server/auth/password'
import { insertUser } from '../../../server/auth/queries'
import { openDatabase, type Database } from '../../../server/db/connect'
import { migrate } from '../../../server/db/migrate'
import { testPassword } from '../../support/test-api'
import { createTinyCity } from '../../support/tiny-city'

const program = resolve(import.meta.dirname, '../../../dist/server/main.js')
const folder = mkdtempSync(join(tmpdir(), 'hg-process-'))
const lock = join(folder, 'engine.lock')
const account = { username: 'process-planner', password: testPassword }
const started: ChildProcess[] = []

beforeAll(async () => {
  const db = await openDatabase({ dataFolder: folder })
  await migrate(db.sql)
  // Where there is a city, no demonstration is loaded.
  const { id } = await createTinyCity(db.sql, 'process')
  const password_hash = await hashPassword(testPassword)
  await insertUser(db.sql, { username: account.username, role: 'planner', city: id, password_hash })
  await db.close()
})
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

it('says in one sentence that its folder is in use and by which process, and ends with 1', async () => {
  const first = await startServer()
  const second = launch()
  expect(await second.ended).toBe(1)
  expect(second.said()).toBe(
    `Heatgrid cannot start: The data folder ${folder} is in use by process ${first.child.pid}.\n`,
  )
  await stop(first)
}, 300_000)

it('answers what it was asked before it was asked to stop, then ends with 0 and frees its folder', async () => {
  const server = await startServer()
  const cookie = await logIn(server.url)
  const other = await openDatabase({ dataFolder: folder, whenInUse: 'join' })
  const turn = await takeEngine(other)
  const slow = fetch(`${server.url}/api/cities/process/search?q=1`, { headers: { cookie } })
  // Said at once by a server whose database is busy, after it has read the question that came before.
  const health = await fetch(`${server.url}/api/health`)
  expect(await health.json()).toMatchObject({ engine: 'busy' })
  server.child.kill('SIGTERM')
  await expect
    .poll(() =>
      fetch(`${server.url}/api/health`).then(
        () => 'listens',
        () => 'refuses',
      ),
    )
    .toBe('refuses')
  await turn.giveBack()
  const answer = await slow
  expect(answer.status).toBe(200)
  expect(await answer.json()).toBeTruthy()
  await other.close()
  expect(await server.ended).toBe(0)
  expect(existsSync(lock)).toBe(false)
}, 300_000)

it('keeps what it acknowledged when it is killed together with its engine', async () => {
  const killed = await startServer()
  const cookie = await logIn(killed.url)
  const { engine } = JSON.parse(readFileSync(lock, 'utf8')) as { engine: { pid: number } }
  for (const pid of [engine.pid, killed.child.pid ?? 0]) process.kill(pid, 'SIGKILL')
  await killed.ended
  const next = await startServer()
  expect((await fetch(`${next.url}/api/session`, { headers: { cookie } })).status).toBe(200)
  expect((await fetch(`${next.url}/api/cities/process`, { headers: { cookie } })).status).toBe(200)
  await stop(next)
}, 300_000)

/** Keeps the engine for itself, so that whatever a server asks it waits. */
async function takeEngine(db: Database): Promise<{ giveBack: () => Promise<void> }> {
  let end = () => {}
  const asked = new Promise<void>((resolve) => (end = resolve))
  let work: Promise<unknown> = Promise.resolve()
  await new Promise<void>((resolve, reject) => {
    work = db.sql.begin(async (sql) => {
      await sql`select 1`
      resolve()
      await asked
    })
    work.catch(reject)
  })
  const giveBack = async () => {
    end()
    await work
  }
  return { giveBack }
}

interface Launched {
  child: ChildProcess
  /** Exit code, or -1 where a signal ended it. */
  ended: Promise<number>
  said: () => string
}

function launch(): Launched {
  const env = { ...process.env, PORT: '0', HEATGRID_DATA: folder, DATABASE_URL: '', LOG_LEVEL: 'fatal' }
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += String(chunk)))
  // 'close': what it said has all arrived.
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)))
  return { child, ended, said: () => text }
}

async function startServer(): Promise<Launched & { url: string }> {
  const launched = launch()
  const address = () => /Heatgrid: (http:\S+)/.exec(launched.said())?.[1]
  await expect.poll(() => address() ?? launched.child.exitCode, { timeout: 120_000 }).not.toBeNull()
  const url = address() ?? expect.fail(launched.said())
  // Its health is known from now on, however busy the database is.
  await expect.poll(async () => (await fetch(`${url}/api/health`)).status, { timeout: 60_000 }).toBe(200)
  return { ...launched, url }
}

async function stop(server: Launched): Promise<void> {
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
}

async function logIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  })
  expect(answer.status).toBe(200)
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}
