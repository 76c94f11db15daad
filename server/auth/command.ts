import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { vocabulary, type Role } from '../../data/model/vocabulary'
import { findCity } from '../cities/queries'
import type { Database } from '../db/connect'
import { asApiError } from '../errors'
import { hashPassword } from './password'
import { updatePassword } from './queries'
import { createUser } from './users'

const usage = `heatgrid user add <name> --role ${vocabulary.role.join('|')} [--city code] \
[--divisions 1,2] [--stations 1,2] [--grids 1,2] [--operator 1]
heatgrid user password <name>
The password is read from standard input.`

const shortestPassword = 10

/** `heatgrid user add|password`: accounts and their passwords. Ids are those of the city's tables. */
export async function userCommand(argv: readonly string[], db: Database): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      role: { type: 'string' },
      city: { type: 'string' },
      divisions: { type: 'string' },
      stations: { type: 'string' },
      grids: { type: 'string' },
      operator: { type: 'string' },
    },
  })
  const [action, username] = positionals
  if (!username || (action !== 'add' && action !== 'password')) return refuse(usage)
  const password = await readLine()
  if (password.length < shortestPassword) return refuse(`A password has ${shortestPassword} characters or more.`)
  if (action === 'add') return addUser(db, { username, password, ...values })
  const known = await updatePassword(db.sql, username, await hashPassword(password))
  return known ? 0 : refuse(`There is no user ${username}.`)
}

interface Given {
  username: string
  password: string
  role?: string
  city?: string
  divisions?: string
  stations?: string
  grids?: string
  operator?: string
}

async function addUser(db: Database, given: Given): Promise<number> {
  const role = vocabulary.role.find((role): role is Role => role === given.role)
  if (!role) return refuse(usage)
  const city = given.city === undefined ? undefined : await findCity(db.sql, given.city)
  if (given.city === undefined ? role !== 'admin' : !city) return refuse(`There is no city ${given.city ?? ''}.`)
  try {
    await createUser(db.sql, {
      username: given.username,
      password: given.password,
      role,
      city: city?.id ?? null,
      division_ids: idsOf(given.divisions),
      station_ids: idsOf(given.stations),
      grid_ids: idsOf(given.grids),
      operator_id: idsOf(given.operator)[0] ?? null,
    })
  } catch (problem) {
    return refuse(asApiError(problem).code)
  }
  return 0
}

function idsOf(list = ''): number[] {
  return list
    .split(',')
    .map(Number)
    .filter((id) => Number.isSafeInteger(id) && id > 0)
}

function refuse(reason: string): number {
  console.error(reason)
  return 2
}

async function readLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) return line
  return ''
}
