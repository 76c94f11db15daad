import { z } from 'zod'

/**
 * A backup is one gzip file of UTF-8 lines, each of them JSON:
 *
 * 1. the header (`headerSchema`): format and its version, the migrations of the database, its cities, and its tables in
 *    an order in which no row refers to a table behind its own, with their columns and numbers of rows;
 * 2. the rows: for each table of the header, in its order, as many objects as it says, by column. Values are strings as
 *    PostgreSQL prints them in UTC, geometry as hexadecimal EWKB; arrays and JSON are themselves. Columns that the
 *    database computes are left out;
 * 3. `{"end":true}`.
 */
export const backupFormat = 'heatgrid-backup'
export const backupVersion = 1
export const endLine = JSON.stringify({ end: true })

export const headerSchema = z.object({
  format: z.literal(backupFormat),
  version: z.number(),
  created_at: z.string(),
  migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
  cities: z.array(z.object({ code: z.string(), name: z.string() })),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number().int().nonnegative() })),
})

export type BackupHeader = z.infer<typeof headerSchema>

/**
 * Tables that are not kept: what a database notes about itself (its migrations, its change feed, whose positions are
 * numbers of its own transactions), what ends with the server (sessions, failed log-ins), and files on their way in.
 */
export const leftOut: readonly string[] = ['schema_migration', 'change', 'session', 'login_failure', 'import_stage']
