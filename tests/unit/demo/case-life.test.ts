import { beforeAll, describe, expect, it } from 'vitest'
import type { RowFor } from '../../../data/model/dataset'
import type { Status } from '../../../data/model/vocabulary'
import { hoursBetween, percent, shippedCity, type Issue, type Shipped } from './generated'

type Event = RowFor<'issue_event'>

let city: Shipped
let lives: { issue: Issue; events: Event[] }[]
beforeAll(() => {
  city = shippedCity()
  const byIssue = new Map<number, Event[]>()
  for (const event of city.issue_event) {
    const events = byIssue.get(event.issue_id)
    if (events) events.push(event)
    else byIssue.set(event.issue_id, [event])
  }
  lives = city.issue.map((issue) => ({ issue, events: byIssue.get(issue.id) ?? [] }))
}, 60_000)

/** The table of users.md, 4.1. */
const next: Record<Status, Status[]> = {
  reported: ['accepted', 'declined', 'merged'],
  accepted: ['dispatched', 'closed'],
  declined: ['accepted'],
  merged: [],
  dispatched: ['in_progress', 'returned'],
  returned: ['dispatched', 'declined'],
  in_progress: ['answered', 'suspended', 'deferred'],
  suspended: ['in_progress'],
  deferred: ['in_progress'],
  answered: ['verifying'],
  verifying: ['closed', 'reopened'],
  closed: ['reopened'],
  reopened: ['dispatched'],
}
const closers: Event['actor'][] = ['member', 'hotline', 'resident']
const proofs = ['住户说热了', '测温达标', '网格员上门核实']

function isAllowed(event: Event, i: number, events: Event[]): boolean {
  const before = events[i - 1]
  if (!before) return event.number === 1
  return next[before.status].includes(event.status) && event.at > before.at && event.number === i + 1
}

function isProven(issue: Issue, closing: Event | undefined): boolean {
  const isWarm = (issue.reading_c ?? 0) >= 18
  if (issue.closing === 'standard_met') return isWarm
  if (issue.closing !== 'solved') return true
  return proofs.includes(closing?.note ?? '') && (closing?.note !== '测温达标' || isWarm)
}

const clock = '2024-01-18T10:00:00+08:00'

describe('the life of a case', () => {
  it('starts with its report and never takes a step that the table does not allow', () => {
    const wrong = lives.filter(({ issue, events }) => {
      const [first] = events
      return first?.status !== 'reported' || first.at !== issue.reported_at || !events.every(isAllowed)
    })
    expect(wrong).toEqual([])
    const taken = new Set(lives.flatMap(({ events }) => events.map((event) => event.status)))
    expect(taken.size).toBe(Object.keys(next).length)
  })

  it('ends where its last event stands, not after the clock', () => {
    const wrong = lives.filter(({ issue, events }) => {
      const last = events.at(-1)
      const count = (status: Status) => events.filter((event) => event.status === status).length
      return (
        last?.status !== issue.status ||
        last.at > clock ||
        issue.returned !== count('returned') ||
        issue.reopened !== count('reopened') ||
        issue.accepted_at !== (events.find((event) => event.status === 'accepted')?.at ?? null) ||
        issue.closed_at !== (issue.status === 'closed' ? last.at : null) ||
        (issue.closing === null) !== (issue.status !== 'closed')
      )
    })
    expect(wrong).toEqual([])
  })

  it('passes the gate: nothing is solved without proof, and nobody closes his own work', () => {
    const wrong = lives.filter(({ issue, events }) => {
      const closings = events.filter((event) => event.status === 'closed')
      return !closings.every((event) => closers.includes(event.actor)) || !isProven(issue, closings.at(-1))
    })
    expect(wrong).toEqual([])
    expect(lives.filter(({ issue }) => issue.closing === 'solved').length).toBeGreaterThan(5000)
  })

  it('knows its cause once it is answered or closed, not before', () => {
    const wrong = city.issue.filter(
      (issue) =>
        (issue.cause !== null) !== (issue.answered_at !== null || issue.status === 'closed') ||
        (issue.party === null) !== (issue.cause === null),
    )
    expect(wrong).toEqual([])
  })

  it('holds at most 72 hours at a time, is returned at most twice and reopened within a week', () => {
    for (const { events } of lives) {
      expect(events.filter((event) => event.status === 'returned').length).toBeLessThanOrEqual(2)
      events.slice(1).forEach((event, i) => {
        const before = events[i]
        if (before?.status === 'suspended') expect(hoursBetween(before.at, event.at)).toBeLessThanOrEqual(72)
        if (before?.status === 'closed') expect(hoursBetween(before.at, event.at)).toBeLessThanOrEqual(168)
      })
    }
  })

  it('merges into an earlier case that stood open', () => {
    const byId = new Map(lives.map((life) => [life.issue.id, life]))
    const merged = lives.filter(({ issue }) => issue.status === 'merged')
    expect(merged.length).toBeGreaterThan(50)
    for (const { issue } of lives) expect(issue.parent_id === null).toBe(issue.status !== 'merged')
    for (const { issue } of merged) {
      const parent = byId.get(issue.parent_id ?? 0)
      expect(parent?.issue.id).toBeLessThan(issue.id)
      expect(parent?.issue.parent_id).toBeNull()
      expect(parent?.issue.station_id).toBe(issue.station_id)
    }
  })
})

describe('deadlines', () => {
  const hours: Partial<Record<Issue['symptom'], number[]>> = {
    not_hot: [48, 24],
    leak_indoor: [24, 72],
    leak_public: [24, 72],
    building_off: [24, 12],
    hazard: [168, 720],
    fees: [72],
  }

  it('run from acceptance and stop while the case is on hold', () => {
    const wrong = lives.filter(({ issue, events }) => {
      const allowed = hours[issue.symptom]
      const statuses = events.map((event) => event.status)
      if (!allowed || issue.accepted_at === null || issue.due_at === null || statuses.includes('deferred')) return false
      const due = hoursBetween(issue.accepted_at ?? '', issue.due_at ?? '')
      return statuses.includes('suspended') ? due <= Math.min(...allowed) : !allowed.includes(due)
    })
    expect(wrong).toEqual([])
  })

  it('give the first ten days more time for a cold flat than the steady weeks', () => {
    const isPlain = ({ issue, events }: (typeof lives)[number]) =>
      issue.symptom === 'not_hot' &&
      issue.due_at !== null &&
      !events.some((event) => /suspended|deferred/.test(event.status))
    const span = (issue: Issue) => hoursBetween(issue.accepted_at ?? '', issue.due_at ?? '')
    const isStart = ({ reported_at }: Issue) => /-11-(0|10)/.test(reported_at.slice(4, 10))
    const plain = lives.filter(isPlain).map(({ issue }) => issue)
    expect(new Set(plain.filter(isStart).map(span))).toEqual(new Set([48]))
    expect(new Set(plain.filter((issue) => !isStart(issue)).map(span))).toEqual(new Set([24]))
  })
})

describe('shares of lives', () => {
  const within = (value: number, low: number, high: number, what: string) => {
    expect(value, what).toBeGreaterThanOrEqual(low)
    expect(value, what).toBeLessThanOrEqual(high)
  }
  const isClosedBy = (issue: Issue, day: string) =>
    issue.status === 'merged' || issue.status === 'declined' || (issue.closed_at ?? day) < day

  it('close 74 % in the peak week and 96 % by the end of the season', () => {
    const peak = ['2021', '2022', '2023'].flatMap((year) =>
      city.issue
        .filter(({ reported_at }) => reported_at >= `${year}-11-01` && reported_at < `${year}-11-08`)
        .map((issue) => isClosedBy(issue, `${year}-11-08`)),
    )
    within(percent(peak, Boolean), 70, 78, 'peak week')
    const seasons = [1, 2].flatMap((id) =>
      city.issue.filter((issue) => issue.season_id === id).map((issue) => isClosedBy(issue, `${2021 + id}-04-01`)),
    )
    within(percent(seasons, Boolean), 94.5, 97.5, 'season')
  })

  it('are returned, reopened, held, supervised and unreachable as often as the sheet says', () => {
    const dispatched = lives.filter(({ events }) => events.some((event) => event.status === 'dispatched'))
    within(
      percent(dispatched, ({ issue }) => issue.returned > 0),
      7,
      10,
      'returned',
    )
    within(
      percent(dispatched, ({ issue }) => issue.reopened > 0),
      5,
      12,
      'reopened',
    )
    within(
      percent(dispatched, ({ events }) => events.some((event) => event.status === 'suspended')),
      1.8,
      3.2,
      'held',
    )
    within(
      percent(city.issue, (issue) => issue.supervision !== null),
      2,
      4,
      'supervised',
    )
    const closed = city.issue.filter((issue) => issue.status === 'closed' && issue.closing !== 'solved_in_grid')
    within(
      percent(closed, (issue) => issue.closing === 'unreachable'),
      15,
      25,
      'unreachable',
    )
  })

  it('take a median of 9 hours to warm, nine in ten within about 43, leaks 3', () => {
    const hours = (symptom: Issue['symptom']) =>
      lives
        .filter(
          ({ issue, events }) => issue.symptom === symptom && !events.some((event) => event.status === 'deferred'),
        )
        .flatMap(({ issue, events }) => {
          const answered = events.find((event) => event.status === 'answered')
          return answered ? hoursBetween(issue.reported_at, answered.at) : []
        })
        .filter((value) => value < 168)
        .sort((a, b) => a - b)
    const cold = hours('not_hot')
    within(cold[cold.length >> 1] ?? 0, 8, 10.5, 'median')
    within(cold.reduce((a, b) => a + b, 0) / cold.length, 15, 22, 'mean')
    within(cold[Math.floor(cold.length * 0.9)] ?? 0, 36, 50, 'P90')
    const leaks = hours('leak_indoor')
    within(leaks[leaks.length >> 1] ?? 0, 2.5, 4, 'leaks')
  })

  it('leave recent cases realistically open', () => {
    const recent = city.issue.filter((issue) => issue.reported_at >= '2024-01-16')
    const open = recent.filter((issue) => !['closed', 'merged', 'declined'].includes(issue.status))
    within((100 * open.length) / recent.length, 30, 90, 'open')
    expect(new Set(open.map((issue) => issue.status)).size).toBeGreaterThanOrEqual(3)
    const carried = city.issue.filter((issue) => issue.season_id === 2 && issue.status === 'deferred')
    expect(carried.length).toBeGreaterThan(0)
  })
})
