// `npm run bench`: what the product costs at city size, and what its statistics find. Prints tables and writes
// docs/benchmarks.md. `npm run bench -- city`, `-- power`, `-- stack` and `-- start` run one part.
import { join } from 'node:path'
import { prepare, root } from '../../server/prepare.mjs'

const parts = {
  city: ['tests/bench/suite.ts', 'runSuite'],
  power: ['tests/bench/power/power.ts', 'runPower'],
  start: ['tests/bench/start.ts', 'runStart'],
  stack: ['tests/bench/stack.ts', 'runStack'],
}
const [asked] = process.argv.slice(2)
if (asked && !(asked in parts)) {
  console.error(`There is no part ${asked}; there are ${Object.keys(parts).join(', ')}.`)
  process.exit(1)
}

await prepare()
// Only now: a fresh clone has no packages yet.
const { runnerImport } = await import('vite')
for (const [name, [path, run]] of Object.entries(parts)) {
  if (asked && asked !== name) continue
  const { module } = await runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' })
  await module[run](root)
}
process.exit(0)
