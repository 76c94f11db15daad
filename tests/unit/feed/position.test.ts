import { expect, it } from 'vitest'
import { formatPosition, isAfter, later, parsePosition } from '../../../server/feed/position'

it('reads what it writes', () => {
  const position = { xid: 9_007_199_254_740_993n, seq: 12 }
  expect(parsePosition(formatPosition(position))).toEqual(position)
})

it('refuses what is not a position', () => {
  for (const text of ['', '1', '1.', '1.2.3', '-1.2', ' 1.2', '1e3.2', `${'9'.repeat(30)}.1`]) {
    expect(parsePosition(text), text).toBeNull()
  }
})

it('orders by transaction first', () => {
  expect(isAfter({ xid: 10n, seq: 1 }, { xid: 9n, seq: 50 })).toBe(true)
  expect(isAfter({ xid: 9n, seq: 50 }, { xid: 9n, seq: 50 })).toBe(false)
  expect(later({ xid: 9n, seq: 50 }, { xid: 9n, seq: 51 })).toEqual({ xid: 9n, seq: 51 })
})
