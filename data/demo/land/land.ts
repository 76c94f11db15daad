import type { Point } from '../geometry'
import type { Random } from '../random'
import type { Subdivision } from '../subdivision'
import { groundOf } from '../stock/assign'
import { cutBlocks, facesOf } from './blocks'
import { type Approach, approachesOf, createMesh } from './mesh'
import { cutSlope, type Slope } from './slope'
import { createWays, type WayFactory } from './ways'

/** Streets, blocks and slope of a tile, in metres from its south-west corner. */
export interface Land {
  map: Subdivision
  ways: WayFactory
  slope: Slope
  bank: Point[]
  /** The riverside road, west to east. */
  riverside: Point[]
  margins: readonly [number, number]
  /** South edge of the subdivision, west to east. */
  southEdge: Point[]
  crossings: number[][]
  /** How the rows of the mesh go on beyond both sides of the tile: railway and W–E arterials. */
  approaches: Approach[]
  /** Outlines of the street blocks. */
  blocks: Point[][]
}

/** `margins` are the metres to which roads, river and hills go on west and east of the tile. */
export function shapeLand(random: Random, margins: readonly [number, number]): Land {
  const ways = createWays()
  const { map, bank, riverside, southEdge, crossings } = createMesh(random.fork('mesh'), ways)
  cutBlocks(map, random.fork('blocks'), ways)
  const blocks = facesOf(map, (zone) => zone === 'city').map((face) => groundOf(map, face).ground)
  const slope = cutSlope(map, random.fork('slope'), ways)
  const approaches = approachesOf(map, crossings, margins)
  return { map, ways, slope, bank, riverside, southEdge, crossings, approaches, blocks, margins }
}
