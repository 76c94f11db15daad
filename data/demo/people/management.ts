import type { RowFor } from '../../model/dataset'
import type { Word } from '../../model/vocabulary'
import type { CompoundFacts, LayoutFacts } from '../layout-facts'
import type { Random } from '../random'

type Management = RowFor<'management'>
type Kind = Word<'management_kind'>

/** Percent of compounds by who manages them today; together 55, 12, 6, 17, 8 and 2 % (users.md, 3.1). */
const shares: Record<CompoundFacts['kind'], [Kind, number][]> = {
  modern: [
    ['property', 87],
    ['hand_over', 2],
    ['community_fallback', 6],
    ['none', 3],
    ['committee', 2],
  ],
  old: [
    ['property', 27],
    ['employer', 23],
    ['community_fallback', 26],
    ['hand_over', 2],
    ['none', 12],
    ['committee', 10],
  ],
  shantytown: [
    ['community_fallback', 67],
    ['none', 33],
  ],
}
/** Right before the running season. */
export const dayOfHandOver = '2023-09-30'

/**
 * Who manages every compound from when to when. A period ends on the day on which the next begins. Old compounds
 * mostly come from an employer; a compound in hand-over lost its manager right before the running season.
 */
export function generateManagement(random: Random, facts: LayoutFacts): Management[] {
  const rows: Management[] = []
  for (const kind of ['modern', 'old', 'shantytown'] as const) {
    const compounds = random.shuffle(facts.compounds.filter((compound) => compound.kind === kind))
    compounds.forEach((compound, i) => {
      const today = kindAt(shares[kind], ((i + 0.5) * 100) / compounds.length)
      for (const period of historyOf(random, compound, today)) {
        rows.push({ id: 0, compound_id: compound.compound_id, ...period })
      }
    })
  }
  for (const { compound_id } of facts.leaving) leave(rows, compound_id, facts.compounds)
  rows.sort((a, b) => a.compound_id - b.compound_id || a.starts_on.localeCompare(b.starts_on))
  return rows.map((row, i) => ({ ...row, id: i + 1 }))
}

/** The employer that managed a yard since it was built left it to nobody. */
function leave(rows: Management[], compound_id: number, compounds: readonly CompoundFacts[]): void {
  const { built_year } = compounds.find((one) => one.compound_id === compound_id) ?? { built_year: 1980 }
  const kept = rows.filter((row) => row.compound_id !== compound_id)
  const employer: Period = {
    kind: 'employer',
    manager: '示范单位13后勤处',
    starts_on: `${built_year}-07-01`,
    ends_on: dayOfHandOver,
  }
  const nobody: Period = { kind: 'none', manager: null, starts_on: dayOfHandOver, ends_on: null }
  rows.splice(0, rows.length, ...kept, ...[employer, nobody].map((period) => ({ id: 0, compound_id, ...period })))
}

type Period = Pick<Management, 'kind' | 'manager' | 'starts_on' | 'ends_on'>

function kindAt(parts: [Kind, number][], percent: number): Kind {
  let reached = 0
  return parts.find(([, share]) => (reached += share) > percent)?.[0] ?? 'none'
}

function historyOf(random: Random, compound: CompoundFacts, today: Kind): Period[] {
  const first = `${compound.built_year}-07-01`
  const before: Kind = compound.kind === 'old' ? 'employer' : compound.kind === 'modern' ? 'property' : 'none'
  const since = today === 'hand_over' ? dayOfHandOver : changeDate(random, compound.built_year)
  const isSame = before === today && today !== 'property'
  const periods: Period[] = []
  if (!isSame) periods.push({ kind: before, manager: managerOf(random, before), starts_on: first, ends_on: since })
  periods.push({
    kind: today,
    manager: managerOf(random, today),
    starts_on: isSame ? first : since,
    ends_on: null,
  })
  return periods
}

function changeDate(random: Random, builtYear: number): string {
  const year = random.integer(Math.max(builtYear + 2, 2003), 2022)
  return `${year}-${random.pick(['03-01', '06-15', '09-01'])}`
}

/** Managers are numbered, so that nobody takes them for a real firm. */
function managerOf(random: Random, kind: Kind): string | null {
  if (kind === 'property') return `示范物业${random.integer(1, 24)}公司`
  if (kind === 'employer') return `示范单位${random.integer(1, 12)}后勤处`
  return kind === 'committee' ? '业主自管小组' : null
}
