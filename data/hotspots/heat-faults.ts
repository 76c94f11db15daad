import { vocabulary } from '../model/vocabulary'
import type { CaseColumns } from './city-columns'

const fees = vocabulary.symptom.indexOf('fees')
const arrears = vocabulary.cause.indexOf('arrears')

/**
 * Whether a case says something about heat: questions about fees and heat that was cut over unpaid fees do not, and make
 * no hot spot (users.md, 1.3).
 */
export function isHeatFault({ symptom, cause }: CaseColumns, position: number): boolean {
  return symptom[position] !== fees && cause[position] !== arrears
}
