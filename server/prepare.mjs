// Plain JavaScript without dependencies: runs before anything is installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the project. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const oldestNode = [20, 19]
const built = ['web', 'server', 'data', 'vite.config.ts', 'package-lock.json']
const installStamp = join(root, 'node_modules', '.heatgrid-installed')
const buildStamp = join(root, 'dist', '.heatgrid-built')

/** Checks Node, installs packages when package-lock.json changed, and builds when a source file did. */
export async function prepare({ build = true } = {}) {
  checkNode()
  await install()
  if (build) await buildWhenStale()
}

/** Runs a command in the project folder and resolves with its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options })
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)))
  })
}

/** Runs a program of an installed package through this Node. */
export function runBin(path, args, options = {}) {
  return run(process.execPath, [join(root, 'node_modules', path), ...args], options)
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return
  throw new Error(`Heatgrid needs Node ${oldestNode.join('.')} or later; this is ${process.versions.node}.`)
}

async function install() {
  const lock = digest([join(root, 'package-lock.json')])
  if (existsSync(installStamp) && readFileSync(installStamp, 'utf8') === lock) return
  const folder = join(root, 'node_modules')
  // A linked folder belongs to another checkout, which installs it.
  if (existsSync(folder) && lstatSync(folder).isSymbolicLink()) return
  console.log('Installing packages (about half a minute) …')
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code !== 0) throw new Error('npm ci failed; see the lines above. Is the package registry reachable?')
  writeFileSync(installStamp, lock)
}

async function buildWhenStale() {
  const sources = digest(built.flatMap((name) => filesBelow(join(root, name))))
  if (existsSync(buildStamp) && readFileSync(buildStamp, 'utf8') === sources) return
  console.log('Building …')
  const code = await runBin('vite/bin/vite.js', ['build', '--app', '--logLevel', 'warn'])
  if (code !== 0) throw new Error('The build failed; see the lines above.')
  writeFileSync(buildStamp, sources)
}

function filesBelow(path) {
  if (!lstatSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)))
}

function digest(paths) {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
  return hash.digest('hex')
}
