import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './city-server'
import { writeReport } from './report'

const addressLine = /Heatgrid: http:/
const giveUpAfterMs = 900_000

interface Start {
  seconds: number
  /** Load of the machine when it began: what else runs is in the seconds. */
  load: number
}

/**
 * Clones what is committed into a temporary folder and runs `npm start` there twice, with the packages of npm's cache
 * where it has them. Writes its section of docs/benchmarks.md.
 */
export async function runStart(root: string): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'hg-start-'))
  try {
    const clone = join(place, 'heatgrid')
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, clone], { stdio: 'inherit' })
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: clone, encoding: 'utf8' }).trim()
    const first = await start(clone)
    const second = await start(clone)
    const report = describeStarts(commit, first, second)
    writeReport(root, report)
    console.log(report)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** From the command to the line with the address; the server is stopped again. */
async function start(clone: string): Promise<Start> {
  const load = loadavg()[0] ?? 0
  const began = performance.now()
  const env = { ...process.env, PORT: String(await freePort()), DATABASE_URL: '', HEATGRID_DATA: '', LOG_LEVEL: 'warn' }
  const child = spawn('npm', ['start'], { cwd: clone, env, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  // npm passes no signal on: the group that it leads is asked to stop.
  const stop = () => process.kill(-(child.pid ?? 0), 'SIGTERM')
  const late = setTimeout(stop, giveUpAfterMs)
  let said = ''
  const seconds = await new Promise<number | null>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      said += String(chunk)
      if (addressLine.test(said)) resolve((performance.now() - began) / 1000)
    })
    void ended.then(() => resolve(null))
  })
  clearTimeout(late)
  if (seconds === null) throw new Error('npm start ended without an address; see its lines above.')
  stop()
  await ended
  return { seconds, load }
}

function describeStarts(commit: string, first: Start, second: Start): string {
  const row = (what: string, { seconds, load }: Start, aim: string) =>
    `| ${what} | ${seconds.toFixed(1)} s | ${aim} | ${load.toFixed(1)} |`
  return `## Start

\`npm run bench -- start\`, ${new Date().toISOString().slice(0, 10)}, commit ${commit}, ${cpus().length} cores: from \`npm start\`
to the line with the address, in a clone without packages, build or data, and again in the same clone. Packages come from
npm's cache as far as it has them. *Load*: average of the machine over the minute before.

| start | measured | aim | load |
| --- | --- | --- | --- |
${row('first: packages, build, database, demo city', first, '180 s')}
${row('second', second, '10 s')}
`
}
