/** The thread that draws null maxima for 共用管段: they take a second or three, and no question waits for them. */
import { parentPort } from 'node:worker_threads'
import type { NullDraw } from '../../data/statistics/null-table'
import { nullMaxima } from '../../data/statistics/tree-scan'

const port = parentPort
if (!port) throw new Error('scan-worker runs as a worker thread')

port.on('message', ({ frame, replicates, seed }: NullDraw) => {
  const maxima = nullMaxima(frame, replicates, seed)
  port.postMessage(maxima)
})
