import type postgres from 'postgres'
import { readableIssues, type Access } from '../auth/access'
import type { CityRow } from '../cities/queries'

/** Those of the cases that may be read. */
export async function listReadable(
  sql: postgres.ISql,
  { access, city, ids }: { access: Access; city: CityRow; ids: number[] },
): Promise<Set<number>> {
  const rows = await sql<{ id: number }[]>`
    select i.id from issue i
    where i.city = ${city.id} and i.id = any (${ids}::integer[]) and ${readableIssues(sql, access, city)}`
  return new Set(rows.map(({ id }) => id))
}
