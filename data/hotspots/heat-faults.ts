import { vocabulary } from '../model/vocabulary'
import type { CaseColumns } from './city-columns'

const fees = vocabulary.symptom.indexOf('fees')
const arrears = vocabulary.cause.indexOf('arrears')
const isHeatSymptom = Uint8Array.from({ length: 256 }, (_, code) => (code === fees ? 0 : 1))
const isHeatCause = Uint8Array.from({ length: 256 }, (_, code) => (code === arrears ? 0 : 1))

/**
 * Whether a case says something about heat: questions about fees and heat that was cut over unpaid fees do not, and make
 * no hot spot (users.md, 1.3).
 */
export function isHeatFault({ symptom, cause }: CaseColumns, position: number): boolean {
  return (isHeatSymptom[symptom[position]!]! & isHeatCause[cause[position]!]!) === 1
}

/** The positions among these of which that is true. */
export function heatFaultsAmong({ symptom, cause }: CaseColumns, positions: Int32Array): Int32Array {
  const faults = new Int32Array(positions.length + 1)
  let length = 0
  for (const i of positions) {
    faults[length] = i
    length += isHeatSymptom[symptom[i]!]! & isHeatCause[cause[i]!]!
  }
  return faults.subarray(0, length)
}
