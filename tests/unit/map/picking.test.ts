import { describe, expect, it } from 'vitest'
import { choose, kindOf, tileOf, type Candidate } from '../../../web/map/picking'
import { thingKinds, type ThingKind } from '../../../web/map/state'
import { tileSources } from '../../../web/map/style/sources'

const found = (kind: ThingKind, shape: Candidate['shape'], id = 1): Candidate => ({ thing: { kind, id }, shape })

describe('a click', () => {
  it('is about exactly one thing, the smallest that it hits', () => {
    const all = [
      found('grids', 'area'),
      found('compounds', 'area'),
      found('buildings', 'area'),
      found('pipes', 'line'),
      found('compounds', 'text', 2),
      found('stations', 'point'),
      found('valves', 'point'),
      found('issues', 'point'),
    ]
    const chosen: string[] = []
    for (let left = all; left.length > 0;) {
      const thing = choose(left, 17)!
      chosen.push(`${thing.kind} ${thing.id}`)
      left = left.filter((one) => one.thing !== thing)
    }
    expect(chosen).toEqual([
      'issues 1',
      'valves 1',
      'stations 1',
      'compounds 2',
      'pipes 1',
      'buildings 1',
      'compounds 1',
      'grids 1',
    ])
  })

  it('takes the topmost of several of a kind', () => {
    expect(choose([found('pipes', 'line', 5), found('pipes', 'line', 6)], 16)).toEqual({ kind: 'pipes', id: 5 })
  })

  it('chooses the grid while compounds and buildings are too small to aim at', () => {
    const all = [found('buildings', 'area'), found('compounds', 'area'), found('grids', 'area', 3)]
    expect(choose(all, 14)).toEqual({ kind: 'grids', id: 3 })
    expect(choose(all, 15.2)).toMatchObject({ kind: 'buildings' })
    expect(choose(all.slice(1), 15.2)).toMatchObject({ kind: 'grids' })
    expect(choose(all.slice(1), 15.6)).toMatchObject({ kind: 'compounds' })
  })

  it('finds nothing in nothing', () => {
    expect(choose([], 16)).toBeNull()
  })
})

describe('things in tiles', () => {
  it('are kept where their source fetches them', () => {
    const fetched: Record<string, readonly string[]> = tileSources
    for (const kind of thingKinds) {
      const { source, sourceLayer } = tileOf(kind)
      expect(fetched[source], kind).toContain(sourceLayer)
    }
  })

  it('are recognised by the mark on their style layer', () => {
    expect(kindOf({ thing: 'pipes' })).toBe('pipes')
    expect([kindOf(undefined), kindOf(null), kindOf({}), kindOf({ thing: 'moon' })]).toEqual([null, null, null, null])
  })
})
