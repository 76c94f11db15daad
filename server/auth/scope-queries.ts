import type postgres from 'postgres'

/** What a code stands for: no id where it is unknown, several where it is not clear. */
export interface CodeFound {
  code: string
  ids: number[]
}

export function findDivisions(sql: postgres.ISql, city: number, codes: readonly string[]): Promise<CodeFound[]> {
  return sql<CodeFound[]>`
    select asked.code, array(select d.id from division d where d.city = ${city} and d.code = asked.code) as ids
    from unnest(${[...codes]}::text[]) with ordinality as asked (code, turn) order by turn`
}

export function findStations(sql: postgres.ISql, city: number, codes: readonly string[]): Promise<CodeFound[]> {
  return sql<CodeFound[]>`
    select asked.code, array(select s.id from station s where s.city = ${city} and s.code = asked.code) as ids
    from unnest(${[...codes]}::text[]) with ordinality as asked (code, turn) order by turn`
}

/** By name: operators have no code. */
export function findOperators(sql: postgres.ISql, city: number, names: readonly string[]): Promise<CodeFound[]> {
  return sql<CodeFound[]>`
    select asked.code, array(select o.id from operator o where o.city = ${city} and o.name = asked.code) as ids
    from unnest(${[...names]}::text[]) with ordinality as asked (code, turn) order by turn`
}

/** By number, in the published plans of the communities in or below these divisions; without divisions in the city. */
export function findGrids(
  sql: postgres.ISql,
  city: number,
  { numbers, divisions, today }: { numbers: readonly string[]; divisions: readonly number[]; today: string },
): Promise<CodeFound[]> {
  return sql<CodeFound[]>`
    with recursive inside (id) as (
      select id from division
      where city = ${city} and (id = any (${[...divisions]}::integer[]) or cardinality(${[...divisions]}::integer[]) = 0)
      union
      select d.id from division d join inside on d.parent_id = inside.id where d.city = ${city}
    )
    select asked.code, array(
      select g.id
      from grid g
      join grid_plan p on p.city = g.city and p.id = g.plan_id
      where g.city = ${city} and g.number::text = asked.code and g.community_id in (select id from inside)
        and p.status = 'published' and daterange(p.valid_from, p.valid_to) @> ${today}::date
      order by g.id
    ) as ids
    from unnest(${[...numbers]}::text[]) with ordinality as asked (code, turn) order by turn`
}
