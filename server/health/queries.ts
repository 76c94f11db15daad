import type postgres from 'postgres'

/** Name of the newest migration that was applied. */
export async function readMigration(sql: postgres.ISql): Promise<string> {
  const [row] = await sql<{ name: string }[]>`
    select name from schema_migration order by name collate "C" desc limit 1`
  return row?.name ?? ''
}

/** Names of the accounts that came with a demonstration city that is on offer. */
export async function listDemoUsers(sql: postgres.ISql): Promise<string[]> {
  const rows = await sql<{ username: string }[]>`
    select u.username from app_user u
    where u.is_demo and exists (select from city c where c.is_demo and c.is_ready)
    order by u.id`
  return rows.map(({ username }) => username)
}
