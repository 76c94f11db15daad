import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atomsOf, ranksAlong, type AtomCandidate } from '../../../data/network/atoms'
import { buildNetwork } from '../../../data/network/network'
import { servingForest } from '../../../data/network/serving-forest'

const candidate = (building_id: number, heated_dwellings: number, rank: number, compound_id = 1): AtomCandidate => ({
  building_id,
  compound_id,
  heated_dwellings,
  rank,
  longitude: 103.8,
  latitude: 36,
})
const ids = (candidates: AtomCandidate[]) => atomsOf(candidates, 5).map((atom) => atom.building_ids)

describe('atomsOf', () => {
  it('lets a building of five heated dwellings stand alone and merges smaller ones along the branch', () => {
    expect(ids([candidate(1, 5, 0), candidate(2, 2, 3), candidate(3, 4, 1), candidate(4, 1, 2)])).toEqual([
      [1],
      [3, 4, 2],
    ])
  })

  it('gives what is left over to the neighbour along the branch', () => {
    expect(ids([candidate(1, 9, 0), candidate(2, 9, 10), candidate(3, 1, 8)])).toEqual([[1], [2, 3]])
  })

  it('merges leftovers of compounds that never reach the threshold', () => {
    expect(ids([candidate(1, 3, 0, 1), candidate(2, 3, 1, 2), candidate(3, 7, 2, 3)])).toEqual([[3], [1, 2]])
  })

  it('puts every building into exactly one atom that reaches the threshold', () => {
    const city = fc.array(
      fc.record({
        heated: fc.integer({ min: 0, max: 12 }),
        compound: fc.integer({ min: 1, max: 4 }),
        rank: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(Infinity)),
      }),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(city, (buildings) => {
        const candidates = buildings.map((b, id) => candidate(id, b.heated, b.rank, b.compound))
        const atoms = atomsOf(candidates, 5)
        const placed = atoms.flatMap((atom) => atom.building_ids).sort((a, b) => a - b)
        expect(placed).toEqual(candidates.map((c) => c.building_id))
        const total = candidates.reduce((sum, c) => sum + c.heated_dwellings, 0)
        if (total >= 5) expect(atoms.every((atom) => atom.heated_dwellings >= 5)).toBe(true)
        else expect(atoms.length).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('ranksAlong', () => {
  it('numbers one branch before the next', () => {
    const pipe = (id: number, from_node_id: number, to_node_id: number) => ({
      id,
      from_node_id,
      to_node_id,
      length_m: 1,
    })
    const network = buildNetwork({
      nodes: [1, 2, 3, 4, 5, 6].map((id) => ({ id })),
      pipes: [pipe(1, 1, 2), pipe(2, 1, 3), pipe(3, 2, 4), pipe(4, 3, 5)],
      roots: [{ node_id: 1, station_id: 9 }],
    })
    expect([...ranksAlong(servingForest(network))]).toEqual([0, 1, 3, 2, 4, Infinity])
  })
})
