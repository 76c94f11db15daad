import type { WriteStream } from 'node:tty'

/** How many rows of all tables a load will write: those of its places and people, and its cases. */
export interface ExpectedRows {
  places: number
  issues: number
}

/** Rows that a case comes to, with its events and reports. */
const rowsOfIssue = 10
const barWidth = 30
const lineEveryMs = 10_000

/** Progress of a load: a bar on a terminal, a line every ten seconds and for each closing step elsewhere. */
export function createLoadMeter(expected: ExpectedRows, out: WriteStream) {
  const started = Date.now()
  const total = expected.places + expected.issues * rowsOfIssue
  let done = 0
  let saidAt = started
  const share = () => Math.min(0.99, done / total)

  const say = (share: number, step = '') => {
    saidAt = Date.now()
    const percent = `${Math.floor(share * 100)} %`.padStart(5)
    const seconds = `${((saidAt - started) / 1000).toFixed(0)} s`
    const bar = '█'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '░')
    if (out.isTTY) out.write(`\r${bar} ${percent} ${seconds} ${step}\u001b[K`)
    else out.write(`${percent.trim()} after ${seconds}${step && `: ${step}`}\n`)
  }
  return {
    /** Some more rows are written. */
    rows(written: number) {
      done += written
      if (Date.now() - saidAt >= (out.isTTY ? 100 : lineEveryMs)) say(share())
    },
    /** The load begins something that writes no rows. */
    step(name: string) {
      say(share(), name)
    },
    end() {
      say(1)
      if (out.isTTY) out.write('\n')
    },
  }
}
