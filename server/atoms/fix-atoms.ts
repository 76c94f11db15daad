import type postgres from 'postgres'
import { atomsOf, ranksAlong, type AtomCandidate } from '../../data/network/atoms'
import { servingForest } from '../../data/network/serving-forest'
import { readNetwork } from '../network/queries'
import { readBuildingPlaces, readSeasonIds, replaceAtoms } from './queries'

/** Cuts the city into atoms and fixes them for each of its seasons. Joins the transaction of `sql`. */
export async function fixAtoms(sql: postgres.ISql, city: number, threshold: number): Promise<void> {
  const network = await readNetwork(sql, city, 'secondary')
  const ranks = ranksAlong(servingForest(network))
  const rankOf = (node_id: number | null) => {
    const node = node_id === null ? undefined : network.node_index.get(node_id)
    return node === undefined ? Infinity : (ranks[node] ?? Infinity)
  }
  const places = await readBuildingPlaces(sql, city)
  const candidates: AtomCandidate[] = places.map(({ node_id, ...place }) => ({ ...place, rank: rankOf(node_id) }))
  await replaceAtoms(sql, city, await readSeasonIds(sql, city), atomsOf(candidates, threshold))
}
