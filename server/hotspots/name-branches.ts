import type postgres from 'postgres'
import type {
  BranchAsset,
  BranchCluster,
  BranchesAnswer,
  BranchRival,
  Confidence,
  PlaceName,
} from '../../data/hotspots/answers'
import type { FoundBranch, Rival } from '../../data/hotspots/branches/branches'
import type { BranchesFoundAnswer } from './answer'
import { nameOutside } from './name-outside'
import {
  readAssets,
  readBuildings,
  readCompounds,
  readDivisionNames,
  readShapes,
  readStations,
  type BranchShape,
  type NamedPlace,
  type NamedStation,
  type PipeAsset,
} from './place-queries'

const mostCompounds = 3
const mostBuildings = 6

/** Kinds of the change feed that names, assets and shapes come from, beside those of the columns. */
export const nameKinds: readonly string[] = ['division', 'contact']

/** What was found in ids with its names, assets and shapes. */
export async function nameBranches(
  sql: postgres.Sql,
  city: number,
  { step, found, basis }: BranchesFoundAnswer,
): Promise<BranchesAnswer> {
  const places = await readPlaces(sql, city, found)
  const clusters = found.map((branch, i) => clusterOf(branch, i, places))
  const outside = await nameOutside(
    sql,
    city,
    clusters.map(({ place }, i) => ({ place, outside: found[i]?.outside ?? null })),
  )
  const told = clusters.map((cluster, i) => ({ ...cluster, outside: outside[i] ?? null }))
  return { lens: 'branches', step, clusters: told, basis }
}

/** How sure a p-value makes: 1 %, 5 %, or not; pending while there is none. */
export function confidenceOf(p: number | null): Confidence {
  if (p === null) return 'pending'
  if (p <= 0.01) return 'certain'
  return p <= 0.05 ? 'likely' : 'open'
}

/** The names of a place that was found by its buildings and compounds, those with most cases first. */
export async function namePlaces(sql: postgres.Sql, city: number, found: readonly FoundPlace[]): Promise<PlaceName[]> {
  const [compounds, buildings] = await Promise.all([
    readCompounds(
      sql,
      city,
      found.flatMap((place) => place.compound_ids.slice(0, mostCompounds)),
    ),
    readBuildings(
      sql,
      city,
      found.flatMap((place) => place.building_ids.slice(0, mostBuildings)),
    ),
  ])
  const own = [...compounds, ...buildings].flatMap(({ community_id }) => (community_id === null ? [] : [community_id]))
  const communities = byId(await readDivisionNames(sql, city, [...new Set(own)]))
  const places = { compounds: byId(compounds), buildings: byId(buildings), communities }
  return found.map((place) => placeOf(place, places))
}

type FoundPlace = Pick<FoundBranch, 'compound_ids' | 'building_ids' | 'buildings_total'>

interface Places {
  compounds: Map<number, NamedPlace>
  buildings: Map<number, NamedPlace>
  stations: Map<number, NamedStation>
  communities: Map<number, { id: number; name: string }>
  assets: PipeAsset[]
  shapes: Map<number, BranchShape>
}

async function readPlaces(sql: postgres.Sql, city: number, found: readonly FoundBranch[]): Promise<Places> {
  const shapes = found.map(({ pipe_ids, downstream_pipe_ids }, branch) => ({ branch, pipe_ids, downstream_pipe_ids }))
  const [compounds, buildings, stations, assets, drawn] = await Promise.all([
    readCompounds(
      sql,
      city,
      found.flatMap((branch) => branch.compound_ids.slice(0, mostCompounds)),
    ),
    readBuildings(
      sql,
      city,
      found.flatMap((branch) => branch.building_ids.slice(0, mostBuildings)),
    ),
    readStations(
      sql,
      city,
      found.map((branch) => branch.station_id),
    ),
    readAssets(
      sql,
      city,
      found.flatMap(({ pipe_ids, rivals }) => [...pipe_ids, ...rivals.flatMap((rival) => rival.pipe_ids)]),
    ),
    readShapes(sql, city, shapes),
  ])
  const own = [...compounds, ...buildings].flatMap(({ community_id }) => (community_id === null ? [] : [community_id]))
  return {
    compounds: byId(compounds),
    buildings: byId(buildings),
    stations: byId(stations),
    communities: byId(await readDivisionNames(sql, city, [...new Set(own)])),
    assets,
    shapes: new Map(drawn.map((shape) => [shape.branch, shape])),
  }
}

function clusterOf(branch: FoundBranch, position: number, places: Places): Omit<BranchCluster, 'outside'> {
  const { key, kind, window_days, cases, open_cases, expected, heated_dwellings, log_likelihood_ratio, p } = branch
  const { building_ids, upstream, beside } = branch
  const shape = places.shapes.get(position)
  return {
    key,
    kind,
    window_days,
    cases,
    open_cases,
    expected,
    relative_risk: expected > 0 ? cases / expected : 0,
    heated_dwellings,
    log_likelihood_ratio,
    p,
    confidence: confidenceOf(p),
    building_ids,
    place: placeOf(branch, places),
    station: places.stations.get(branch.station_id) ?? null,
    assets: assetsOf(branch.pipe_ids, places),
    upstream,
    beside,
    rivals: branch.rivals.map((rival) => rivalOf(rival, places)),
    pipes: shape?.pipes ?? null,
    downstream: shape?.downstream ?? null,
    bbox: shape?.bbox ?? null,
  }
}

function placeOf(
  { compound_ids, building_ids, buildings_total }: FoundPlace,
  places: Pick<Places, 'compounds' | 'buildings' | 'communities'>,
): PlaceName {
  const compounds = known(compound_ids.slice(0, mostCompounds), places.compounds)
  const buildings = known(building_ids.slice(0, mostBuildings), places.buildings)
  // Buildings are in view; their compound may reach into the next community.
  const community_id = (buildings[0] ?? compounds[0])?.community_id ?? -1
  return {
    compounds: compounds.map(nameOf),
    buildings: buildings.map(nameOf),
    buildings_total,
    community: places.communities.get(community_id) ?? null,
  }
}

function rivalOf(rival: Rival, places: Places): BranchRival {
  const { key, kind, window_days, cases, expected, heated_dwellings, log_likelihood_ratio, pipe_ids } = rival
  const assets = assetsOf(pipe_ids, places)
  return { key, kind, window_days, cases, expected, heated_dwellings, log_likelihood_ratio, assets }
}

function assetsOf(pipe_ids: readonly number[], { assets }: Places): BranchAsset[] {
  const own = new Set(pipe_ids)
  return assets.filter((asset) => own.has(asset.pipe_id)).map(assetOf)
}

function assetOf({ kind, id, code, name, diameter_mm, built_year, material, length_m }: PipeAsset): BranchAsset {
  return { kind, id, code, name, diameter_mm, built_year, material, length_m }
}

const nameOf = ({ id, name }: NamedPlace) => ({ id, name })

function known<T>(ids: readonly number[], things: ReadonlyMap<number, T>): T[] {
  return ids.flatMap((id) => things.get(id) ?? [])
}

function byId<T extends { id: number }>(rows: readonly T[]): Map<number, T> {
  return new Map(rows.map((row) => [row.id, row]))
}
