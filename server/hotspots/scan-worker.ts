/** The thread of the exact p-values of 共用管段: 999 replicates take a second or three, and no question waits for them. */
import { parentPort } from 'node:worker_threads'
import { exactP } from '../../data/hotspots/branches/branches'
import type { ScanDone, ScanOrder } from './exact-scans'

const port = parentPort
if (!port) throw new Error('scan-worker runs as a worker thread')

port.on('message', ({ key, job, replicates, seed }: ScanOrder) => {
  const done: ScanDone = { key, p: exactP(job, replicates, seed) }
  port.postMessage(done)
})
