import type postgres from 'postgres'
import { readableIssues, type Access } from '../auth/access'
import type { CityRow } from '../cities/queries'

type Fragment = postgres.PendingQuery<postgres.Row[]>

/** Kinds that are searched, in the order in which equally good finds are listed. */
export const searchedKinds = [
  'divisions',
  'compounds',
  'grids',
  'stations',
  'sources',
  'buildings',
  'roads',
  'pipes',
  'valves',
  'issues',
] as const
export type SearchedKind = (typeof searchedKinds)[number]

export interface SearchRequest {
  city: CityRow
  access: Access
  /** The city's date: only grids of plans in force are found. */
  today: string
  /** The words asked for, in lower case; each has to be found. */
  words: string[]
  limit: number
}

export interface Place {
  kind: SearchedKind
  id: number
  name: string | null
  code: string
  /** Compound or community in which it lies. */
  within: string | null
  /** [longitude, latitude] of a point on it. */
  point: [number, number]
  /** [west, south, east, north] in degrees. */
  extent: [number, number, number, number]
}

/**
 * Places by name, code or pinyin initials. Of two finds the better match comes first: the whole name, then its
 * beginning, then anywhere in it; then the order of kinds, then short names before long ones. No personal data is
 * looked at.
 */
export async function findPlaces(sql: postgres.ISql, request: SearchRequest): Promise<Place[]> {
  const { words, limit } = request
  const parts = searchedKinds.map((kind, order) => {
    const { from, name, code, initials, within } = searched[kind](sql, request)
    const last = words.at(-1) ?? ''
    const any = (conditions: Fragment[]) => conditions.reduce((all, condition) => sql`${all} or ${condition}`)
    const own = [name, code, initials]
    const isIn = (word: string, columns: Fragment[]) =>
      sql`(${any(columns.map((column) => sql`${column} ilike ${`%${escaped(word)}%`}`))})`
    // Column by column, so that the trigram indexes serve it; the last word has to be in the place's own words.
    const found = words
      .slice(0, -1)
      .reduce((all, word) => sql`${all} and ${isIn(word, [...own, within])}`, isIn(last, own))
    const begins = any(own.map((key) => sql`starts_with(lower(${key}), ${last})`))
    const keys = sql`lower(${name}), lower(${code}), lower(${initials})`
    return sql`(
      select ${kind}::text as kind, ${order}::integer as kind_order, t.id, ${name} as name, ${code} as code,
        ${within} as within, t.geom,
        case when ${last} in (${keys}) then 0 when ${begins} then 1 else 2 end as rank
      ${from} and ${found}
      order by rank, length(coalesce(${name}, ${code})), t.id
      limit ${limit}
    )`
  })
  return sql<Place[]>`
    select f.kind, f.id, f.name, f.code, f.within,
      json_build_array(round(st_x(p.at)::numeric, 8), round(st_y(p.at)::numeric, 8)) as point,
      json_build_array(
        round(st_xmin(f.geom)::numeric, 8), round(st_ymin(f.geom)::numeric, 8),
        round(st_xmax(f.geom)::numeric, 8), round(st_ymax(f.geom)::numeric, 8)
      ) as extent
    from (${parts.reduce((all, part) => sql`${all} union all ${part}`)}) f
    cross join lateral (select st_pointonsurface(f.geom) as at) p
    order by f.rank, f.kind_order, length(coalesce(f.name, f.code)), f.id
    limit ${limit}`
}

interface Searched {
  /** `from … where …` with the searched table as `t`. */
  from: Fragment
  name: Fragment
  code: Fragment
  initials: Fragment
  within: Fragment
}

const searched: Record<SearchedKind, (sql: postgres.ISql, request: SearchRequest) => Searched> = {
  divisions: (sql, { city }) => ({
    ...named(sql),
    from: sql`
      from division t left join division o on o.city = t.city and o.id = t.parent_id where t.city = ${city.id}`,
    within: sql`o.name`,
  }),
  compounds: (sql, { city }) => ({
    ...named(sql),
    from: sql`
      from compound t left join division o on o.city = t.city and o.id = t.community_id where t.city = ${city.id}`,
    within: sql`o.name`,
  }),
  grids: (sql, { city, today }) => ({
    ...named(sql),
    from: sql`
      from grid t
      join grid_plan p on p.city = t.city and p.id = t.plan_id and p.status = 'published'
        and ${today}::date >= p.valid_from and (p.valid_to is null or ${today}::date < p.valid_to)
      join division o on o.city = t.city and o.id = t.community_id
      where t.city = ${city.id}`,
    within: sql`o.name`,
  }),
  stations: (sql, { city }) => ({ ...named(sql), from: sql`from station t where t.city = ${city.id}` }),
  sources: (sql, { city }) => ({ ...named(sql), from: sql`from heat_source t where t.city = ${city.id}` }),
  buildings: (sql, { city }) => ({
    ...named(sql),
    from: sql`
      from building t left join compound o on o.city = t.city and o.id = t.compound_id where t.city = ${city.id}`,
    within: sql`o.name`,
  }),
  roads: (sql, { city }) => ({
    ...named(sql),
    from: sql`from road t where t.city = ${city.id} and t.name is not null`,
    code: sql`''`,
  }),
  pipes: (sql, { city }) => ({ ...coded(sql), from: sql`from pipe t where t.city = ${city.id}` }),
  valves: (sql, { city }) => ({ ...coded(sql), from: sql`from valve t where t.city = ${city.id}` }),
  // Receipts are looked up, not leafed through: the whole number only.
  issues: (sql, { city, access, words }) => ({
    ...coded(sql),
    from: sql`from (
      select i.id, i.code, i.geom
      from issue i
      where i.city = ${city.id} and i.code = any (${words.flatMap((word) => [word, word.toUpperCase()])}::text[])
        and ${readableIssues(sql, access, city)}
    ) t where true`,
  }),
}

function named(sql: postgres.ISql): Omit<Searched, 'from'> {
  return { name: sql`t.name`, code: sql`t.code`, initials: sql`t.initials`, within: sql`null::text` }
}

function coded(sql: postgres.ISql): Omit<Searched, 'from'> {
  return { name: sql`null::text`, code: sql`t.code`, initials: sql`null::text`, within: sql`null::text` }
}

/** For `like`: its wildcards stand for themselves. */
function escaped(word: string): string {
  return word.replace(/[\\%_]/g, '\\$&')
}
