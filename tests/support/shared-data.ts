import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/**
 * A file of the shared test input: in `HEATGRID_SHARED_DATA`, or in `shared/data` beside this project or beside a
 * folder above it. Null, with a printed reason, where it is absent: the test that wants it is skipped.
 */
export function sharedData(path: string): string | null {
  const found = folders()
    .map((folder) => join(folder, path))
    .find((file) => existsSync(file))
  if (found === undefined) console.log(`shared test input ${path} is not here: the tests that read it are skipped`)
  return found ?? null
}

function folders(): string[] {
  if (process.env.HEATGRID_SHARED_DATA) return [process.env.HEATGRID_SHARED_DATA]
  const above = [root]
  for (let folder = root; folder !== dirname(folder); folder = dirname(folder)) above.push(dirname(folder))
  return above.map((folder) => join(folder, 'shared/data'))
}
