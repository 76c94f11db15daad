import type { Word } from '../../model/vocabulary'
import type { Point } from '../geometry'
import type { Era } from '../layout-facts'
import type { RowLayout, Slab } from './rows'

export type Use = 'homes' | 'shanty' | 'park' | 'hill' | 'rail' | Word<'heat_user_kind'>

/** A parcel and what stands on it. */
export interface Parcel {
  /** Faces of the subdivision that it covers; the first one is the face it was laid out on. */
  faces: number[]
  /** Outline up to the middle of its streets, in the vertices that the face had when it was laid out. */
  ring: Point[]
  /** Outline between its streets. */
  ground: Point[]
  use: Use
  era: Era | null
  built_year: number
  /** Year in which its pipes were renewed. */
  renewed_year: number | null
  name: string
  layout: RowLayout | null
  houses: House[]
}

export interface House {
  /** Face of a shantytown that it stands in. */
  face: number | null
  ring: Point[]
  centre: Point
  floors: number
  stairwells: number
  flats: number
  /** Homes; 0 in a public building. */
  dwellings: number
  built_year: number
  dwelling_area_m2: number
  heating_system: Word<'heating_system'> | null
  /** Non-residential heated area. */
  public_area_m2: number
  connected: boolean
  /** Place on the yard's pipe from which it is fed, and the inlet at its wall. */
  tap: Point
  inlet: Point
  /** Feet of its stairwells, along the inside of the wall with the inlet. */
  stairs: Point[]
}

export function slabsOf(layout: RowLayout | null): Slab[] {
  return layout ? layout.rows.flatMap((row) => row.slabs) : []
}

export function homesIn(slab: Slab): number {
  return slab.floors * slab.stairwells * slab.flats
}
