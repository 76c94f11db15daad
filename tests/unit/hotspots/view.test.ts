import { expect, it } from 'vitest'
import type { AtomColumns, BuildingColumns, CityColumns } from '../../../data/hotspots/city-columns'
import { columnsByAtom } from '../../../data/hotspots/view'

it('gives the buildings of an atom one compound and one kind, those of the building with the least id', () => {
  const buildings: Pick<BuildingColumns, 'id' | 'compound_id' | 'compound_kind'> = {
    id: Int32Array.of(9, 5, 7, 8),
    compound_id: Int32Array.of(1, 2, 3, 3),
    compound_kind: Uint8Array.of(0, 1, 2, 2),
  }
  // Buildings 9 and 5 are one atom, 7 stands alone, 8 is in none.
  const atoms: Pick<AtomColumns, 'length' | 'of_building'> = { length: 2, of_building: Int32Array.of(0, 0, 1, -1) }
  const seen = columnsByAtom({ buildings } as CityColumns, atoms as AtomColumns).buildings
  expect([...seen.compound_id]).toEqual([2, 2, 3, 3])
  expect([...seen.compound_kind]).toEqual([1, 1, 2, 2])
})
