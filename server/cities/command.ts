import { parseArgs } from 'node:util'
import type postgres from 'postgres'
import { z } from 'zod'
import { citySystems, isCitySystem } from '../../data/model/projection'
import type { Database } from '../db/connect'
import { findCity } from './queries'
import { insertCity } from './write-queries'

const usage = 'heatgrid city add --code CODE --name NAME --srid n --time-zone Area/City [--name-en NAME]'

/** A city without data covers the world; its first import narrows that to what it brings. */
const worldwide: [number, number, number, number] = [-180, -85, 180, 85]

/** `heatgrid city add`: 0 created, 1 refused, 2 wrong usage. */
export async function cityCommand([verb, ...argv]: readonly string[], db: Pick<Database, 'sql'>): Promise<number> {
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
  await insertCity(db.sql, {
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
  })
  console.log(`City ${values.code} created. Fill it with: heatgrid import <file> --city ${values.code} …`)
  return 0
}

const citySchema = z.object({
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  name: z.string().min(1),
  'name-en': z.string().min(1).optional(),
  srid: z.coerce.number().int().positive(),
  'time-zone': z.string().refine(isTimeZone),
})

function read(argv: readonly string[]): z.infer<typeof citySchema> | null {
  const text = { type: 'string' } as const
  const options = { code: text, name: text, 'name-en': text, srid: text, 'time-zone': text }
  try {
    return citySchema.safeParse(parseArgs({ args: [...argv], options }).values).data ?? null
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

async function refusalFor(sql: postgres.ISql, city: z.infer<typeof citySchema>): Promise<string | null> {
  if (await findCity(sql, city.code)) return `There is a city "${city.code}" already.`
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
