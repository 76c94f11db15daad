import { add, at, type Point, turn } from '../geometry'
import type { House, Parcel } from '../stock/parcel'
import type { Way } from '../subdivision'
import type { StreetGraph } from './street-graph'
import type { Yard } from './yard'

/** Node of a station's supply tree; parents come before their children, node 0 is the station. */
export interface TreeNode {
  p: Point
  parent: number
  /** Fed here. */
  house: House | null
  /** Yard that the way to this node runs in; null in the street. */
  parcel: Parcel | null
  way: Way | null
  /** Heated area at and below this node, in m². */
  area: number
  /** Free half width of the street here: how far pipes may lie apart. */
  room: number
  /** Nothing but shantytown houses is fed below it. */
  onWalls: boolean
  /** Below it, a house with a high zone is fed. */
  high: boolean
}

/** Houses of more storeys than this have a second connection for their upper floors. */
export const tallStoreys = 16

/** Half width from which on a street has room for all pipes at their full distance. */
export const widestRoom = 6.5

/** Joins a tree in the streets with the yards that hang on it. */
export function joinTree(
  graph: StreetGraph,
  towards: Map<number, number>,
  start: { root: number; point: Point; shift: Point },
  yards: Yard[],
): TreeNode[] {
  const nodes: TreeNode[] = [blank(start.point, -1)]
  const index = new Map<number, number>()
  for (const point of fromRoot(towards, start.root)) {
    const parent = towards.get(point) ?? -1
    const node = blank(shifted(graph, point, start.shift), parent < 0 ? 0 : (index.get(parent) ?? 0))
    node.way = at(graph.links, point).find((link) => link.to === parent)?.way ?? null
    node.room = at(graph.room, point)
    index.set(point, nodes.push(node) - 1)
  }
  for (const yard of yards) hang(nodes, yard, index.get(yard.gate.point) ?? 0)
  sumUp(nodes)
  return nodes
}

/** Area heated in a house: homes that are connected, and public rooms. */
function heatedArea(house: House): number {
  return house.connected ? house.dwellings * house.dwelling_area_m2 + house.public_area_m2 : 0
}

/** Place of a street point for a pipe with this shift; in narrow lanes it stays nearer to the middle. */
export function shifted(graph: StreetGraph, point: number, shift: Point): Point {
  return add(at(graph.points, point), scaled(shift, at(graph.room, point)))
}

/** A shift between pipes as far as the street has room for it. */
function scaled([x, y]: Point, room: number): Point {
  const scale = Math.min(1, room / widestRoom)
  return [x * scale, y * scale]
}

function blank(p: Point, parent: number): TreeNode {
  return { p, parent, house: null, parcel: null, way: null, room: widestRoom, area: 0, onWalls: true, high: false }
}

function fromRoot(towards: Map<number, number>, root: number): number[] {
  const children = new Map<number, number[]>()
  towards.forEach((parent, point) => {
    const siblings = children.get(parent)
    if (siblings) siblings.push(point)
    else children.set(parent, [point])
  })
  const order = [root]
  for (let k = 0; k < order.length; k++) order.push(...(children.get(at(order, k)) ?? []))
  return order
}

function hang(nodes: TreeNode[], yard: Yard, street: number): void {
  const offset = nodes.length
  for (const { p, parent, house } of yard.nodes) {
    nodes.push({ ...blank(p, parent < 0 ? street : offset + parent), house, parcel: yard.parcel })
  }
}

function sumUp(nodes: TreeNode[]): void {
  for (let k = nodes.length - 1; k >= 0; k--) {
    const node = at(nodes, k)
    if (node.house) {
      node.area += heatedArea(node.house)
      node.onWalls = node.house.heating_system === 'wall_pipes'
      node.high ||= node.house.dwellings > 0 && node.house.floors > tallStoreys
    }
    if (node.parent < 0) continue
    const parent = at(nodes, node.parent)
    parent.area += node.area
    parent.onWalls &&= node.onWalls
    parent.high ||= node.high
  }
}

/** Same tree for the upper floors only, beside the first; shares nothing but the station. */
export function highTree(nodes: TreeNode[]): TreeNode[] {
  const place = new Map<number, number>([[0, 0]])
  const high: TreeNode[] = [{ ...at(nodes, 0), area: 0 }]
  nodes.forEach((node, k) => {
    if (k === 0 || !node.high) return
    const angle = node.parcel?.layout?.angle ?? 0
    const beside = turn(scaled(node.house ? [1.5, 0] : [1.5, 1.5], node.room), angle)
    const share = node.house ? heatedArea(node.house) / 2 : 0
    place.set(k, high.push({ ...node, p: add(node.p, beside), parent: place.get(node.parent) ?? 0, area: share }) - 1)
  })
  for (let k = high.length - 1; k > 0; k--) {
    const node = at(high, k)
    at(high, node.parent).area += node.area
  }
  return high
}
