import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { patterns, type BranchCluster, type CellChange } from '../../../data/hotspots/answers'
import { createFormat } from '../../../web/format'
import en from '../../../web/i18n/en.json'
import chinese from '../../../web/i18n/zh-CN.json'
import { branchRows } from '../../../web/problems/details/branch-rows'
import { basisRows, cardRows, type Spot } from '../../../web/problems/details/spot-rows'
import { correctionWords } from '../../../web/problems/figure-words'
import { cell } from '../map/heat'

const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': chinese, en } })
const toolsOf = (locale: 'zh-CN' | 'en') => ({
  t: (key: string, named: Record<string, unknown> = {}) => i18n.global.t(key, named, { locale }),
  te: (key: string) => i18n.global.te(key, locale),
  format: createFormat(locale),
  isRound: false,
})
const zh = toolsOf('zh-CN')

const place = {
  ...{ lng: 103.84, lat: 36.05, cases: 9, heated_dwellings: 240, rate: (100 * 4.6) / 120 },
  ...{ weighted_cases: 4.5, weighted_dwellings: 100, filled_dwellings: 20 },
}
const change: CellChange = {
  ...{ cell: '8a3e', before: 1, now: 9, rate_before: 0.5, rate_now: 4.5, heated_dwellings: 200, class: 6 },
  ...{ p: 0.02, confidence: 'likely' },
}
const geometry = { type: 'Polygon' as const, coordinates: [] }
const spots: Spot[] = [
  { kind: 'place', key: 'a', place },
  { kind: 'cell', key: 'b', cell, geometry },
  { kind: 'change', key: 'c', change, geometry },
]

describe('the figures of a finding', () => {
  it.each(['zh-CN', 'en'] as const)('are each explained behind 依据 (%s)', (locale) => {
    for (const spot of spots) {
      const behind = basisRows(spot, toolsOf(locale))
      for (const { key, value } of cardRows(spot, toolsOf(locale))) {
        const row = behind.find((one) => one.key === key)
        expect(row?.value, key).toBe(value)
        expect(row?.note, key).not.toBe('')
      }
      expect(behind.map(({ term }) => term).filter((term) => term.includes('finding.'))).toEqual([])
      expect(new Set(behind.map(({ key }) => key)).size).toBe(behind.length)
    }
  })

  it('say of a high place that what is near counts more, and give what its rate was made of', () => {
    const [card, behind] = [cardRows(spots[0]!, zh), basisRows(spots[0]!, zh)]
    expect(card.map(({ term }) => term)).toContain('每百户每周(近处算得多)')
    const valueOf = (key: string) => Number(behind.find((row) => row.key === key)?.value)
    const filled = valueOf('filled_dwellings')
    const rate = (100 * (valueOf('weighted_cases') + filled * 0.005)) / (valueOf('weighted_dwellings') + filled)
    expect(valueOf('rate_near')).toBeCloseTo(rate, 1)
  })

  it('give the chance that decides beside the one that does not', () => {
    const rows = basisRows({ kind: 'cell', key: 'b', cell: { ...cell, p: 0.001, p_adjusted: 0.008 }, geometry }, zh)
    const valueOf = (key: string) => rows.find((row) => row.key === key)?.value
    expect([valueOf('p_raw'), valueOf('p_adjusted')]).toEqual(['0.001', '0.008'])
    const rare = basisRows({ kind: 'cell', key: 'b', cell: { ...cell, p: 3e-9 }, geometry }, zh)
    expect(rare.find((row) => row.key === 'p_raw')?.value).toBe('<0.0001')
  })

  it('have a word for every class over time', () => {
    const words = (locale: 'zh-CN' | 'en') =>
      patterns.map((pattern) => {
        const rows = basisRows({ kind: 'cell', key: 'b', cell: { ...cell, pattern }, geometry }, toolsOf(locale))
        return rows.find(({ key }) => key === 'pattern')?.value ?? ''
      })
    for (const word of words('zh-CN')) expect(word).toMatch(/^[一-鿿]/)
    for (const word of words('en')) expect(word).toMatch(/^[A-Z][a-z]+$/)
    expect(new Set(words('en')).size).toBe(patterns.length)
  })
})

describe('the contrast of a shared pipe', () => {
  const cluster = {
    ...{ key: 'pipe-7', kind: 'pipe', window_days: 14, cases: 34, open_cases: 17, expected: 4.62, relative_risk: 7.4 },
    ...{ heated_dwellings: 432, log_likelihood_ratio: 20, p: 0.001, confidence: 'certain', building_ids: [1] },
    ...{ station: null, assets: [], outside: null, pipes: null, downstream: null, bbox: null },
    place: { community: null, compounds: [], buildings: { count: 1, numbers: [] } },
    upstream: { cases: 2, expected: 2.3, heated_dwellings: 264 },
    beside: { cases: 1, expected: 4.3, heated_dwellings: 540 },
  } as unknown as BranchCluster

  it.each(['zh-CN', 'en'] as const)('is explained number by number behind 依据 (%s)', (locale) => {
    const rows = branchRows(cluster, toolsOf(locale))
    const values = { cases: '34', expected: '4.6', homes: '432', upstream: '2', beside: '1' }
    for (const [key, value] of Object.entries(values)) {
      const row = rows.find((one) => one.key === key)
      expect(row?.value, key).toBe(value)
      expect(row?.note, key).toMatch(/[。.]$/)
      expect(row?.note, key).not.toContain('finding.')
    }
    const alone = branchRows({ ...cluster, upstream: null, beside: null }, toolsOf(locale))
    expect(alone.map(({ key }) => key)).not.toContain('upstream')
  })
})

describe('the factors behind exposure, in words', () => {
  const stock = { least: 0.6, most: 2.1, groups: 14 }
  const corrections = { earlier_cases: 5400, learned_until: '2023-12-10', recording: null, stock }

  it('are a range with the cases that it rests on', () => {
    const row = correctionWords(corrections, zh).find(({ key }) => key === 'stock')
    expect(row?.value).toBe('0.6–2.1倍')
    expect(row?.note).toContain('14类住房')
    expect(row?.note).toContain('5400件')
    const one = { least: 1.2, most: 1.2, groups: 1 }
    expect(correctionWords({ ...corrections, recording: one }, toolsOf('en'))[0]?.value).toBe('× 1.2')
  })

  it('are said to be 1 where they are not known', () => {
    expect(correctionWords(corrections, zh)[0]).toMatchObject({
      key: 'recording',
      note: '以前的诉求太少,估不出来,都按1倍算。',
    })
    expect(correctionWords(undefined, zh)).toEqual([])
  })
})
