import { at, centroid } from '../geometry'
import type { House, Parcel } from '../stock/parcel'
import { neighbours, ringOf, type Subdivision } from '../subdivision'
import type { Community } from './communities'
import { balance, partition, type Piece } from './partition'
import { homesOf, housesIn } from './split-cells'

/** A heating grid: its faces, and the houses in them. */
export interface HeatingGrid {
  community: Community
  number: number
  tint: number
  faces: number[]
  houses: House[]
}

/** What is known of a face when grids are made. */
export interface Ground {
  parcel: Parcel
  houses: House[]
  /** Index of the station that feeds it; -1 where none does. */
  station: number
}

const limits: [number, number] = [262, 490]
const tints = 8

/** Ground of every face: its parcel, its houses, its station. */
export function groundOfFaces(map: Subdivision, parcels: Parcel[], stationOf: (parcel: Parcel) => number): Ground[] {
  const ground: Ground[] = []
  for (const parcel of parcels) {
    for (const face of parcel.faces) {
      const houses =
        parcel.use === 'shanty'
          ? parcel.houses.filter((house) => house.face === face)
          : housesIn(map, face, parcel.houses)
      ground[face] = { parcel, houses, station: stationOf(parcel) }
    }
  }
  return ground
}

/** Cuts every community into grids of 250–500 dwellings that follow the stations, and colours them apart. */
export function dealGrids(map: Subdivision, communities: Community[], ground: Ground[]): HeatingGrid[] {
  const near = neighbours(map)
  const pieces: Piece[] = map.faces.map((_, face) => {
    const [x, y] = centroid(ringOf(map, face))
    const { houses, station } = at(ground, face)
    return { x, y, load: homesOf(houses), near: at(near, face), group: station }
  })
  const grids = communities.flatMap((community) => {
    const count = community.plan.grids ?? Math.max(7, Math.min(12, Math.round(community.dwellings / 365)))
    const parts = partition(pieces, community.faces, Array(count).fill(1))
    balance(pieces, parts, limits)
    return parts
      .sort((a, b) => rank(pieces, a) - rank(pieces, b))
      .map((faces, k) => {
        const houses = faces.flatMap((face) => at(ground, face).houses)
        return { community, number: k + 1, tint: 0, faces, houses }
      })
  })
  colour(grids, near)
  return grids
}

/** Grids are numbered in bands from north-west to south-east. */
function rank(pieces: Piece[], part: number[]): number {
  const y = part.reduce((sum, face) => sum + at(pieces, face).y, 0) / part.length
  const x = part.reduce((sum, face) => sum + at(pieces, face).x, 0) / part.length
  return -Math.round(y / 260) * 1e5 + x
}

/** Greedy colouring, the most constrained grid first (DSATUR, Brélaz 1979); the least used free tint wins. */
function colour(grids: HeatingGrid[], near: number[][]): void {
  const owner = new Map<number, number>()
  grids.forEach((grid, k) => grid.faces.forEach((face) => owner.set(face, k)))
  const touching = grids.map((grid, k) => {
    const others = grid.faces.flatMap((face) => at(near, face).map((other) => owner.get(other) ?? k))
    return new Set(others.filter((other) => other !== k))
  })
  const chosen = new Map<number, number>()
  const used = Array<number>(tints).fill(0)
  while (chosen.size < grids.length) {
    const taken = (k: number) => new Set([...at(touching, k)].map((other) => chosen.get(other)))
    const open = grids.map((_, k) => k).filter((k) => !chosen.has(k))
    const k = open.reduce((best, other) => (taken(other).size > taken(best).size ? other : best))
    const free = [...used.keys()].filter((tint) => !taken(k).has(tint))
    const tint = free.reduce((best, other) => ((used[other] ?? 0) < (used[best] ?? 0) ? other : best), free[0] ?? 0)
    chosen.set(k, tint)
    used[tint] = (used[tint] ?? 0) + 1
    at(grids, k).tint = tint
  }
}
