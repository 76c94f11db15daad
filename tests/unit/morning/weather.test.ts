import { expect, it } from 'vitest'
import { weatherLine } from '../../../server/morning/weather'

const days = (...means: (number | null)[]) =>
  means.flatMap((mean_c, index) =>
    mean_c === null ? [] : [{ day: `2024-01-${16 + index}`, mean_c, min_c: mean_c - 5, normal_c: -4.4, snow: false }],
  )

it('tells the coming night, and the change since yesterday and to tomorrow', () => {
  expect(weatherLine(days(-1, -2.6, -2.1, 0.6, 1), '2024-01-18')).toMatchObject({
    tonight_low_c: -4.4,
    since_yesterday_k: 0.5,
    to_tomorrow_k: 2.7,
    fall_48h_k: 1.1,
    fall_ends_on: '2024-01-18',
  })
})

it('finds the deepest fall within two days, also when it is still to come', () => {
  expect(weatherLine(days(2, 1, 3, -1, -6.2), '2024-01-18')).toMatchObject({
    fall_48h_k: 9.2,
    fall_ends_on: '2024-01-20',
  })
})

it('knows no fall while it gets warmer, and nothing without days', () => {
  expect(weatherLine(days(-5, -4, -3, -2, -1), '2024-01-18')).toMatchObject({ fall_48h_k: 0, fall_ends_on: null })
  expect(weatherLine([], '2024-01-18')).toEqual({
    today: null,
    tomorrow: null,
    tonight_low_c: null,
    since_yesterday_k: null,
    to_tomorrow_k: null,
    fall_48h_k: null,
    fall_ends_on: null,
  })
})

it('falls back on the low of today where there is no forecast', () => {
  expect(weatherLine(days(null, -3, -4, null, null), '2024-01-18')).toMatchObject({
    tonight_low_c: -9,
    since_yesterday_k: -1,
    to_tomorrow_k: null,
  })
})
