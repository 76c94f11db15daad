import type postgres from 'postgres'
import { vocabulary, type Role } from '../../data/model/vocabulary'
import { hashPassword } from '../auth/password'
import { readDemoPlaces, writeDemoUsers, type DemoPlaces, type DemoUser } from './queries'

/** Password of every demo user; said aloud at start. */
export const demoPassword = 'heatgrid-demo'

/** The community and the grid at which the demo users of small scope are at home: 煤炭大院, whose branch is corroded. */
const homeCommunity = '620102017003'
const homeGrid = 3

/**
 * Creates one user for each role, named like it. They exist only with a demonstration city, and belong to the one that
 * was loaded last.
 */
export async function createDemoUsers(sql: postgres.ISql, city: number): Promise<void> {
  const places = await readDemoPlaces(sql, city, homeCommunity, homeGrid)
  if (!places) throw new Error(`demo city lacks community ${homeCommunity} with a grid ${homeGrid}`)
  const users = vocabulary.role.map((role) => ({ ...nowhere, username: role, role, ...scopeOf[role](places) }))
  await writeDemoUsers(sql, city, users, await hashPassword(demoPassword))
}

const nowhere = { division_ids: [], station_ids: [], grid_ids: [], operator_id: null }

const scopeOf: Record<Role, (places: DemoPlaces) => Partial<DemoUser>> = {
  admin: () => ({}),
  district: (places) => ({ division_ids: [places.district_id] }),
  leader: (places) => ({ division_ids: [places.subdistrict_id] }),
  secretary: (places) => ({ division_ids: [places.community_id] }),
  planner: (places) => ({ operator_id: places.operator_id }),
  duty: (places) => ({ station_ids: [places.station_id], operator_id: places.operator_id }),
  crew: (places) => ({ station_ids: [places.station_id], operator_id: places.operator_id }),
  member: (places) => ({ division_ids: [places.community_id], grid_ids: [places.grid_id] }),
}
