import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, it } from 'vitest'
import { absentInput } from './ci'

const root = resolve(import.meta.dirname, '../..')

/** A suite that reads a file of the shared test input; where that is absent it is skipped, under a name that says so. */
export function describeWithInput(name: string, path: string, tests: (file: string) => void): void {
  const file = sharedData(path)
  // Not skipped as a whole: a suite that is skipped is still built, and may read its file for that.
  if (file === null) it.skip(`${name} ${absentInput(path)}`, () => undefined)
  else describe(name, () => tests(file))
}

/**
 * A file of the shared test input: in `HEATGRID_SHARED_DATA`, or in `shared/data` in or beside this project or beside a
 * folder above it. Null where it is absent.
 */
export function sharedData(path: string, project = root, given = process.env.HEATGRID_SHARED_DATA): string | null {
  const folders = given ? [given] : ancestors(project).map((folder) => join(folder, 'shared/data'))
  return folders.map((folder) => join(folder, path)).find((file) => existsSync(file)) ?? null
}

/** A folder and those above it. */
function ancestors(folder: string): string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...ancestors(above)]
}
