import { traceDown, traceUp } from '../../data/network/trace'
import { servingForest } from '../../data/network/serving-forest'
import type { Network } from '../../data/network/network'
import type { CityGraph } from './city-graph'
import type { GraphPipe } from './queries'

export const startKinds = ['building', 'pipe', 'valve', 'station', 'source'] as const
export type StartKind = (typeof startKinds)[number]
export interface Start {
  kind: StartKind
  id: number
}

/** A stop on the way up. Pipes that follow each other with one diameter are one step. */
export type Step =
  | { kind: 'building' | 'station' | 'source'; id: number; name: string }
  | { kind: 'pipes'; network: GraphPipe['network']; diameter_mm: number | null; length_m: number; pipe_ids: number[] }

/** What was met by following the pipes, each thing once. */
export interface Followed {
  pipe_ids: number[]
  building_ids: number[]
  station_ids: number[]
  source_ids: number[]
  length_m: number
  /** The way up in its order; empty on the way down. */
  steps: Step[]
}

/** Follows the pipes from a thing; null where the city has no such thing. */
export function follow(graph: CityGraph, start: Start, direction: 'up' | 'down'): Followed | null {
  if (!exists(graph, start)) return null
  return direction === 'up' ? followUp(graph, start) : followDown(graph, start)
}

function exists(graph: CityGraph, { kind, id }: Start): boolean {
  const known: Record<StartKind, ReadonlyMap<number, unknown>> = {
    building: graph.buildings,
    pipe: graph.pipes,
    valve: graph.pipeOfValve,
    station: graph.stations,
    source: graph.sources,
  }
  return known[kind].has(id)
}

/** Everything that heat reaches through a thing; for a building that is itself. */
function followDown(graph: CityGraph, { kind, id }: Start): Followed {
  if (kind === 'building') return { ...nothing(), building_ids: [id] }
  if (kind === 'station') return servedBy(graph, { ...nothing(), station_ids: [id] })
  if (kind === 'source') return belowPrimary(graph, { node_id: graph.sources.get(id)?.node_id ?? -1 }, [id])
  const pipe = kind === 'pipe' ? id : (graph.pipeOfValve.get(id) ?? -1)
  if (graph.pipes.get(pipe)?.network === 'primary') return belowPrimary(graph, { pipe_id: pipe }, [])
  const { node_ids, pipe_ids, length_m } = traceDown(graph.secondary, { pipe_id: pipe })
  return { ...nothing(), pipe_ids, length_m, building_ids: buildingsAt(graph, node_ids) }
}

function belowPrimary(graph: CityGraph, from: { pipe_id: number } | { node_id: number }, source_ids: number[]) {
  const { node_ids, pipe_ids, length_m } = traceDown(graph.primary, from)
  const station_ids = node_ids.flatMap((node) => graph.stationsOfNode.get(node) ?? [])
  const building_ids = buildingsAt(graph, node_ids)
  return servedBy(graph, { ...nothing(), pipe_ids, building_ids, station_ids, source_ids, length_m })
}

/** Adds the secondary networks of the stations met, in one pass over the serving forest. */
function servedBy(graph: CityGraph, met: Followed): Followed {
  const { secondary } = graph
  const inside = nodesServedBy(secondary, new Set(met.station_ids))
  const pipe_ids = [...met.pipe_ids]
  let length_m = met.length_m
  secondary.pipe_ids.forEach((id, pipe) => {
    const isWithin = inside[secondary.from[pipe] ?? -1] && inside[secondary.to[pipe] ?? -1] && !secondary.closed[pipe]
    if (!isWithin) return
    pipe_ids.push(id)
    length_m += secondary.length_m[pipe] ?? 0
  })
  const nodes = Array.from(secondary.node_ids).filter((_, node) => inside[node])
  return { ...met, pipe_ids, length_m, building_ids: distinct([...met.building_ids, ...buildingsAt(graph, nodes)]) }
}

/** 1 for each node that one of the stations serves. */
function nodesServedBy(network: Network, stations: ReadonlySet<number>): Uint8Array {
  const isRoot = Array.from(network.root_station, (station) => stations.has(station))
  return Uint8Array.from(servingForest(network).root, (root) => (isRoot[root] ? 1 : 0))
}

/** The way to the station and on to the source; a station without a primary network is its own source. */
function followUp(graph: CityGraph, { kind, id }: Start): Followed {
  const way = nothing()
  const from: Record<StartKind, () => void> = {
    building: () => climbFromBuilding(graph, way, id),
    pipe: () => climbFromPipe(graph, way, id),
    valve: () => climbFromPipe(graph, way, graph.pipeOfValve.get(id) ?? -1),
    station: () => climbFromStation(graph, way, id),
    source: () => meetSource(graph, way, id),
  }
  from[kind]()
  return way
}

function climbFromBuilding(graph: CityGraph, way: Followed, id: number): void {
  const building = graph.buildings.get(id)
  way.building_ids.push(id)
  way.steps.push({ kind: 'building', id, name: building?.name ?? building?.code ?? '' })
  const stations = (graph.nodesOfBuilding.get(id) ?? []).map((node_id) => {
    if (!graph.secondary.node_index.has(node_id)) return climbPrimary(graph, way, { node_id })
    const up = traceUp(graph.secondary, { node_id })
    addPipes(graph, way, up.pipe_ids)
    return up.station_id
  })
  for (const station of distinct(stations)) if (station !== null) climbFromStation(graph, way, station)
}

function climbFromPipe(graph: CityGraph, way: Followed, pipe_id: number): void {
  if (graph.pipes.get(pipe_id)?.network === 'primary') {
    climbPrimary(graph, way, { pipe_id })
    return
  }
  const up = traceUp(graph.secondary, { pipe_id })
  addPipes(graph, way, up.pipe_ids)
  if (up.station_id !== null) climbFromStation(graph, way, up.station_id)
}

function climbFromStation(graph: CityGraph, way: Followed, id: number): void {
  const station = graph.stations.get(id)
  way.station_ids.push(id)
  way.steps.push({ kind: 'station', id, name: station?.name ?? '' })
  const node_id = station?.primary_node_id ?? null
  if (node_id !== null) climbPrimary(graph, way, { node_id })
}

function climbPrimary(graph: CityGraph, way: Followed, from: { node_id: number } | { pipe_id: number }): null {
  const up = traceUp(graph.primary, from)
  addPipes(graph, way, up.pipe_ids)
  if (up.station_id !== null) meetSource(graph, way, up.station_id)
  return null
}

function meetSource(graph: CityGraph, way: Followed, id: number): void {
  if (way.source_ids.includes(id)) return
  way.source_ids.push(id)
  way.steps.push({ kind: 'source', id, name: graph.sources.get(id)?.name ?? '' })
}

function addPipes(graph: CityGraph, way: Followed, pipe_ids: readonly number[]): void {
  const met = new Set(way.pipe_ids)
  for (const id of pipe_ids) {
    const pipe = graph.pipes.get(id)
    if (!pipe || met.has(id)) continue
    const { network, diameter_mm, length_m } = pipe
    way.pipe_ids.push(id)
    way.length_m += length_m
    const last = way.steps.at(-1)
    if (last?.kind === 'pipes' && last.network === network && last.diameter_mm === diameter_mm) {
      last.length_m += length_m
      last.pipe_ids.push(id)
    } else way.steps.push({ kind: 'pipes', network, diameter_mm, length_m, pipe_ids: [id] })
  }
}

function buildingsAt(graph: CityGraph, node_ids: readonly number[]): number[] {
  return distinct(node_ids.flatMap((node) => graph.buildingsOfNode.get(node) ?? []))
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}

function nothing(): Followed {
  return { pipe_ids: [], building_ids: [], station_ids: [], source_ids: [], length_m: 0, steps: [] }
}
