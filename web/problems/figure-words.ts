import type { Format } from '../format'

interface Tools {
  t: (key: string) => string
  te: (key: string) => boolean
  format: Format
}

/** Parameters and figures of a method as lines of 依据: name, value, what it means. A figure without words keeps its name. */
export function figureWords(figures: Readonly<Record<string, number>>, { t, te, format }: Tools) {
  return Object.entries(figures).map(([key, value]) => ({
    key,
    term: te(`figures.${key}`) ? t(`figures.${key}`) : key,
    value: format.cell(value, Math.abs(value) < 1 ? 4 : 2),
    note: te(`figures.${key}_note`) ? t(`figures.${key}_note`) : '',
  }))
}
