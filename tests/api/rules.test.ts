import type postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { onBothEngines } from '../support/database'
import { createTinyCity, type TinyCity } from '../support/tiny-city'

interface Where {
  sql: postgres.Sql
  city: number
}

/** A statement about the tiny city, and the rule that refuses it. */
const refused: [(where: Where) => PromiseLike<unknown>, string][] = [
  [({ sql, city }) => sql`update issue_event set status = 'lost' where city = ${city}`, 'issue_event_status_check'],
  [({ sql, city }) => sql`update issue_event set actor = 'stranger' where city = ${city}`, 'issue_event_actor_check'],
  [({ sql, city }) => sql`update contact set role = 'uncle' where city = ${city}`, 'contact_role_check'],
  [
    ({ sql, city }) => sql`update issue set closed_at = '2024-01-14' where city = ${city} and id = 2`,
    'issue_dates_check',
  ],
  [({ sql, city }) => sql`update issue set due_at = '2024-01-14' where city = ${city} and id = 5`, 'issue_dates_check'],
  [
    ({ sql, city }) => sql`update issue set status = 'merged', parent_id = id where city = ${city} and id = 3`,
    'issue_parent_check',
  ],
  [({ sql, city }) => sql`update issue set dwelling_id = 999 where city = ${city} and id = 1`, 'issue_dwelling_fkey'],
  [({ sql, city }) => sql`delete from dwelling where city = ${city} and id = 101`, 'issue_dwelling_fkey'],
  [({ sql, city }) => sql`update weather_day set min_c = mean_c + 1 where city = ${city}`, 'weather_day_min_check'],
  [({ sql, city }) => sql`update cell set grid_id = 3 where city = ${city} and id = 1`, 'cell_grid_of_plan_fkey'],
  [({ sql, city }) => sql`update cell set plan_id = 2 where city = ${city} and id = 1`, 'cell_grid_of_plan_fkey'],
  [
    ({ sql, city }) => sql`update grid_building set grid_id = 5 where city = ${city} and building_id = 1`,
    'grid_building_grid_of_plan_fkey',
  ],
  [
    ({ sql, city }) => sql`update grid set community_id = 4 where city = ${city} and id = 1`,
    'grid_plan_community_fkey',
  ],
  [
    ({ sql, city }) => sql`update building set stated_heated_dwellings = -1 where city = ${city}`,
    'building_stated_heated_dwellings_check',
  ],
  [
    ({ sql, city }) =>
      sql`insert into app_user (username, password_hash, role, city, operator_id) values ('rules', '', 'crew', ${city}, 99)`,
    'app_user_operator_fkey',
  ],
  [
    ({
      sql,
      city,
    }) => sql`insert into supervision (city, id, kind, key, starts_on, ends_on, status, asked_at, asked_role)
     values (${city}, 1, 'case', '1', '2024-01-01', '2024-01-02', 'asked', '2024-01-02', 'mayor')`,
    'supervision_asked_role_check',
  ],
  [({ sql, city }) => sql`insert into audit (city, action) values (${city}, 'whatever')`, 'audit_action_check'],
]

onBothEngines('rules of the database', (engine) => {
  const code = `rules-${engine.name}`
  let db: Database
  let city: TinyCity

  beforeAll(async () => {
    db = await engine.open()
    city = await createTinyCity(db.sql, code)
  })
  afterAll(async () => {
    await removeCity(db.sql, code)
    await db.close()
  })

  it.each(refused.map(([statement, rule]) => [rule, statement] as const))(
    'refuse what breaks %s',
    async (rule, statement) => {
      const refusal = Promise.resolve(statement({ sql: db.sql, city: city.id }))
      await expect(refusal).rejects.toMatchObject({ constraint_name: rule })
    },
  )

  it('are proven for the rows that were there before them', async () => {
    const open = await db.sql`
      select conname from pg_constraint where not convalidated and connamespace = current_schema()::regnamespace`
    expect(open).toEqual([])
  })

  describe('take the grids of a plan with it', () => {
    it('with their cells and buildings', async () => {
      await db.sql`delete from grid where city = ${city.id} and id = 2`
      const [left] = await db.sql`
        select
          (select array_agg(id order by id) from cell where city = ${city.id}) as cells,
          (select array_agg(building_id order by building_id) from grid_building where city = ${city.id}) as buildings`
      expect(left).toEqual({ cells: [1, 3, 4], buildings: [1, 2, 5, 6, 7, 8] })
    })
  })
})
