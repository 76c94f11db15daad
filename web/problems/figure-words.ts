import type { Basis, SummaryAnswer } from '../../data/hotspots/answers'
import type { Format } from '../format'

interface Tools {
  t: (key: string, named?: Record<string, unknown>) => string
  te: (key: string) => boolean
  format: Format
}

/** A line of 依据: name, value, what it means. */
export interface FigureRow {
  key: string
  term: string
  value: string
  note: string
}

/** Parameters and figures of a method. A figure without words keeps its name. */
export function figureWords(figures: Readonly<Record<string, number>>, { t, te, format }: Tools): FigureRow[] {
  return Object.entries(figures).map(([key, value]) => ({
    key,
    term: te(`figures.${key}`) ? t(`figures.${key}`) : key,
    value: format.cell(value, Math.abs(value) < 1 ? 4 : 2),
    note: te(`figures.${key}_note`) ? t(`figures.${key}_note`) : '',
  }))
}

/** Every figure of the headline. */
export function summaryWords(summary: SummaryAnswer, { t, format }: Tools): FigureRow[] {
  const { cases, open, overdue, reopened, heated_dwellings, expected, normal, city } = summary
  const row = (key: string, value: number, digits = 0) => {
    return { key, term: t(`basis.${key}`), value: format.cell(value, digits), note: t(`basis.${key}_note`) }
  }
  return [
    row('counted', cases),
    row('open', open),
    row('overdue', overdue),
    row('reopened', reopened),
    row('homes', heated_dwellings),
    ...(normal === null ? [] : [row('normal', normal, 1)]),
    row('share', expected, 1),
    row('city_cases', city.cases),
    ...(city.normal === null ? [] : [row('city_normal', city.normal, 1)]),
  ]
}

/** By what exposure differs from heated dwellings: recording and stock, with the cases that they were learned from. */
export function correctionWords(corrections: Basis['corrections'], { t, format }: Tools): FigureRow[] {
  if (!corrections) return []
  const { earlier_cases, learned_until, recording, stock } = corrections
  const ground = { cases: format.number(earlier_cases), until: format.span(learned_until, learned_until, '') }
  return Object.entries({ recording, stock }).map(([key, range]) => {
    const term = t(`basis.${key}`)
    if (range === null) return { key, term, value: t('details.no_value'), note: t('basis.no_factors') }
    const [least, most] = [format.cell(range.least, 2), format.cell(range.most, 2)]
    const value = t('basis.factor', { factor: least === most ? least : `${least}–${most}` })
    return { key, term, value, note: t(`basis.${key}_note`, { ...ground, groups: range.groups }) }
  })
}
