import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'

/** A PostgreSQL server with PostGIS that tests may do anything to. */
export interface Cluster {
  databaseUrl: string
  stop: () => Promise<void>
}

/** Folder of the newest PostgreSQL server programs on this machine that come with PostGIS, or null. */
export function findPostgres(): string | null {
  const packaged = '/usr/lib/postgresql'
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...versions.map((name) => join(packaged, name, 'bin'))]
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null
}

/** Start a throw-away cluster on a free port of the loopback interface. It trades all durability for speed. */
export async function startCluster(programs: string): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'hg-pg-'))
  const isRoot = process.getuid?.() === 0
  // initdb and postgres refuse to run as root.
  const asPostgres = (program: string, args: string[]): [string, string[]] =>
    isRoot ? ['runuser', ['-u', 'postgres', '--', join(programs, program), ...args]] : [join(programs, program), args]
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  const password = randomBytes(16).toString('hex')
  writeFileSync(passwordFile, password)
  if (isRoot) for (const path of [folder, passwordFile]) chownSync(path, idOf('-u'), idOf('-g'))

  const access = ['-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile]
  const initdb = asPostgres('initdb', ['-D', data, ...access, '-E', 'UTF8', '--no-sync'])
  execFileSync(...initdb, { cwd: folder, stdio: 'pipe', env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    log_min_messages: 'fatal',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(...asPostgres('postgres', ['-D', data, ...options]), { cwd: folder, stdio: 'ignore' })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const stop = async () => {
    execFileSync(...asPostgres('pg_ctl', ['stop', '-D', data, '-m', 'immediate']), { cwd: folder, stdio: 'pipe' })
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const databaseUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  try {
    await waitFor(databaseUrl)
  } catch (error) {
    await stop()
    throw error
  }
  return { databaseUrl, stop }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
}

async function waitFor(databaseUrl: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
    try {
      await sql`select 1`
      return
    } catch (error) {
      if (attempt > 100) throw error
      await sleep(200)
    } finally {
      await sql.end()
    }
  }
}
