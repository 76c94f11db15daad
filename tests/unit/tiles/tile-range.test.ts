import { expect, it } from 'vitest'
import { isWithin, tileRange } from '../../../server/tiles/tile-range'

it('names the tiles that a box touches, as PostGIS does for its corner', () => {
  const corner = [103.8402, 36.0502]
  // ST_TileEnvelope of these tiles holds the corner.
  for (const [z, x, y] of [
    [10, 807, 401],
    [15, 25835, 12861],
    [17, 103343, 51447],
  ] as const)
    expect(tileRange([...corner, ...corner], z)).toEqual({ columns: [x, x], rows: [y, y] })
})

it('counts rows from the north', () => {
  expect(tileRange([-170, -80, 170, 80], 1)).toEqual({ columns: [0, 1], rows: [0, 1] })
  expect(tileRange([10, 10, 20, 20], 1)).toEqual({ columns: [1, 1], rows: [0, 0] })
})

it('holds its edges', () => {
  const range = { columns: [4, 6], rows: [2, 2] } as const
  const inside = (x: number, y: number) => isWithin({ x, y }, { columns: [...range.columns], rows: [...range.rows] })
  expect([inside(4, 2), inside(6, 2), inside(7, 2), inside(5, 3)]).toEqual([true, true, false, false])
})
