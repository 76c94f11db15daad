import type {
  Basis,
  BranchesAnswer,
  CellsAnswer,
  ChangeAnswer,
  Corrections,
  SummaryAnswer,
  SurfaceAnswer,
} from '../../data/hotspots/answers'
import type { BranchTables } from '../../data/hotspots/branches/branch-tables'
import { branchesLens, type BranchJob, type FoundBranch } from '../../data/hotspots/branches/branches'
import { cellsLens } from '../../data/hotspots/cells'
import { correctionsIn } from '../../data/hotspots/corrections'
import { compareCells, compareSummaries } from '../../data/hotspots/compare-periods'
import { countByCompound } from '../../data/hotspots/counts/compound-counts'
import {
  dateOf,
  dayOf,
  instantOf,
  type CityColumns,
  type Day,
  type RoundColumns,
} from '../../data/hotspots/city-columns'
import { atomsAt, wordTable } from '../../data/hotspots/count'
import {
  expectedCases,
  expectedDaily,
  shareOfDay,
  type DailyExpectation,
  type ExpectedCases,
} from '../../data/hotspots/daily-expectation'
import { countEarlier, type EarlierCases } from '../../data/hotspots/earlier-cases'
import { exposureOf, learnsUntil, recordingOf, type Exposure } from '../../data/hotspots/expectation'
import { defaultBandwidth } from '../../data/hotspots/ground'
import type { LensInput } from '../../data/hotspots/question'
import { roundOf, seenInRound } from '../../data/hotspots/round-columns'
import { exposureUnderFilter, summarize } from '../../data/hotspots/counts/summary'
import { surfaceChange, surfaceLens } from '../../data/hotspots/surface'
import {
  asWholeAtoms,
  buildingsIn,
  columnsByAtom,
  heatedOfAtoms,
  readableBuildings,
  toldColumns,
} from '../../data/hotspots/view'
import { watchGround } from '../../data/hotspots/watch/ground'
import { exactTest } from './null-draws'
import type { Question } from './worker-messages'

/** What 共用管段 found, before names, assets and shapes are read. */
export interface BranchesFoundAnswer {
  step: BranchesAnswer['step']
  found: FoundBranch[]
  basis: Basis
}

export interface Answered {
  body: object
  /** To be drawn exactly, where the answer is only from the table. */
  job: BranchJob | null
}

/** Learned from earlier days: the exposure of each building, and the city's normal days. */
interface Learned {
  exposure: Float64Array
  /** What is behind the exposure; null where it is the homes that a round visited. */
  factors: Exposure | null
  daily: DailyExpectation | null
  /** The round whose findings are asked for: those are expected by the homes that it visited. */
  round?: Pick<RoundColumns, 'visited' | 'community_id'>
}

type LearnedEarlier = Learned & { factors: Exposure }

/** Windows of the search for shared pipes, in weeks. */
const branchWeeks = 4

/** Answers questions from the columns of one city; what it keeps only makes it quicker. */
export class Answers {
  /** By the day until which it was learned, every fourth week. */
  readonly #learned = new Map<Day, LearnedEarlier>()
  #earlier: EarlierCases | null = null
  readonly #tables: BranchTables

  constructor(tables: BranchTables) {
    this.#tables = tables
  }

  /** Cases of a day were written or taken out: what was learned from them is forgotten. */
  forget(day: Day): void {
    if (this.#earlier && this.#earlier.until > day) this.#earlier = null
    for (const until of this.#learned.keys()) if (until > day) this.#learned.delete(until)
  }

  /** `exact`: the p-values of this very question, where they are there. */
  answer(columns: CityColumns, question: Question, exact: Float64Array | undefined): Answered {
    if (question.lens === 'compounds') {
      const { selection, now, reader } = question
      return { body: countByCompound(columns, selection, now, readableBuildings(columns, reader)), job: null }
    }
    if (question.round !== undefined) return { body: findingsOf(columns, question, question.round), job: null }
    const learned = this.#learnedBy(columns, question, question.selection.from)
    if (question.lens === 'summary') return { body: this.#summary(columns, question, learned), job: null }
    if (question.lens === 'watch') return { body: watchOf(columns, question, learned), job: null }
    const input = lensInput(columns, question, learned)
    const corrections = correctionsIn(input.columns, learned.factors, input.in_view)
    if (question.lens === 'branches') return this.#branches(input, corrections, exact)
    const body = question.lens === 'cells' ? this.#cells(columns, question, input) : surfaceOf(question, input, learned)
    return { body: { ...body, basis: { ...body.basis, corrections } }, job: null }
  }

  #summary(columns: CityColumns, question: Question, learned: Learned): SummaryAnswer {
    const now = summaryOf(columns, question, learned)
    const before = this.#before(columns, question)
    if (!before) return now
    return { ...now, comparison: compareSummaries(now, summaryOf(columns, before.question, before.learned)) }
  }

  #cells(columns: CityColumns, question: Question, input: LensInput): CellsAnswer | ChangeAnswer {
    const now = cellsLens(input)
    const before = this.#before(columns, question)
    return before ? compareCells(now, cellsLens(lensInput(columns, before.question, before.learned))) : now
  }

  /** The same question about its second period, with what was known then. */
  #before(columns: CityColumns, question: Question): { question: Question; learned: Learned } | null {
    const { before } = question
    if (!before) return null
    return {
      question: { ...question, selection: before },
      learned: this.#learnedBy(columns, question, before.from),
    }
  }

  #branches(input: LensInput, corrections: Corrections, exact: Float64Array | undefined): Answered {
    const { found, job, figures } = branchesLens(input, this.#tables)
    const isExact = found.length === 0 || exact?.length === found.length
    const isPending = found.some((branch) => branch.p === null)
    const body: BranchesFoundAnswer = {
      step: isExact ? 'exact' : isPending ? 'pending' : 'table',
      found: found.map((branch, i) => ({ ...branch, p: exact?.[i] ?? branch.p })),
      basis: { ...branchBasis(input, figures), corrections },
    }
    return { body, job: isExact ? null : job }
  }

  /**
   * A period that lies ahead learns from all that is there. Who must not hear of some cases learns without them, which is
   * rare and not kept.
   */
  #learnedBy(columns: CityColumns, { today, selection, reader }: Question, from: Day): LearnedEarlier {
    const last = dayOf(today)
    const asOf = Math.min(from, last)
    const until = learnsUntil(asOf)
    const told = toldTo(columns, selection.to, readableBuildings(columns, reader))
    if (told !== columns) return learn(told, asOf, countEarlier(told, until))
    const known = this.#learned.get(until)
    if (known) return known
    if (!this.#earlier || this.#earlier.until < until) this.#earlier = countEarlier(columns, learnsUntil(last))
    const learned = learn(columns, asOf, this.#earlier)
    this.#learned.set(until, learned)
    return learned
  }
}

function learn(columns: CityColumns, asOf: Day, earlier: EarlierCases): LearnedEarlier {
  const factors = exposureOf(columns, asOf, earlier)
  return { exposure: factors.exposure, factors, daily: expectedDaily(columns, asOf, earlier) }
}

/** Without the cases that a reader could work out by subtracting; the same columns where there are none. */
function toldTo(columns: CityColumns, to: Day, readable: Uint8Array | null): CityColumns {
  const atoms = atomsAt(columns, to)
  return atoms ? toldColumns(columns, atoms, readable) : columns
}

/**
 * What a lens is given: counts by whole atoms for everybody, without what could be worked out of the part of an atom that
 * the reader may not read.
 */
function lensInput(columns: CityColumns, question: Question, { exposure, round }: Learned): LensInput {
  const { selection, now, reader } = question
  const readable = readableBuildings(columns, reader)
  const atoms = atomsAt(columns, selection.to)
  const seen = atoms ? toldColumns(columnsByAtom(columns, atoms), atoms, readable) : columns
  const asked = askedBuildings(columns, question, round)
  return {
    columns: seen,
    selection,
    now,
    exposure: exposureUnderFilter(exposure, seen, selection.compound_kinds),
    in_view: asked && atoms ? asWholeAtoms(columns, atoms, asked) : asked,
    readable,
    ...(round && { visited: round.visited }),
  }
}

/** What is in view; of a round of one community, only what lies in it. */
function askedBuildings(columns: CityColumns, { view }: Question, round: Learned['round']): Uint8Array | null {
  const asked = view && buildingsIn(columns, view)
  if (!round || round.community_id < 0) return asked
  const own = buildingsIn(columns, { of: 'communities', ids: [round.community_id] })
  return asked ? asked.map((inside, b) => inside & (own[b] ?? 0)) : own
}

/**
 * What a round found, against the homes that it visited. Counts are of all of it, lenses of the atoms in which enough
 * homes were visited; `heated_dwellings` are all that it might have visited.
 */
function findingsOf(columns: CityColumns, question: Question, id: number): object {
  const round = roundOf(columns, id)
  const { lens, selection } = question
  const atoms = atomsAt(columns, selection.to)
  // As far as the city looks for all cases, so that two pictures of a place can be put side by side.
  const bandwidth_m = question.bandwidth_m ?? (atoms && defaultBandwidth(atoms))
  const least = lens === 'summary' ? 0 : columns.city.sharing_threshold
  const seen = seenInRound(columns, round, selection.to, least)
  const learned = {
    exposure: Float64Array.from(seen.visited),
    factors: null,
    daily: null,
    round: { ...seen, community_id: round.community_id },
  }
  if (lens === 'summary') {
    const counted = countedInput(seen.columns, question, learned)
    return { ...summaryOf(seen.columns, question, learned), ...homesOf(columns, counted, seen.visited) }
  }
  const input = lensInput(seen.columns, question, learned)
  const answer = lens === 'cells' ? cellsLens(input) : surfaceLens(input, { bandwidth_m, recording: null })
  return { ...answer, basis: { ...answer.basis, ...homesOf(columns, { isReadable: false, input }, seen.visited) } }
}

/** Heated homes in view and those among them that were visited, in buildings or in whole atoms. */
function homesOf(columns: CityColumns, { isReadable, input }: Omit<Counted, 'told'>, visited: Int32Array) {
  return {
    heated_dwellings: homesInView({ ...input, columns }, columns.buildings.heated_dwellings, isReadable),
    visited_dwellings: homesInView(input, visited, isReadable),
  }
}

function surfaceOf({ before, bandwidth_m }: Question, input: LensInput, learned: LearnedEarlier): SurfaceAnswer {
  const options = { bandwidth_m, recording: recordingOf(learned.factors) }
  return before ? surfaceChange(input, before, options) : surfaceLens(input, options)
}

function summaryOf(columns: CityColumns, question: Question, learned: Learned): SummaryAnswer {
  const { isReadable, input, told } = countedInput(columns, question, learned)
  const counts = summarize({
    ...input,
    told,
    heated_dwellings: homesInView(input, columns.buildings.heated_dwellings, isReadable),
    today: dayOf(question.today),
    normal: cityNormal(columns, question, learned),
  })
  const { factors } = learned
  return factors ? { ...counts, corrections: correctionsIn(input.columns, factors, input.in_view) } : counts
}

/** What the hot list is made from; cells by whole atoms as their lens has them, counts as the summary has them. */
function watchOf(columns: CityColumns, question: Question, learned: LearnedEarlier): object {
  const lens = lensInput(columns, question, learned)
  const { input, told } = countedInput(columns, question, learned)
  const ground = watchGround({ lens, counted: { ...input, told }, normal: cityNormal(columns, question, learned) })
  const corrections = correctionsIn(lens.columns, learned.factors, lens.in_view)
  return { ...ground, basis: { ...ground.basis, corrections } }
}

interface Counted {
  /** Buildings are counted; else whole atoms. */
  isReadable: boolean
  input: LensInput
  /** The columns by which the whole city is counted: unless all may be read, by atoms and without what is not told. */
  told: CityColumns
}

/** Whoever may read every case in view gets its buildings counted; for anyone else whole atoms are. */
function countedInput(columns: CityColumns, question: Question, learned: Learned): Counted {
  const { selection, reader } = question
  const readable = readableBuildings(columns, reader)
  const asked = askedBuildings(columns, question, learned.round)
  const isReadable = !readable || (asked?.every((inside, b) => !inside || readable[b]) ?? false)
  const shared = lensInput(columns, question, learned)
  if (!isReadable) return { isReadable, input: { ...shared, in_view: sharedView(shared) }, told: shared.columns }
  const exposure = exposureUnderFilter(learned.exposure, columns, selection.compound_kinds)
  const input = { ...shared, columns, in_view: asked, exposure }
  return { isReadable, input, told: readable ? shared.columns : columns }
}

/** Normal for the whole city; not said where a filter is on that the normal days know nothing of. */
function cityNormal(columns: CityColumns, question: Question, { daily }: Learned): ExpectedCases | null {
  const { selection } = question
  const { from, to, symptoms, sources, compound_kinds, statuses, open, overdue, reopened } = selection
  if (!daily || sources || compound_kinds || statuses || open || overdue || reopened) return null
  return expectedCases(columns, daily, { from, to, symptoms }, runningDay(columns, question))
}

/** How much of the city's today has passed, by the reports that come in it. */
function runningDay({ city }: CityColumns, { now, today }: Question): { day: Day; share: number } {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: city.time_zone, hour: 'numeric', minute: 'numeric' })
  const [hour = 0, minute = 0] = clock.format(instantOf(now)).split(':').map(Number)
  return { day: dayOf(today), share: shareOfDay(hour + minute / 60) }
}

/** Whole atoms in view; nothing where they hold fewer homes than may be shown. */
function sharedView({ columns, selection, in_view }: LensInput): Uint8Array {
  const atoms = atomsAt(columns, selection.to)
  const nothing = new Uint8Array(columns.buildings.length)
  if (!atoms) return nothing
  const whole = in_view ?? asWholeAtoms(columns, atoms, null)
  return heatedOfAtoms(atoms, whole) < columns.city.sharing_threshold ? nothing : whole
}

/** `homes` by building; of whole atoms those that `columns` hold. */
function homesInView({ columns, selection, in_view }: LensInput, homes: Int32Array, isReadable: boolean): number {
  const { compound_kind } = columns.buildings
  const kinds = wordTable(selection.compound_kinds)
  const inside = homes.map((_, b) => ((in_view?.[b] ?? 1) && kinds[compound_kind[b] ?? 0] ? 1 : 0))
  if (isReadable) return homes.reduce((sum, own, b) => sum + own * (inside[b] ?? 0), 0)
  const atoms = atomsAt(columns, selection.to)
  return atoms ? heatedOfAtoms(atoms, Uint8Array.from(inside)) : 0
}

function branchBasis(
  { columns, selection }: LensInput,
  { cases, candidates }: { cases: number; candidates: number },
): Basis {
  const heated_dwellings = columns.buildings.heated_dwellings.reduce((sum, heated) => sum + heated, 0)
  return {
    from: dateOf(selection.to - 7 * branchWeeks + 1),
    to: dateOf(selection.to),
    cases,
    heated_dwellings,
    weeks: branchWeeks,
    city_rate: heated_dwellings === 0 ? 0 : (100 * cases) / heated_dwellings / branchWeeks,
    figures: { candidates, ...exactTest },
  }
}
