/**
 * The thread that holds the case columns of a node's cities and answers from them (docs/decisions/0006). It has a
 * database connection of its own, so that neither filling nor a lens keeps a request of another kind waiting.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { createBranchTables } from '../../data/hotspots/branches/branch-tables'
import { exactP, type BranchJob } from '../../data/hotspots/branches/branches'
import { lackOf } from '../../data/hotspots/untested'
import { openReader } from '../db/connect'
import { Answers } from './answer'
import { KeptCity } from './kept-city'
import { exactTest, NullDraws } from './null-draws'
import { NullTables } from './null-tables'
import type { ColumnsCity } from './queries'
import { usualQuestions } from './usual-questions'
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages'

interface Opened {
  kept: KeptCity
  answers: Answers
}

const port = parentPort
if (!port) throw new Error('columns-worker runs as a worker thread')
const { address } = workerData as WorkerStart
const sql = openReader(address)
const cities = new Map<number, Opened>()
const draws = new NullDraws()
const tables = new NullTables(draws, tellTrouble)
/** Questions whose exact p-values are under way. */
const drawn = new Set<string>()

port.on('message', (message: ToWorker) => {
  if (message.kind === 'fill') openCity(message.city, message.today)
  else if (message.kind === 'changes') announce(message.changes)
  else if (message.kind === 'ask') void answer(message)
  else void stop()
})

function tell(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer)
}

function openCity(city: ColumnsCity, today: string) {
  const known = cities.get(city.id)
  if (known) return known
  const started = performance.now()
  const kept = new KeptCity(sql, city, today, {
    progress: (progress) => tell({ kind: 'progress', city: city.id, progress }),
    filled: (cases) => {
      tell({ kind: 'filled', city: city.id, ms: Math.round(performance.now() - started), cases })
    },
    trouble: tellTrouble,
  })
  const answers = new Answers(createBranchTables((order) => tables.tableOf(order)))
  kept.onChange = (day) => {
    answers.forget(day)
    // A question that nobody asked must not end the thread of those that somebody does.
    if (day === -Infinity) prepare({ kept, answers }, city, today).catch(tellTrouble)
  }
  const opened = { kept, answers }
  cities.set(city.id, opened)
  return opened
}

/**
 * Answers the usual questions for nobody, one at a time, so that what every question needs (grounds, trees, tables) is
 * there before somebody asks. Questions that come meanwhile have their turn in between.
 */
async function prepare({ kept, answers }: Opened, city: ColumnsCity, today: string): Promise<void> {
  for (const question of usualQuestions(today)) {
    await nextTurn()
    const columns = await kept.settled(city, today)
    if (!columns) return
    answers.answer(columns, question, undefined)
  }
}

function announce(changes: Extract<ToWorker, { kind: 'changes' }>['changes']): void {
  for (const [id, { kept }] of cities) {
    const own = changes.filter((change) => change.city === id)
    if (own.length > 0) kept.announce(own)
  }
}

async function answer({ id, city, question, key, exact }: Extract<ToWorker, { kind: 'ask' }>): Promise<void> {
  try {
    const { kept, answers } = openCity(city, question.today)
    const columns = await kept.settled(city, question.today)
    if (!columns) return
    const lack = lackOf(columns, question.lens, question.selection)
    if (lack) return tell({ kind: 'untested', id, lack })
    const { body, job } = answers.answer(columns, question, exact)
    const bytes = new TextEncoder().encode(JSON.stringify(body))
    tell({ kind: 'answer', id, bytes }, [bytes.buffer])
    if (job) await drawExact(city, key, job)
  } catch (problem) {
    tell({ kind: 'failed', id, message: messageOf(problem) })
  }
}

/** Tells the exact p-values of a question once they are drawn. */
async function drawExact(city: ColumnsCity, key: string, job: BranchJob): Promise<void> {
  if (drawn.has(key)) return
  drawn.add(key)
  try {
    const maxima = await Promise.all(job.frames.map((frame) => draws.draw({ frame, ...exactTest }, 'asked')))
    tell({ kind: 'exact', city: city.id, key, p: exactP(job, maxima) })
  } catch (problem) {
    tellTrouble(problem)
  } finally {
    drawn.delete(key)
  }
}

async function stop(): Promise<void> {
  for (const { kept } of cities.values()) kept.stop()
  await draws.stop()
  await sql.end({ timeout: 1 })
  port?.close()
}

function tellTrouble(problem: unknown): void {
  tell({ kind: 'trouble', message: messageOf(problem) })
}

function messageOf(problem: unknown): string {
  return problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)
}
