import { parseArgs } from 'node:util'
import { demoCity, generateDemoCity, largeDemoCity, type DemoOptions, type DemoScale } from '../../data/demo/city'
import type { Database } from '../db/connect'
import { loadCity } from './load'
import { createLoadMeter, type ExpectedRows } from './load-meter'
import { countCities, readCityState } from './queries'
import { demoPassword } from './users'
import { vocabulary } from '../../data/model/vocabulary'

/** What a load of each scale comes to, for its progress. */
const expectedRows: Record<DemoScale, ExpectedRows> = {
  district: { places: 121_000, issues: 21_500 },
  city: { places: 1_360_000, issues: 440_000 },
}

/**
 * `heatgrid demo [--scale district|city] [--issues n] [--seed text]`: loads the demonstration city, replacing an
 * earlier one of the same scale.
 * @returns the exit code
 */
export async function demoCommand(argv: readonly string[], db: Database): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { scale: { type: 'string' }, issues: { type: 'string' }, seed: { type: 'string' } },
  })
  const { scale = 'district', issues } = values
  if (scale !== 'district' && scale !== 'city') {
    console.error('--scale takes district or city.')
    return 2
  }
  if (issues !== undefined && !/^[1-9]\d{0,7}$/.test(issues)) {
    console.error('--issues takes a whole number of cases, 10000000 at most.')
    return 2
  }
  if (scale === 'city' && db.engine === 'embedded') {
    console.error('The city scale needs a PostGIS: set DATABASE_URL.')
    return 2
  }
  await loadDemo(db, {
    scale,
    ...(issues && { issues: Number(issues) }),
    ...(values.seed && { seed: values.seed }),
  })
  return 0
}

/** Loads the demo city where no city is there yet, or where an earlier load of it was cut off. */
export async function ensureDemoCity(db: Database): Promise<void> {
  const state = await readCityState(db.sql, demoCity.code)
  if (state?.is_ready || (!state && (await countCities(db.sql)) > 0)) return
  await loadDemo(db, { scale: 'district' })
}

/** What `npm start` says about the demo users, or nothing where there is no demo city. */
export async function announceDemoUsers(db: Database): Promise<void> {
  const states = await Promise.all([demoCity, largeDemoCity].map(({ code }) => readCityState(db.sql, code)))
  if (!states.some((state) => state?.is_ready)) return
  console.log(`Demo logins: ${vocabulary.role.join(', ')} — password ${demoPassword}`)
}

async function loadDemo(db: Database, options: DemoOptions): Promise<void> {
  const city = options.scale === 'city' ? largeDemoCity : demoCity
  const expected = expectedRows[options.scale]
  console.log(`Loading the demonstration city ${city.name} …`)
  const meter = createLoadMeter({ ...expected, issues: options.issues ?? expected.issues }, process.stdout)
  await loadCity(db, city, generateDemoCity(options), meter)
  meter.end()
}
