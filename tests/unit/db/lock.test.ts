import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  identify,
  readLock,
  releaseLock,
  responsiblePid,
  takeLock,
  type LockHolder,
  type ProcessIdentity,
} from '../../../server/db/lock'

let folder: string
const me = alive(process.pid)
const parent = alive(process.ppid)
const holder = (engine: ProcessIdentity, by: ProcessIdentity): LockHolder => ({ engine, parent: by, socket: '/s' })

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'hg-lock-'))))
afterEach(() => rmSync(folder, { recursive: true }))

it('gives a free folder to the first and names it to the second', () => {
  expect(takeLock(folder, holder(me, parent))).toBeNull()
  expect(takeLock(folder, holder(parent, me))).toEqual(holder(me, parent))
  expect(readLock(folder)).toEqual(holder(me, parent))
  expect(readdirSync(folder)).toEqual(['engine.lock'])
})

it('is free again after release', () => {
  takeLock(folder, holder(me, parent))
  releaseLock(folder)
  expect(readLock(folder)).toBeNull()
  expect(takeLock(folder, holder(me, parent))).toBeNull()
})

it('is not released by somebody else', () => {
  takeLock(folder, holder(parent, me))
  releaseLock(folder)
  expect(readLock(folder)).not.toBeNull()
})

it('is taken over from processes that are dead', () => {
  takeLock(folder, holder(dead(), dead()))
  expect(readLock(folder)).toBeNull()
  expect(takeLock(folder, holder(me, parent))).toBeNull()
  expect(readLock(folder)).toEqual(holder(me, parent))
})

it('is taken over from a pid that another process has today', () => {
  const earlier = { pid: process.pid, started: 'before the restart of the machine' }
  takeLock(folder, holder(earlier, earlier))
  expect(takeLock(folder, holder(me, parent))).toBeNull()
})

it('stays with a server whose engine died, until that server restarts it', () => {
  takeLock(folder, holder(dead(), parent))
  expect(takeLock(folder, holder(me, dead()))).toMatchObject({ parent })
  expect(takeLock(folder, holder(me, parent))).toBeNull()
})

it('names the server where it lives, else the engine', () => {
  expect(responsiblePid(holder(me, parent))).toBe(parent.pid)
  expect(responsiblePid(holder(me, dead()))).toBe(me.pid)
})

function alive(pid: number): ProcessIdentity {
  const identity = identify(pid)
  if (!identity) throw new Error(`no process ${pid}`)
  return identity
}

function dead(): ProcessIdentity {
  return { pid: spawnSync(process.execPath, ['--version']).pid, started: '1' }
}

// Whoever started it never waits for it: the shell becomes another program.
it.runIf(process.platform === 'linux')('counts a process that ended but is still listed as dead', async () => {
  const program = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const [line] = (await once(program.stdout, 'data')) as [Buffer]
    const pid = Number(line)
    expect(identify(pid)).toMatchObject({ pid })
    await expect.poll(() => identify(pid), { timeout: 5000 }).toBeNull()
    expect(() => process.kill(pid, 0)).not.toThrow()
  } finally {
    program.kill()
  }
})
