import { parseArgs } from 'node:util'
import type postgres from 'postgres'
import { z } from 'zod'
import type { Database } from '../db/connect'
import { addSeason, seasonSchema } from './add-season'
import { findCity, listSeasons } from '../cities/queries'

export const seasonUsage =
  'heatgrid city season --city CODE [--starts YYYY-MM-DD --ends YYYY-MM-DD [--name NAME]]   (lists them without dates)'

/** `heatgrid city season`: adds a season, or lists them. 0 done, 1 refused, 2 wrong usage. */
export async function seasonCommand(argv: readonly string[], db: Pick<Database, 'sql'>): Promise<number> {
  const given = read(argv)
  if (!given) {
    console.error(seasonUsage)
    return 2
  }
  const city = await findCity(db.sql, given.city)
  if (!city) {
    console.error(`There is no city "${given.city}".`)
    return 1
  }
  const { season } = given
  const refusal = season && (await db.sql.begin((sql) => addSeason(sql, city, season)))
  if (refusal !== null) {
    console.error(refusal)
    return 1
  }
  await print(db.sql, city)
  return 0
}

async function print(sql: postgres.ISql, city: { id: number; code: string }): Promise<void> {
  const seasons = await listSeasons(sql, city.id)
  for (const { name, starts_on, ends_on } of seasons) console.log(`${name}: ${starts_on} … ${ends_on}`)
  if (seasons.length === 0) console.log(`The city ${city.code} has no season yet.`)
}

const argumentsSchema = z.union([
  seasonSchema.extend({ city: z.string() }).transform(({ city, ...season }) => ({ city, season })),
  z.strictObject({ city: z.string() }).transform(({ city }) => ({ city, season: null })),
])

function read(argv: readonly string[]): z.infer<typeof argumentsSchema> | null {
  const text = { type: 'string' } as const
  const options = { city: text, starts: text, ends: text, name: text }
  try {
    return argumentsSchema.safeParse({ ...parseArgs({ args: [...argv], options }).values }).data ?? null
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
