import type postgres from 'postgres'
import { afterStep, type SupervisionStep } from '../../data/supervision/life'
import { mayTakeStep, supervisionRight } from '../auth/access'
import { error } from '../errors'
import {
  addCases,
  countOpen,
  countSet,
  findOpenAbout,
  findSupervision,
  insertSupervision,
  lockSupervisions,
  writeOrder,
  writeStatus,
  type Asker,
  type Ground,
  type SupervisionRow,
} from './queries'
import type { Subject } from './subject'

const noRight = error('supervisions.no_right', 403)
export const supervisionNotFound = error('supervisions.not_found', 404)
const nothingOpen = error('supervisions.nothing_open', 422)
const tooManyCases = error('supervisions.too_many_cases', 422)
const stillOpen = error('supervisions.still_open', 409)
const alreadyEnded = error('supervisions.already_ended', 409)

/** A set that nobody could oversee. */
const mostCases = 1000

/** Throws for whoever may begin none. */
export function demandRight(asker: Asker) {
  const right = supervisionRight(asker.access)
  if (right === null) throw noRight()
  return right
}

export interface Asked {
  subject: Subject
  ground: Ground
  from: string
  to: string
}

/**
 * Asks for the supervision of a subject, or orders it, as the asker's right is; one transaction. Where one about it is
 * open, that one takes in the cases that came since and, where an order is meant, is ordered.
 */
export function askFor(
  sql: postgres.Sql,
  asker: Asker,
  { subject, ground, from, to }: Asked,
): Promise<{ id: number; isNew: boolean }> {
  const right = demandRight(asker)
  const rank = right === 'ask' ? null : right
  const [starts_on, ends_on] = [from, to]
  return sql.begin(async (sql) => {
    await lockSupervisions(sql, asker.city.id)
    const keys = subject.kind === 'cells' ? [subject.key, ...subject.cells] : [subject.key]
    const known = await findOpenAbout(sql, asker.city.id, subject.kind, keys)
    const { kind, key } = subject
    const id = known ?? (await insertSupervision(sql, asker, { kind, key, starts_on, ends_on }, rank))
    await addCases(sql, asker.city, id, { ground, starts_on, ends_on })
    const set = await countSet(sql, asker, id)
    if (set.open_readable === 0) throw nothingOpen()
    if (set.cases > mostCases) throw tooManyCases({ cases: set.cases, most: mostCases })
    if (known !== undefined && rank !== null) await writeOrder(sql, asker, id, rank)
    return { id, isNew: known === undefined }
  })
}

/** Takes a step with a supervision that the asker sees; one transaction. */
export function takeStep(sql: postgres.Sql, asker: Asker, id: number, step: SupervisionStep): Promise<void> {
  return sql.begin(async (sql) => {
    await lockSupervisions(sql, asker.city.id)
    const row = await findSupervision(sql, asker, id)
    if (!row) throw supervisionNotFound({ id })
    if (!mayTakeStep(asker.access, step, row)) throw noRight()
    const status = afterStep(lifeOf(row, await countOpen(sql, asker.city.id, id)), step)
    if (status === null) throw step === 'close' && row.ended_on === null ? stillOpen() : alreadyEnded()
    const right = supervisionRight(asker.access)
    if (step === 'order' && (right === 'subdistrict' || right === 'district')) await writeOrder(sql, asker, id, right)
    else await writeStatus(sql, asker, id, status)
  })
}

/** The steps that the asker could take now; restoring is only offered right after a withdrawal, by who did it. */
export function stepsOf(asker: Asker, row: SupervisionRow): SupervisionStep[] {
  const steps: SupervisionStep[] = ['order', 'withdraw', 'close']
  const life = lifeOf(row, row.open_cases)
  return steps.filter((step) => {
    const status = afterStep(life, step)
    return status !== null && status !== row.status && mayTakeStep(asker.access, step, row)
  })
}

function lifeOf({ status, asked_on, ordered_on }: SupervisionRow, open_cases: number) {
  return { status, open_cases, was_asked: asked_on !== null, was_ordered: ordered_on !== null }
}
