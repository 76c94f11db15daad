import { countsInWords, type CaseWords } from '../../../data/hotspots/counts/counted-words'
import { inView } from '../../hotspots/in-view'
import type { Raw } from '../finding'

const lensOf = { place: 'surface', cell: 'cells', patch: 'cells', change: 'cells', branch: 'branches' } as const

/** The listed cases of a finding, those that it counts apart from those that it does not. */
export interface CountedCases<T> {
  counted: T[]
  uncounted: T[]
  /** How many of those in `counted` stand for another one of them: several of a flat in a week are one. */
  repeats: number
}

/** Parts the cases that lie in a finding by what its number is made of. */
export function partCases<T extends CaseWords>(cases: readonly T[], raw: Raw): CountedCases<T> {
  const lens = lensOf[raw.kind]
  const counted = cases.filter((one) => countsInWords(lens, one))
  const uncounted = cases.filter((one) => !countsInWords(lens, one))
  const told = numberOf(raw)
  return { counted, uncounted, repeats: told === null ? 0 : Math.max(0, counted.length - told) }
}

/** The number in the sentence about it. A place of the surface counts what is in reach, and lists what is in its box. */
function numberOf(raw: Raw): number | null {
  switch (raw.kind) {
    case 'branch':
      return inView(raw.cluster).cases
    case 'patch':
      return raw.patch.cases
    case 'cell':
      return raw.cell.cases
    case 'change':
      return raw.change.now
    case 'place':
      return null
  }
}
