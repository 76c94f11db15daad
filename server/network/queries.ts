import type postgres from 'postgres'
import { buildNetwork, type Network, type NetworkPipe, type Root } from '../../data/network/network'

/**
 * The supply network of a city as a graph; closed valves cut their pipes. Roots of the secondary network are stations,
 * roots of the primary network heat sources (whose id then stands as `station_id` of the root).
 */
export async function readNetwork(
  sql: postgres.ISql,
  city: number,
  network: 'primary' | 'secondary',
): Promise<Network> {
  const nodes = await sql<{ id: number }[]>`
    select id from node where city = ${city} and network = ${network} order by id`
  const pipes = await sql<NetworkPipe[]>`
    select id, from_node_id, to_node_id, length_m
    from pipe
    where city = ${city} and network = ${network} and flow = 'supply'
    order by id`
  const closed = await sql<{ pipe_id: number }[]>`
    select distinct pipe_id from valve where city = ${city} and not is_open`
  const roots = network === 'primary' ? await readSources(sql, city) : await readOutlets(sql, city)
  return buildNetwork({ nodes, pipes, closed_pipe_ids: closed.map((valve) => valve.pipe_id), roots })
}

function readOutlets(sql: postgres.ISql, city: number) {
  return sql<Root[]>`
    select secondary_node_id as node_id, id as station_id
    from station
    where city = ${city} and secondary_node_id is not null
    order by id`
}

function readSources(sql: postgres.ISql, city: number) {
  return sql<Root[]>`
    select node_id, id as station_id from heat_source where city = ${city} and node_id is not null order by id`
}
