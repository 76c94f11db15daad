import type { WriteStream } from 'node:tty'
import type { TableName } from '../../data/model/dataset'

/** How many rows of the two largest kinds a load will write. */
export interface ExpectedRows {
  dwelling: number
  issue: number
}

/** Relative cost of a row: a case brings its events and reports along. */
const weight: Partial<Record<TableName, number>> = { dwelling: 1, issue: 6 }
const barWidth = 30
const lineEveryMs = 10_000

/** Progress of a load: a bar on a terminal, a line every ten seconds elsewhere. */
export function createLoadMeter(expected: ExpectedRows, out: WriteStream) {
  const started = Date.now()
  const total = expected.dwelling + expected.issue * (weight.issue ?? 1)
  let done = 0
  let saidAt = started

  const say = (share: number) => {
    const percent = `${Math.floor(share * 100)} %`.padStart(5)
    const seconds = `${((Date.now() - started) / 1000).toFixed(0)} s`
    const bar = '█'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '░')
    if (out.isTTY) out.write(`\r${bar} ${percent} ${seconds} `)
    else out.write(`${percent.trim()} after ${seconds}\n`)
  }
  return {
    add(table: TableName, rows: number) {
      done += (weight[table] ?? 0) * rows
      if (Date.now() - saidAt < (out.isTTY ? 100 : lineEveryMs)) return
      saidAt = Date.now()
      say(Math.min(0.99, done / total))
    },
    end() {
      say(1)
      if (out.isTTY) out.write('\n')
    },
  }
}
