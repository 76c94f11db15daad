import { readConfig } from './config'
import { openDatabase, type Database } from './db/connect'
import { explainFailure } from './db/explain-failure'
import { migrate } from './db/migrate'

/** A command of `heatgrid`: the arguments behind its name and the migrated database; resolves to the exit status. */
type Command = (argv: readonly string[], db: Database) => Promise<number>

const commands: Record<string, () => Promise<Command>> = {
  city: async () => (await import('./cities/command')).cityCommand,
  import: async () => (await import('./imports/command')).importCommand,
  demo: async () => (await import('./demo/command')).demoCommand,
  backup: async () => (await import('./backup/command')).backupCommand,
  restore: async () => (await import('./backup/command')).restoreCommand,
  user: async () => (await import('./auth/command')).userCommand,
}

run(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (problem: unknown) => {
    console.error(explainFailure(problem) ?? (problem instanceof Error ? problem.message : problem))
    process.exitCode = 1
  },
)

async function run([name = '', ...argv]: string[]): Promise<number> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) {
    console.error(`heatgrid ${Object.keys(commands).join('|')} …`)
    return 2
  }
  const command = await load()
  const db = await openDatabase({ ...readConfig(process.env), whenInUse: 'join' })
  try {
    await migrate(db.sql)
    return await command(argv, db)
  } finally {
    await db.close()
  }
}
