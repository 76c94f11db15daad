/** The thread that draws null maxima for 共用管段: 999 replicates take a second or three, and no question waits for them. */
import { parentPort } from 'node:worker_threads'
import { nullMaxima } from '../../data/statistics/tree-scan'
import type { NullDraw } from './null-draws'

const port = parentPort
if (!port) throw new Error('scan-worker runs as a worker thread')

port.on('message', ({ frame, replicates, seed }: NullDraw) => {
  const maxima = nullMaxima(frame, replicates, seed)
  port.postMessage(maxima)
})
