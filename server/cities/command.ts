import { parseArgs } from 'node:util'
import type postgres from 'postgres'
import { z } from 'zod'
import { citySystems, isCitySystem } from '../../data/model/projection'
import { insertAudit } from '../audit/queries'
import type { Database } from '../db/connect'
import { addSeason, seasonRefusal, type SeasonToAdd } from '../seasons/add-season'
import { findCity } from './queries'
import { seasonCommand, seasonUsage } from '../seasons/command'
import { insertCity } from './write-queries'

const usage = `heatgrid city add --code CODE --name NAME --srid n --time-zone Area/City [--name-en NAME] \
[--season-starts YYYY-MM-DD --season-ends YYYY-MM-DD]
${seasonUsage}`

/** A city without data covers the world; its first import narrows that to what it brings. */
const worldwide: [number, number, number, number] = [-180, -85, 180, 85]

/** `heatgrid city add|season`: 0 done, 1 refused, 2 wrong usage. */
export async function cityCommand([verb, ...argv]: readonly string[], db: Pick<Database, 'sql'>): Promise<number> {
  if (verb === 'season') return seasonCommand(argv, db)
  const values = verb === 'add' ? read(argv) : null
  if (!values) {
    console.error(usage)
    return 2
  }
  const refusal = await refusalFor(db.sql, values)
  if (refusal !== null) {
    console.error(refusal)
    return 1
  }
  await db.sql.begin((sql) => createCity(sql, values))
  console.log(`City ${values.code} created. Fill it with: heatgrid import <file> --city ${values.code} …`)
  return 0
}

async function createCity(sql: postgres.ISql, values: CityToAdd): Promise<void> {
  const city = {
    code: values.code,
    name: values.name,
    name_en: values['name-en'] ?? values.name,
    time_zone: values['time-zone'],
    srid: values.srid,
    temperature_standard_c: 18,
    sharing_threshold: 5,
    clock: null,
    is_demo: false,
    extent: worldwide,
  }
  const id = await insertCity(sql, city)
  await insertAudit(sql, { action: 'city_added', city: id, user_id: null })
  const season = seasonOf(values)
  if (season) await addSeason(sql, { id, ...city }, season)
}

const citySchema = z
  .object({
    code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
    name: z.string().min(1),
    'name-en': z.string().min(1).optional(),
    srid: z.coerce.number().int().positive(),
    'time-zone': z.string().refine(isTimeZone),
    'season-starts': z.iso.date().optional(),
    'season-ends': z.iso.date().optional(),
  })
  .refine((city) => (city['season-starts'] === undefined) === (city['season-ends'] === undefined))

type CityToAdd = z.infer<typeof citySchema>

function seasonOf({ 'season-starts': starts, 'season-ends': ends }: CityToAdd): SeasonToAdd | null {
  return starts !== undefined && ends !== undefined ? { starts, ends } : null
}

function read(argv: readonly string[]): CityToAdd | null {
  const text = { type: 'string' } as const
  const options = {
    code: text,
    name: text,
    'name-en': text,
    srid: text,
    'time-zone': text,
    'season-starts': text,
    'season-ends': text,
  }
  try {
    return citySchema.safeParse(parseArgs({ args: [...argv], options }).values).data ?? null
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

async function refusalFor(sql: postgres.ISql, city: CityToAdd): Promise<string | null> {
  if (await findCity(sql, city.code)) return `There is a city "${city.code}" already.`
  const season = seasonOf(city)
  const refusal = season && seasonRefusal(season, [])
  if (refusal !== null) return refusal
  if (isCitySystem(city.srid)) return null
  const systems = citySystems.map(([first, last]) => `EPSG:${first}–${last}`).join(', ')
  return (
    `A city cannot measure in EPSG:${city.srid}. Choose the zone that it lies in from ${systems} (Gauss-Krüger of ` +
    'CGCS2000, UTM on ETRS89, UTM on WGS 84). Files may come in any system: name it with --crs when you import them.'
  )
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
