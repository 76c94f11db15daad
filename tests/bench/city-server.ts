import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { demoPassword } from '../../server/demo/users'

/** A server process of the product, with the cookie of somebody who reads the whole city. */
export interface CityServer {
  url: string
  cookie: string
  /** Resolves once the server has done what it does ahead of the first questions, and its threads rest. */
  rested: () => Promise<void>
  stop: () => Promise<void>
}

/** Starts dist/server/main.js on PostGIS and logs in. */
export async function startCityServer(root: string, databaseUrl: string): Promise<CityServer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [join(root, 'dist/server/main.js')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PORT: String(port), DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn', NODE_ENV: 'production' },
  })
  await waitForHealth(url, child)
  const login = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ username: 'district', password: demoPassword }),
  })
  if (!login.ok) throw new Error(`log in failed: ${login.status}`)
  const cookie = login.headers
    .getSetCookie()
    .map((header) => header.split(';')[0])
    .join('; ')
  return { url, cookie, rested: () => rested(child), stop: () => stop(child) }
}

/** Runs the product's command line and returns how long it took, in seconds. */
export async function runCommand(root: string, databaseUrl: string, args: string[]): Promise<number> {
  const start = performance.now()
  const child = spawn(process.execPath, [join(root, 'dist/server/cli.js'), ...args], {
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: databaseUrl },
  })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`heatgrid ${args.join(' ')} ended with ${String(code)}`)
  return (performance.now() - start) / 1000
}

async function waitForHealth(url: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
    if (child.exitCode !== null) throw new Error('the server ended at once; see its lines above')
    const ok = await fetch(`${url}/api/health`).then(
      (response) => response.ok,
      () => false,
    )
    if (ok) return
  }
  throw new Error('the server did not answer within 60 s')
}

/** Half a second with less than a tenth of it spent on a processor, by any of its threads. */
async function rested({ pid }: ChildProcess): Promise<void> {
  for (let before = processorTime_s(pid); ;) {
    await sleep(500)
    const now = processorTime_s(pid)
    if (now - before < 0.05) return
    before = now
  }
}

/** Of a process of Linux, as proc(5) counts it: in hundredths of a second. */
function processorTime_s(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
