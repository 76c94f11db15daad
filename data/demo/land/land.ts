import type { Point } from '../geometry'
import type { Random } from '../random'
import type { Subdivision } from '../subdivision'
import { groundOf } from '../stock/assign'
import { cutBlocks, facesOf } from './blocks'
import { createMesh } from './mesh'
import { cutSlope, type Slope } from './slope'
import { createWays, type WayFactory } from './ways'

/** Streets, blocks and slope of a tile, in metres from its south-west corner. */
export interface Land {
  map: Subdivision
  ways: WayFactory
  slope: Slope
  bank: Point[]
  /** South edge of the subdivision, west to east. */
  southEdge: Point[]
  crossings: number[][]
  /** Outlines of the street blocks. */
  blocks: Point[][]
}

export function shapeLand(random: Random): Land {
  const ways = createWays()
  const { map, bank, southEdge, crossings } = createMesh(random.fork('mesh'), ways)
  cutBlocks(map, random.fork('blocks'), ways)
  const blocks = facesOf(map, (zone) => zone === 'city').map((face) => groundOf(map, face).ground)
  const slope = cutSlope(map, random.fork('slope'), ways)
  return { map, ways, slope, bank, southEdge, crossings, blocks }
}
