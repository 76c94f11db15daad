import type postgres from 'postgres'
import type { Reach as CaseReach } from '../../data/hotspots/view'
import type { Role, Word } from '../../data/model/vocabulary'
import type { SupervisionStep } from '../../data/supervision/life'
import type { CityRow } from '../cities/queries'
import { error } from '../errors'

/** Who asks, and how far their eyes go: resolved once a request from the session, the input of every reading rule. */
export interface Access {
  user_id: number
  username: string
  role: Role
  /** The only city that they see; null for an administrator of all. */
  city: CityRow | null
  /** Rows of cases: of the whole city, of the scope below, or none (counts by atom instead). */
  caseRights: 'all' | 'some' | 'none'
  /** Sees fields that may hold personal data (`personal` in data/model) of the cases that they read. */
  personal: boolean
  /** The scope in ids; which of them counts depends on the role (docs/access.md). */
  scope: Scope
}

export interface Scope {
  /** Divisions named in the account. */
  divisions: number[]
  /** Communities in or below them. */
  communities: number[]
  /** Stations named in the account; where it names none, those of its operator and the operator's units. */
  stations: number[]
  /** Grids named in the account that are in a plan published today. */
  grids: number[]
}

type Fragment = postgres.PendingQuery<postgres.Row[]>
type Reach = 'city' | 'divisions' | 'grids' | 'stations' | 'nothing'

interface Rule {
  cases: Reach
  personal: boolean
  /** Whether they ask for 督办, or order it. */
  supervises: 'ask' | 'order' | null
}

/** The table of docs/access.md: whose cases a role reads, whether with personal fields, and what it does about 督办. */
const rules: Record<Role, Rule> = {
  admin: { cases: 'city', personal: true, supervises: 'order' },
  district: { cases: 'city', personal: true, supervises: 'order' },
  leader: { cases: 'divisions', personal: false, supervises: 'order' },
  secretary: { cases: 'divisions', personal: true, supervises: 'ask' },
  member: { cases: 'grids', personal: true, supervises: null },
  duty: { cases: 'stations', personal: true, supervises: null },
  crew: { cases: 'stations', personal: true, supervises: null },
  planner: { cases: 'nothing', personal: false, supervises: null },
}

/** Derives the rights from role and scope. A leader without divisions leads the whole city; others reach nothing. */
export function rightsOf(role: Role, scope: Scope): Pick<Access, 'caseRights' | 'personal'> {
  const { personal } = rules[role]
  const reach = reachOf(role, scope)
  const caseRights = reach === 'city' ? 'all' : reach === 'nothing' ? 'none' : 'some'
  return { caseRights, personal }
}

function reachOf(role: Role, scope: Scope): Reach {
  const reach = rules[role].cases
  return role === 'leader' && scope.divisions.length === 0 ? 'city' : reach
}

/** A community asks for 督办; whoever leads a part of the city orders as the subdistrict, the others as the district. */
export type SupervisionRight = 'ask' | 'subdistrict' | 'district'

/** What an account may begin; null for nothing. */
export function supervisionRight({ role, scope }: Pick<Access, 'role' | 'scope'>): SupervisionRight | null {
  const right = rules[role].supervises
  if (right !== 'order') return right
  return reachOf(role, scope) === 'city' ? 'district' : 'subdistrict'
}

/**
 * Whether an account may take a step with a supervision that it sees: the ranks order and close, an order is taken back
 * (and that restored) by its rank or above, an ask by who asked.
 */
export function mayTakeStep(
  access: Pick<Access, 'role' | 'scope' | 'user_id'>,
  step: SupervisionStep,
  { rank, asked_by }: { rank: Word<'supervision_rank'> | null; asked_by: number | null },
): boolean {
  const right = supervisionRight(access)
  const isRank = right === 'subdistrict' || right === 'district'
  if (step === 'order' || step === 'close') return isRank
  return rank === null
    ? asked_by === access.user_id && right !== null
    : isRank && (right === 'district' || right === rank)
}

export const otherCity = error('access.other_city', 403)

/** Refuses a city that is not theirs. */
export function demandCity(access: Access, city: CityRow): void {
  if (access.city && access.city.id !== city.id) throw otherCity()
}

/** Whose cases they read, as ids for counting from the case columns; the same table as in the conditions below. */
export function caseReach({ role, scope }: Pick<Access, 'role' | 'scope'>): CaseReach {
  const by: Record<Reach, () => CaseReach> = {
    city: () => 'all',
    nothing: () => 'none',
    divisions: () => ({ of: 'communities', ids: scope.communities }),
    grids: () => ({ of: 'grids', ids: scope.grids }),
    stations: () => ({ of: 'stations', ids: scope.stations }),
  }
  return by[reachOf(role, scope)]()
}

/** Whether they read a case, as a condition on `issue i`. The caller limits `i.city`. */
export function readableIssues(sql: postgres.ISql, access: Access, city: CityRow): Fragment {
  const reach = reachOf(access.role, access.scope)
  if (reach === 'city') return sql`true`
  if (reach === 'nothing') return sql`false`
  // As an array, so that the index on city and building serves both halves.
  return sql`(
    i.building_id = any (array(${buildingsInReach(sql, access, city)}))
    or i.building_id is null and ${readablePlaces(sql, access, city)})`
}

/** Whether they read the cases of a building, as a condition on the building id `id` (a column or a value). */
export function readableBuildings(sql: postgres.ISql, access: Access, city: CityRow, id: Fragment): Fragment {
  const reach = reachOf(access.role, access.scope)
  if (reach === 'city') return sql`true`
  if (reach === 'nothing') return sql`false`
  return sql`${id} in (${buildingsInReach(sql, access, city)})`
}

/** A query for the ids of the buildings whose cases they read. */
function buildingsInReach(sql: postgres.ISql, access: Access, city: CityRow): Fragment {
  const { communities, grids, stations } = access.scope
  const by: Record<Reach, () => Fragment> = {
    city: () => sql`select own.id from building own where own.city = ${city.id}`,
    nothing: () => sql`select own.id from building own where false`,
    divisions: () => sql`
      select own.id from building own where own.city = ${city.id} and own.community_id = any (${communities})`,
    grids: () => sql`
      select own.building_id from grid_building own where own.city = ${city.id} and own.grid_id = any (${grids})`,
    stations: () => sql`
      select own.building_id from service_connection own
      where own.city = ${city.id} and own.station_id = any (${stations})`,
  }
  return by[reachOf(access.role, access.scope)]()
}

/** Cases that hang on no building: by where they lie, for stations by the station that they were given to. */
function readablePlaces(sql: postgres.ISql, access: Access, city: CityRow): Fragment {
  const { communities, grids, stations } = access.scope
  const by: Record<Reach, () => Fragment> = {
    city: () => sql`true`,
    nothing: () => sql`false`,
    divisions: () => sql`exists (
      select from division own
      where own.city = ${city.id} and own.id = any (${communities}) and st_intersects(own.geom, i.geom))`,
    grids: () => sql`exists (
      select from grid own
      where own.city = ${city.id} and own.id = any (${grids}) and st_intersects(own.geom, i.geom))`,
    stations: () => sql`coalesce(i.station_id = any (${stations}), false)`,
  }
  return by[reachOf(access.role, access.scope)]()
}

/** Part of an ETag or cache key: two sessions with the same key get the same answers. */
export function scopeKey(access: Access): string {
  const reach = reachOf(access.role, access.scope)
  const { communities, grids, stations } = access.scope
  const ids: Record<Reach, number[]> = { city: [], nothing: [], divisions: communities, grids, stations }
  return `${reach}:${access.personal}:${ids[reach].join(',')}`
}
