import type postgres from 'postgres'
import type { Fragment } from './queries'
import type { LayerName } from './layers'

/** A thing that another belongs to or that serves it; `kind` is its layer. */
export interface Related {
  kind: LayerName
  id: number
  name: string | null
  code: string
  /** Of a station in a grid: lead or assisting. */
  role: string | null
  /** Community of a grid: grids of different communities share their numbers. */
  within: string | null
}

export interface Contact {
  role: string
  title: string
  phone: string
}

/** Which thing: its city, layer, id, and the city's date, on which plans and managements are looked up. */
export interface ThingKey {
  city: number
  layer: LayerName
  id: number
  today: string
}

/** What a thing belongs to and what serves it, nearest first. */
export async function listRelated(sql: postgres.ISql, key: ThingKey): Promise<Related[]> {
  const parts = relatedOf[key.layer](sql, key)
  if (parts.length === 0) return []
  return sql<Related[]>`
    select kind, id, name, code, role, (
      select d.name
      from grid g join division d on d.city = g.city and d.id = g.community_id
      where r.kind = 'grids' and g.city = ${key.city} and g.id = r.id
    ) as within
    from (${parts.reduce((all, part) => sql`${all} union all ${part}`)}) r
    order by place, role = 'lead' desc, id`
}

type Parts = (sql: postgres.ISql, key: ThingKey) => Fragment[]

const relatedOf: Record<LayerName, Parts> = {
  divisions: (sql, { city, id }) => [
    division(sql, 1, sql`d.id = (select parent_id from division where city = ${city} and id = ${id})`, city),
  ],
  governance_grids: (sql, { city, id }) => [
    division(sql, 1, sql`d.id = (select community_id from governance_grid where city = ${city} and id = ${id})`, city),
  ],
  roads: () => [],
  landforms: () => [],
  sources: () => [],
  stations: (sql, { city, id, today }) => [
    sql`
      select 1 as place, 'grids' as kind, g.id, g.name, g.code, gs.role
      from grid_station gs
      join grid g on g.city = gs.city and g.id = gs.grid_id
      ${planInForce(sql, today)}
      where gs.city = ${city} and gs.station_id = ${id}`,
  ],
  pipes: (sql, { city, id }) => [
    station(sql, 1, sql`s.id = (select station_id from pipe where city = ${city} and id = ${id})`, city),
  ],
  valves: (sql, { city, id }) => [
    sql`
      select 1 as place, 'pipes' as kind, p.id, p.name, p.code, null as role
      from valve v join pipe p on p.city = v.city and p.id = v.pipe_id
      where v.city = ${city} and v.id = ${id}`,
    station(
      sql,
      2,
      sql`s.id = (
        select p.station_id from valve v join pipe p on p.city = v.city and p.id = v.pipe_id
        where v.city = ${city} and v.id = ${id})`,
      city,
    ),
  ],
  compounds: (sql, key) => {
    const { city, id } = key
    const buildings = sql`select b.id from building b where b.city = ${city} and b.compound_id = ${id}`
    return [
      gridsOf(sql, 1, key, buildings),
      stationsOf(sql, 2, key, buildings),
      division(sql, 3, sql`d.id = (select community_id from compound where city = ${city} and id = ${id})`, city),
    ]
  },
  buildings: (sql, key) => aroundBuilding(sql, key, sql`select ${key.id}::integer`),
  grids: (sql, key) => {
    const { city, id } = key
    const buildings = sql`select m.building_id from grid_building m where m.city = ${city} and m.grid_id = ${id}`
    return [
      sql`
        select 1 as place, 'stations' as kind, s.id, s.name, s.code, gs.role
        from grid_station gs join station s on s.city = gs.city and s.id = gs.station_id
        where gs.city = ${city} and gs.grid_id = ${id}`,
      compoundsOf(sql, 2, key, buildings),
      division(sql, 3, sql`d.id = (select community_id from grid where city = ${city} and id = ${id})`, city),
    ]
  },
  issues: (sql, key) => {
    const building = sql`
      select i.building_id from issue i where i.city = ${key.city} and i.id = ${key.id} and i.building_id is not null`
    return [
      sql`
        select 0 as place, 'buildings' as kind, b.id, b.name, b.code, null as role
        from building b where b.city = ${key.city} and b.id in (${building})`,
      ...aroundBuilding(sql, key, building),
    ]
  },
}

function aroundBuilding(sql: postgres.ISql, key: ThingKey, building: Fragment): Fragment[] {
  return [
    compoundsOf(sql, 1, key, building),
    gridsOf(sql, 2, key, building),
    stationsOf(sql, 3, key, building),
    division(
      sql,
      4,
      sql`d.id in (select b.community_id from building b where b.city = ${key.city} and b.id in (${building}))`,
      key.city,
    ),
  ]
}

function division(sql: postgres.ISql, place: number, which: Fragment, city: number): Fragment {
  return sql`
    select ${place}::integer as place, 'divisions' as kind, d.id, d.name, d.code, null as role
    from division d where d.city = ${city} and ${which}`
}

function station(sql: postgres.ISql, place: number, which: Fragment, city: number): Fragment {
  return sql`
    select ${place}::integer as place, 'stations' as kind, s.id, s.name, s.code, null as role
    from station s where s.city = ${city} and ${which}`
}

function stationsOf(sql: postgres.ISql, place: number, { city }: ThingKey, buildings: Fragment): Fragment {
  const feeding = sql`
    select c.station_id from service_connection c where c.city = ${city} and c.building_id in (${buildings})`
  return station(sql, place, sql`s.id in (${feeding})`, city)
}

function compoundsOf(sql: postgres.ISql, place: number, { city }: ThingKey, buildings: Fragment): Fragment {
  return sql`
    select ${place}::integer as place, 'compounds' as kind, c.id, c.name, c.code, null as role
    from compound c
    where c.city = ${city}
      and c.id in (select b.compound_id from building b where b.city = ${city} and b.id in (${buildings}))`
}

function gridsOf(sql: postgres.ISql, place: number, { city, today }: ThingKey, buildings: Fragment): Fragment {
  return sql`
    select ${place}::integer as place, 'grids' as kind, g.id, g.name, g.code, null as role
    from grid g
    ${planInForce(sql, today)}
    where g.city = ${city}
      and g.id in (select m.grid_id from grid_building m where m.city = ${city} and m.building_id in (${buildings}))`
}

function planInForce(sql: postgres.ISql, today: string): Fragment {
  return sql`
    join grid_plan p on p.city = g.city and p.id = g.plan_id and p.status = 'published'
      and daterange(p.valid_from, p.valid_to) @> ${today}::date`
}

/** Staff answerable for a thing: its own contacts and those of what it belongs to, in that order. No residents. */
export async function listContacts(
  sql: postgres.ISql,
  city: number,
  scopes: { scope: string; id: number }[],
): Promise<Contact[]> {
  return sql<Contact[]>`
    select c.role, c.title, c.phone
    from unnest(${scopes.map(({ scope }) => scope)}::text[], ${scopes.map(({ id }) => id)}::integer[])
      with ordinality as asked (scope, id, place)
    join contact c on c.city = ${city} and c.scope = asked.scope and c.scope_id = asked.id
    order by asked.place, c.id`
}

/** Who operates a station or source; null where nobody is known. */
export async function findOperator(sql: postgres.ISql, { city, layer, id }: ThingKey) {
  if (layer !== 'stations' && layer !== 'sources') return null
  const [operator] = await sql<{ name: string; phone: string | null }[]>`
    select o.name, o.phone
    from ${sql(layer === 'stations' ? 'station' : 'heat_source')} t
    join operator o on o.city = t.city and o.id = t.operator_id
    where t.city = ${city} and t.id = ${id}`
  return operator ?? null
}

/** Who manages a compound on the city's date; null where nobody is known. */
export async function findManagement(sql: postgres.ISql, { city, layer, id, today }: ThingKey) {
  if (layer !== 'compounds') return null
  const [management] = await sql<{ kind: string; manager: string | null; starts_on: string }[]>`
    select kind, manager, starts_on from management
    where city = ${city} and compound_id = ${id} and daterange(starts_on, ends_on) @> ${today}::date`
  return management ?? null
}

/** The life of a case, oldest first; notes only for those who may see personal fields. */
export async function listEvents(sql: postgres.ISql, city: number, issue: number, withNotes: boolean) {
  return sql<{ at: string; actor: string; status: string; note: string | null }[]>`
    select at, actor, status, ${withNotes ? sql`note` : sql`null as note`}
    from issue_event where city = ${city} and issue_id = ${issue} order by number`
}
