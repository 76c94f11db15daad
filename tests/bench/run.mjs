// `npm run bench`: what the product costs at city size. Prints tables and writes docs/benchmarks.md.
import { join } from 'node:path'
import { runnerImport } from 'vite'
import { prepare, root } from '../../server/prepare.mjs'

await prepare()
const { module } = await runnerImport(join(root, 'tests/bench/suite.ts'), {
  root,
  configFile: false,
  logLevel: 'error',
})
await module.runSuite(root)
process.exit(0)
