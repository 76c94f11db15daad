import { describe, expect, it } from 'vitest'
import { generateLayout } from '../../../data/demo/layout'
import { createRandom } from '../../../data/demo/random'
import { cityTiles } from '../../../data/demo/tile-plan'

describe('the demonstration at the size of a city', () => {
  const tiles = cityTiles()

  it('plans 552 stations, 3,882 compounds and 670,257 dwellings', () => {
    const total = (of: 'stations' | 'compounds' | 'dwellings') => tiles.reduce((sum, tile) => sum + tile[of], 0)
    expect([total('stations'), total('compounds'), total('dwellings')]).toEqual([552, 3_882, 670_257])
  })

  it('meets the plan of a further tile, and keeps its codes and ids apart from those of the first', () => {
    const [first, second] = tiles.slice(0, 2).map((tile) => generateLayout(createRandom('tiles').fork('tile'), tile))
    if (!first || !second) throw new RangeError('a city has several tiles')
    expect(second.compound.length).toBe(tiles[1]?.compounds)
    expect(second.station.length).toBe(tiles[1]?.stations)
    for (const table of [
      'pipe',
      'heat_source',
      'station',
      'valve',
      'compound',
      'building',
      'road',
      'division',
    ] as const) {
      const codes = [...first[table], ...second[table]].map((row) => row.code)
      expect(new Set(codes).size, table).toBe(codes.length)
      const ids = [...first[table], ...second[table]].map((row) => row.id)
      expect(new Set(ids).size, table).toBe(ids.length)
    }
  }, 120_000)
})
