import type { BranchCluster, Outside, OutsideCounts, PlaceName, WatchAnswer, WatchPlace } from '../answers'
import { fewCases, risesWithCity } from '../counts/city-rise'
import type { CellPlace, WatchGround } from './ground'
import type { FoundOutside } from './outside'

/** So many places at most: more than three nobody can look after in a morning. */
const mostPlaces = 3
/** A neighbourhood of cells with this share of its cases in a found branch is told by the branch. */
const sharedByBranch = 0.5
/** A place to watch before its grids are known; of cells, name and neighbours are read afterwards by these ids. */
export interface WatchedPlace {
  told: Omit<WatchPlace, 'grids' | 'place' | 'outside'>
  place: PlaceName | null
  /** Of a shared pipe, with names. */
  outside: Outside | null
  cells_outside: FoundOutside | null
  building_ids: number[]
  compound_ids: number[]
}

export type Watched = Omit<WatchAnswer, 'places' | 'step'> & { places: WatchedPlace[] }

/**
 * The hot list (这几处要盯): shared pipes first, since they explain, then neighbourhoods of unusual cells that none of them
 * explains; at most three, only what is probably no chance (p ≤ 0.05, cells after false-discovery control) and has a case
 * in view: what is all across the edge is watched there.
 *
 * Where there is none: `few` below eight cases; `city_rise` where the whole city has more than is normal for the phase and
 * the view no more than its share of that; else `none`.
 */
export function watchPlaces(clusters: readonly BranchCluster[], ground: WatchGround): Watched {
  const branches = clusters.filter((one) => isSure(one) && one.building_ids.length > 0 && isHere(one))
  const told = new Set(branches.flatMap((branch) => branch.building_ids))
  const cells = ground.places.filter((place) => isHere(place) && shareTold(place, told) < sharedByBranch)
  const places = [
    ...branches.map((branch) => ofBranch(branch, ground)),
    ...cells.map((place) => ofCells(place, ground)),
  ].slice(0, mostPlaces)
  const { cases, closed, compounds, expected, below_normal_k, basis } = ground
  const city = { cases: ground.city.cases, normal: ground.city.normal }
  return {
    ...{ state: stateOf(places.length, ground), places, cases, closed, compounds, expected },
    city,
    below_normal_k,
    basis,
  }
}

function isSure({ confidence }: BranchCluster): boolean {
  return confidence === 'certain' || confidence === 'likely'
}

function isHere({ cases, outside }: { cases: number; outside: { counts: OutsideCounts | null } | null }): boolean {
  return cases > (outside?.counts?.cases ?? 0)
}

function stateOf(places: number, ground: WatchGround): WatchAnswer['state'] {
  if (places > 0) return 'found'
  if (ground.cases < fewCases) return 'few'
  return risesWithCity(ground) ? 'city_rise' : 'none'
}

/** Share of its cases in view that lie in buildings which are told already. */
function shareTold({ building_ids, building_cases }: CellPlace, told: ReadonlySet<number>): number {
  const inside = building_cases.reduce((sum, count, i) => sum + (told.has(building_ids[i] ?? -1) ? count : 0), 0)
  const all = building_cases.reduce((sum, count) => sum + count, 0)
  return all === 0 ? 0 : inside / all
}

function ofBranch(branch: BranchCluster, { places }: WatchGround): WatchedPlace {
  const own = new Set(branch.building_ids)
  const around = places.find((place) => shareTold(place, own) >= sharedByBranch)
  const { key, cases, open_cases, expected, relative_risk, window_days, confidence, heated_dwellings } = branch
  const counts = { cases, open_cases, expected, relative_risk, window_days, confidence, heated_dwellings }
  return {
    told: {
      ...{ lens: 'branches', key, ...counts },
      ...{ branch, cells: [], area: null, trend: around?.trend ?? null, bbox: branch.bbox ?? around?.bbox ?? nowhere },
    },
    place: branch.place,
    outside: branch.outside,
    cells_outside: null,
    building_ids: branch.building_ids,
    compound_ids: [],
  }
}

function ofCells(place: CellPlace, { days }: WatchGround): WatchedPlace {
  const { key, cells, area, cases, open_cases, expected, confidence, heated_dwellings, trend, bbox } = place
  return {
    told: {
      ...{ lens: 'cells', key, cells, area, cases, open_cases, expected, confidence, heated_dwellings, trend, bbox },
      ...{ relative_risk: expected > 0 ? cases / expected : 0, window_days: days, branch: null },
    },
    place: null,
    outside: null,
    cells_outside: place.outside,
    building_ids: place.building_ids,
    compound_ids: place.compound_ids,
  }
}

/** Of a branch without a shape; no such network is built. */
const nowhere: WatchPlace['bbox'] = [0, 0, 0, 0]
