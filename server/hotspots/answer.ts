import { dayOf, type CityColumns, type Day } from '../../data/hotspots/city-columns'
import { atomsAt, wordTable } from '../../data/hotspots/count'
import { blindDays, exposureOf } from '../../data/hotspots/expectation'
import type { LensInput } from '../../data/hotspots/question'
import { exposureUnderFilter, summarize } from '../../data/hotspots/summary'
import {
  asWholeAtoms,
  buildingsIn,
  columnsByAtom,
  heatedOfAtoms,
  readableBuildings,
  toldColumns,
} from '../../data/hotspots/view'
import type { Question } from './worker-messages'

/** Days for which the exposure is kept. */
const keptExposures = 20

/** Answers questions from the columns of one city. Pure, but for what it keeps to be quick. */
export class Answers {
  readonly #exposures = new Map<Day, Float64Array>()

  /** The answer as JSON. */
  answer(columns: CityColumns, question: Question): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode(JSON.stringify(this.#answerOf(columns, question)))
  }

  #answerOf(columns: CityColumns, question: Question): object {
    return summaryOf(columns, question, this.#exposureAt(columns, question.selection.from))
  }

  /** Cases of a day were written or taken out: what was learned from that day on is forgotten. */
  forget(day: Day): void {
    for (const asOf of this.#exposures.keys()) if (asOf - blindDays > day) this.#exposures.delete(asOf)
  }

  #exposureAt(columns: CityColumns, asOf: Day): Float64Array {
    const known = this.#exposures.get(asOf) ?? exposureOf(columns, asOf).exposure
    this.#exposures.delete(asOf)
    this.#exposures.set(asOf, known)
    for (const oldest of this.#exposures.keys())
      if (this.#exposures.size > keptExposures) this.#exposures.delete(oldest)
    return known
  }
}

/**
 * Whoever may read every case in view gets its buildings counted; for anyone else whole atoms are, without what could be
 * worked out of a part that they may not read.
 */
function summaryOf(columns: CityColumns, question: Question, exposure: Float64Array): object {
  const { selection, now, view, reader } = question
  const today = dayOf(question.today)
  const readable = readableBuildings(columns, reader)
  const asked = view && buildingsIn(columns, view)
  const isReadable = !readable || (asked?.every((inside, b) => !inside || readable[b]) ?? false)
  const atoms = atomsAt(columns, selection.to)
  const seen = isReadable || !atoms ? columns : toldColumns(columnsByAtom(columns, atoms), atoms, readable)
  const in_view = isReadable ? asked : sharedView(columns, question, asked)
  const input: LensInput = {
    columns: seen,
    selection,
    now,
    exposure: exposureUnderFilter(exposure, seen, selection.compound_kinds),
    in_view,
    readable,
  }
  const heated_dwellings = heatedInView(input, isReadable)
  return summarize({ ...input, heated_dwellings, today, city_expected: null })
}

/** Whole atoms in view; nothing where they hold fewer homes than may be shown. */
function sharedView(columns: CityColumns, { selection }: Question, asked: Uint8Array | null): Uint8Array {
  const atoms = atomsAt(columns, selection.to)
  const nothing = new Uint8Array(columns.buildings.length)
  if (!atoms) return nothing
  const whole = asWholeAtoms(columns, atoms, asked)
  return heatedOfAtoms(atoms, whole) < columns.city.sharing_threshold ? nothing : whole
}

function heatedInView({ columns, selection, in_view }: LensInput, isReadable: boolean): number {
  const { compound_kind, heated_dwellings } = columns.buildings
  const kinds = wordTable(selection.compound_kinds)
  const inside = heated_dwellings.map((_, b) => ((in_view?.[b] ?? 1) && kinds[compound_kind[b] ?? 0] ? 1 : 0))
  if (isReadable) return heated_dwellings.reduce((sum, heated, b) => sum + heated * (inside[b] ?? 0), 0)
  const atoms = atomsAt(columns, selection.to)
  return atoms ? heatedOfAtoms(atoms, Uint8Array.from(inside)) : 0
}
