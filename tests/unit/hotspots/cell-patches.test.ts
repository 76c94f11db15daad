import { describe, expect, it } from 'vitest'
import { cellPatches, type CellPatch } from '../../../data/hotspots/cell-patches'
import { cell } from '../map/heat'

/** A square of one degree as a cell, so that neighbours share two corners. */
function square(x: number, y: number, p: number, significant = true) {
  const coordinates = [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]] // prettier-ignore
  const properties = { ...cell, cell: `${x}/${y}`, p, significant, cases: 3, expected: 1, heated_dwellings: 100 }
  return { type: 'Feature' as const, geometry: { type: 'Polygon' as const, coordinates }, properties }
}

describe('patches of cells', () => {
  it('join neighbours that stand out, and are known by the least likely cell', () => {
    const patches = cellPatches([square(0, 0, 0.02), square(1, 0, 0.001), square(5, 5, 0.01), square(2, 0, 0.2, false)])
    expect(
      patches.map(({ key, cases, expected, heated_dwellings }) => ({ key, cases, expected, heated_dwellings })),
    ).toEqual([
      { key: '1/0', cases: 6, expected: 2, heated_dwellings: 200 },
      { key: '5/5', cases: 3, expected: 1, heated_dwellings: 100 },
    ])
  })

  it('are as sure as their surest cell, in a trend that any has, and of equal ones the one with more cases first', () => {
    const [a, b, c] = [square(0, 0, 0.02), square(1, 0, 0.02), square(9, 9, 0.02)]
    Object.assign(a.properties, { cases: 2, confidence: 'likely', trend: null })
    Object.assign(b.properties, { cases: 5, confidence: 'likely', trend: 'growing' })
    Object.assign(c.properties, { cases: 4, confidence: 'certain', trend: null })
    const told = ({ key, confidence, trend }: CellPatch) => ({ key, confidence, trend })
    expect(cellPatches([a, b, c]).map(told)).toEqual([
      { key: '1/0', confidence: 'likely', trend: 'growing' },
      { key: '9/9', confidence: 'certain', trend: null },
    ])
    Object.assign(a.properties, { confidence: 'certain' })
    expect(cellPatches([c, a, b]).map(told)[0]).toEqual({ key: '1/0', confidence: 'certain', trend: 'growing' })
  })

  it('reach over several cells, and do not jump a cell that does not stand out', () => {
    const row = [0, 1, 2].map((x) => square(x, 0, 0.01))
    expect(cellPatches(row)).toHaveLength(1)
    expect(cellPatches([row[0]!, square(1, 0, 0.5, false), row[2]!])).toHaveLength(2)
    expect(cellPatches([])).toEqual([])
  })
})
