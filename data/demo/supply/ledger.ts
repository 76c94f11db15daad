import type { RowFor } from '../../model/dataset'
import type { Word } from '../../model/vocabulary'
import { at, between, lengthOf, offsetLine, type Point } from '../geometry'
import type { Projection } from '../projection'
import type { Random } from '../random'
import { codePrefix } from '../tile-plan'

/** Rows of the supply network as they are written down; ids count on from the tile's offset. */
export interface Ledger {
  node: RowFor<'node'>[]
  pipe: RowFor<'pipe'>[]
  valve: RowFor<'valve'>[]
  readonly offset: number
  readonly projection: Projection
  readonly random: Random
}

export interface PipeDraft {
  network: Word<'network'>
  zone: Word<'pressure_zone'>
  code: string
  name: string | null
  line: Point[]
  from: number
  to: number
  station_id: number | null
  diameter_mm: number
  built_year: number
  onWalls: boolean
  /** Distance of the return pipe. */
  beside: number
}

export function createLedger(offset: number, projection: Projection, random: Random): Ledger {
  return { node: [], pipe: [], valve: [], offset, projection, random }
}

export function writeNode(ledger: Ledger, p: Point, network: Word<'network'>, kind: Word<'node_kind'>): number {
  const id = ledger.offset + ledger.node.length + 1
  ledger.node.push({ id, network, kind, geom: ledger.projection.point(p) })
  return id
}

/** Writes a supply pipe and the return pipe beside it; returns the id of the supply pipe. */
export function writePipe(ledger: Ledger, draft: PipeDraft): number {
  const id = ledger.offset + ledger.pipe.length + 1
  const row = pipeRow(ledger, draft, id)
  const back = [...offsetLine(draft.line, -draft.beside)].reverse()
  ledger.pipe.push(row, {
    ...row,
    id: id + 1,
    code: `${row.code}H`,
    flow: 'return',
    from_node_id: null,
    to_node_id: null,
    length_m: metres(back),
    geom: ledger.projection.line(back),
  })
  return id
}

function pipeRow(ledger: Ledger, draft: PipeDraft, id: number): RowFor<'pipe'> {
  return {
    id,
    code: codePrefix(ledger.offset) + draft.code,
    name: draft.name,
    network: draft.network,
    flow: 'supply',
    pressure_zone: draft.zone,
    diameter_mm: draft.diameter_mm,
    built_year: draft.built_year,
    material: materialOf(draft),
    length_m: metres(draft.line),
    from_node_id: draft.from,
    to_node_id: draft.to,
    station_id: draft.station_id,
    geom: ledger.projection.line(draft.line),
  }
}

/** Writes a valve just behind the upstream end of a pipe. Every third one of before 1995 does not close tightly. */
export function writeValve(ledger: Ledger, draft: PipeDraft, pipe: number, kind: Word<'valve_kind'>): void {
  const { random } = ledger
  const id = ledger.offset + ledger.valve.length + 1
  const old = draft.built_year < 1995
  ledger.valve.push({
    id,
    code: `F${String(id).padStart(5, '0')}`,
    kind,
    pipe_id: pipe,
    is_open: true,
    condition: random.chance(old ? 1 / 3 : 0.03) ? 'leaky' : random.chance(old ? 0.06 : 0.01) ? 'stuck' : 'sound',
    built_year: draft.built_year,
    geom: ledger.projection.point(behindStart(draft.line)),
  })
}

function behindStart(line: Point[]): Point {
  const [a, b] = [at(line, 0), at(line, 1)]
  const first = lengthOf([a, b])
  return between(a, b, Math.min(0.4, 1.5 / Math.max(first, 0.1)))
}

function materialOf({ onWalls, built_year }: PipeDraft): string {
  if (onWalls) return '钢管 沿墙架空'
  return built_year < 1998 ? '钢管 岩棉地沟' : '预制直埋保温管'
}

function metres(line: readonly Point[]): number {
  return Math.round(lengthOf(line) * 100) / 100
}
