import type postgres from 'postgres'

/** One change as it was recorded: `id` null means many rows of the kind. */
export interface ChangeRow {
  xid: string
  seq: number
  city: number
  kind: string
  id: number | null
}

const keepHours = 24
/** Resuming stops an hour before the purge: whoever may resume never meets a gap. */
const resumeHours = 23

/**
 * The changes after a position, oldest first. Only transactions below the oldest running one: their order can no longer
 * change, so that a reader who goes on from the last row misses nothing (a plain `seq > last` misses rows that commit
 * late).
 */
export async function readChangesAfter(
  sql: postgres.Sql,
  after: { xid: string; seq: number },
  limit: number,
): Promise<ChangeRow[]> {
  return sql<ChangeRow[]>`
    select xid, seq, city, kind, id
    from change
    where (xid, seq) > (${after.xid}::xid8, ${after.seq}::bigint)
      and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by xid, seq
    limit ${limit}`
}

/** The newest readable change of every city and kind. */
export async function readNewestChanges(sql: postgres.Sql): Promise<ChangeRow[]> {
  return sql<ChangeRow[]>`
    select distinct on (city, kind) xid, seq, city, kind, id
    from change
    where xid < pg_snapshot_xmin(pg_current_snapshot())
    order by city, kind, xid desc, seq desc`
}

/** Whether a reader who has seen exactly up to this change can go on from there. */
export async function isResumable(sql: postgres.Sql, position: { xid: string; seq: number }): Promise<boolean> {
  const rows = await sql`
    select 1
    from change
    where xid = ${position.xid}::xid8
      and seq = ${position.seq}
      and at > clock_timestamp() - make_interval(hours => ${resumeHours})`
  return rows.length > 0
}

/**
 * Delete what nobody may resume from any more; returns how many rows went. The newest row of each city and kind stays:
 * ETags are made from it and must not fall back to an older value. Rows of transactions that have yet to come are left
 * over from a restore.
 */
export async function purgeChanges(sql: postgres.Sql): Promise<number> {
  const deleted = await sql`
    delete from change c
    where c.xid >= pg_snapshot_xmax(pg_current_snapshot())
      or c.at < clock_timestamp() - make_interval(hours => ${keepHours})
      and exists (
        select 1
        from change newer
        where newer.city = c.city
          and newer.kind = c.kind
          and (newer.xid, newer.seq) > (c.xid, c.seq)
      )`
  return deleted.count
}
