import type { Word } from '../../model/vocabulary'
import type { Era } from '../layout-facts'
import type { Random } from '../random'

/** How the blocks of a period are built (users.md, 3.1). Metres; floors and stairwells both ends inclusive. */
export interface EraStock {
  /** Share of all compounds and of all dwellings. */
  compounds: number
  dwellings: number
  years: [number, number]
  floors: [number, number]
  stairwells: [number, number]
  flats: number[]
  dwellingArea: number
  depth: number
  /** Width of one stairwell for one flat on each floor. */
  flatWidth: number
  /** Free space in front of a block per metre of its height, and the least of it. */
  sun: number
  leastGap: number
  heating: Word<'heating_system'>
}

export type BlockEra = Exclude<Era, 'shanty'>
export const blockEras: BlockEra[] = ['to_1979', '1980s', '1990s', '2000s', '2010s']

export const shantyShare = 0.04
export const shantyArea = 50

export const eras: Record<BlockEra, EraStock> = {
  to_1979: {
    compounds: 0.095,
    dwellings: 0.05,
    years: [1956, 1979],
    floors: [3, 4],
    stairwells: [2, 4],
    flats: [3],
    dwellingArea: 40,
    depth: 10,
    flatWidth: 5.2,
    sun: 1.05,
    leastGap: 10,
    heating: 'single_pipe',
  },
  '1980s': {
    compounds: 0.185,
    dwellings: 0.15,
    years: [1980, 1989],
    floors: [5, 6],
    stairwells: [2, 4],
    flats: [2, 2, 3],
    dwellingArea: 53,
    depth: 10.8,
    flatWidth: 6,
    sun: 0.82,
    leastGap: 12,
    heating: 'single_pipe',
  },
  '1990s': {
    compounds: 0.21,
    dwellings: 0.22,
    years: [1990, 1999],
    floors: [6, 8],
    stairwells: [2, 4],
    flats: [2, 2, 2, 3],
    dwellingArea: 73,
    depth: 11.8,
    flatWidth: 7.4,
    sun: 0.76,
    leastGap: 14,
    heating: 'single_pipe_bypass',
  },
  '2000s': {
    compounds: 0.24,
    dwellings: 0.24,
    years: [2000, 2009],
    floors: [7, 11],
    stairwells: [2, 4],
    flats: [2, 2, 3],
    dwellingArea: 103,
    depth: 13.4,
    flatWidth: 9,
    sun: 0.72,
    leastGap: 18,
    heating: 'household_loop',
  },
  '2010s': {
    compounds: 0.24,
    dwellings: 0.3,
    years: [2010, 2021],
    floors: [18, 33],
    stairwells: [1, 2],
    flats: [2, 3, 4, 4],
    dwellingArea: 108,
    depth: 16.5,
    flatWidth: 8.2,
    sun: 0.46,
    leastGap: 30,
    heating: 'floor_heating',
  },
}

/** Storeys of a new block; some of the 2000s are towers of 18. */
export function drawFloors(random: Random, era: BlockEra): number {
  if (era === '2000s' && random.chance(0.18)) return 18
  return random.integer(...eras[era].floors)
}

/** Flats on a floor of one stairwell; towers of 18 in the 2000s have four. */
export function drawFlats(random: Random, era: BlockEra, floors: number): number {
  if (era === '2000s' && floors === 18) return 4
  if (era === '2010s' && floors > 28) return random.pick([2, 3])
  return random.pick(eras[era].flats)
}
