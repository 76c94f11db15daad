import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createBuilder } from 'vite'

const root = resolve(import.meta.dirname, '../..')

/** Builds dist/server if a source of it is newer: child processes, workers and the command line run from there. */
export function buildServer(): Promise<void> {
  return build('ssr', 'dist/server/engine.js', ['server', 'data'])
}

/** Builds dist/web if a source of it is newer. */
export function buildWeb(): Promise<void> {
  return build('client', 'dist/web/.vite/manifest.json', ['web', 'data'])
}

async function build(name: 'ssr' | 'client', product: string, folders: readonly string[]): Promise<void> {
  const sources = [...folders, 'vite.config.ts', 'package-lock.json']
  const built = join(root, product)
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources.map((name) => newest(join(root, name)))))
    return
  const builder = await createBuilder({ configFile: join(root, 'vite.config.ts'), logLevel: 'error' })
  const environment = builder.environments[name]
  if (!environment) throw new Error(`vite.config.ts has no environment called ${name}`)
  await builder.build(environment)
}

/** The newest change below a path, in ms: its own, and for a folder that of everything in it. */
function newest(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
