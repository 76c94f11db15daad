// `npm test`: unit, API and browser tests. What cannot run is named; with CI=true it fails instead.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { prepare, root, runBin } from '../server/prepare.mjs'

const ci = process.env.CI !== undefined
const readyWithinMs = 240_000

try {
  await prepare()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

const totals = { passed: 0, failed: 0, skipped: 0 }
await runVitest()
await runBrowser()
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
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
    : { numPassedTests: 0, numFailedTests: 1 }
  count(result.numPassedTests, result.numFailedTests, result.numPendingTests ?? 0, code)
}

async function runBrowser() {
  const chromium = findChromium()
  if (!chromium) {
    console.error('Browser tests did not run: no Chromium in CHROMIUM or PATH, and Playwright could not install one.')
    if (ci) totals.failed++
    else totals.skipped++
    return
  }
  const server = await startServer()
  try {
    const output = join(root, 'test-results', 'e2e.json')
    rmSync(output, { force: true })
    const code = await runBin('@playwright/test/cli.js', ['test', '-c', '.config/playwright.config.ts'], {
      env: { ...process.env, CHROMIUM: chromium, HEATGRID_TEST_URL: server.url, HEATGRID_DATA: server.data },
    })
    const stats = existsSync(output) ? JSON.parse(readFileSync(output, 'utf8')).stats : { expected: 0, unexpected: 1 }
    count(stats.expected + (stats.flaky ?? 0), stats.unexpected, stats.skipped ?? 0, code)
  } finally {
    await server.stop()
  }
}

function count(passed, failed, skipped, code) {
  totals.passed += passed
  totals.failed += code !== 0 && failed === 0 ? 1 : failed
  totals.skipped += skipped
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
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(data, { recursive: true, force: true })
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
