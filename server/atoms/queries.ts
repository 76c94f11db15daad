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

/** A season with the atoms that it has. */
export interface SeasonAtoms {
  id: number
  /** Whether cases of this season have come: what was told of its atoms must stay true. */
  has_begun: boolean
  last_atom: number
  /** Atom of each building that is in one. */
  of_building: Map<number, number>
  /** Heated dwellings of each atom when it was fixed. */
  heated_dwellings: Map<number, number>
}

export async function readSeasonAtoms(sql: postgres.ISql, city: number): Promise<SeasonAtoms[]> {
  const seasons = await sql<{ id: number; has_begun: boolean }[]>`
    select s.id, exists (select from issue i where i.city = s.city and i.season_id = s.id) as has_begun
    from season s where s.city = ${city} order by s.id`
  const atoms = await sql<{ season_id: number; id: number; heated_dwellings: number }[]>`
    select season_id, id, heated_dwellings from atom where city = ${city}`
  const members = await sql<{ season_id: number; building_id: number; atom_id: number }[]>`
    select season_id, building_id, atom_id from atom_building where city = ${city}`
  const found = seasons.map((season): SeasonAtoms => ({
    ...season,
    last_atom: 0,
    of_building: new Map(),
    heated_dwellings: new Map(),
  }))
  const by = new Map(found.map((season) => [season.id, season]))
  for (const { season_id, id, heated_dwellings } of atoms) {
    const season = by.get(season_id)
    if (!season) continue
    season.heated_dwellings.set(id, heated_dwellings)
    season.last_atom = Math.max(season.last_atom, id)
  }
  for (const { season_id, building_id, atom_id } of members) by.get(season_id)?.of_building.set(building_id, atom_id)
  return found
}

/** Replaces the atoms of these seasons, the same in each; their ids are their positions from 1. */
export async function replaceAtoms(sql: postgres.ISql, city: number, seasons: number[], atoms: Atom[]): Promise<void> {
  await sql`delete from atom where city = ${city} and season_id = any (${seasons}::integer[])`
  await insertAtoms(sql, city, seasons, { atoms, last: 0 })
}

/** Adds atoms to these seasons, the same to each; their ids go on from `last`. */
export async function insertAtoms(
  sql: postgres.ISql,
  city: number,
  seasons: readonly number[],
  { atoms, last }: { atoms: readonly Atom[]; last: number },
): Promise<void> {
  if (atoms.length === 0) return
  const records = atoms.map((atom, index) => ({ ...atom, id: last + index + 1 }))
  await sql`
    insert into atom (city, season_id, id, compound_id, heated_dwellings, geom)
    select ${city}, s.id, r.id, r.compound_id, r.heated_dwellings,
      st_snaptogrid(st_setsrid(st_point(r.longitude, r.latitude), 4326), 0.00000001)
    from unnest(${[...seasons]}::integer[]) as s (id)
    cross join jsonb_to_recordset((${JSON.stringify(records)}::text)::jsonb)
      as r (id integer, compound_id integer, heated_dwellings integer, longitude float8, latitude float8)`
  // Without statistics the reference of each member is looked up by place instead of by key, among all atoms of a season.
  await analyze(sql, 'atom')
  const members = records.flatMap((atom) => atom.building_ids.map((building_id) => ({ building_id, id: atom.id })))
  await sql`
    insert into atom_building (city, season_id, building_id, atom_id)
    select ${city}, s.id, r.building_id, r.id
    from unnest(${[...seasons]}::integer[]) as s (id)
    cross join jsonb_to_recordset((${JSON.stringify(members)}::text)::jsonb) as r (building_id integer, id integer)`
  await analyze(sql, 'atom_building')
}
