import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createBuilder } from 'vite'

const root = resolve(import.meta.dirname, '../..')

/** Builds dist/server if a source of it is newer: child processes, workers and the command line run from there. */
export async function buildServer(): Promise<void> {
  const sources = ['server', 'data', 'vite.config.ts', 'package-lock.json']
  const built = join(root, 'dist/server/engine.js')
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources.map((name) => newest(join(root, name)))))
    return
  const builder = await createBuilder({ configFile: join(root, 'vite.config.ts'), logLevel: 'error' })
  const environment = builder.environments.ssr
  if (!environment) throw new Error('vite.config.ts has no environment called ssr')
  await builder.build(environment)
}

/** The newest change below a path, in ms: its own, and for a folder that of everything in it. */
function newest(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
