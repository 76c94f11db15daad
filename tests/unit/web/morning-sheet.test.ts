import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import type { Morning } from '../../../web/api'
import { createFormat } from '../../../web/format'
import type { Tongue } from '../../../web/hotspots/place-words'
import en from '../../../web/i18n/en.json'
import chinese from '../../../web/i18n/zh-CN.json'
import { deadlineWords, sheetOf, sheetText, whereWords, type CaseLine } from '../../../web/morning/sheet'

const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': chinese, en } })
const tongue = (locale: 'zh-CN' | 'en'): Tongue => ({
  t: (key, named = {}) => i18n.global.t(key, named, { locale }),
  format: createFormat(locale),
})
const zh = tongue('zh-CN')

const now = '2024-01-18T02:00:00.000Z'
const station = { id: 34, name: '东湖名苑换热站', phone: '0931-0002033' }
const grid = { id: 94, name: '第3网格', phone: '0931-000-0373' }
let last = 0
const line = (values: Partial<CaseLine>): CaseLine => ({
  ...{ id: ++last, code: `NG-${last}`, symptom: 'not_hot', status: 'in_progress', cause: null, priority: false },
  ...{ reported_at: '2024-01-15T02:00:00Z', due_at: '2024-01-17T21:00:00Z', answered_at: null, overdue: true },
  ...{
    reports: 1,
    reopened: 0,
    supervision: null,
    summary: '302室不热',
    flat: '1-302',
    compound: '煤炭大院',
    building: '8号楼',
  },
  ...{ station, grid, held_by: 'station' },
  ...values,
})
const lines = (...all: CaseLine[]) => ({ total: all.length, lines: all })
const due = { due_at: '2024-01-18T04:00:00Z', overdue: false }

const morning: Morning = {
  today: '2024-01-18',
  now,
  weather: {
    ...{ today: null, tomorrow: null, tonight_low_c: -4.9, since_yesterday_k: 0.5, to_tomorrow_k: -2.7 },
    ...{ fall_48h_k: 1.5, fall_ends_on: '2024-01-18' },
  },
  doors: null,
  counts: { new_overnight: 5, closed_overnight: 4, open: 35 },
  urgent: lines(),
  outages: lines(),
  due: lines(line({ ...due, held_by: 'grid', status: 'accepted' })),
  overdue: lines(
    line({ held_by: null, grid: null, station: null }),
    line({}),
    line({ status: 'deferred', held_by: 'grid' }),
    line({ status: 'verifying', held_by: 'grid' }),
    line({}),
  ),
  call_back: lines(line({ status: 'verifying' })),
  answers: lines(),
  cold_in_need: lines(line({ priority: true }), line({ priority: true })),
  repaired: lines(line({ status: 'verifying' })),
  grids: {
    total: 1,
    lines: [
      {
        ...{
          id: 94,
          number: 3,
          name: '第3网格',
          community: '天水路社区',
          heated_dwellings: 401,
          visited_dwellings: null,
        },
        ...{ new_24h: 1, open: 9, overdue: 6, member: null },
      },
    ],
  },
}

describe('the daily sheet', () => {
  it('says the weather, the night, what is late and with whom, in this order, and nothing of a home', () => {
    const text = sheetText(sheetOf(morning, '天水路社区', zh), ['这几处要盯'])
    expect(text.split('\n')).toEqual([
      '今日供暖 · 天水路社区',
      '1月18日 周四 · 数据到1月18日 10:00',
      '今夜最低−4.9℃,日均比昨天高0.5℃,明天再降2.7℃。',
      '昨天18:00以来新报5件,其中急件0件;办结4件。',
      '没有在修的整栋停暖和公共管道跑水。',
      '已超期5件,今天到期1件。',
      '其中1件等回访,列在“今天回访”。',
      '东湖名苑换热站:超期2件 0931-0002033',
      '还没有人接办:超期1件',
      '第3网格:今天到期1件 0931-000-0373',
      '转冬病夏治:超期1件',
      '这几处要盯',
      '1个网格,24小时新增1件,未办结9件,超期6件。',
      '1件等回访:现在家里热了吗?',
      '昨天以来没有新的答复。',
      '重点户报冷、还没办结的2件,先去。',
      '昨天答复修好的1件,去看看热了没有。',
    ])
    expect(text).not.toContain('302')
    expect(text).not.toContain('8号楼')
  })

  it('says what is out, and that nobody is to be visited', () => {
    const out = line({ symptom: 'building_off' })
    const text = sheetText(
      sheetOf({ ...morning, outages: lines(out), cold_in_need: lines(), repaired: lines() }, '甲', zh),
      [],
    )
    expect(text.split('\n')).toEqual(
      expect.arrayContaining(['正在停暖、跑水的1处,按时限排。', '没有重点户报冷。', '昨天没有答复修好的。']),
    )
  })

  it('sends to homes in need before a cold snap', () => {
    const snap = { ...morning.weather, fall_48h_k: 9.2, fall_ends_on: '2024-01-19' }
    const yards = [
      { id: 1, name: '煤炭大院', dwellings: 30 },
      { id: 2, name: '三爱堂小区', dwellings: 7 },
    ]
    const told = sheetOf({ ...morning, weather: snap, doors: { total: 37, compounds: 2, lines: yards } }, '甲', zh)
    expect(told.doors).toBe('1月19日 周五前后48小时内降温9℃,有37户重点户要先走:煤炭大院30户、三爱堂小区7户。')
  })
})

describe('a line', () => {
  it('says how it stands against its deadline', () => {
    expect(deadlineWords(line({}), now, zh)).toBe('已超期5小时')
    expect(deadlineWords(line(due), now, zh)).toBe('还剩2小时')
    expect(deadlineWords(line(due), now, tongue('en'))).toBe('2 hours left')
    expect(deadlineWords(line({ due_at: null }), now, zh)).toBe('未定时限')
  })

  it('says where it is without saying the yard twice', () => {
    expect(whereWords(line({}), zh)).toBe('煤炭大院 8号楼 1-302室')
    expect(whereWords(line({ flat: null }), zh)).toBe('煤炭大院 8号楼')
    expect(whereWords(line({ compound: '上沟台', building: '上沟台122号', flat: null }), zh)).toBe('上沟台122号')
    expect(whereWords(line({ compound: null, building: null }), zh)).toBe('位置不详')
  })
})
