import type postgres from 'postgres'
import { atomsOf, ranksAlong, type Atom, type AtomCandidate } from '../../data/network/atoms'
import { servingForest } from '../../data/network/serving-forest'
import { readNetwork } from '../network/queries'
import { insertAtoms, readBuildingPlaces, readSeasonAtoms, replaceAtoms, type SeasonAtoms } from './queries'

/**
 * Cuts the city into atoms for each of its seasons. A season whose cases have begun keeps the atoms that it has;
 * buildings that came later are cut into further ones. Any other season is cut anew where that changes something. An
 * atom that does not reach the threshold is not fixed: its buildings wait for neighbours. Joins the transaction of `sql`.
 */
export async function fixAtoms(sql: postgres.ISql, city: number, threshold: number): Promise<void> {
  const seasons = await readSeasonAtoms(sql, city)
  if (seasons.length === 0) return
  const candidates = await readCandidates(sql, city)
  const whole = largeEnough(candidates, threshold)
  const anew: number[] = []
  for (const season of seasons) {
    if (season.has_begun && season.of_building.size > 0) {
      const later = candidates.filter(({ building_id }) => !season.of_building.has(building_id))
      await insertAtoms(sql, city, [season.id], { atoms: largeEnough(later, threshold), last: season.last_atom })
    } else if (!isCut(season, whole)) anew.push(season.id)
  }
  if (anew.length > 0) await replaceAtoms(sql, city, anew, whole)
}

async function readCandidates(sql: postgres.ISql, city: number): Promise<AtomCandidate[]> {
  const network = await readNetwork(sql, city, 'secondary')
  const ranks = ranksAlong(servingForest(network))
  const rankOf = (node_id: number | null) => {
    const node = node_id === null ? undefined : network.node_index.get(node_id)
    return node === undefined ? Infinity : (ranks[node] ?? Infinity)
  }
  const places = await readBuildingPlaces(sql, city)
  return places.map(({ node_id, ...place }) => ({ ...place, rank: rankOf(node_id) }))
}

function largeEnough(candidates: readonly AtomCandidate[], threshold: number): Atom[] {
  return atomsOf(candidates, threshold).filter(({ heated_dwellings }) => heated_dwellings >= threshold)
}

/** Whether a season has exactly these atoms. */
function isCut({ of_building, heated_dwellings }: SeasonAtoms, atoms: readonly Atom[]): boolean {
  const buildings = atoms.reduce((sum, atom) => sum + atom.building_ids.length, 0)
  return (
    buildings === of_building.size &&
    atoms.length === heated_dwellings.size &&
    atoms.every((atom) => {
      const [first = -1] = atom.building_ids
      const known = of_building.get(first)
      return (
        known !== undefined &&
        heated_dwellings.get(known) === atom.heated_dwellings &&
        atom.building_ids.every((id) => of_building.get(id) === known)
      )
    })
  )
}
