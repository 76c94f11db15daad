import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { createFormat } from '../../../web/format'
import { chanceWords } from '../../../web/hotspots/chance-words'
import type { Tongue } from '../../../web/hotspots/place-words'
import { cellSentence, changeSentence, spanWords, surfaceSentence } from '../../../web/hotspots/spot-sentences'
import en from '../../../web/i18n/en.json'
import chinese from '../../../web/i18n/zh-CN.json'
import { boxText, isInArea } from '../../../web/problems/details/inside'

const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': chinese, en } })
const tongue = (locale: 'zh-CN' | 'en'): Tongue => ({
  t: (key, named = {}) => i18n.global.t(key, named, { locale }),
  format: createFormat(locale),
})
const [zh, english] = [tongue('zh-CN'), tongue('en')]
const facts = { place: '煤炭大院', span: { from: '2024-01-12', to: '2024-01-18' }, today: '2024-01-18' }
const past = { ...facts, span: { from: '2023-12-29', to: '2024-01-11' } }

describe('the sentence of a cell', () => {
  it('says how many against the usual, place first', () => {
    expect(cellSentence({ cases: 14, expected: 3.4, beyond_view: false }, facts, zh)).toBe(
      '煤炭大院一带:近7天(1/12–1/18)14件,平时约3件(4倍)。',
    )
    expect(cellSentence({ cases: 14, expected: 3.4, beyond_view: false }, facts, english)).toBe(
      'Around 煤炭大院: 14 cases in 7 days (1/12–1/18), usually about 3 (4×).',
    )
    // Small numbers keep a decimal.
    expect(cellSentence({ cases: 3, expected: 1.8, beyond_view: false }, facts, zh)).toBe(
      '煤炭大院一带:近7天(1/12–1/18)3件,平时约1.8件(1.7倍)。',
    )
  })

  it('says that a part of it lies in the next community', () => {
    const across = { cases: 14, expected: 3.4, beyond_view: true }
    expect(cellSentence(across, facts, zh)).toBe('煤炭大院一带:近7天(1/12–1/18)14件,平时约3件(4倍)。含相邻社区的部分。')
    expect(cellSentence(across, facts, english)).toMatch(/\(4×\)\. With its part in the next community\.$/)
  })

  it('gives no multiple of less than one, and no name that it does not know', () => {
    expect(cellSentence({ cases: 4, expected: 0.3, beyond_view: false }, { ...facts, place: null }, zh)).toBe(
      '这里一带:近7天(1/12–1/18)4件,平时不到1件。',
    )
    expect(cellSentence({ cases: 4, expected: 0.3, beyond_view: false }, facts, english)).toBe(
      'Around 煤炭大院: 4 cases in 7 days (1/12–1/18), usually less than one.',
    )
  })

  it('names the dates of a period that ended before today, apart from the number behind', () => {
    expect(cellSentence({ cases: 14, expected: 3.4, beyond_view: false }, past, zh)).toBe(
      '煤炭大院一带:2023/12/29–1/11期间14件,平时约3件(4倍)。',
    )
    expect(spanWords(past.span, past.today, english)).toBe('2023/12/29–1/11')
    expect(spanWords(facts.span, facts.today, zh)).toBe('近7天(1/12–1/18)')
    expect(spanWords({ from: '2024-01-18', to: '2024-01-18' }, '2024-01-18', zh)).toBe('近1天(1/18)')
  })
})

describe('the sentence of a place of the surface', () => {
  // What is near weighs more, so that the rate is not 9 over 240: (4.5 + 20 × 0.005) / (100 + 20).
  const place = {
    ...{ lng: 103.84, lat: 36.05, cases: 9, heated_dwellings: 240, rate: (100 * 4.6) / 120 },
    ...{ weighted_cases: 4.5, weighted_dwellings: 100, filled_dwellings: 20 },
  }

  it('compares its rate with the city', () => {
    expect(surfaceSentence(place, 0.5, facts, zh)).toBe(
      '煤炭大院一带:近7天(1/12–1/18)9件,240户供暖,每百户每周3.8件,是全市平均的8倍。',
    )
    expect(surfaceSentence(place, 2.5, facts, english)).toBe(
      'Around 煤炭大院: 9 cases in 7 days (1/12–1/18) among 240 heated homes, 3.8 per 100 and week, 1.5 times the city mean.',
    )
  })

  it('compares with nothing where the city has none', () => {
    expect(surfaceSentence(place, 0, facts, zh)).toBe('煤炭大院一带:近7天(1/12–1/18)9件,240户供暖,每百户每周3.8件。')
  })
})

describe('the sentence of a cell in two periods', () => {
  const change = { cell: '8a3e', heated_dwellings: 200, rate_before: 1, rate_now: 4, class: 5, p: 0.01 }

  it('says which way it went', () => {
    const more = { ...change, now: 8, before: 2, confidence: 'certain' as const }
    expect(changeSentence(more, facts, zh)).toBe('煤炭大院一带:近7天(1/12–1/18)8件,对比时段2件,变多了。')
    expect(changeSentence({ ...more, now: 1 }, facts, english)).toBe(
      'Around 煤炭大院: 1 cases in 7 days (1/12–1/18), 2 in the other period, fewer than before.',
    )
  })
})

it('a chance is never told as nothing', () => {
  expect([0.0499, 0.001, 0.00002].map((p) => chanceWords(p, zh.format))).toEqual(['0.05', '0.001', '<0.001'])
})

describe('a point', () => {
  const square = (x: number, y: number, side: number) => [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
    [x, y],
  ]
  const ring: GeoJSON.Polygon = { type: 'Polygon', coordinates: [square(0, 0, 10), square(4, 4, 2)] }

  it('lies inside of an area, not in its holes', () => {
    expect(isInArea([1, 1], ring)).toBe(true)
    expect(isInArea([5, 5], ring)).toBe(false)
    expect(isInArea([11, 5], ring)).toBe(false)
    expect(isInArea([-1, 5], ring)).toBe(false)
    // Level with a corner of the hole.
    expect(isInArea([1, 4], ring)).toBe(true)
  })

  it('lies in any part of a multipolygon, and in nothing that is empty', () => {
    const parts: GeoJSON.MultiPolygon = { type: 'MultiPolygon', coordinates: [[square(0, 0, 1)], [square(20, 20, 2)]] }
    expect(isInArea([21, 21], parts)).toBe(true)
    expect(isInArea([10, 10], parts)).toBe(false)
    expect(isInArea([0, 0], { type: 'MultiPolygon', coordinates: [] })).toBe(false)
  })

  it('is asked for by a box to a decimetre', () => {
    expect(boxText([103.84, 36.05, 103.8412345678, 36.06])).toBe('103.840000,36.050000,103.841235,36.060000')
  })
})
