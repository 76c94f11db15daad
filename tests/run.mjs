// `npm test`: unit, API and browser tests. What did not run is named; in CI it fails the run (tests/support/ci.ts).
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { prepare, root, runBin } from '../server/prepare.mjs'

const readyWithinMs = 240_000

try {
  await prepare()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

// Only now: a fresh clone has no packages yet.
const { judgeSkipped } = await load('tests/support/ci.ts')
const totals = { passed: 0, failed: 0, skipped: [] }
await runVitest()
await runBrowser()
const { lines, failures } = judgeSkipped(totals.skipped)
for (const line of lines) console.log(line)
totals.failed += failures
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped.length} skipped`)
process.exit(totals.failed > 0 ? 1 : 0)

async function runVitest() {
  const output = join(root, 'test-results', 'vitest.json')
  rmSync(output, { force: true })
  const code = await runBin('vitest/vitest.mjs', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${output}`,
  ])
  const result = existsSync(output)
    ? JSON.parse(readFileSync(output, 'utf8'))
    : { numPassedTests: 0, numFailedTests: 1, testResults: [] }
  const tests = result.testResults.flatMap(({ assertionResults }) => assertionResults)
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed')
  count(
    result.numPassedTests,
    result.numFailedTests,
    skipped.map(({ fullName }) => fullName),
    code,
  )
}

async function runBrowser() {
  const chromium = findChromium()
  if (!chromium) {
    totals.skipped.push('browser tests: no Chromium in CHROMIUM or PATH, and Playwright could not install one')
    return
  }
  const server = await startServer()
  try {
    const output = join(root, 'test-results', 'e2e.json')
    rmSync(output, { force: true })
    const code = await runBin('@playwright/test/cli.js', ['test', '-c', '.config/playwright.config.ts'], {
      env: { ...process.env, CHROMIUM: chromium, HEATGRID_TEST_URL: server.url, HEATGRID_DATA: server.data },
    })
    const { stats, suites } = existsSync(output)
      ? JSON.parse(readFileSync(output, 'utf8'))
      : { stats: { expected: 0, unexpected: 1 }, suites: [] }
    count(stats.expected + (stats.flaky ?? 0), stats.unexpected, suites.flatMap(skippedSpecs), code)
  } finally {
    const code = await server.stop()
    if (code !== 0) {
      console.error(`The server of the browser tests ended with ${code}, not 0.`)
      totals.failed++
    }
  }
}

function count(passed, failed, skipped, code) {
  totals.passed += passed
  totals.failed += code !== 0 && failed === 0 ? 1 : failed
  totals.skipped.push(...skipped)
}

/** Titles of the specs of a Playwright suite that did not run, with those of the suites around them. */
function skippedSpecs({ title, specs = [], suites = [] }) {
  const own = specs.filter(({ tests }) => tests.every(({ status }) => status === 'skipped'))
  return [...own.map((spec) => spec.title), ...suites.flatMap(skippedSpecs)].map((inner) => `${title} > ${inner}`)
}

/** A module in TypeScript. */
async function load(path) {
  const { runnerImport } = await import('vite')
  const { module } = await runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' })
  return module
}

function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name)
  const script = "import('@playwright/test').then(({ chromium }) => process.stdout.write(chromium.executablePath()))"
  const path = () => spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }).stdout
  if (existsSync(path())) return path()
  spawnSync('npx', ['playwright', 'install', 'chromium'], { cwd: root, stdio: 'inherit' })
  return existsSync(path()) ? path() : undefined
}

/** The built server with its demo city on a throw-away data folder. */
async function startServer() {
  const data = mkdtempSync(join(tmpdir(), 'heatgrid-e2e-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [join(root, 'dist', 'server', 'main.js')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PORT: String(port), HEATGRID_DATA: data, DATABASE_URL: '', LOG_LEVEL: 'warn' },
  })
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)))
  const stop = async () => {
    child.kill('SIGTERM')
    const code = await ended
    rmSync(data, { recursive: true, force: true })
    return code
  }
  const deadline = Date.now() + readyWithinMs
  while (!(await answers(`${url}/api/health`))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error('The server for the browser tests did not start; see the lines above.')
    }
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  return { url, data, stop }
}

async function answers(url) {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
