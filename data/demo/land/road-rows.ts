import type { RowFor } from '../../model/dataset'
import { at, offsetLine, type Point } from '../geometry'
import type { Projection } from '../projection'
import type { Land } from './land'
import { edgeOf, type Subdivision, type Way, type WayKind } from '../subdivision'

type RoadClass = RowFor<'road'>['class']

const classes: Partial<Record<WayKind, RoadClass>> = {
  arterial: 'arterial',
  street: 'street',
  lane: 'lane',
  shanty_lane: 'shanty_lane',
  railway: 'railway',
  gully: 'lane',
}
const yardWidth = 4.5
/** The lane beside a gully, and how far it keeps from the bed. */
const gullyLane = { width_m: 7, beside: 8 }
const trackWidth = 9

/** Roads and railway as centre lines, and the yard roads. */
export function roadRows(
  { map, approaches }: Pick<Land, 'map' | 'approaches'>,
  yards: Point[][],
  projection: Projection,
  offset: number,
): RowFor<'road'>[] {
  const rows: RowFor<'road'>[] = []
  const write = (road: Pick<RowFor<'road'>, 'class' | 'name' | 'width_m'>, line: readonly Point[]) => {
    const id = offset + rows.length + 1
    rows.push({ id, code: `R${id}`, ...road, geom: projection.line(line) })
  }
  for (const [way, lines] of linesOf(map)) {
    const roadClass = classes[way.kind]
    if (!roadClass) continue
    const gully = way.kind === 'gully'
    const name = gully ? null : way.name
    const width_m = gully ? gullyLane.width_m : way.kind === 'railway' ? trackWidth : way.width_m
    for (const line of lines)
      write({ class: roadClass, name, width_m }, gully ? offsetLine(line, gullyLane.beside) : line)
  }
  for (const { way, line } of approaches) {
    const roadClass = classes[way.kind]
    const width_m = way.kind === 'railway' ? trackWidth : way.width_m
    if (roadClass) write({ class: roadClass, name: way.name, width_m }, line)
  }
  for (const line of yards) write({ class: 'yard', name: null, width_m: yardWidth }, line)
  return rows
}

/** Edges of each way put together to lines. */
export function linesOf(map: Subdivision): Map<Way, Point[][]> {
  const edges = new Map<Way, [number, number][]>()
  map.ways.forEach((way, key) => {
    const own = edges.get(way)
    if (own) own.push(edgeOf(key))
    else edges.set(way, [edgeOf(key)])
  })
  const lines = new Map<Way, Point[][]>()
  edges.forEach((own, way) => {
    const chains = chain(own)
    lines.set(
      way,
      chains.map((line) => line.map((vertex) => at(map.points, vertex))),
    )
  })
  return lines
}

function chain(edges: [number, number][]): number[][] {
  const near = new Map<number, number[]>()
  for (const [a, b] of edges) {
    near.set(a, [...(near.get(a) ?? []), b])
    near.set(b, [...(near.get(b) ?? []), a])
  }
  const lines: number[][] = []
  const ends = [...near.keys()].sort((a, b) => (near.get(a)?.length ?? 0) - (near.get(b)?.length ?? 0))
  for (const end of ends) {
    while ((near.get(end)?.length ?? 0) > 0) lines.push(walk(near, end))
  }
  return lines
}

function walk(near: Map<number, number[]>, start: number): number[] {
  const line = [start]
  for (let here = start; ;) {
    const next = near.get(here)?.shift()
    if (next === undefined) return line
    near.set(
      next,
      (near.get(next) ?? []).filter((other) => other !== here),
    )
    line.push(next)
    here = next
  }
}
