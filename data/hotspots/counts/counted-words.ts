import type { Word } from '../../model/vocabulary'

/** Cold, and leaks outside of flats: what may come from a shared pipe. */
export const pipeSymptoms = [
  'not_hot',
  'lukewarm',
  'fluctuating',
  'building_off',
  'leak_public',
] as const satisfies Word<'symptom'>[]

/** Found inside one flat, in the fabric of the house, or unpaid: not a fault of a pipe. */
export const causesOfFlats = [
  'arrears',
  'strainer',
  'flat_valve',
  'altered_pipes',
  'air_lock',
  'insulation',
] as const satisfies Word<'cause'>[]

/** A case in words, as lists have it. */
export interface CaseWords {
  symptom: string
  cause: string | null
  status: string
}

/**
 * Whether a lens counts a case of these words: the declined never; surface and cells no fees and no heat cut over unpaid
 * fees (`isHeatFault`); shared pipes only what may come from a pipe. Repeats of a flat are not to be told by words.
 */
export function countsInWords(lens: 'surface' | 'cells' | 'branches', { symptom, cause, status }: CaseWords): boolean {
  if (status === 'declined') return false
  if (lens !== 'branches') return symptom !== 'fees' && cause !== 'arrears'
  return isOneOf(pipeSymptoms, symptom) && !isOneOf(causesOfFlats, cause)
}

function isOneOf(words: readonly string[], word: string | null): boolean {
  return word !== null && words.includes(word)
}
