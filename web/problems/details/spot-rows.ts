import type { CellChange, CellProperties, SurfacePlace } from '../../../data/hotspots/answers'
import type { CellPatch } from '../../../data/hotspots/cell-patches'
import type { Format } from '../../format'
import type { Raw } from '../finding'

/** A figure of a finding in words; `note` says what it is and how it was worked out. */
export interface SpotRow {
  key: string
  term: string
  value: string
  note: string
}

export type Spot = Exclude<Raw, { kind: 'branch' }>

export interface Tools {
  t: (key: string, named?: Record<string, unknown>) => string
  te: (key: string) => boolean
  format: Format
  /** Findings of a round are counted by the homes that it visited. */
  isRound: boolean
}

/** The figures on the card of a finding. */
export function cardRows(spot: Spot, tools: Tools): SpotRow[] {
  const { format, isRound } = tools
  const cases = (count: number) => rowOf('cases', format.cell(count), tools)
  const homes = (count: number) => rowOf(isRound ? 'visited' : 'homes', format.cell(count), tools)
  const rate = (key: string, value: number) => rowOf(isRound ? 'round_rate' : key, format.cell(value, 2), tools)
  switch (spot.kind) {
    case 'place': {
      const { place } = spot
      return [cases(place.cases), homes(place.heated_dwellings), rate('rate_near', place.rate)]
    }
    case 'cell': {
      const { cell } = spot
      return [cases(cell.cases), expectedRow(cell, tools), homes(cell.heated_dwellings), rate('rate', cell.rate)]
    }
    // A patch has no rate of its own: its cells do.
    case 'patch':
      return [cases(spot.patch.cases), expectedRow(spot.patch, tools), homes(spot.patch.heated_dwellings)]
    case 'change':
      return changeRows(spot.change, tools)
  }
}

/** What stands behind 依据: every figure of the card explained, then those of the method. */
export function basisRows(spot: Spot, tools: Tools): SpotRow[] {
  return [...cardRows(spot, tools), ...methodRows(spot, tools)]
}

function methodRows(spot: Spot, tools: Tools): SpotRow[] {
  if (spot.kind === 'place') return weightRows(spot.place, tools)
  if (spot.kind === 'cell') return cellRows(spot.cell, tools)
  if (spot.kind === 'patch') return cellRows(spot.patch.best, tools)
  return [rowOf('p_adjusted', chanceWords(spot.change.p, tools), tools)]
}

function expectedRow({ expected }: Pick<CellProperties | CellPatch, 'expected'>, tools: Tools): SpotRow {
  return rowOf('expected', tools.format.cell(expected, 1), tools)
}

function changeRows({ now, before, rate_now, rate_before, heated_dwellings }: CellChange, tools: Tools): SpotRow[] {
  const { t, format } = tools
  const line = (cases: number, rate: number) => `${format.cell(cases)} · ${t('finding.rate')} ${format.cell(rate, 2)}`
  return [
    rowOf('now', line(now, rate_now), tools),
    rowOf('before', line(before, rate_before), tools),
    rowOf('homes', format.cell(heated_dwellings), tools),
  ]
}

function weightRows({ weighted_cases, weighted_dwellings, filled_dwellings }: SurfacePlace, tools: Tools): SpotRow[] {
  const { format } = tools
  return [
    rowOf('weighted_cases', format.cell(weighted_cases, 2), tools),
    rowOf('weighted_dwellings', format.cell(weighted_dwellings, 1), tools),
    ...(filled_dwellings > 0 ? [rowOf('filled_dwellings', format.cell(filled_dwellings, 1), tools)] : []),
  ]
}

function cellRows({ smoothed_ratio, gi_star_z, p, p_adjusted, pattern }: CellProperties, tools: Tools): SpotRow[] {
  const { t, format } = tools
  const ratio = t('finding.times_value', { times: format.cell(smoothed_ratio, 1) })
  return [
    rowOf('ratio', ratio, tools),
    rowOf('gi', gi_star_z === null ? t('details.no_value') : format.cell(gi_star_z, 2), tools),
    rowOf('p_raw', chanceWords(p, tools), tools),
    rowOf('p_adjusted', chanceWords(p_adjusted, tools), tools),
    ...(pattern ? [rowOf('pattern', t(`finding.pattern_${pattern}`), tools)] : []),
  ]
}

/** Nothing is impossible: what would round to 0 is told as less than the last digit. */
function chanceWords(p: number, { format }: Pick<Tools, 'format'>): string {
  return p < 0.0001 ? `<${format.cell(0.0001, 4)}` : format.cell(p, 4)
}

/** A row by its key under `finding.`; its note where there is one. */
export function rowOf(key: string, value: string, { t, te }: Pick<Tools, 't' | 'te'>): SpotRow {
  const note = `finding.${key}_note`
  return { key, value, term: t(`finding.${key}`), note: te(note) ? t(note) : '' }
}
