import type postgres from 'postgres'
import type { Network } from '../../data/network/network'
import { servingForest } from '../../data/network/serving-forest'
import type { Feed } from '../feed/feed'
import {
  readNetwork,
  readNetworkThings,
  type GraphBuilding,
  type GraphPipe,
  type GraphSource,
  type GraphStation,
  type NetworkThings,
} from './queries'

/** Both networks of a city with what hangs on them, by id. */
export interface CityGraph {
  primary: Network
  secondary: Network
  pipes: ReadonlyMap<number, GraphPipe>
  stations: ReadonlyMap<number, GraphStation>
  sources: ReadonlyMap<number, GraphSource>
  buildings: ReadonlyMap<number, GraphBuilding>
  pipeOfValve: ReadonlyMap<number, number>
  /** Nodes by which a building is connected, and buildings connected at a node. */
  nodesOfBuilding: ReadonlyMap<number, number[]>
  buildingsOfNode: ReadonlyMap<number, number[]>
  /** Stations by their node on the primary network. */
  stationsOfNode: ReadonlyMap<number, number[]>
}

/** Kinds of the change feed that a graph is made of. */
export const graphKinds = ['pipe', 'valve', 'station', 'heat_source', 'building']

const mostCities = 16

/** Keeps the graph of each city in memory, read again when the change feed names one of its kinds. */
export function createGraphs(sql: postgres.Sql, feed: Feed): (city: number) => Promise<CityGraph> {
  const known = new Map<number, { position: string; graph: Promise<CityGraph> }>()
  return (city) => {
    const position = feed.latest(city, graphKinds)
    const kept = known.get(city)
    if (kept?.position === position) return kept.graph
    const graph = readGraph(sql, city)
    known.delete(city)
    known.set(city, { position, graph })
    for (const oldest of known.keys()) if (known.size > mostCities) known.delete(oldest)
    graph.catch(() => known.delete(city))
    return graph
  }
}

async function readGraph(sql: postgres.Sql, city: number): Promise<CityGraph> {
  // One snapshot: a pipe must not lead to a node that was read before it came.
  return sql.begin('isolation level repeatable read read only', async (sql) => {
    const primary = await readNetwork(sql, city, 'primary')
    const secondary = await readNetwork(sql, city, 'secondary')
    servingForest(primary)
    servingForest(secondary)
    return { primary, secondary, ...indexed(await readNetworkThings(sql, city)) }
  })
}

/** The lookups of a graph. */
export function indexed(things: NetworkThings): Omit<CityGraph, 'primary' | 'secondary'> {
  const { pipes, valves, stations, sources, buildings, connections } = things
  const byId = <T extends { id: number }>(rows: readonly T[]) => new Map(rows.map((row) => [row.id, row]))
  return {
    pipes: byId(pipes),
    stations: byId(stations),
    sources: byId(sources),
    buildings: byId(buildings),
    pipeOfValve: new Map(valves.map((valve) => [valve.id, valve.pipe_id])),
    nodesOfBuilding: grouped(connections.map(({ building_id, node_id }) => [building_id, node_id])),
    buildingsOfNode: grouped(connections.map(({ building_id, node_id }) => [node_id, building_id])),
    stationsOfNode: grouped(
      stations.flatMap(({ id, primary_node_id }): [number, number][] =>
        primary_node_id === null ? [] : [[primary_node_id, id]],
      ),
    ),
  }
}

function grouped(pairs: readonly (readonly [number, number])[]): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const [key, value] of pairs) {
    const group = groups.get(key)
    if (group) group.push(value)
    else groups.set(key, [value])
  }
  return groups
}
