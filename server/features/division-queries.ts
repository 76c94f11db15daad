import type postgres from 'postgres'
import type { Asker } from '../issues/count-queries'
import type { IssueFilter } from '../issues/filter'
import { isOpen, isReported } from '../issues/filter-queries'
import { sumOfTally, tallyIssues } from '../issues/tally-queries'

type Fragment = postgres.PendingQuery<postgres.Row[]>

/**
 * Homes, the box around them, and cases of divisions `t`: counted once for each community and then added up, since a division holds up to
 * hundreds of them, on three levels. `columns` go among the columns of the select, `joined` behind its from-clause.
 */
export function divisionCounts(sql: postgres.ISql, asker: Asker, filter: IssueFilter) {
  const counts = Object.entries(countedCases(sql, asker, filter))
  return {
    columns: counts.reduce(
      (all, [name]) => sql`${all}, ${sql(name)}.number as ${sql(name)}`,
      sql`, homes.dwellings, homes.heated_dwellings, homes.heated_area_m2, homes.buildings, homes.homes_extent`,
    ),
    joined: counts.reduce(
      (all, [name, which]) =>
        sql`${all} join (${sumsOfCases(sql, asker, which)}) ${sql(name)} on ${sql(name)}.id = t.id`,
      sql`join (${sumsOfHomes(sql, asker)}) homes on homes.id = t.id`,
    ),
  }
}

/** The columns that count the cases of a whole city for somebody who may not read them all. */
export function cityCaseCounts(sql: postgres.ISql, asker: Asker, filter: IssueFilter): Fragment {
  return Object.entries(countedCases(sql, asker, filter))
    .map(([name, which]) => {
      return sql`(select ${sumOfTally(sql, asker)} from (${tallyIssues(sql, asker, which)}) n) as ${sql(name)}`
    })
    .reduce((all, column) => sql`${all}, ${column}`)
}

/** Open cases now, and where a period was asked for the cases reported in it, with those of them still open. */
function countedCases(sql: postgres.ISql, { city }: Asker, filter: IssueFilter): Record<string, Fragment> {
  const open = { open_issues: isOpen(sql) }
  if (filter.from === undefined && filter.to === undefined) return open
  const reported = isReported(sql, city, filter)
  return { ...open, issues: reported, issues_open: sql`${reported} and ${isOpen(sql)}` }
}

function sumsOfHomes(sql: postgres.ISql, { city }: Asker): Fragment {
  return sql`
    select m.id,
      coalesce(sum(n.buildings), 0)::integer as buildings,
      coalesce(sum(n.dwellings), 0)::integer as dwellings,
      coalesce(sum(n.heated_dwellings), 0)::integer as heated_dwellings,
      coalesce(sum(n.heated_area_m2), 0) as heated_area_m2,
      ${edgesOf(sql, sql`st_extent(n.box::geometry)`)} as homes_extent
    from (${members(sql, city.id)}) m
    left join (
      select b.community_id, count(*) as buildings, sum(b.dwellings) as dwellings,
        sum(b.heated_dwellings) as heated_dwellings, sum(b.heated_area_m2) as heated_area_m2,
        st_extent(b.geom) as box
      from building b
      where b.city = ${city.id}
      group by b.community_id
    ) n on n.community_id = m.community_id
    group by m.id`
}

/** West, south, east and north of a box in degrees, 8 digits; null without one. */
function edgesOf(sql: postgres.ISql, box: Fragment): Fragment {
  const edge = (name: string) => sql`round(${sql(name)}(${box})::numeric, 8)`
  return sql`
    case when count(n.box) > 0 then
      jsonb_build_array(${edge('st_xmin')}, ${edge('st_ymin')}, ${edge('st_xmax')}, ${edge('st_ymax')})
    end`
}

function sumsOfCases(sql: postgres.ISql, asker: Asker, which: Fragment): Fragment {
  return sql`
    select m.id, ${sumOfTally(sql, asker)} as number
    from (${members(sql, asker.city.id)}) m
    left join (${tallyIssues(sql, asker, which)}) n on n.community_id = m.community_id
    group by m.id`
}

/** Each division with every division that it is or that lies in it: buildings name their community, mostly. */
function members(sql: postgres.ISql, city: number): Fragment {
  return sql`
    select d.id, c.id as community_id
    from division c
    left join division s on s.city = c.city and s.id = c.parent_id
    cross join lateral unnest(array[c.id, c.parent_id, s.parent_id]) as d (id)
    where c.city = ${city} and d.id is not null`
}
