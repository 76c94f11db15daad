import { expect, it } from 'vitest'
import { ByteCache } from '../../../server/byte-cache'

const layer = (bytes: number) => new Uint8Array(bytes)

it('forgets what was used longest ago when it is full', () => {
  const cache = new ByteCache(3_000)
  cache.set('a', layer(1_000))
  cache.set('b', layer(1_000))
  expect(cache.get('a')).toHaveLength(1_000)
  cache.set('c', layer(1_000))
  expect(cache.get('b')).toBeUndefined()
  expect(cache.get('a')).toBeDefined()
  expect(cache.get('c')).toBeDefined()
})

it('counts a layer once, however often it is set, and never grows beyond its size', () => {
  const cache = new ByteCache(1_000)
  for (let i = 0; i < 100; i++) cache.set('a', layer(500))
  expect(cache.get('a')).toHaveLength(500)
  for (let i = 0; i < 10_000; i++) cache.set(`empty ${i}`, layer(0))
  expect(cache.get('empty 9999')).toBeDefined()
  expect(cache.get('empty 9990')).toBeUndefined()
})
