import { statSync } from 'node:fs'
import type { Database } from '../db/connect'
import { drawBar } from '../progress-bar'
import { BackupRefusal, refusalText } from './refusal'
import { restoreBackup } from './restore-backup'
import { rowsOf, writeBackup } from './write-backup'

/** `heatgrid backup <file>`, also while a server runs: 0 saved, 1 refused, 2 wrong usage. */
export function backupCommand(argv: readonly string[], db: Pick<Database, 'sql'>): Promise<number> {
  return withFile('backup', argv, async (file) => {
    const header = await writeBackup(db.sql, file, (done, total) => drawBar('saving', done, total))
    const megabytes = (statSync(file).size / 1e6).toFixed(1)
    console.log(
      `Saved ${rowsOf(header)} rows of ${nameCities(header)} to ${file} (${megabytes} MB). It holds personal data and the ` +
        'hashes of passwords: keep it where only those may read it who may read the database.',
    )
  })
}

/** `heatgrid restore <file>` into an empty database: 0 restored, 1 refused, 2 wrong usage. */
export function restoreCommand(argv: readonly string[], db: Pick<Database, 'sql'>): Promise<number> {
  return withFile('restore', argv, async (file) => {
    const header = await restoreBackup(db.sql, file, (done, total) => drawBar('restoring', done, total))
    console.log(`Restored ${rowsOf(header)} rows of ${nameCities(header)}, as of ${header.created_at}.`)
  })
}

async function withFile(
  name: string,
  [file, ...rest]: readonly string[],
  work: (file: string) => Promise<void>,
): Promise<number> {
  if (file === undefined || file.startsWith('-') || rest.length > 0) {
    console.error(`Usage: heatgrid ${name} <file>`)
    return 2
  }
  try {
    await work(file)
    return 0
  } catch (problem) {
    if (!(problem instanceof BackupRefusal)) throw problem
    console.error(refusalText(problem))
    return 1
  }
}

function nameCities({ cities }: { cities: readonly { name: string }[] }): string {
  return cities.length === 0 ? 'no city' : cities.map(({ name }) => name).join(', ')
}
