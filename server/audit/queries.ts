import type postgres from 'postgres'

/** Something that somebody may have to answer for later. No personal data, no name that was typed in (docs/access.md). */
export interface AuditEntry {
  action: 'login' | 'login_failed' | 'account_added' | 'password_changed' | 'import' | 'season_added' | 'city_added'
  /** Null for accounts of all cities and for unknown names. */
  city: number | null
  /** The account that acted, or was tried; null for the command line and for unknown names. */
  user_id: number | null
  /** What it was about: a role, a kind of import. */
  kind?: string
  /** The account that the command line made or changed. */
  id?: number
  /** Counts, dates, names of mappings. */
  detail?: object
}

/** Writes an entry, in the transaction of `sql`. */
export async function insertAudit(sql: postgres.ISql, entry: AuditEntry): Promise<void> {
  const { action, city, user_id, kind = null, id = null, detail } = entry
  await sql`
    insert into audit (city, user_id, action, kind, id, detail)
    values (
      ${city}, ${user_id}, ${action}, ${kind}, ${id}, (${detail ? JSON.stringify(detail) : null}::text)::jsonb
    )`
}
