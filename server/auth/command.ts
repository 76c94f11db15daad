import { parseArgs } from 'node:util'
import { vocabulary, type Role } from '../../data/model/vocabulary'
import { insertAudit } from '../audit/queries'
import { cityToday } from '../cities/city-clock'
import { findCity, type CityRow } from '../cities/queries'
import { wallClock } from '../clock'
import type { Database } from '../db/connect'
import { asApiError } from '../errors'
import { askPassword, type PasswordInput } from './ask-password'
import { nameScope, UnclearScope, type NamedScope } from './name-scope'
import { hashPassword } from './password'
import { countUsers, updatePassword } from './queries'
import { createUser } from './users'

const usage = `heatgrid user add NAME --role ${vocabulary.role.join('|')} [--city CODE] \
[--divisions code,…] [--stations code,…] [--grids number,…] [--operator name]
heatgrid user password NAME
Divisions and stations are named by their codes, grids by their numbers (in the named divisions). The password is asked \
for, or is the first line of the input.`

const shortestPassword = 10

/** `heatgrid user add|password`: accounts and their passwords. 0 done, 2 refused or wrong usage. */
export async function userCommand(
  argv: readonly string[],
  db: Pick<Database, 'sql'>,
  terminal?: PasswordInput,
): Promise<number> {
  const given = read(argv)
  if (!given) return refuse(usage)
  // Before the password: nobody types one for nothing.
  const account = given.action === 'add' ? await placeAccount(db, given) : null
  if (typeof account === 'string') return refuse(account)
  const password = await askPassword(terminal)
  if (password.length < shortestPassword) return refuse(`A password has ${shortestPassword} characters or more.`)
  const { username } = given
  if (account) return addUser(db, { ...account, username, password })
  const known = await updatePassword(db.sql, username, await hashPassword(password))
  if (!known) return refuse(`There is no user ${username}.`)
  await insertAudit(db.sql, { action: 'password_changed', city: known.city, user_id: null, id: known.id })
  return 0
}

/** Says on a start without any account how to make the first one. */
export async function announceFirstUser({ sql }: Pick<Database, 'sql'>): Promise<void> {
  if ((await countUsers(sql)) > 0) return
  console.log('Nobody can log in yet. Make the first account: npm run heatgrid -- user add admin --role admin')
}

interface Given extends NamedScope {
  action: 'add' | 'password'
  username: string
  role?: string | undefined
  city?: string | undefined
}

function read(argv: readonly string[]): Given | null {
  const text = { type: 'string' } as const
  const options = { role: text, city: text, divisions: text, stations: text, grids: text, operator: text }
  try {
    const { positionals, values } = parseArgs({ args: [...argv], allowPositionals: true, options })
    const [action, username, ...rest] = positionals
    if (!username || rest.length > 0 || (action !== 'add' && action !== 'password')) return null
    return { action, username, ...values }
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

type Placed = Awaited<ReturnType<typeof nameScope>> & { role: Role; city: number | null }

const nowhere = { division_ids: [], station_ids: [], grid_ids: [], operator_id: null }

/** Role, city and scope of a new account; why not, as a sentence. */
async function placeAccount({ sql }: Pick<Database, 'sql'>, given: Given): Promise<Placed | string> {
  const role = vocabulary.role.find((role) => role === given.role)
  if (!role) return usage
  const { divisions, stations, grids, operator } = given
  if (given.city === undefined) {
    if (role !== 'admin') return `A ${role} belongs to a city: add --city CODE.`
    return (divisions ?? stations ?? grids ?? operator)
      ? 'A scope lies in a city: add --city CODE.'
      : { role, city: null, ...nowhere }
  }
  const city: CityRow | undefined = await findCity(sql, given.city)
  if (!city) return `There is no city ${given.city}.`
  try {
    return { role, city: city.id, ...(await nameScope(sql, city.id, given, cityToday(city, wallClock()))) }
  } catch (problem) {
    if (problem instanceof UnclearScope) return problem.message
    throw problem
  }
}

async function addUser(
  { sql }: Pick<Database, 'sql'>,
  account: Placed & { username: string; password: string },
): Promise<number> {
  try {
    const id = await createUser(sql, account)
    const { city, role } = account
    await insertAudit(sql, { action: 'account_added', city, user_id: null, kind: role, id })
    return 0
  } catch (problem) {
    return refuse(asApiError(problem).code)
  }
}

function refuse(reason: string): number {
  console.error(reason)
  return 2
}
