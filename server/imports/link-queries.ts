import type postgres from 'postgres'

/** Farthest that a case or an inlet may lie from the building that it belongs to. */
const reach_m = 20

/**
 * Fills references that follow from place or code and are still empty: parent division by the beginning of its code,
 * community and compound by a point inside, building of a case by nearness, season of a case by its day.
 */
export async function linkPlaces(sql: postgres.ISql, city: number): Promise<void> {
  await linkDivisions(sql, city)
  // Scalar subqueries, not joins: the embedded PostGIS can fail on a join by && ("invalid join selectivity").
  await sql`
    update compound t set community_id = n.community_id
    from (
      select k.id, (
        select d.id
        from division d
        where d.city = k.city and d.level = 'community' and d.geom_3857 && k.geom_3857
          and st_contains(d.geom, st_pointonsurface(k.geom))
        order by d.id
        limit 1
      ) as community_id
      from compound k
      where k.city = ${city} and k.community_id is null
    ) n
    where t.city = ${city} and t.id = n.id and n.community_id is not null`
  await sql`
    update building t set compound_id = n.compound_id
    from (
      select b.id, (
        select k.id
        from compound k
        where k.city = b.city and k.geom_3857 && b.geom_3857 and st_contains(k.geom, st_pointonsurface(b.geom))
        order by k.id
        limit 1
      ) as compound_id
      from building b
      where b.city = ${city} and b.compound_id is null
    ) n
    where t.city = ${city} and t.id = n.id and n.compound_id is not null`
  await sql`
    update building t set community_id = n.community_id
    from (
      select b.id, coalesce(k.community_id, (
        select d.id
        from division d
        where d.city = b.city and d.level = 'community' and d.geom_3857 && b.geom_3857
          and st_contains(d.geom, st_pointonsurface(b.geom))
        order by d.id
        limit 1
      )) as community_id
      from building b
      left join compound k on k.city = b.city and k.id = b.compound_id
      where b.city = ${city} and b.community_id is null
    ) n
    where t.city = ${city} and t.id = n.id and n.community_id is not null`
}

async function linkDivisions(sql: postgres.ISql, city: number): Promise<void> {
  await sql`
    update division t set parent_id = (
      select p.id
      from division p
      where p.city = t.city and p.code <> t.code and starts_with(t.code, p.code)
      order by length(p.code) desc
      limit 1
    )
    where t.city = ${city} and t.parent_id is null
      and exists (
        select from division p where p.city = t.city and p.code <> t.code and starts_with(t.code, p.code)
      )`
}

/** Season and building of the job's cases, and their first events; times are read in the city's zone. */
export async function linkCases(sql: postgres.ISql, city: number, job: string): Promise<void> {
  await sql`
    update issue i set season_id = s.id
    from season s, city c, import_stage g
    where i.city = ${city} and i.season_id is null and s.city = i.city and c.id = i.city
      and g.job = ${job} and g.target = 'issue' and g.code = i.code
      and (i.reported_at at time zone c.time_zone)::date between s.starts_on and s.ends_on`
  await sql`
    update issue i set building_id = near.building_id
    from (
      select i.id, (
        select b.id
        from building b
        where b.city = i.city
          and b.geom_3857 && st_expand(i.geom_3857, ${3 * reach_m})
          and st_dwithin(st_transform(b.geom, c.srid), st_transform(i.geom, c.srid), ${reach_m})
        order by st_distance(st_transform(b.geom, c.srid), st_transform(i.geom, c.srid)), b.id
        limit 1
      ) as building_id
      from issue i
      join city c on c.id = i.city
      join import_stage g on g.job = ${job} and g.target = 'issue' and g.code = i.code
      where i.city = ${city} and i.building_id is null
    ) near
    where i.city = ${city} and i.id = near.id and near.building_id is not null`
  await sql`
    insert into issue_event (city, issue_id, number, at, actor, status)
    select i.city, i.id, 1, i.reported_at, 'hotline', 'reported'
    from issue i
    join import_stage g on g.job = ${job} and g.target = 'issue' and g.code = i.code
    where i.city = ${city} and not exists (select from issue_event e where e.city = i.city and e.issue_id = i.id)`
  await sql`
    insert into issue_event (city, issue_id, number, at, actor, status)
    select i.city, i.id, 2, i.closed_at, 'system', 'closed'
    from issue i
    join import_stage g on g.job = ${job} and g.target = 'issue' and g.code = i.code
    where i.city = ${city} and i.closed_at is not null
      and (select max(number) from issue_event e where e.city = i.city and e.issue_id = i.id) = 1`
  await sql`
    insert into issue_report (city, issue_id, number, source, reported_at)
    select i.city, i.id, 1, i.source, i.reported_at
    from issue i
    join import_stage g on g.job = ${job} and g.target = 'issue' and g.code = i.code
    where i.city = ${city} and not exists (select from issue_report r where r.city = i.city and r.issue_id = i.id)`
}

/** Hangs staged inlets, whose node is known, on the nearest building. Tells the rows that found none. */
export async function connectInlets(sql: postgres.ISql, city: number, job: string) {
  const near = sql`
    select distinct on (building_id, pressure_zone) row, building_id, pressure_zone, node_id
    from (
      select s.row, s.fields ->> 'pressure_zone' as pressure_zone, (s.fields ->> 'node_id')::integer as node_id, (
        select b.id
        from building b
        where b.city = ${city}
          and b.geom_3857 && st_expand(st_transform(s.place, 3857), ${3 * reach_m})
          and st_dwithin(st_transform(b.geom, c.srid), st_transform(s.place, c.srid), ${reach_m})
        order by st_distance(st_transform(b.geom, c.srid), st_transform(s.place, c.srid)), b.id
        limit 1
      ) as building_id
      from import_stage s
      join city c on c.id = ${city}
      where s.job = ${job} and s.target = 'inlet' and s.fields ->> 'node_id' is not null
    ) inlets
    where building_id is not null
    order by building_id, pressure_zone, row`
  const updated = await sql`
    update service_connection t set node_id = n.node_id
    from (${near}) n
    where t.city = ${city} and t.building_id = n.building_id and t.pressure_zone = n.pressure_zone
      and t.node_id <> n.node_id`
  const inserted = await sql`
    insert into service_connection (city, id, building_id, node_id, pressure_zone)
    select
      ${city},
      (select coalesce(max(id), 0) from service_connection where city = ${city}) + row_number() over (order by n.row),
      n.building_id, n.node_id, n.pressure_zone
    from (${near}) n
    where not exists (
      select from service_connection t
      where t.city = ${city} and t.building_id = n.building_id and t.pressure_zone = n.pressure_zone
    )`
  const inlets = await sql<{ row: number; kept: boolean }[]>`
    select s.row, s.row in (select n.row from (${near}) n) as kept
    from import_stage s
    where s.job = ${job} and s.target = 'inlet' and s.fields ->> 'node_id' is not null
    order by s.row`
  return {
    inserted: inserted.count,
    updated: updated.count,
    kept: inlets.filter(({ kept }) => kept).length,
    lost: inlets.filter(({ kept }) => !kept).map(({ row }) => row),
  }
}
