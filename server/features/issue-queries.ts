import type postgres from 'postgres'
import { readableBuildings, readableIssues } from '../auth/access'
import { isRestShared } from '../issues/count-queries'
import { isAsked, isAskedInAtom, isOpen, isOverdue } from '../issues/filter-queries'
import { touches } from './bbox'
import { featureLayers, propertyColumns } from './layers'
import type { FeatureRequest, FeatureRow, Fragment } from './queries'

/** A page of cases for those who may read any, else of atoms with counts. */
export function listIssues(sql: postgres.ISql, request: FeatureRequest): Promise<FeatureRow[]> {
  const page = sql`order by id limit ${request.limit}`
  if (request.asker.access.caseRights === 'none')
    return sql<FeatureRow[]>`${atoms(sql, request, sql`a.id > ${request.after}`)} ${page}`
  return sql<FeatureRow[]>`${issues(sql, request, sql`i.id > ${request.after}`, false)} ${page}`
}

/** One case with its personal fields where these may be seen, or one atom; filters do not apply. */
export async function findIssue(
  sql: postgres.ISql,
  request: FeatureRequest,
  id: number,
): Promise<FeatureRow | undefined> {
  const unfiltered = { ...request, bbox: null, filter: { symptoms: [], status: [], sources: [], compound_kinds: [] } }
  const { caseRights, personal } = request.asker.access
  const [row] =
    caseRights === 'none'
      ? await sql<FeatureRow[]>`${atoms(sql, request, sql`a.id = ${id}`)}`
      : await sql<FeatureRow[]>`${issues(sql, unfiltered, sql`i.id = ${id}`, personal)}`
  return row
}

export async function countIssueFeatures(sql: postgres.ISql, request: FeatureRequest): Promise<number> {
  const rows =
    request.asker.access.caseRights === 'none'
      ? atoms(sql, request, sql`true`)
      : sql`select from issue i where ${areReadable(sql, request)}`
  const [row] = await sql<{ number: number }[]>`select count(*)::integer as number from (${rows}) features`
  return row?.number ?? 0
}

/** The cases that the map draws there: those that may be read, and those that atoms tell of the rest. */
export async function countCases(sql: postgres.ISql, request: FeatureRequest): Promise<number> {
  const [row] = await sql<{ number: number }[]>`
    select (
      (select count(*) from issue i where ${areReadable(sql, request)}) + ${countRest(sql, request)}
    )::integer as number`
  return row?.number ?? 0
}

/** Cases that may not be read, of atoms whose rest holds enough homes by itself, as a scalar. */
function countRest(sql: postgres.ISql, { asker, bbox, filter, now }: FeatureRequest): Fragment {
  const { access, city, season } = asker
  if (access.caseRights === 'all') return sql`0`
  return sql`(
    select coalesce(sum(a.cases), 0)
    from (
      select a.city, a.season_id, a.id, count(*) as cases
      from atom a
      join atom_building m on m.city = a.city and m.season_id = a.season_id and m.atom_id = a.id
      join issue i on i.city = m.city and i.building_id = m.building_id
      where a.city = ${city.id} and a.season_id = ${season} and a.heated_dwellings >= ${city.sharing_threshold}
        and ${touches(sql, 'a', bbox)}
        and not ${readableBuildings(sql, access, city, sql`m.building_id`)}
        and ${isAskedInAtom(sql, city, filter, now)}
      group by a.city, a.season_id, a.id
    ) a
    where ${isRestShared(sql, access, city)})`
}

function issues(sql: postgres.ISql, request: FeatureRequest, only: Fragment, withPersonal: boolean): Fragment {
  const columns = propertyColumns(featureLayers.issues.table, withPersonal)
    .map((name) => sql`i.${sql(name)}`)
    .reduce((all, column) => sql`${all}, ${column}`)
  return sql`
    select i.id, st_asgeojson(i.geom, 8) as geometry, 'issue' as kind, ${columns},
      ${isOverdue(sql, request.now)} as overdue
    from issue i
    where ${areReadable(sql, request)} and ${only}`
}

function areReadable(sql: postgres.ISql, request: FeatureRequest): Fragment {
  const { asker, bbox, filter, now } = request
  return sql`
    i.city = ${asker.city.id}
    and ${isAsked(sql, asker.city, filter, now)}
    and ${touches(sql, 'i', bbox)}
    and ${readableIssues(sql, asker.access, asker.city)}`
}

/** Atoms of the season in force that hold a case asked for, large enough to be shown. */
function atoms(sql: postgres.ISql, request: FeatureRequest, only: Fragment): Fragment {
  const { asker, bbox, filter, now } = request
  const { city, season } = asker
  return sql`
    select a.id, st_asgeojson(a.geom, 8) as geometry, 'atom' as kind, a.heated_dwellings, cases.*
    from atom a
    cross join lateral (
      select
        count(*)::integer as issues,
        (count(*) filter (where ${isOpen(sql)}))::integer as open_issues,
        (count(*) filter (where ${isOverdue(sql, now)}))::integer as overdue_issues
      from atom_building m
      join issue i on i.city = m.city and i.building_id = m.building_id
        and ${isAskedInAtom(sql, city, filter, now)}
      where m.city = a.city and m.season_id = a.season_id and m.atom_id = a.id
    ) cases
    where a.city = ${city.id} and a.season_id = ${season} and a.heated_dwellings >= ${city.sharing_threshold}
      and cases.issues > 0 and ${touches(sql, 'a', bbox)} and ${only}`
}
