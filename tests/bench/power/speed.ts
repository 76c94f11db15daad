import { createRandom } from '../../../data/demo/random'
import { nullMaxima, type ScanFrame } from '../../../data/statistics/tree-scan'

const classes = 100_000
/** 20,000 cases in rings of 3, 4, 7 and 14 days. */
const totals = [2143, 2857, 5000, 10_000]

/** Processor seconds of 999 replicates on a random tree of 100,000 classes, 40 deep in the mean: the less of two runs. */
export function measureSpeed(): { seconds: number; classes: number } {
  const frame = randomFrame()
  const runs = [1, 2].map((seed) => {
    const before = process.cpuUsage()
    nullMaxima(frame, 999, seed)
    return process.cpuUsage(before).user / 1e6
  })
  return { seconds: Math.min(...runs), classes }
}

function randomFrame(): ScanFrame {
  const random = createRandom('speed')
  const children: number[][] = Array.from({ length: classes }, () => [])
  for (let k = 1; k < classes; k++) children[k - 1 - Math.floor(random.next() * Math.min(k, 3000))]?.push(k)
  const start = new Int32Array(classes)
  const end = new Int32Array(classes)
  let units = 0
  let next = 0
  const stack = [{ node: 0, k: next++, child: 0 }]
  for (let here = stack.at(-1); here; here = stack.at(-1)) {
    const child = children[here.node]?.[here.child++]
    if (child !== undefined) {
      start[next] = units
      stack.push({ node: child, k: next++, child: 0 })
    } else {
      if (here.child === 1) units++
      end[here.k] = units
      stack.pop()
    }
  }
  const exposure = Float64Array.from({ length: units }, () => random.between(5, 65))
  return { tree: { units, start, end }, exposure: totals.map(() => exposure), totals }
}
