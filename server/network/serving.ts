import type postgres from 'postgres'
import { stationOfNode, stationOfPipe } from '../../data/network/serving-forest'
import { readNetwork, writeStations } from './queries'

/**
 * Recomputes from the serving forest which station feeds each supply pipe of the secondary network and each service
 * connection (`station_id`; null where none does), and writes what differs. Joins the transaction of `sql`, which has
 * to be one where the network is being written.
 */
export async function assignServing(sql: postgres.ISql, city: number): Promise<void> {
  const network = await readNetwork(sql, city, 'secondary')
  await writeStations(sql, city, {
    pipes: Array.from(network.pipe_ids, (id) => ({ id, station_id: stationOfPipe(network, id) })),
    nodes: Array.from(network.node_ids, (id) => ({ id, station_id: stationOfNode(network, id) })),
  })
}
