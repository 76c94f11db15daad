import { describe, expect, it } from 'vitest'
import { extentOf } from '../../../web/focus'
import { createFormat } from '../../../web/format'
import { addDays, spanOf } from '../../../web/period'

const zh = createFormat('zh-CN')
const en = createFormat('en')

describe('numbers', () => {
  it('have no separator below ten thousand in Chinese text', () => {
    expect(zh.number(9999)).toBe('9999')
    expect(zh.number(12_345)).toBe('12,345')
    expect(en.number(9999)).toBe('9,999')
  })

  it('are short in headlines and full in tables', () => {
    expect(zh.headline(67_025)).toBe('6.7万')
    expect(zh.headline(3850)).toBe('3850')
    expect(zh.cell(3850)).toBe('3,850')
  })

  it('stand beside their unit', () => {
    expect(zh.measure(150, 'mm')).toBe('150 mm')
    expect(zh.measure(24_283.5, 'm')).toBe('24.28 km')
    expect(zh.measure(38.28, 'm')).toBe('38.3 m')
    expect(zh.measure(1234.5, 'm2')).toBe('1,235 m²')
  })
})

describe('dates', () => {
  it('carry their weekday', () => {
    expect(zh.date('2023-12-14')).toBe('12月14日 周四')
    expect(en.date('2023-12-14')).toBe('Thu, December 14')
  })

  it('make spans, with the year where it is another one', () => {
    expect(zh.span('2024-01-12', '2024-01-18')).toBe('1/12–1/18')
    expect(zh.span('2023-11-01', '2024-01-18', '2024-01-18')).toBe('2023/11/1–1/18')
    expect(zh.span('2024-01-18', '2024-01-18')).toBe('1/18')
  })

  it('show instants in the time of the city', () => {
    expect(createFormat('zh-CN', 'Asia/Shanghai').instant('2024-01-18T02:05:00Z')).toBe('1月18日 10:05')
    expect(createFormat('zh-CN', 'Europe/Berlin').instant('2024-01-18T02:05:00Z')).toBe('1月18日 03:05')
  })
})

describe('a period', () => {
  const seasons = [
    { starts_on: '2022-11-01', ends_on: '2023-03-31' },
    { starts_on: '2023-11-01', ends_on: '2024-03-31' },
  ]

  it('counts back from today, both ends inclusive', () => {
    expect(spanOf({ days: 7 }, '2024-01-18', seasons)).toEqual({ from: '2024-01-12', to: '2024-01-18' })
    expect(spanOf({ season: true }, '2024-01-18', seasons)).toEqual({ from: '2023-11-01', to: '2024-01-18' })
  })

  it('ends with the last season when there is no heating', () => {
    expect(spanOf({ days: 7 }, '2024-07-01', seasons)).toEqual({ from: '2024-03-25', to: '2024-03-31' })
    expect(spanOf({ season: true }, '2023-08-01', seasons)).toEqual({ from: '2022-11-01', to: '2023-03-31' })
  })

  it('knows leap days', () => {
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29')
  })
})

describe('boxes', () => {
  it('hold every point of a geometry', () => {
    const ring = [[103.8, 36], [103.9, 36.1], [103.7, 36.05], [103.8, 36]] // prettier-ignore
    expect(extentOf({ type: 'MultiPolygon', coordinates: [[ring]] })).toEqual([103.7, 36, 103.9, 36.1])
    expect(extentOf({ type: 'Point', coordinates: [103.8, 36] })).toEqual([103.8, 36, 103.8, 36])
    expect(extentOf({ type: 'MultiPoint', coordinates: [] })).toBeNull()
  })
})
