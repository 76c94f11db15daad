import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import type { BranchAsset, BranchCluster, Outside, WatchAnswer, WatchPlace } from '../../../data/hotspots/answers'
import { createFormat } from '../../../web/format'
import { placeWords, runsOf, type Tongue } from '../../../web/hotspots/place-words'
import { namedPipe } from '../../../web/hotspots/named-pipe'
import { sentenceLine, storyText, tellBranch, tellPlace, tellWatch } from '../../../web/hotspots/sentences'
import en from '../../../web/i18n/en.json'
import chinese from '../../../web/i18n/zh-CN.json'

const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': chinese, en } })
const tongue = (locale: 'zh-CN' | 'en'): Tongue => ({
  t: (key, named = {}) => i18n.global.t(key, named, { locale }),
  format: createFormat(locale),
})
const [zh, english] = [tongue('zh-CN'), tongue('en')]
/** A period that ends today. */
const now = { to: '2024-01-18', today: '2024-01-18' }

const houses = (...numbers: number[]) => numbers.map((id) => ({ id, name: `${id}号楼` }))
const coalYard = { id: 40, name: '煤炭大院' }
const place: WatchPlace['place'] = {
  compounds: [coalYard],
  buildings: houses(5, 3, 4, 8, 6, 7),
  buildings_total: 6,
  community: { id: 14, name: '天水路社区' },
}
const asset = (values: Partial<BranchAsset>): BranchAsset => ({
  ...{ kind: 'pipe', id: 1, code: '', name: null, diameter_mm: null, built_year: null, material: null, length_m: null },
  ...values,
})
const branch: BranchCluster = {
  key: 'pipe-8',
  kind: 'pipe',
  window_days: 7,
  cases: 19,
  open_cases: 12,
  expected: 3.1,
  relative_risk: 6.1,
  heated_dwellings: 312,
  log_likelihood_ratio: 20,
  p: 0.001,
  confidence: 'certain',
  building_ids: [3, 4, 5, 6, 7, 8],
  place,
  station: { id: 34, name: '天水路换热站', duty_phone: '0931-0002033' },
  // Oldest first; the head of the class is neither the oldest nor the widest.
  assets: [
    asset({ id: 9, code: 'S12-9', built_year: 1979, diameter_mm: 100 }),
    asset({ id: 8, code: 'S12-8', built_year: 1986, diameter_mm: 200 }),
    asset({ kind: 'valve', id: 8, code: 'V12-8', built_year: 1990 }),
    asset({ id: 7, code: 'S12-7', built_year: 1991, diameter_mm: 250 }),
  ],
  upstream: { cases: 2, expected: 1.8, heated_dwellings: 300 },
  beside: { cases: 1, expected: 1.2, heated_dwellings: 210 },
  outside: null,
  pipes: null,
  downstream: null,
  bbox: null,
}
const grid = {
  ...{ id: 94, number: 3, community: '天水路社区' },
  contacts: [{ role: 'grid_member', title: '第3网格网格员', phone: '0931-000-0373' }],
}
const watched: WatchPlace = {
  ...branch,
  lens: 'branches',
  trend: 'emerging',
  branch,
  grids: [grid],
  cells: [],
  area: null,
  bbox: [103.84, 36.05, 103.85, 36.06],
}

describe('a place', () => {
  it('is named by its yard and the numbers of its houses', () => {
    expect(placeWords(place, zh)).toBe('煤炭大院3至8号楼一带')
    expect(placeWords(place, english)).toBe('Around buildings 3–8 of 煤炭大院')
  })

  it('draws only runs together, and says how many there are besides', () => {
    expect(runsOf([9, 1, 2, 4, 5, 6, 2])).toEqual([
      [1, 2],
      [4, 6],
      [9, 9],
    ])
    const scattered = { ...place, buildings: houses(1, 2, 4, 5, 6, 9), buildings_total: 15 }
    expect(placeWords(scattered, zh)).toBe('煤炭大院1、2、4至6、9号楼等15栋楼一带')
  })

  it('does not say the name of the yard twice, keeps names, and lists yards', () => {
    const shanty = { compounds: [{ id: 1, name: '上沟台' }], buildings_total: 2, community: null }
    const numbered = [121, 122].map((id) => ({ id, name: `上沟台${id}号` }))
    expect(placeWords({ ...shanty, buildings: numbered }, zh)).toBe('上沟台121、122号楼一带')
    expect(placeWords({ ...place, buildings: [{ id: 1, name: '招待所' }], buildings_total: 1 }, zh)).toBe(
      '煤炭大院招待所一带',
    )
    const yards = [coalYard, { id: 29, name: '中路子22号' }]
    expect(placeWords({ ...place, compounds: yards }, zh)).toBe('煤炭大院、中路子22号一带')
    expect(placeWords({ ...place, compounds: [], buildings: [] }, zh)).toBe('天水路社区一带')
  })
})

describe('a story', () => {
  it('is the sentence of users.md, place and houses first', () => {
    expect(tellPlace(watched, now, zh)).toEqual({
      place: '煤炭大院3至8号楼一带',
      sentence:
        '煤炭大院3至8号楼一带:近7天(1/12–1/18)19件,平时约3件(6倍),12件没办结。这312户共用天水路换热站的一条支线(1986年,DN200)。',
      code: 'S12-8',
      sure: '基本可以排除偶然',
      why: '这段管以下报修是平时的6倍,上游和旁边的楼基本正常。只是怀疑,要现场核实。',
      trend: '新冒头',
      outside: null,
      calls: [
        { title: '天水路换热站', phone: '0931-0002033' },
        { title: '第3网格网格员', phone: '0931-000-0373' },
      ],
      secretaries: [],
    })
    expect(tellPlace(watched, now, english)).toMatchObject({
      sentence:
        'Around buildings 3–8 of 煤炭大院: 19 cases in 7 days (1/12–1/18), usually about 3 (6×), 12 still open. ' +
        'These 312 homes share a branch of 天水路换热站 (1986, DN200).',
      why: 'Below this pipe reports are 6 times the usual, upstream and next door about normal. A suspicion: check on site.',
    })
  })

  it('names the dates where the period ended before today', () => {
    const past = { to: '2024-01-11', today: '2024-01-18' }
    expect(tellBranch(branch, past, zh).sentence).toMatch(/^煤炭大院3至8号楼一带:1\/5–1\/11期间19件,平时约3件/)
    expect(tellBranch(branch, past, english).sentence).toMatch(/: 19 cases in 1\/5–1\/11, usually about 3 /)
    const rare = { ...branch, expected: 0.4, window_days: 3 }
    expect(tellBranch(rare, { to: '2023-12-31', today: '2024-01-18' }, zh).sentence).toContain(
      ':2023/12/29–2023/12/31期间19件,平时不到1件,',
    )
    expect(tellPlace({ ...watched, branch: null }, past, zh).sentence).toContain('1/5–1/11期间19件')
  })

  const calm = { cases: 2, expected: 1.8, heated_dwellings: 300 }
  const raised = { cases: 9, expected: 3, heated_dwellings: 300 }
  it.each([
    [calm, calm, '上游和旁边的楼基本正常。', 'upstream and next door about normal. '],
    [null, calm, '旁边的楼基本正常。', 'next door about normal. '],
    [calm, null, '上游的楼基本正常。', 'upstream about normal. '],
    [raised, calm, '上游也偏多,旁边的楼基本正常。', 'upstream up as well, next door about normal. '],
    [calm, raised, '旁边的楼也偏多,上游基本正常。', 'next door up as well, upstream about normal. '],
    [raised, raised, '上游和旁边的楼也偏多。', 'upstream and next door up as well. '],
    [raised, null, '上游的楼也偏多。', 'upstream up as well. '],
    [null, raised, '旁边的楼也偏多。', 'next door up as well. '],
    [null, null, '', ''],
  ])('says of upstream %j and beside %j what is known and no more', (upstream, beside, words, englishWords) => {
    const around = { ...branch, upstream, beside }
    expect(tellBranch(around, now, zh).why).toBe(`这段管以下报修是平时的6倍,${words}只是怀疑,要现场核实。`)
    expect(tellBranch(around, now, english).why).toBe(
      `Below this pipe reports are 6 times the usual, ${englishWords}A suspicion: check on site.`,
    )
  })

  it('takes code, year and diameter from one pipe: the head of the class, else the oldest', () => {
    expect(namedPipe(branch)?.code).toBe('S12-8')
    expect(namedPipe({ ...branch, key: 'zone-7', kind: 'zone' })?.code).toBe('S12-7')
    expect(namedPipe({ ...branch, kind: 'station' })).toBeNull()
    expect(sentenceLine(tellBranch({ ...branch, key: 'pipe-99' }, now, zh))).toMatch(/支线\(1979年,DN100\)。 S12-9$/)
    const assets = [
      asset({ id: 9, code: 'S12-9', built_year: 1979 }),
      asset({ id: 8, code: 'S12-8', diameter_mm: 200 }),
    ]
    expect(sentenceLine(tellBranch({ ...branch, assets }, now, zh))).toMatch(/支线\(DN200\)。 S12-8$/)
    const { sentence, code } = tellBranch({ ...branch, assets: [] }, now, zh)
    expect([sentence.endsWith('的一条支线。'), code]).toEqual([true, null])
  })

  it('counts what lies across the edge apart, and names the secretaries of both sides', () => {
    const outside: Outside = {
      counts: { cases: 5, open_cases: 4, expected: 1.05 },
      communities: [{ id: 3, name: '甲社区' }],
      secretaries: [
        { community: '天水路社区', phone: '0931-000-0001' },
        { community: '甲社区', phone: '0931-000-0002' },
      ],
    }
    for (const crossing of [
      { ...watched, branch: { ...branch, outside }, outside },
      { ...watched, branch: null, outside },
    ]) {
      const story = tellPlace(crossing, now, zh)
      expect(story.sentence).toContain('近7天(1/12–1/18)14件,平时约2.1件(7倍),8件没办结。')
      expect(story.outside).toBe('另有5件在相邻的甲社区(不显示明细)。')
      expect(storyText(story)).toMatch(/天水路社区书记 0931-000-0001\n甲社区书记 0931-000-0002$/)
    }
    const told = (values: Partial<Outside>) => tellBranch({ ...branch, outside: { ...outside, ...values } }, now, zh)
    expect(tellBranch({ ...branch, outside }, now, english).outside).toBe(
      'Another 5 cases in 甲社区 next door (details not shown).',
    )
    // Of one's own community, but of a grid that is not one's own.
    expect(told({ communities: [{ id: 14, name: '天水路社区' }] }).outside).toBe('另有5件在责任范围以外(不显示明细)。')
    const small = told({ counts: null })
    expect(small.outside).toBe('相邻的甲社区也有一部分(不足5户,不显示)。')
    expect(small.sentence).toContain('19件')
    expect(told({ counts: { cases: 0, open_cases: 0, expected: 1 } }).outside).toBeNull()
    expect(told({ counts: { cases: 19, open_cases: 12, expected: 1 } }).sentence).toMatch(
      /^煤炭大院3至8号楼一带:近7天\(1\/12–1\/18\)没有诉求。这312户/,
    )
  })

  it('keeps to what is known', () => {
    const bare = { ...branch, assets: [], station: null, upstream: null, beside: null, expected: 0.4, open_cases: 0 }
    const { sentence, why, calls } = tellBranch(bare, now, zh)
    expect(sentence).toBe(
      '煤炭大院3至8号楼一带:近7天(1/12–1/18)19件,平时不到1件,都已办结。这312户共用同一座供热站的一条支线。',
    )
    expect(why).toBe('这段管以下报修是平时的48倍,只是怀疑,要现场核实。')
    expect(calls).toEqual([])
    expect(tellPlace({ ...watched, branch: null, confidence: 'open' }, now, zh)).toMatchObject({
      sentence: '煤炭大院3至8号楼一带:近7天(1/12–1/18)19件,平时约3件(6倍),12件没办结。',
      sure: '还说不准',
      why: null,
    })
    expect(tellBranch({ ...branch, kind: 'station' }, now, zh).sentence).toContain('这312户都由天水路换热站供暖。')
    expect(tellBranch({ ...branch, kind: 'zone' }, now, zh).sentence).toContain('共用一组高区泵')
  })

  it('is copied as it stands', () => {
    expect(storyText(tellPlace(watched, now, zh)).split('\n')).toEqual([
      '煤炭大院3至8号楼一带:近7天(1/12–1/18)19件,平时约3件(6倍),12件没办结。这312户共用天水路换热站的一条支线(1986年,DN200)。 S12-8',
      '基本可以排除偶然 · 新冒头',
      '这段管以下报修是平时的6倍,上游和旁边的楼基本正常。只是怀疑,要现场核实。',
      '天水路换热站 0931-0002033',
      '第3网格网格员 0931-000-0373',
    ])
  })
})

describe('what is said where no place is', () => {
  const answer: WatchAnswer = {
    ...{
      state: 'none',
      step: 'exact',
      places: [],
      cases: 8,
      closed: 7,
      compounds: 6,
      expected: 7.5,
      below_normal_k: -6,
    },
    city: { cases: 300, normal: 280 },
    basis: {
      ...{ from: '2024-01-12', to: '2024-01-18', cases: 8, heated_dwellings: 3000, weeks: 1, city_rate: 0.4 },
      figures: {},
    },
  }
  const said = (changes: Partial<WatchAnswer>, to = zh) =>
    tellWatch({ ...answer, ...changes }, { area: '天水路社区', today: now.today }, to)

  it('is said aloud', () => {
    expect(said({})).toBe('近7天(1/12–1/18)没有发现扎堆的问题。共8件,分散在6个院,7件已办结。')
    expect(said({ state: 'few', cases: 3 })).toBe('近7天(1/12–1/18)只有3件,太少,看不出规律。')
    expect(said({ state: 'city_rise' })).toBe('降温了,全市都在增加;天水路社区与全市同步,没有异常。')
    expect(said({ state: 'city_rise', below_normal_k: null })).toBe('全市都在增加;天水路社区与全市同步,没有异常。')
    expect(said({ state: 'found', places: [watched], cases: 30 })).toBe('近7天(1/12–1/18)共30件,这1处明显多。')
    const past = { ...answer.basis, from: '2024-01-01', to: '2024-01-07' }
    expect(said({ basis: past })).toBe('1/1–1/7期间没有发现扎堆的问题。共8件,分散在6个院,7件已办结。')
    expect(said({ basis: past, state: 'few', cases: 3 }, english)).toBe(
      'Only 3 cases in 1/1–1/7, too few to see a pattern.',
    )
    expect(said({}, english)).toBe('No cluster in 7 days (1/12–1/18). 8 cases in 6 yards, 7 closed.')
  })
})
