import { describe, expect, it } from 'vitest'
import { reasonBare } from '../../../web/explore/bare-map'

const nothing = { things: 0, divisions: 0, cases: 0 }
const asked = { open: 0, inPeriod: 0, shown: 'open' } as const

describe('a map without anything to show', () => {
  it('says what there is instead', () => {
    expect(reasonBare(nothing, asked)).toBe('only_name')
    expect(reasonBare({ ...nothing, divisions: 20 }, asked)).toBe('only_divisions')
    expect(reasonBare({ ...nothing, divisions: 20, cases: 9 }, asked)).toBe('only_earlier')
    expect(reasonBare({ ...nothing, cases: 9 }, { ...asked, inPeriod: 3 })).toBe('only_ended')
  })

  it('says nothing where it shows things, or the cases that are asked for', () => {
    expect(reasonBare({ things: 1, divisions: 20, cases: 9 }, asked)).toBeNull()
    expect(reasonBare({ ...nothing, cases: 9 }, { ...asked, open: 1 })).toBeNull()
    expect(reasonBare({ ...nothing, cases: 9 }, { open: 0, inPeriod: 3, shown: 'all' })).toBeNull()
    expect(reasonBare({ ...nothing, cases: 9 }, { open: 1, inPeriod: 0, shown: 'all' })).toBe('only_earlier')
  })
})
