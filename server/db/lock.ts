import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One process, told apart from a later one with the same number by when it started. */
export interface ProcessIdentity {
  pid: number
  started: string
}

/** Who holds a data folder: the engine's process, the process that restarts it, and where the engine listens. */
export interface LockHolder {
  engine: ProcessIdentity
  parent: ProcessIdentity
  socket: string
}

const fileName = 'engine.lock'
const guardTimeoutMs = 10_000

/**
 * Take the data folder for `holder`, by exclusive creation of a file. Returns null when taken, else who holds it.
 * A lock is taken over only if its processes are dead; a restarted engine takes over from its own predecessor.
 */
export function takeLock(folder: string, holder: LockHolder): LockHolder | null {
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, fileName)
  // Linked into place with its content: nobody ever reads a half-written lock.
  const draft = `${lock}.${holder.engine.pid}`
  writeFileSync(draft, JSON.stringify(holder))
  try {
    if (create(draft, lock)) return null
    return guarded(`${lock}.takeover`, () => {
      const other = parse(lock)
      if (other && isLive(other, holder.parent)) return other
      rmSync(lock, { force: true })
      return create(draft, lock) ? null : parse(lock)
    })
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The live holder of the folder, or null. */
export function readLock(folder: string): LockHolder | null {
  const holder = parse(join(folder, fileName))
  return holder && isLive(holder, null) ? holder : null
}

/** Give the folder back, if this process holds it. */
export function releaseLock(folder: string): void {
  const lock = join(folder, fileName)
  if (parse(lock)?.engine.pid === process.pid) rmSync(lock, { force: true })
}

/**
 * The identity of a running process, or null if there is none with this pid. One that was killed and that nobody has waited
 * for yet is none: in a container without an init it stays for ever.
 */
export function identify(pid: number): ProcessIdentity | null {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it is alive and somebody else's.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return null
  }
  const [state = '', started] = statOf(pid)
  if (state === 'Z' || state === 'X') return null
  return { pid, started: started ?? startTimeFromPs(pid) }
}

/** The process that a person would have to stop: the one that keeps the engine alive, if it still lives. */
export function responsiblePid(holder: LockHolder): number {
  return isAlive(holder.parent) ? holder.parent.pid : holder.engine.pid
}

function isLive(holder: LockHolder, asParent: ProcessIdentity | null): boolean {
  if (isAlive(holder.engine)) return true
  const own = asParent && holder.parent.pid === asParent.pid && holder.parent.started === asParent.started
  return !own && isAlive(holder.parent)
}

function isAlive(process: ProcessIdentity): boolean {
  return identify(process.pid)?.started === process.started
}

/**
 * State and start time of a process of Linux; nothing elsewhere. In containers the same pid comes back after every restart,
 * so a number alone would lock a volume for ever.
 */
function statOf(pid: number): [string, string] | [] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Fields 3 and 22, counted behind the command in parentheses, which may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return [fields[0] ?? '', fields[19] ?? '']
  } catch {
    return []
  }
}

function startTimeFromPs(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

function parse(lock: string): LockHolder | null {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as LockHolder
  } catch {
    return null
  }
}

function create(draft: string, lock: string): boolean {
  try {
    linkSync(draft, lock)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Only one process at a time decides that a lock is stale: else the slower one would remove the faster one's lock. */
function guarded<T>(guard: string, work: () => T): T {
  const deadline = Date.now() + guardTimeoutMs
  for (;;) {
    try {
      writeFileSync(guard, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (Date.now() > deadline) throw error
      if (ageMs(guard) > guardTimeoutMs) rmSync(guard, { force: true })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
  try {
    return work()
  } finally {
    rmSync(guard, { force: true })
  }
}

function ageMs(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return 0
  }
}
