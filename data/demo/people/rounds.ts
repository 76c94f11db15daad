import type { RowFor } from '../../model/dataset'
import type { Word } from '../../model/vocabulary'
import type { LayoutFacts } from '../layout-facts'
import type { Random } from '../random'
import { coldSymptoms } from './cases/symptoms'
import type { Diligence } from './cases/symptoms'
import { dateText, dayOf, demoToday, type Day } from './clock'
import type { Homes } from './homes'

type Visit = RowFor<'visit'>
type Issue = RowFor<'issue'>

/** The rounds of the running season: every community goes from door to door three times, two weeks each. */
export interface Rounds {
  round: RowFor<'round'>[]
  /** Remembers which of these cases were found at a door in a round. */
  note: (issues: readonly Issue[]) => void
  /** The visits of all rounds in chunks; to be walked once, after every case was noted. */
  visits: () => Generator<Visit[]>
}

/** First and last day of each round: the first when heating begins, the last still running on the demo's today. */
const days = [
  ['2023-11-01', '2023-11-14'],
  ['2023-12-05', '2023-12-18'],
  ['2024-01-08', '2024-01-21'],
] as const
const names = ['第一轮走访', '第二轮走访', '第三轮走访'] as const

/** Share of its homes that the average member speaks with in a round; findings follow the visits, not the homes. */
const usualCoverage = 0.15
/** Nobody opens every door. */
const mostCoverage = 0.94
const absentShare = 0.24
const refusedShare = 0.03
const measuredShare = 0.4
const chunkSize = 5000

/** Who lives behind one stair, as indexes of homes; a member takes them in one go. */
type Stair = readonly number[]

interface Beat {
  /** Share of the homes that the grid's member speaks with in a whole round. */
  coverage: number
  heated: number
  stairs: Stair[]
}

interface PlannedRound {
  id: number
  first: Day
  last: Day
  /** Cases by home. */
  findings: Map<number, Issue[]>
}

/** Rounds of a city whose homes are known. Draws from its own stream, so that no case depends on it. */
export function planRounds(
  random: Random,
  facts: LayoutFacts,
  homes: Homes,
  { diligence, season_id }: { diligence: ReadonlyMap<number, Diligence>; season_id: number },
): Rounds {
  const planned = days.map(([first, last], i): PlannedRound => {
    return { id: i + 1, first: dayOf(first), last: dayOf(last), findings: new Map() }
  })
  const doors = heatedByBuilding(homes)
  return {
    round: planned.map(({ id, first, last }) => ({
      id,
      season_id,
      community_id: null,
      number: id,
      name: names[id - 1] ?? '',
      starts_on: dateText(first),
      ends_on: dateText(last),
    })),
    note(issues) {
      for (const issue of issues) {
        if (issue.source !== 'visit') continue
        const day = dayOf(issue.reported_at.slice(0, 10))
        const round = planned.find(({ first, last }) => first <= day && day <= last)
        if (round) addFinding(round, issue, doors)
      }
    },
    *visits() {
      const beats = beatsOf(random.fork('beats'), facts, doors, { homes, diligence })
      let rows: Visit[] = []
      let lastId = 0
      for (const round of planned) {
        for (const visit of walk(random.fork(`round ${round.id}`), beats, round)) {
          rows.push({ id: ++lastId, ...visit, dwelling_id: homes.rows[visit.dwelling_id]?.id ?? 0 })
          if (rows.length === chunkSize) {
            yield rows
            rows = []
          }
        }
      }
      if (rows.length > 0) yield rows
    },
  }
}

/** Indexes of the heated homes of each building, by its id. */
function heatedByBuilding(homes: Homes): Map<number, number[]> {
  const byBuilding = new Map<number, number[]>()
  homes.rows.forEach((row, home) => {
    if (!row.connected || row.suspended) return
    const known = byBuilding.get(row.building_id)
    if (known) known.push(home)
    else byBuilding.set(row.building_id, [home])
  })
  return byBuilding
}

/** A trouble of the whole building was seen at a door all the same: at the first where nothing else was found. */
function addFinding({ findings }: PlannedRound, issue: Issue, doors: ReadonlyMap<number, number[]>): void {
  const ofBuilding = doors.get(issue.building_id ?? -1) ?? []
  const home =
    issue.dwelling_id === null || issue.dwelling_id === undefined
      ? (ofBuilding.find((one) => !findings.has(one)) ?? ofBuilding[0])
      : issue.dwelling_id - 1
  if (home === undefined) throw new RangeError(`no door for case ${issue.id}`)
  findings.set(home, [...(findings.get(home) ?? []), issue])
}

/** What each grid's member walks: as much as they visit and record; houses outside of all grids are one more beat. */
function beatsOf(
  random: Random,
  facts: LayoutFacts,
  doors: ReadonlyMap<number, number[]>,
  { homes, diligence }: { homes: Homes; diligence: ReadonlyMap<number, Diligence> },
): Beat[] {
  const inGrids = new Set(facts.grids.flatMap((grid) => grid.building_ids))
  const others = facts.buildings.map((one) => one.building_id).filter((id) => !inGrids.has(id))
  return [...facts.grids.map((grid) => grid.building_ids), others].map((building_ids) => {
    const member = diligence.get(building_ids[0] ?? -1) ?? { recording: 1, visiting: 1 }
    const stairs = building_ids.flatMap((id) => stairsOf(doors.get(id) ?? [], homes))
    return {
      coverage: Math.min(mostCoverage, usualCoverage * member.recording * member.visiting * random.between(0.85, 1.15)),
      heated: stairs.reduce((sum, stair) => sum + stair.length, 0),
      stairs,
    }
  })
}

function stairsOf(doors: readonly number[], homes: Homes): Stair[] {
  const byStair = new Map<number, number[]>()
  for (const home of doors) {
    const stairwell = homes.rows[home]?.stairwell ?? 1
    const known = byStair.get(stairwell)
    if (known) known.push(home)
    else byStair.set(stairwell, [home])
  }
  return [...byStair.values()]
}

/** A visit whose home is still an index. */
type Knock = Omit<Visit, 'id'>

/** One round through all grids, as far as the demo's clock lets it come. */
function* walk(random: Random, beats: readonly Beat[], round: PlannedRound): Generator<Knock> {
  const until = Math.min(round.last, demoToday - 1)
  const progress = (until - round.first + 1) / (round.last - round.first + 1)
  for (const beat of beats) {
    let left = Math.round(beat.heated * beat.coverage * progress)
    for (const stair of inOrder(random, beat, round)) {
      if (left <= 0 && !isFound(stair, round)) break
      const day = random.integer(round.first, until)
      left -= yield* climb(random, stair, round, { day, most: left })
    }
  }
}

/** The stairs where something was found first, then others until enough doors opened. */
function inOrder(random: Random, { stairs }: Beat, round: PlannedRound): Stair[] {
  const order = random.shuffle(stairs)
  return [...order.filter((stair) => isFound(stair, round)), ...order.filter((stair) => !isFound(stair, round))]
}

function isFound(stair: Stair, { findings }: PlannedRound): boolean {
  return stair.some((home) => findings.has(home))
}

/** One stair on one day: every door with a finding, and others until `most` have opened. Returns how many did. */
function* climb(
  random: Random,
  stair: Stair,
  round: PlannedRound,
  { day, most }: { day: Day; most: number },
): Generator<Knock, number> {
  let met = 0
  for (const home of stair) {
    const findings = round.findings.get(home)
    if (!findings && met >= most) continue
    const knocks = findings
      ? findings.map((issue) => findingAt(random, round, home, issue))
      : [knockAt(random, round, home, day)]
    yield* knocks
    if (findings || knocks[0]?.outcome === 'warm') met++
  }
  return met
}

function knockAt(random: Random, { id }: PlannedRound, home: number, day: Day): Knock {
  const u = random.next()
  const outcome = u < absentShare ? 'absent' : u < absentShare + refusedShare ? 'refused' : 'warm'
  const isMeasured = outcome === 'warm' && random.chance(measuredShare)
  return {
    round_id: id,
    dwelling_id: home,
    visited_on: dateText(day),
    outcome,
    temperature_c: isMeasured ? toTenths(Math.max(18, random.normal(20.8, 1.3))) : null,
    issue_id: null,
  }
}

function findingAt(random: Random, { id }: PlannedRound, home: number, issue: Issue): Knock {
  const outcome = outcomeOf(issue.symptom)
  const isMeasured = random.chance(measuredShare)
  const cold_c = Math.min(17.9, random.normal(15.6, 1.2))
  return {
    round_id: id,
    dwelling_id: home,
    visited_on: issue.reported_at.slice(0, 10),
    outcome,
    temperature_c: outcome === 'cold' && isMeasured ? toTenths(cold_c) : null,
    issue_id: issue.id,
  }
}

/** Questions about fees and hazards are asked in homes that are warm. */
function outcomeOf(symptom: Issue['symptom']): Word<'visit_outcome'> {
  if (coldSymptoms.has(symptom)) return 'cold'
  return symptom === 'leak_indoor' || symptom === 'leak_public' ? 'leak' : 'warm'
}

function toTenths(temperature_c: number): number {
  return Math.round(temperature_c * 10) / 10
}
