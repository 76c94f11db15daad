import type postgres from 'postgres'
import type { Atom } from '../../data/network/atoms'
import { analyze } from '../db/write'

/** A building with the node by which it hangs on the secondary network. */
export interface BuildingPlace {
  building_id: number
  compound_id: number | null
  heated_dwellings: number
  node_id: number | null
  longitude: number
  latitude: number
}

export function readBuildingPlaces(sql: postgres.ISql, city: number): Promise<BuildingPlace[]> {
  return sql<BuildingPlace[]>`
    select
      b.id as building_id, b.compound_id, b.heated_dwellings, s.node_id,
      st_x(st_centroid(b.geom)) as longitude, st_y(st_centroid(b.geom)) as latitude
    from building b
    left join service_connection s on s.city = b.city and s.building_id = b.id and s.pressure_zone = 'low'
    where b.city = ${city}
    order by b.id`
}

export async function readSeasonIds(sql: postgres.ISql, city: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`select id from season where city = ${city} order by id`
  return rows.map((row) => row.id)
}

/** Replaces the atoms of these seasons, the same in each; their ids are their positions from 1. */
export async function replaceAtoms(sql: postgres.ISql, city: number, seasons: number[], atoms: Atom[]): Promise<void> {
  await sql`delete from atom where city = ${city} and season_id = any (${seasons}::integer[])`
  const records = atoms.map((atom, index) => ({ ...atom, id: index + 1 }))
  await sql`
    insert into atom (city, season_id, id, compound_id, heated_dwellings, geom)
    select ${city}, s.id, r.id, r.compound_id, r.heated_dwellings,
      st_snaptogrid(st_setsrid(st_point(r.longitude, r.latitude), 4326), 0.00000001)
    from unnest(${seasons}::integer[]) as s (id)
    cross join jsonb_to_recordset((${JSON.stringify(records)}::text)::jsonb)
      as r (id integer, compound_id integer, heated_dwellings integer, longitude float8, latitude float8)`
  // Without statistics the reference of each member is looked up by place instead of by key, among all atoms of a season.
  await analyze(sql, 'atom')
  const members = records.flatMap((atom) => atom.building_ids.map((building_id) => ({ building_id, id: atom.id })))
  await sql`
    insert into atom_building (city, season_id, building_id, atom_id)
    select ${city}, s.id, r.building_id, r.id
    from unnest(${seasons}::integer[]) as s (id)
    cross join jsonb_to_recordset((${JSON.stringify(members)}::text)::jsonb) as r (building_id integer, id integer)`
  await analyze(sql, 'atom_building')
}
