import type { RowFor } from '../../../model/dataset'
import type { Symptom, Word } from '../../../model/vocabulary'
import type { BuildingFacts } from '../../layout-facts'
import type { Random } from '../../random'
import { dateText, demoNow, minutesPerHour, timestampText, type Day, type Minute } from '../clock'
import { createChooser } from './chance'
import type { DayPlan } from './days'
import { deadlineMinutes } from './deadlines'
import type { Draw } from './draws'
import { progressAt, type Progress } from './progress'
import type { Intake, Life, Step } from './story'
import { coldSymptoms, sharedSymptoms } from './symptoms'
import { drawSummary } from './words'
import type { CaseWorld } from './world'

/** A run of cases with what belongs to them, in the order in which the tables can be filled. */
export interface CaseChunk {
  issue: RowFor<'issue'>[]
  issue_report: RowFor<'issue_report'>[]
  issue_event: RowFor<'issue_event'>[]
}

export interface Entry {
  draw: Draw
  plan: DayPlan
  intake: Intake
  life: Life
  parent_id: number | null
}

/** Writes cases as rows of three tables, cut at the demo's clock; ids and receipt numbers follow the reports. */
export function createLedger(random: Random, world: CaseWorld) {
  let chunk: CaseChunk = { issue: [], issue_report: [], issue_event: [] }
  let lastId = 0
  let numbered: { day: Day; count: number } = { day: 0, count: 0 }
  const receipt = (day: Day) => {
    numbered = { day, count: numbered.day === day ? numbered.count + 1 : 1 }
    return `NG-${dateText(day).replaceAll('-', '')}-${String(numbered.count).padStart(4, '0')}`
  }
  return {
    nextId: () => lastId + 1,
    size: () => chunk.issue.length,
    take(): CaseChunk {
      const full = chunk
      chunk = { issue: [], issue_report: [], issue_event: [] }
      return full
    },
    enter(entry: Entry): void {
      const id = ++lastId
      const progress = progressAt(entry.life, demoNow)
      const reports = drawReports(random, entry, reportingOf(world, entry.draw))
      chunk.issue.push(
        issueRow(random, world, entry, { id, code: receipt(entry.plan.day), progress, reports: reports.length + 1 }),
      )
      reports.forEach((report, i) => chunk.issue_report.push({ issue_id: id, number: i + 2, ...report }))
      progress.steps.forEach((step, i) => chunk.issue_event.push(eventRow(id, i + 1, step)))
    },
  }
}

interface Numbered {
  id: number
  code: string
  progress: Progress
  reports: number
}

function issueRow(random: Random, world: CaseWorld, entry: Entry, numbered: Numbered): RowFor<'issue'> {
  const { draw, plan, intake, life, parent_id } = entry
  const { id, code, progress, reports } = numbered
  const due = dueAt(progress, draw.symptom, plan)
  return {
    id,
    code,
    season_id: plan.season_id,
    symptom: draw.symptom,
    source: intake.source,
    ...findingOf(progress, intake),
    status: progress.status,
    closing: progress.closed?.closing ?? null,
    reported_at: timestampText(draw.at),
    accepted_at: textOf(progress.accepted),
    due_at: textOf(due),
    answered_at: textOf(progress.answered),
    closed_at: textOf(progress.closed?.at ?? null),
    // The clock may stand before the minute in which it joins.
    parent_id: progress.status === 'merged' ? parent_id : null,
    reports,
    returned: progress.returned,
    reopened: progress.reopened,
    supervision: supervise(random, progress, due),
    reading_c: readingOf(progress, life),
    ...placeOf(world, draw),
    summary: drawSummary(random, draw.symptom, systemOf(world, draw)),
  }
}

/** Known once somebody has answered. */
function findingOf(progress: Progress, { cause, party }: Intake): Pick<RowFor<'issue'>, 'cause' | 'party'> {
  const isFound = progress.answered !== null || progress.closed !== null
  return isFound ? { cause, party } : { cause: null, party: null }
}

type Place = Pick<RowFor<'issue'>, 'building_id' | 'dwelling_id' | 'station_id' | 'priority' | 'geom'>

/** A trouble of the building or the yard belongs to no home. */
function placeOf({ homes, points }: CaseWorld, draw: Draw): Place {
  const index = homes.building[draw.home] ?? -1
  const [building, home, geom] = [homes.buildings[index], homes.rows[draw.home], points[index]]
  if (!building || !home || !geom) throw new RangeError(`no home ${draw.home}`)
  const isShared = sharedSymptoms.has(draw.symptom)
  return {
    building_id: building.building_id,
    dwelling_id: isShared ? null : home.id,
    station_id: building.station_id,
    priority: !isShared && home.priority !== null,
    geom,
  }
}

function eventRow(issue_id: number, number: number, { at, status, actor, note }: Step): RowFor<'issue_event'> {
  return { issue_id, number, at: timestampText(at), actor, status, note }
}

function textOf(minute: Minute | null): string | null {
  return minute === null ? null : timestampText(minute)
}

/** The clock runs from acceptance, and not while the case is on hold. */
function dueAt(progress: Progress, symptom: Symptom, { regime }: DayPlan): Minute | null {
  if (progress.accepted === null) return null
  if (progress.deferredTo !== null) return progress.deferredTo
  const minutes = deadlineMinutes(symptom, regime)
  return minutes === null ? null : progress.accepted + minutes + progress.held
}

/** Overdue twice: the subdistrict supervises, three times: the district; a person decides, so not always. */
function supervise(random: Random, progress: Progress, due: Minute | null): Word<'supervision_rank'> | null {
  const u = random.next()
  if (due === null || progress.accepted === null) return null
  const late = ((progress.answered ?? demoNow) - progress.accepted) / (due - progress.accepted)
  if (late >= 3) return u < 0.26 ? 'district' : null
  if (late >= 2) return u < 0.2 ? 'subdistrict' : null
  return late >= 1 && u < 0.03 ? 'community' : null
}

function readingOf(progress: Progress, life: Life): number | null {
  if (progress.closed !== null) return progress.closed.reading_c
  return progress.steps.some((step) => step.status === 'in_progress') ? life.cold_c : null
}

type Report = Pick<RowFor<'issue_report'>, 'source' | 'reported_at'>

/** Mean number of further reports of a case; with those of shared troubles 1.5 in all. */
const furtherReports = 1.32
const furtherSharedReports = 4
const chooseReportSource = createChooser<Word<'source'>>([
  ['chat', 65],
  ['hotline', 15],
  ['one_tap', 12],
  ['visit', 8],
])

/** Who else says so, within about a day. */
function drawReports(random: Random, { draw, intake }: Entry, reporting: number): Report[] {
  if (intake.joined) return []
  const mean = sharedSymptoms.has(draw.symptom) ? furtherSharedReports : furtherReports
  const count = random.poisson(mean * reporting * random.gamma(1.5))
  const times: Minute[] = []
  const spread = (coldSymptoms.has(draw.symptom) ? 10 : 4) * minutesPerHour
  for (let n = 0; n < count; n++) times.push(draw.at + 1 + Math.round(-Math.log(1 - random.next()) * spread))
  return times
    .filter((at) => at <= demoNow)
    .sort((a, b) => a - b)
    .map((at) => ({ source: chooseReportSource(random.next()), reported_at: timestampText(at) }))
}

function reportingOf(world: CaseWorld, draw: Draw): number {
  const building = buildingOf(world, draw)
  return (building && world.diligence.get(building.building_id)?.reporting) ?? 1
}

function systemOf(world: CaseWorld, draw: Draw): Word<'heating_system'> {
  return buildingOf(world, draw)?.heating_system ?? 'single_pipe'
}

function buildingOf({ homes }: CaseWorld, draw: Draw): BuildingFacts | undefined {
  return homes.buildings[homes.building[draw.home] ?? -1]
}
