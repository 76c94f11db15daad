import type { Morning } from '../api'
import type { Tongue } from '../hotspots/place-words'

export type CaseLine = Morning['due']['lines'][number]

/** Cases that wait for the same people, with their number. */
export interface HeldCases {
  key: string
  name: string
  phone: string | null
  /** `name` with how many it holds; the line that is copied. */
  words: string
  cases: CaseLine[]
}

/** The morning in sentences: the screen shows them, the daily sheet for the group is made of them, and nothing else. */
export interface Sheet {
  title: string
  /** Date and time of the numbers. */
  stamp: string
  weather: string
  /** Homes in need to go to before a cold snap; null without one. */
  doors: string | null
  night: string
  outages: string
  waiting: string
  /** How many of these wait for a call-back, and stand with the call-backs; null for none. */
  waiting_note: string | null
  /** Overdue and due today, by who holds them, the longest list first. */
  held: HeldCases[]
  grids: string
  call_back: string
  answers: string
  /** Homes in need that are cold, and repairs of yesterday to look at. */
  cold_in_need: string
  repaired: string
}

/** The sentences of a morning; `area` names whose morning it is. */
export function sheetOf(morning: Morning, area: string, tongue: Tongue): Sheet {
  const { t, format } = tongue
  const { counts, urgent, outages, due, overdue, call_back, answers, cold_in_need, repaired } = morning
  const number = (value: number) => format.number(value)
  const late = [...overdue.lines, ...due.lines]
  const called = late.filter(isAnswered).length
  return {
    title: t('area.title', { name: area }),
    stamp: t('morning.stamp', { date: format.date(morning.today), time: format.instant(morning.now) }),
    weather: weatherWords(morning.weather, tongue),
    doors: morning.doors && doorWords(morning.doors, morning.weather, tongue),
    night: t('morning.night', {
      ...{ fresh: number(counts.new_overnight), urgent: number(urgent.total), closed: number(counts.closed_overnight) },
    }),
    outages: outages.total ? t('morning.outages_sum', { total: number(outages.total) }) : t('morning.outages_none'),
    waiting: t('morning.waiting', { overdue: number(overdue.total), due: number(due.total) }),
    waiting_note: called > 0 ? t('morning.waiting_note', { count: number(called) }) : null,
    held: holdersOf(
      late.filter((line) => !isAnswered(line)),
      tongue,
    ),
    grids: gridWords(morning.grids, tongue),
    call_back: call_back.total
      ? t('morning.call_back_sum', { total: number(call_back.total) })
      : t('morning.call_back_none'),
    answers: answers.total ? t('morning.answers_sum', { total: number(answers.total) }) : t('morning.answers_none'),
    cold_in_need: cold_in_need.total
      ? t('morning.cold_in_need_sum', { total: number(cold_in_need.total) })
      : t('morning.cold_in_need_none'),
    repaired: repaired.total
      ? t('morning.repaired_sum', { total: number(repaired.total) })
      : t('morning.repaired_none'),
  }
}

/** The daily sheet for a chat group. No home, no resident: sums, and who has to act. `watch` is what the map says. */
export function sheetText(sheet: Sheet, watch: readonly string[]): string {
  const held = sheet.held.map(({ words, phone }) => [words, phone].filter(Boolean).join(' '))
  const { title, stamp, weather, doors, night, outages, waiting, waiting_note } = sheet
  const lines = [title, stamp, weather, doors, night, outages, waiting, waiting_note, ...held, ...watch, sheet.grids]
  const rest = [sheet.call_back, sheet.answers, sheet.cold_in_need, sheet.repaired]
  return [...lines, ...rest].filter(Boolean).join('\n')
}

/** How a case stands against its deadline, in words. */
export function deadlineWords({ due_at, overdue }: CaseLine, now: string, { t, format }: Tongue): string {
  if (due_at === null) return t('morning.no_deadline')
  const minutes = Math.abs(Date.parse(due_at) - Date.parse(now)) / 60_000
  return t(overdue ? 'morning.overdue_by' : 'morning.time_left', { time: format.duration(minutes) })
}

/** Where a case is, as people say it: yard, then house, without saying the yard twice, then the flat where it is told. */
export function whereWords({ compound, building, flat }: CaseLine, { t }: Tongue): string {
  if (!compound || !building) return compound ?? building ?? t('morning.no_place')
  const house = building.startsWith(compound) ? building : `${compound} ${building}`
  return flat ? `${house} ${t('morning.flat', { flat })}` : house
}

function weatherWords(weather: Morning['weather'], { t, format }: Tongue): string {
  const { tonight_low_c, since_yesterday_k, to_tomorrow_k, today } = weather
  if (tonight_low_c === null) return t('morning.weather.unknown')
  const change = (value: number, keys: [up: string, down: string, same: string]) => {
    const key = Math.abs(value) < 0.5 ? keys[2] : value > 0 ? keys[0] : keys[1]
    return t(key, { change: format.number(Math.abs(value), 1) })
  }
  const parts = [
    t('morning.weather.low', { low: format.number(tonight_low_c, 1).replace('-', '\u2212') }),
    since_yesterday_k !== null &&
      change(since_yesterday_k, ['morning.weather.warmer', 'morning.weather.colder', 'morning.weather.as_yesterday']),
    to_tomorrow_k !== null &&
      change(to_tomorrow_k, ['morning.weather.rising', 'morning.weather.falling', 'morning.weather.steady']),
    today?.snow && t('morning.weather.snow'),
  ]
  return parts.filter((part) => typeof part === 'string').join(t('morning.weather.comma')) + t('morning.weather.stop')
}

function doorWords(
  { total, lines, compounds }: NonNullable<Morning['doors']>,
  { fall_48h_k, fall_ends_on }: Morning['weather'],
  { t, format }: Tongue,
): string {
  const fall = format.number(fall_48h_k ?? 0, 0)
  const day = fall_ends_on === null ? '' : format.date(fall_ends_on)
  if (total === 0) return t('morning.doors.none', { fall, day })
  const yards = lines.slice(0, 6).map(({ name, dwellings }) => t('morning.doors.yard', { name, dwellings }))
  const shown = yards.join(t('list.comma'))
  const places = compounds > yards.length ? t('morning.doors.more', { shown, compounds }) : shown
  return t('morning.doors.some', { fall, day, total: format.number(total), places })
}

function gridWords({ total, lines }: Morning['grids'], { t, format }: Tongue): string {
  const sum = (count: (line: (typeof lines)[number]) => number) =>
    format.number(lines.reduce((all, line) => all + count(line), 0))
  return t('morning.grids_sum', {
    ...{ total: format.number(total), fresh: sum((line) => line.new_24h) },
    ...{ open: sum((line) => line.open), overdue: sum((line) => line.overdue) },
  })
}

function holdersOf(cases: readonly CaseLine[], { t, format }: Tongue): HeldCases[] {
  const groups = new Map<string, HeldCases>()
  for (const line of cases) {
    const { key, name, phone } = holderOf(line, t)
    const group = groups.get(key) ?? { key, name, phone, words: '', cases: [] }
    group.cases.push(line)
    groups.set(key, group)
  }
  const all = [...groups.values()].sort((a, b) => rankOf(b) - rankOf(a))
  return all.map((group) => ({ ...group, words: heldWords(group, { t, format }) }))
}

/** The longest list first, what was put off to the summer last. */
function rankOf({ key, cases }: HeldCases): number {
  return key === 'deferred' ? 0 : cases.length
}

function holderOf(line: CaseLine, t: Tongue['t']): Pick<HeldCases, 'key' | 'name' | 'phone'> {
  if (line.status === 'deferred') return { key: 'deferred', name: t('values.status.deferred'), phone: null }
  const holder = line.held_by === null ? null : line[line.held_by]
  if (!holder) return { key: 'nobody', name: t('morning.nobody'), phone: null }
  return { key: `${line.held_by}:${holder.id}`, name: holder.name, phone: holder.phone }
}

/** Repaired as the station says; it waits for the household's word. */
function isAnswered({ status }: CaseLine): boolean {
  return status === 'answered' || status === 'verifying'
}

function heldWords({ name, cases }: HeldCases, { t, format }: Tongue): string {
  const late = cases.filter(({ overdue }) => overdue).length
  const named = { name, total: format.number(cases.length), late: format.number(late) }
  if (late === 0) return t('morning.holds_due', named)
  return t(late === cases.length ? 'morning.holds_late' : 'morning.holds_both', named)
}
