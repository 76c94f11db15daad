import type { Symptom, Word } from '../../../model/vocabulary'
import type { Random } from '../../random'
import { dayOf, minutesPerDay, minutesPerHour, yearOf, type Minute } from '../clock'
import type { Cause } from './causes'
import { Story, type Intake, type Life } from './story'
import { coldSymptoms } from './symptoms'
import { confirmWarm } from './verification'
import { declineReasons, interimMeasures, remedies, returnReasons, suspendReasons } from './words'

type Actor = Word<'event_actor'>

/** Shares of cases that take a by-way (users.md, 3.1). */
const declinedShare = 0.012
const inGridShare = 0.35
const returnedShare = 0.08
const secondReturnShare = 0.08
const suspendedShare = 0.026
const deferredShare = 0.075
const reopenedShare = 0.084
const stuckShare = 0.03

/** Lives one case from report to end by the table of statuses (users.md, 4.1). */
export function liveCase(random: Random, intake: Intake): Life {
  const story = new Story(intake.reported, reporters[intake.source])
  if (intake.joined) story.add('merged', 'system', random.integer(1, 9))
  else if (random.chance(declinedShare)) {
    story.add('declined', 'district', random.integer(10, 180), random.pick(declineReasons))
  } else handle(random, story, intake)
  return story
}

function handle(random: Random, story: Story, intake: Intake): void {
  const span = timeToWarm(random, intake.symptom) * intake.slowness
  story.add('accepted', acceptors[intake.source], Math.min(random.logNormal(11, 0.8), span * 0.15))
  if (isGridWork(intake) && random.chance(inGridShare)) {
    const by = { actor: 'member' as const, note: remedies[intake.cause], reading_c: null }
    return story.close('solved_in_grid', by, Math.min(span * 0.5, random.between(30, 360)))
  }
  dispatch(random, story, span)
  repair(random, story, intake, span)
  verify(random, story, intake, 0)
}

const reporters: Record<Word<'source'>, Actor> = {
  chat: 'member',
  visit: 'member',
  hotline: 'hotline',
  one_tap: 'resident',
  station: 'duty',
  patrol: 'member',
}
const acceptors: Record<Word<'source'>, Actor> = {
  chat: 'secretary',
  visit: 'secretary',
  hotline: 'district',
  one_tap: 'secretary',
  station: 'duty',
  patrol: 'secretary',
}

/** The member bleeds air and turns valves himself, where he heard of it first. */
function isGridWork({ symptom, source, cause }: Intake): boolean {
  return (
    symptom === 'not_hot' &&
    (source === 'chat' || source === 'visit') &&
    (cause === 'air_lock' || cause === 'flat_valve')
  )
}

/** Median hours and spread from report to warm; mean of not hot 19 h, nine in ten within 43 h. */
const spans: Record<Symptom, [number, number]> = {
  not_hot: [8.4, 1.22],
  lukewarm: [11, 1.2],
  fluctuating: [11, 1.2],
  building_off: [6, 0.9],
  leak_indoor: [3, 0.8],
  leak_public: [5, 0.8],
  fees: [14, 0.9],
  hazard: [50, 0.9],
  other: [26, 0.9],
}

function timeToWarm(random: Random, symptom: Symptom): number {
  if (coldSymptoms.has(symptom) && random.chance(stuckShare)) return random.between(7, 60) * minutesPerDay
  const [median, sigma] = spans[symptom]
  return Math.max(0.5, random.logNormal(median, sigma)) * minutesPerHour
}

function dispatch(random: Random, story: Story, span: number): void {
  story.add('dispatched', random.chance(0.7) ? 'system' : 'secretary', Math.min(random.between(1, 30), span * 0.05))
  if (!random.chance(returnedShare)) return
  const times = random.chance(secondReturnShare) ? 2 : 1
  for (let time = 1; time <= times; time++) {
    story.add('returned', 'duty', random.between(15, 110), random.pick(returnReasons))
    story.add('dispatched', 'district', random.between(20, 180), time === 2 ? '裁定责任单位' : null)
  }
}

/** From dispatched to answered: `span` minutes after the report, later by what holds it up. */
function repair(random: Random, story: Story, intake: Intake, span: number): void {
  const ready = Math.max((story.steps[0]?.at ?? story.at) + span, story.at + 10)
  story.add(
    'in_progress',
    random.chance(0.8) ? 'crew' : 'duty',
    (ready - story.at) * random.between(0.15, 0.6),
    '已到场',
  )
  if (coldSymptoms.has(intake.symptom) && random.chance(0.55)) story.cold_c = coldReading(random, intake.cause)
  const rest = Math.max(1, ready - story.at)
  if (canWait(intake) && random.chance(deferredShare)) return postpone(random, story, intake)
  if (random.chance(suspendedShare)) {
    story.add('suspended', 'duty', rest * 0.3, random.pick(suspendReasons))
    story.add('in_progress', 'crew', random.between(8, 72) * minutesPerHour)
  }
  story.add('answered', 'crew', Math.max(1, ready - story.at), remedies[intake.cause])
}

function coldReading(random: Random, cause: Cause): number {
  if (cause === 'none_found') return tenth(random.between(18, 21))
  return tenth(Math.min(17.9, Math.max(9, random.normal(15.8, 1.4))))
}

/** Pipes and walls can be left to the summer, a leak or an air lock cannot. */
function canWait({ symptom, cause }: Intake): boolean {
  return coldSymptoms.has(symptom) && !['air_lock', 'strainer', 'flat_valve', 'arrears', 'none_found'].includes(cause)
}

/** 冬病夏治: on the list with an interim measure, worked off between May and September, some only a year later. */
function postpone(random: Random, story: Story, intake: Intake): void {
  story.add('deferred', 'district', random.between(1, 12) * minutesPerDay, random.pick(interimMeasures))
  const day = Math.floor(story.at / minutesPerDay)
  const summer = yearOf(day + 92) + (random.chance(0.15) ? 1 : 0)
  const resumed = (dayOf(`${summer}-05-08`) + random.integer(0, 130)) * minutesPerDay + random.integer(480, 1080)
  story.add('in_progress', 'crew', resumed - story.at)
  story.add('answered', 'crew', random.between(1, 20) * minutesPerDay, remedies[intake.cause])
  story.isProject = random.chance(0.4)
}

/** Call-back within a day; at most two reopenings before it holds. */
function verify(random: Random, story: Story, intake: Intake, round: number): void {
  story.add('verifying', 'system', random.between(1, 30))
  const caller: Actor = random.chance(0.55) ? 'hotline' : 'member'
  const fails = round < 2 && random.chance(reopenedShare)
  if (fails && random.chance(0.75)) {
    story.add('reopened', caller, callBackDelay(random, story.at), '住户说还不热')
    return again(random, story, intake, round)
  }
  const { closing, tries, ...by } = confirmWarm(random, intake, caller)
  story.close(story.isProject ? 'to_project' : closing, by, callBackDelay(random, story.at) * tries)
  if (fails && closing === 'solved') {
    story.add('reopened', 'resident', random.between(2, 144) * minutesPerHour, '7天内同一户再次反映')
    again(random, story, intake, round)
  }
}

function again(random: Random, story: Story, intake: Intake, round: number): void {
  story.add('dispatched', 'district', random.between(5, 60))
  story.add('in_progress', 'crew', random.between(30, 300), '已到场')
  story.add('answered', 'crew', random.logNormal(9, 1) * minutesPerHour, remedies[intake.cause])
  verify(random, story, intake, round + 1)
}

/** Nobody is called at night. */
function callBackDelay(random: Random, from: Minute): number {
  const delay = Math.min(random.logNormal(9.5, 0.6) * minutesPerHour, 23 * minutesPerHour)
  const hour = Math.floor((from + delay) / minutesPerHour) % 24
  const wait = hour < 8 ? 8 - hour : hour >= 21 ? 32 - hour : 0
  return delay + wait * minutesPerHour
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
