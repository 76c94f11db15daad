// `npm run check`: everything that can be said about the code without running the product.
import { prepare, runBin } from '../server/prepare.mjs'

const steps = [
  ['format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']],
  ['lint', 'eslint/bin/eslint.js', ['-c', '.config/eslint.config.js', '--max-warnings', '0', '.']],
  ['types', 'vue-tsc/bin/vue-tsc.js', ['--noEmit', '-p', '.']],
  [
    'import directions',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ['--config', '.config/dependency-cruiser.cjs', 'data', 'server', 'web', 'tests'],
  ],
  ['unused code', 'knip/bin/knip.js', ['--config', '.config/knip.json']],
  [
    'style rules and translations',
    'vitest/vitest.mjs',
    ['run', '--project', 'unit', 'tests/unit/house', 'tests/unit/web'],
  ],
]

try {
  await prepare({ build: false })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

const failed = []
for (const [name, program, args] of steps) {
  const start = Date.now()
  const code = await runBin(program, args)
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`)
  if (code !== 0) failed.push(name)
}
if (failed.length > 0) {
  console.error(`npm run check failed: ${failed.join(', ')}`)
  process.exit(1)
}
