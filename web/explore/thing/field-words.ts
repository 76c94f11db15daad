import type { Field } from '../../../data/model/field'
import { vocabulary } from '../../../data/model/vocabulary'
import type { Format } from '../../format'

type Translate = (key: string) => string

/** The value of a field as a reader wants it: words for codes, units beside numbers, a dash for nothing. */
export function fieldWords(
  name: string,
  field: Field,
  value: unknown,
  { t, format }: { t: Translate; format: Format },
): string {
  if (value === null || value === undefined || value === '') return t('details.no_value')
  switch (field.type) {
    case 'boolean':
      return t(value ? 'details.yes' : 'details.no')
    case 'enum':
      return t(`values.${vocabularyOf(field)}.${String(value)}`)
    case 'timestamp':
      return format.instant(String(value))
    case 'date':
      return format.date(String(value))
    case 'integer':
    case 'number':
      return numberWords(name, field, Number(value), format)
    case 'text':
      return String(value)
  }
}

/** Name of the vocabulary that a field takes its values from. */
export function vocabularyOf(field: Field): string {
  const found = Object.entries(vocabulary).find(([, words]) => words === field.values)
  return found?.[0] ?? ''
}

/** A year is a name, not an amount: it takes no separator. */
function numberWords(name: string, field: Field, value: number, format: Format): string {
  return name.endsWith('_year') ? String(value) : format.measure(value, field.unit)
}
