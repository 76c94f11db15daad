import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database } from '../../server/db/connect'
import { migrate } from '../../server/db/migrate'
import type { TestEngine } from './databases'

/** A migrated database of its own, without rows, on the engine of these options. `remove` closes it and leaves nothing. */
export async function createEmptyDatabase(engine: TestEngine): Promise<{ db: Database; remove: () => Promise<void> }> {
  return engine.name === 'embedded' ? inNewFolder() : besideOf(engine.options.databaseUrl ?? '')
}

async function inNewFolder() {
  const dataFolder = mkdtempSync(join(tmpdir(), 'hg-empty-'))
  const db = await openDatabase({ dataFolder })
  await migrate(db.sql)
  const remove = async () => {
    await db.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
  return { db, remove }
}

async function besideOf(url: string) {
  const name = `heatgrid_empty_${randomBytes(4).toString('hex')}`
  const beside = await openDatabase({ databaseUrl: url, dataFolder: '' })
  await beside.sql`create database ${beside.sql(name)}`
  const databaseUrl = url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`)
  const db = await openDatabase({ databaseUrl, dataFolder: '' })
  await migrate(db.sql)
  const remove = async () => {
    await db.close()
    await beside.sql`drop database ${beside.sql(name)} with (force)`
    await beside.close()
  }
  return { db, remove }
}
