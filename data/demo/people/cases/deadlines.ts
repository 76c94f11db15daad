import type { Symptom } from '../../../model/vocabulary'
import { minutesPerDay, minutesPerHour } from '../clock'
import type { Phase } from '../seasons'

/** When the clock's rules differ (users.md, 4.2). */
export type Regime = 'first_days' | 'steady' | 'cold_alert' | 'off_season'

const hours = minutesPerHour
const days = minutesPerDay

/** Minutes from acceptance to warm or repaired, in the order of the regimes; null: kept for the summer list. */
const deadlines: Record<Symptom, [number, number, number, number | null]> = {
  leak_public: [24 * hours, 24 * hours, 24 * hours, 72 * hours],
  leak_indoor: [24 * hours, 24 * hours, 24 * hours, 72 * hours],
  building_off: [24 * hours, 12 * hours, 12 * hours, null],
  not_hot: [48 * hours, 24 * hours, 24 * hours, null],
  lukewarm: [48 * hours, 24 * hours, 24 * hours, null],
  fluctuating: [48 * hours, 24 * hours, 24 * hours, null],
  hazard: [7 * days, 7 * days, 7 * days, 30 * days],
  fees: [3 * days, 3 * days, 3 * days, 3 * days],
  other: [5 * days, 5 * days, 5 * days, 5 * days],
}
const order: Regime[] = ['first_days', 'steady', 'cold_alert', 'off_season']

export function deadlineMinutes(symptom: Symptom, regime: Regime): number | null {
  return deadlines[symptom][order.indexOf(regime)] ?? null
}

export function regimeOf(phase: Phase, isColdAlert: boolean): Regime {
  if (phase === 'test' || phase === 'summer') return 'off_season'
  if (isColdAlert) return 'cold_alert'
  return phase === 'start' ? 'first_days' : 'steady'
}
