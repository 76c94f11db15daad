import { describe, inject } from 'vitest'
import { openDatabase, type Database } from '../../server/db/connect'

export interface EngineUnderTest {
  name: 'embedded' | 'postgis'
  /** A new client of the shared, migrated database. Close it in afterAll. */
  open: () => Promise<Database>
}

/** Run the same tests on every engine of this machine. A test isolates itself by a city code of its own. */
export function onBothEngines(name: string, tests: (engine: EngineUnderTest) => void): void {
  for (const engine of inject('engines')) {
    describe(`${name} (${engine.name})`, () => tests({ name: engine.name, open: () => openDatabase(engine.options) }))
  }
}
