import type postgres from 'postgres'
import { components, isTree } from '../../data/network/components'
import type { Network } from '../../data/network/network'
import { orientFromSources } from '../../data/network/orient'
import { stationOfNode, stationOfPipe } from '../../data/network/serving-forest'
import { readNetwork } from '../network/queries'
import {
  nameNodes,
  readStationNodes,
  readTotals,
  turnPipes,
  writeConnectionStations,
  writeStations,
  type NetworkName,
} from './network-queries'
import type { NetworkSummary } from './report'

const batchRows = 5_000

/** What a settled network shows: its summary, and the codes of stations that no source reaches. */
export interface Settled {
  summary: NetworkSummary
  unreached: string[]
}

/**
 * Puts a city's network in order after its pipes, stations or sources changed: pipes lead away from where heat enters,
 * secondary pipes and service connections know their station. Writes only what differs; parts that no source reaches
 * stay as they were drawn.
 */
export async function settleNetwork(sql: postgres.ISql, city: number, name: NetworkName): Promise<Settled> {
  const drawn = await readNetwork(sql, city, name)
  const turned = wrongWay(drawn)
  for (let start = 0; start < turned.length; start += batchRows) {
    await turnPipes(sql, city, turned.slice(start, start + batchRows))
  }
  if (name === 'secondary') await assignStations(sql, city, drawn)
  await nameNodes(sql, city)
  const stations = await readStationNodes(sql, city, name)
  const unreached = stations.filter(({ node_id }) => stationOfNode(drawn, node_id) === null)
  const summary = {
    ...(await readTotals(sql, city, name)),
    components: components(drawn).count,
    tree: isTree(drawn),
    stations: stations.length,
    stations_reached: stations.length - unreached.length,
    sources: drawn.root_node.length,
  }
  return { summary, unreached: unreached.map(({ code }) => code) }
}

/** Ids of pipes that lead towards their source. */
function wrongWay(network: Network): number[] {
  const edges = Array.from(network.pipe_ids, (_, pipe) => ({
    from_node_id: network.from[pipe] ?? -1,
    to_node_id: network.to[pipe] ?? -1,
    length_m: network.length_m[pipe] ?? NaN,
  }))
  const { flip } = orientFromSources(edges, network.root_node)
  return Array.from(network.pipe_ids).filter((_, pipe) => flip[pipe])
}

async function assignStations(sql: postgres.ISql, city: number, network: Network): Promise<void> {
  const pipes = Array.from(network.pipe_ids, (id) => ({ id, station_id: stationOfPipe(network, id) }))
  for (let start = 0; start < pipes.length; start += batchRows) {
    await writeStations(sql, city, pipes.slice(start, start + batchRows))
  }
  const nodes = Array.from(network.node_ids, (id) => ({ id, station_id: stationOfNode(network, id) }))
  for (let start = 0; start < nodes.length; start += batchRows) {
    await writeConnectionStations(sql, city, nodes.slice(start, start + batchRows))
  }
}
