import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseError } from './database-error'
import type { EngineMessage } from './engine-process'
import { readLock, responsiblePid, type LockHolder } from './lock'
import { findProgram } from './program'

export interface EngineOptions {
  /** Folder that holds the database and its lock. Created if missing. */
  dataFolder: string
  /** When another process holds the folder: fail with engine.in_use (default), or be a client of its engine. */
  whenInUse?: 'fail' | 'join'
  /** Called after a crashed or hanging engine has been replaced and answers again. */
  onRestart?: () => void
  /** A unit that takes longer than this gets the engine killed and restarted. Default 30 s. */
  unitLimitMs?: number
}

export interface Engine {
  socketPath: string
  /** Resolves when the engine accepts connections: at once, or after a restart. Rejects with engine.failed. */
  ready: () => Promise<void>
  /** Process of the engine, if this process started it and it runs. */
  pid: () => number | undefined
  stop: () => Promise<void>
}

const longestSocketPath = 103
const stopTimeoutMs = 15_000
const joinTimeoutMs = 60_000
const failuresInARow = 3

/**
 * Start the embedded engine as a child process, or join the one that runs already.
 * Throws DatabaseError engine.in_use { pid, folder }, engine.not_built, engine.failed, engine.socket_path.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const folder = resolve(options.dataFolder)
  const holder = readLock(folder)
  if (holder && options.whenInUse === 'join') return joinEngine(holder)
  if (holder) throw inUse(holder, folder)
  const engine = new ChildEngine(folder, options)
  await engine.ready()
  return engine
}

async function joinEngine(holder: LockHolder): Promise<Engine> {
  const ready = () => waitForSocket(holder.socket)
  await ready()
  return { socketPath: holder.socket, ready, pid: () => undefined, stop: async () => {} }
}

function inUse(holder: LockHolder, folder: string): DatabaseError {
  return new DatabaseError('engine.in_use', { pid: responsiblePid(holder), folder })
}

class ChildEngine implements Engine {
  readonly socketPath: string
  readonly #folder: string
  readonly #options: EngineOptions
  readonly #program: string
  #child: ChildProcess | null = null
  #ready: Promise<void>
  #stopping = false
  #failures = 0

  constructor(folder: string, options: EngineOptions) {
    this.#program = findProgram('engine')
    this.#folder = folder
    this.#options = options
    this.socketPath = createSocketFolder()
    this.#ready = this.#start()
  }

  ready(): Promise<void> {
    return this.#ready
  }

  pid(): number | undefined {
    return this.#child?.pid
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#ready.catch(() => {})
    const child = this.#child
    if (child) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.send({ type: 'stop' }, () => {})
      await Promise.race([ended, sleep(stopTimeoutMs, null, { ref: false })])
      child.kill('SIGKILL')
      await ended
    }
    rmSync(dirname(this.socketPath), { recursive: true, force: true })
  }

  #start(): Promise<void> {
    mkdirSync(dirname(this.socketPath), { recursive: true, mode: 0o700 })
    const child = fork(this.#program, [this.#folder, this.socketPath], { execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] })
    this.#child = child
    const watchdog = watch(child, this.#options.unitLimitMs ?? 30_000)
    const started = new Promise<void>((resolve, reject) => {
      child.on('message', (message: EngineMessage) => {
        watchdog.beat()
        if (message.type === 'in_use') reject(inUse(message.holder, this.#folder))
        if (message.type !== 'ready') return
        watchdog.arm()
        this.#failures = 0
        resolve()
      })
      child.once('error', reject)
      child.once('exit', (status, signal) => {
        watchdog.stop()
        this.#child = null
        reject(new DatabaseError('engine.failed', { status: status ?? signal ?? '' }))
      })
    })
    started.then(
      () => child.once('exit', () => this.#restart()),
      () => rmSync(dirname(this.socketPath), { recursive: true, force: true }),
    )
    return started
  }

  #restart() {
    if (this.#stopping) return
    this.#ready = this.#startAgain()
    this.#ready.then(() => this.#options.onRestart?.()).catch(() => {})
  }

  async #startAgain(): Promise<void> {
    for (;;) {
      try {
        return await this.#start()
      } catch (error) {
        if (this.#stopping || ++this.#failures >= failuresInARow) throw error
      }
    }
  }
}

/**
 * The engine runs queries in its only thread, so that its heartbeat stops while one unit runs: when it has been silent
 * for the limit, it is killed. `arm` starts the watch: opening a large folder may take longer than a unit.
 */
function watch(child: ChildProcess, limitMs: number) {
  let lastBeat = Date.now()
  let armed = false
  let suspect = false
  const timer = setInterval(() => {
    const silent = armed && Date.now() - lastBeat > limitMs
    // The second look is for when this process itself was suspended and has the heartbeats still to read.
    if (silent && suspect) child.kill('SIGKILL')
    suspect = silent
  }, 1000)
  timer.unref()
  return {
    beat: () => void (lastBeat = Date.now()),
    arm: () => void (armed = true),
    stop: () => clearInterval(timer),
  }
}

/** A short private folder: longer paths than 103 bytes are truncated silently by some systems. */
function createSocketFolder(): string {
  const socketPath = join(mkdtempSync(join(tmpdir(), 'heatgrid-')), 'engine')
  if (Buffer.byteLength(socketPath) > longestSocketPath) {
    rmSync(dirname(socketPath), { recursive: true, force: true })
    throw new DatabaseError('engine.socket_path', { path: socketPath })
  }
  return socketPath
}

async function waitForSocket(socketPath: string): Promise<void> {
  const deadline = Date.now() + joinTimeoutMs
  while (!(await accepts(socketPath))) {
    if (Date.now() > deadline) throw new DatabaseError('engine.failed', { status: 'timeout' })
    await sleep(200)
  }
}

function accepts(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    socket.once('connect', () => resolve(socket.end() !== undefined))
    socket.once('error', () => resolve(false))
  })
}
