import type { Word } from '../../model/vocabulary'
import { at, lengthOf, type Point } from '../geometry'
import type { House } from '../stock/parcel'
import { secondaryDiameter, wallDiameter } from './diameters'
import { type Ledger, type PipeDraft, writeNode, writePipe, writeValve } from './ledger'
import type { TreeNode } from './tree'

/** Where a house hangs on a network: its inlet, and the pipes from there back to the station. */
export interface Connection {
  node_id: number
  pipe_ids: number[]
  /** Nothing branches off behind it on its own line. */
  is_branch_end: boolean
}

export interface TreeOrder {
  zone: Word<'pressure_zone'>
  station_id: number
  /** Prefix of the codes of its pipes. */
  code: string
  root_node_id: number
  /** Year of the pipes in the street, and of those in a yard. */
  yearOf(node: TreeNode): number
}

/** Ways shorter than this are no pipe: their ends are one node. */
const shortest_m = 0.01

/** Writes a station's tree as pipes between branchings, with its valves; returns the connection of each house. */
export function writeTree(ledger: Ledger, nodes: TreeNode[], order: TreeOrder): Map<House, Connection> {
  const children: number[][] = nodes.map(() => [])
  nodes.forEach((node, k) => {
    if (node.parent >= 0) at(children, node.parent).push(k)
  })
  const kept = nodes.map((node, k) => k === 0 || isKept(nodes, node, at(children, k)))
  const nodeIds = new Map<number, number>([[0, order.root_node_id]])
  const pathTo = new Map<number, number[]>([[0, []]])
  const nodeOf = (k: number) => nodeIds.get(k) ?? order.root_node_id
  const pathOf = (k: number) => pathTo.get(k) ?? []
  const connections = new Map<House, Connection>()
  nodes.forEach((node, k) => {
    if (k === 0 || !at(kept, k)) return
    const { start, line, first, room } = upTo(nodes, kept, k)
    if (!node.house && lengthOf(line) < shortest_m) {
      node.p = at(nodes, start).p
      nodeIds.set(k, nodeOf(start))
      pathTo.set(k, pathOf(start))
      return
    }
    const id = writeNode(ledger, node.p, 'secondary', node.house ? 'inlet' : 'junction')
    nodeIds.set(k, id)
    const draft = draftOf(nodes, { k, line, room }, order, [nodeOf(start), id])
    draft.code = `${order.code}-${String(nodeIds.size - 1).padStart(4, '0')}`
    const pipe = writePipe(ledger, draft)
    const path = [pipe, ...pathOf(start)]
    pathTo.set(k, path)
    const siblings = at(children, start)
    if (node.house) {
      connections.set(node.house, { node_id: id, pipe_ids: path, is_branch_end: isLast(nodes, children, k) })
      writeValve(ledger, draft, pipe, 'inlet')
      writeStairwells(ledger, draft, node, order)
    } else if (start === 0 || (siblings.length > 1 && !isMain(nodes, siblings, first))) {
      writeValve(ledger, draft, pipe, 'branch')
    }
  })
  return connections
}

function isKept(nodes: TreeNode[], node: TreeNode, children: number[]): boolean {
  if (node.house || children.length !== 1) return true
  return node.parcel === null && at(nodes, at(children, 0)).parcel !== null
}

/** Way from the next kept node above, in the direction of flow; `first` is the node behind that start. */
function upTo(
  nodes: TreeNode[],
  kept: boolean[],
  k: number,
): { start: number; first: number; line: Point[]; room: number } {
  const line = [at(nodes, k).p]
  let first = k
  let start = at(nodes, k).parent
  let room = Math.min(at(nodes, k).room, at(nodes, start).room)
  while (!at(kept, start)) {
    line.push(at(nodes, start).p)
    room = Math.min(room, at(nodes, at(nodes, start).parent).room)
    first = start
    start = at(nodes, start).parent
  }
  line.push(at(nodes, start).p)
  return { start, first, line: line.reverse(), room }
}

/** The largest way on from a branching is the main; the others are branches. */
function isMain(nodes: TreeNode[], siblings: number[], k: number): boolean {
  return siblings.every((other) => at(nodes, other).area <= at(nodes, k).area)
}

/** Last house of its line: the tee before its stub leads nowhere else. */
function isLast(nodes: TreeNode[], children: number[][], k: number): boolean {
  const tee = at(nodes, k).parent
  return at(children, tee).length < 2
}

function draftOf(
  nodes: TreeNode[],
  piece: { k: number; line: Point[]; room: number },
  order: TreeOrder,
  [from, to]: [number, number],
): PipeDraft {
  const node = at(nodes, piece.k)
  const { onWalls } = node
  return {
    network: 'secondary',
    zone: order.zone,
    code: '',
    name: node.parcel ? node.parcel.name || null : (node.way?.name ?? null),
    line: piece.line,
    from,
    to,
    station_id: order.station_id,
    diameter_mm: onWalls ? wallDiameter(node.area) : secondaryDiameter(node.area),
    built_year: order.yearOf(node),
    onWalls,
    beside: onWalls ? 0.25 : Math.min(1, piece.room / 5),
  }
}

/** Since 2000 each stairwell has its own pipe and valve behind the inlet. */
function writeStairwells(ledger: Ledger, inlet: PipeDraft, node: TreeNode, order: TreeOrder): void {
  const { house } = node
  if (!house || house.dwellings === 0 || house.built_year < 2000 || house.stairs.length < 2) return
  house.stairs.forEach((foot, k) => {
    const to = writeNode(ledger, foot, 'secondary', 'junction')
    const draft: PipeDraft = {
      ...inlet,
      code: `${inlet.code}.${k + 1}`,
      line: [at(inlet.line, -1), foot],
      from: inlet.to,
      to,
      station_id: order.station_id,
      diameter_mm: secondaryDiameter(node.area / house.stairs.length),
    }
    writeValve(ledger, draft, writePipe(ledger, draft), 'stairwell')
  })
}
