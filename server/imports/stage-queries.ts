import type postgres from 'postgres'

/** A row of a file as it goes into the stage: JSON of `{ target, row, part, fields, geom }`, `geom` as GeoJSON. */
export type StagedRecord = string

/** A job is abandoned when its process died; nothing stages for longer. */
const abandonedAfterHours = 24

/** Stages rows, transformed to degrees and snapped to the grid. Fails as a whole where one cannot be transformed. */
export async function stageRows(
  sql: postgres.ISql,
  job: string,
  srid: number,
  records: readonly StagedRecord[],
): Promise<void> {
  await sql`
    insert into import_stage (job, target, row, part, fields, place)
    select
      ${job}, r.target, r.row, r.part, r.fields,
      case when jsonb_typeof(r.geom) = 'object' then coalesce(
        st_snaptogrid(st_transform(st_setsrid(st_geomfromgeojson(r.geom), ${srid}::integer), 4326), 0.00000001),
        st_geomfromtext('POINT EMPTY', 4326)
      ) end
    from jsonb_to_recordset((${`[${records.join(',')}]`}::text)::jsonb)
      as r (target text, row integer, part integer, fields jsonb, geom jsonb)`
}

export async function clearStage(sql: postgres.ISql, job: string): Promise<void> {
  await sql`
    delete from import_stage
    where job = ${job} or staged_at < clock_timestamp() - make_interval(hours => ${abandonedAfterHours})`
}

export async function analyzeStage(sql: postgres.ISql): Promise<void> {
  await sql`analyze import_stage`
}

/** Whether a system measures in degrees; null where the database does not know it. */
export async function isInDegreesBySrid(sql: postgres.ISql, srid: number): Promise<boolean | null> {
  const [row] = await sql<{ degrees: boolean }[]>`
    select srtext like 'GEOG%' as degrees from spatial_ref_sys where srid = ${srid}`
  return row?.degrees ?? null
}

interface Dropped {
  target: string
  row: number
  detail: string
}

/** Drops rows that the transformation threw off the globe. */
export function dropOffGlobe(sql: postgres.ISql, job: string) {
  return sql<Dropped[]>`
    delete from import_stage
    where job = ${job} and place is not null and not st_isempty(place)
      and not (st_xmin(place) >= -180 and st_xmax(place) <= 180 and st_ymin(place) >= -90 and st_ymax(place) <= 90)
    returning target, row, '' as detail`
}

/** Drops rows of which nothing is left on the grid. */
export function dropCollapsed(sql: postgres.ISql, job: string) {
  return sql<Dropped[]>`
    delete from import_stage where job = ${job} and st_isempty(place) returning target, row, '' as detail`
}

/** Drops lines longer than a house station, where a point was wanted. */
export function dropLongPoints(sql: postgres.ISql, job: string, city: number, longest_m: number) {
  return sql<Dropped[]>`
    delete from import_stage s
    using city c
    where s.job = ${job} and c.id = ${city} and s.target in ('station', 'source', 'inlet')
      and geometrytype(s.place) <> 'POINT' and st_length(st_transform(s.place, c.srid)) > ${longest_m}
    returning s.target, s.row, round(st_length(st_transform(s.place, c.srid))::numeric, 2) || ' m' as detail`
}

export interface Repaired {
  target: string
  row: number
  why: string
  before_m2: number
  after_m2: number
}

/** Makes invalid polygons valid and all of them multi-polygons. Areas are measured in the city's system. */
export async function repairAreas(sql: postgres.ISql, job: string, city: number): Promise<Repaired[]> {
  const repaired = await sql<Repaired[]>`
    with broken as (
      select target, row, part, place, st_isvalidreason(place) as why, repaired_area(place) as fixed
      from import_stage
      where job = ${job} and st_dimension(place) = 2 and not st_isvalid(place)
    ),
    mended as (
      update import_stage s
      set place = b.fixed
      from broken b
      where s.job = ${job} and s.target = b.target and s.row = b.row and s.part = b.part
    )
    select
      b.target, b.row, split_part(b.why, '[', 1) as why,
      st_area(st_transform(b.place, c.srid)) as before_m2,
      st_area(st_transform(b.fixed, c.srid)) as after_m2
    from broken b
    join city c on c.id = ${city}
    order by b.target, b.row`
  await sql`
    update import_stage
    set place = st_multi(place)
    where job = ${job} and geometrytype(place) = 'POLYGON'`
  return repaired
}

/** Hashes places, the same for both directions of a line, and gives rows without a code one made of it. */
export async function deriveCodes(sql: postgres.ISql, job: string, mapping: string): Promise<void> {
  await sql`
    update import_stage
    set shape = md5(case
      when st_dimension(place) = 1
        then least(st_astext(place, 8) collate "C", st_astext(st_reverse(place), 8) collate "C")
      else st_astext(place, 8)
    end)
    where job = ${job} and place is not null`
  await sql`
    update import_stage
    set fields = fields || jsonb_build_object('code', left(md5(concat_ws('|', ${mapping}::text, target, shape)), 16))
    where job = ${job} and shape is not null and code is null`
}

export interface Repeated {
  target: string
  row: number
  first_row: number
  /** Whether the rows also say the same. */
  same: boolean
  length_m: number | null
}

/** Drops pipes that lie exactly where an earlier one of the same flow lies. */
export function dropRepeatedPipes(sql: postgres.ISql, job: string, city: number) {
  return sql<Repeated[]>`
    with ranked as (
      select
        target, row, part, place, fields - 'code' as fields,
        first_value(row) over same_place as first_row,
        first_value(fields - 'code') over same_place as first_fields,
        row_number() over same_place as turn
      from import_stage
      where job = ${job} and target in ('supply', 'return')
      window same_place as (partition by target, shape order by row, part)
    )
    delete from import_stage s
    using ranked r, city c
    where s.job = ${job} and s.target = r.target and s.row = r.row and s.part = r.part and r.turn > 1
      and c.id = ${city}
    returning
      s.target, s.row, r.first_row, r.fields = r.first_fields as same,
      st_length(st_transform(s.place, c.srid)) as length_m`
}

/** Drops rows whose code an earlier row of the same kind has. */
export function dropRepeatedCodes(sql: postgres.ISql, job: string) {
  return sql<Repeated[]>`
    with ranked as (
      select
        s.target, s.row, s.part, s.fields, s.shape,
        first_value(s.row) over same_code as first_row,
        first_value(s.fields) over same_code as first_fields,
        first_value(s.shape) over same_code as first_shape,
        row_number() over same_code as turn
      from import_stage s
      where s.job = ${job}
      window same_code as (
        partition by case when s.target = 'return' then 'supply' else s.target end, s.code
        order by s.row, s.part, s.target
      )
    )
    delete from import_stage s
    using ranked r
    where s.job = ${job} and s.target = r.target and s.row = r.row and s.part = r.part and r.turn > 1
    returning
      s.target, s.row, r.first_row,
      r.fields = r.first_fields and r.shape is not distinct from r.first_shape as same,
      null::double precision as length_m`
}
