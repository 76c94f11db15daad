import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DatabaseError } from './database-error'

/**
 * dist/server/<name>.js of this project, whether this code runs from there or from its source: the program of a child
 * process or a worker thread. Throws DatabaseError engine.not_built.
 */
export function findProgram(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!isProject(folder) && folder !== dirname(folder)) folder = dirname(folder)
  const program = join(folder, 'dist', 'server', `${name}.js`)
  if (!existsSync(program)) throw new DatabaseError('engine.not_built', { path: program })
  return program
}

function isProject(folder: string): boolean {
  const manifest = join(folder, 'package.json')
  return existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"name": "heatgrid"')
}
