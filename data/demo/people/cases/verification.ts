import type { Word } from '../../../model/vocabulary'
import type { Random } from '../../random'
import type { Intake } from './story'
import { coldSymptoms } from './symptoms'
import { proofs } from './words'

/** How a case ends at the call-back, with the proof that the gate asks for. */
export interface Confirmation {
  closing: Word<'closing'>
  actor: Word<'event_actor'>
  note: string
  reading_c: number | null
  /** How often somebody tried; three when nobody was reached. */
  tries: number
}

const standard_c = 18
const unreachableShare = 0.2
/** Share of faults inside the flat for which the household is only told what to do. */
const toldShare = 0.3

/** Draws the end of an answered case. Only the household's word, a reading or a visit makes it solved. */
export function confirmWarm(random: Random, intake: Intake, caller: 'hotline' | 'member'): Confirmation {
  if (random.chance(unreachableShare)) {
    return { closing: 'unreachable', actor: caller, note: '三次不同时段联系不上', reading_c: null, tries: 3 }
  }
  if (coldSymptoms.has(intake.symptom) && intake.cause === 'none_found') {
    const note = '两次测温均达标(其中一次在夜间)'
    return { closing: 'standard_met', actor: 'member', note, reading_c: reading(random, intake.room_c), tries: 1 }
  }
  if (isHouseholdMatter(random, intake)) {
    return { closing: 'user_cause_told', actor: caller, note: '已告知住户原因和办法', reading_c: null, tries: 1 }
  }
  return solve(random, intake, caller)
}

function isHouseholdMatter(random: Random, { party, cause }: Intake): boolean {
  if (party !== 'household') return false
  return cause === 'altered_pipes' || cause === 'arrears' || cause === 'none_found' || random.chance(toldShare)
}

function solve(random: Random, intake: Intake, caller: 'hotline' | 'member'): Confirmation {
  if (caller === 'member' && coldSymptoms.has(intake.symptom) && random.chance(0.6)) {
    const reading_c = reading(random, intake.room_c)
    return { closing: 'solved', actor: 'member', note: proofs.reading, reading_c, tries: 1 }
  }
  const note = caller === 'member' ? proofs.visit : proofs.word
  const actor = caller === 'hotline' && random.chance(0.3) ? 'resident' : caller
  return { closing: 'solved', actor, note, reading_c: null, tries: 1 }
}

function reading(random: Random, room_c: number): number {
  return Math.round(Math.max(standard_c, random.normal(room_c, 1.2)) * 10) / 10
}
