import type postgres from 'postgres'

/** Whether a system of coordinates measures in metres. */
export async function isProjected(sql: postgres.ISql, srid: number): Promise<boolean> {
  const rows = await sql`
    select 1 from spatial_ref_sys where srid = ${srid} and srtext like 'PROJCS%' and proj4text like '%+units=m%'`
  return rows.length > 0
}
