import { issue } from '../../data/model/cases'
import { readableBuildings, readableIssues } from '../auth/access'
import { isRestShared, isTold, seasonAt } from '../issues/count-queries'
import { isAsked, isAskedInAtom, isOpen, isOverdue } from '../issues/filter-queries'
import { attributes, type FeatureQuery, type Fragment } from './layer-query'
import { issuePointZoom, tileFields } from './layers'

const columns = tileFields(issue)

/**
 * Cases in a tile. Close up: the cases that may be read, and for the rest one point an atom with counts. Farther out:
 * one point a compound with counts, made of atoms for everyone who may not read all cases, and the readable cases that
 * belong to no compound.
 */
export function issueFeatures(query: FeatureQuery): Fragment {
  const { sql, request } = query
  const rights = request.access.caseRights
  const parts: Fragment[] = []
  if (request.z >= issuePointZoom) {
    if (rights !== 'none') parts.push(cases(query, sql`true`))
    if (rights !== 'all') parts.push(atoms(query))
  } else {
    if (rights !== 'none') parts.push(looseCases(query))
    parts.push(rights === 'all' ? compounds(query) : compoundsOfAtoms(query))
  }
  return sql`select f.* from (${parts.reduce((all, part) => sql`${all} union all ${part}`)}) f order by f.kind, f.id`
}

/** Readable cases that belong to no compound; as lists of buildings, so that the index on these serves it. */
export function looseCases(query: FeatureQuery): Fragment {
  const { sql, request } = query
  return cases(
    query,
    sql`(i.building_id is null or i.building_id = any (array(
      select loose.id from building loose where loose.city = ${request.city.id} and loose.compound_id is null)))`,
  )
}

/** Readable cases, one by one. */
function cases(query: FeatureQuery, only: Fragment): Fragment {
  const { sql, request, box, cut } = query
  return sql`
    select i.id, ${cut(sql`i.geom_3857`)} as geom, 'issue' as kind, ${attributes(sql, columns, sql`i`)},
      greatest(floor(extract(epoch from coalesce(i.closed_at, ${request.now}) - i.reported_at) / 86400), 0)::integer
        as days,
      ${isOpen(sql)} as is_open, ${isOverdue(sql, request.now)} as is_overdue,
      null::integer as count, null::integer as open, null::integer as overdue
    from issue i
    where i.city = ${request.city.id} and i.geom_3857 && ${box} and ${asked(query)} and ${only}
      and ${readableIssues(sql, request.access, request.city)}`
}

/** Atoms with cases that may not be read, where these are of enough homes. */
function atoms(query: FeatureQuery): Fragment {
  const { sql, request, box, cut } = query
  const readable = readableBuildings(sql, request.access, request.city, sql`m.building_id`)
  return sql`
    select a.id, ${cut(sql`a.geom_3857`)} as geom, 'atom' as kind, ${counted(query)}
    from atom a
    ${membersAndCases(query)}
    where ${shared(query)} and a.geom_3857 && ${box} and ${isRestShared(sql, request.access, request.city)}
    group by a.city, a.season_id, a.id
    having bool_or(not ${readable})`
}

/** Compounds by the cases of their buildings. */
function compounds(query: FeatureQuery): Fragment {
  const { sql, request, box, cut } = query
  return sql`
    select c.id, ${cut(sql`c.label_3857`)} as geom, 'compound' as kind, ${counted(query)}
    from compound c
    join building b on b.city = c.city and b.compound_id = c.id
    join issue i on i.city = b.city and i.building_id = b.id and ${asked(query)}
    where c.city = ${request.city.id} and c.label_3857 && ${box}
    group by c.city, c.id`
}

/** Compounds by the cases of their atoms. */
function compoundsOfAtoms(query: FeatureQuery): Fragment {
  const { sql, request, box, cut } = query
  return sql`
    select c.id, ${cut(sql`c.label_3857`)} as geom, 'compound' as kind, ${counted(query)}
    from compound c
    join atom a on a.city = c.city and a.compound_id = c.id
    ${membersAndCases(query)}
    where c.city = ${request.city.id} and c.label_3857 && ${box} and ${shared(query)}
      and ${isTold(sql, request.access, request.city, sql`m.building_id`)}
    group by c.city, c.id`
}

function membersAndCases({ sql, request }: FeatureQuery): Fragment {
  return sql`
    join atom_building m on m.city = a.city and m.season_id = a.season_id and m.atom_id = a.id
    join issue i on i.city = m.city and i.building_id = m.building_id
      and ${isAskedInAtom(sql, request.city, request, request.now)}`
}

/** Atoms of the season of the period's end, of enough homes to be shown to anyone. */
function shared({ sql, request: { city, to } }: FeatureQuery): Fragment {
  return sql`a.city = ${city.id} and a.heated_dwellings >= ${city.sharing_threshold} and a.season_id = ${seasonAt(sql, city, to)}`
}

/** The columns of a case without those of a single one, then the counts. */
function counted(query: FeatureQuery): Fragment {
  const { sql, request } = query
  return sql`
    ${Object.keys(columns)
      .map((name) => sql`null as ${sql(name)}`)
      .reduce((all, column) => sql`${all}, ${column}`)},
    null::integer as days, null::boolean as is_open, null::boolean as is_overdue,
    count(*)::integer as count, (count(*) filter (where ${isOpen(sql)}))::integer as open,
    (count(*) filter (where ${isOverdue(sql, request.now)}))::integer as overdue`
}

/** The period and filters asked for, as a condition on `issue i`. */
function asked({ sql, request }: FeatureQuery): Fragment {
  return isAsked(sql, request.city, request, request.now)
}
