import { describe, expect, it } from 'vitest'
import type { Pattern } from '../../../data/hotspots/answers'
import { patternOf, trendOf } from '../../../data/hotspots/emerging'

/** Twelve steps, `x` where hot. */
const steps = (text: string) => Array.from(text, (mark) => mark === 'x')
const flat = () => [3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4]
const rising = () => [2, 2.1, 2.3, 2.2, 2.5, 2.8, 3, 3.3, 3.1, 3.6, 4, 4.4]
const falling = () => rising().reverse()

describe('patternOf', () => {
  it.each<[string, () => number[], Pattern | null]>([
    ['...........x', flat, 'new'],
    ['.........xxx', flat, 'consecutive'],
    ['...x......xx', flat, 'sporadic'],
    ['..x..xxx.x.x', flat, 'sporadic'],
    ['xxxxxx.xxxxx', flat, 'persistent'],
    ['xxxxxxxxxxxx', flat, 'persistent'],
    ['xxxxxxxxxxxx', rising, 'intensifying'],
    ['.xxxxxxxxxxx', rising, 'intensifying'],
    ['xxxxxxxxxxxx', falling, 'diminishing'],
    ['xxxxxxxxxxx.', falling, 'historical'],
    ['xxxxxxxxxx..', flat, null],
    ['....xxx.....', flat, null],
    ['............', flat, null],
  ])('%s is %#', (marks, strength, pattern) => {
    expect(patternOf(steps(marks), strength)).toBe(pattern)
  })

  it('asks for the strength only where it matters', () => {
    const never = () => {
      throw new Error('asked')
    }
    expect(patternOf(steps('...x...xx..x'), never)).toBe('sporadic')
    expect(() => patternOf(steps('xxxxxxxxxxxx'), never)).toThrow('asked')
  })
})

describe('trendOf', () => {
  it('has four words', () => {
    const patterns: (Pattern | null)[] = ['new', 'consecutive', 'intensifying', 'persistent', 'diminishing', 'historical', 'sporadic', null] // prettier-ignore
    expect(patterns.map(trendOf)).toEqual(['emerging', 'emerging', 'growing', 'persistent', 'improving', 'improving', null, null]) // prettier-ignore
  })
})
