import type { RowFor } from '../../../model/dataset'
import { vocabulary, type Symptom } from '../../../model/vocabulary'
import { dateText, dayOf, demoToday, type Day } from '../clock'
import { dailyRate, firstDay, phaseOf, seasonOf, type Phase } from '../seasons'
import { createChooser, type Chooser } from './chance'
import { regimeOf, type Regime } from './deadlines'
import { coldSymptoms, shareBefore, symptomShares } from './symptoms'

/** What one day brings, before anybody is drawn. */
export interface DayPlan {
  day: Day
  season_id: number | null
  phase: Phase
  regime: Regime
  /** Expected cases per heated dwelling. */
  rate: number
  chooseSymptom: Chooser<Symptom>
  /** First hour that is not reported yet: 24, or the hour of the clock on the demo's today. */
  endHour: number
}

const perKelvin = 0.06
const burstFactor = 2
/** A fall of the mean in K within 48 hours that makes a cold alert. */
const alertFall = 8
const clockHour = 10

/** Every day from the first pressure test to the demo's today. */
export function planDays(weather: readonly RowFor<'weather_day'>[], seasons: readonly RowFor<'season'>[]): DayPlan[] {
  const outlook = createOutlook(weather)
  const first = firstDay(seasons)
  return Array.from({ length: demoToday - first + 1 }, (_, i) => planDay(first + i, seasons, outlook))
}

interface Outlook {
  /** Factor on cold symptoms, 1 on average over the seasons. */
  coldFactor(day: Day): number
  isAlert(day: Day): boolean
}

function planDay(day: Day, seasons: readonly RowFor<'season'>[], outlook: Outlook): DayPlan {
  const phase = phaseOf(day)
  const isAlert = outlook.isAlert(day)
  const date = dateText(day)
  const isPressureRaised = isAlert || date.endsWith('-11-01') || date.endsWith('-11-02')
  const shares = symptomShares(phase, date.endsWith('-11-01'))
  const weights = vocabulary.symptom.map((symptom): [Symptom, number] => {
    const cold = coldSymptoms.has(symptom) && symptom !== 'building_off' ? outlook.coldFactor(day) : 1
    const burst = symptom === 'leak_public' && isPressureRaised ? burstFactor : 1
    return [symptom, shares[symptom] * cold * burst]
  })
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0)
  const endHour = day === demoToday ? clockHour : 24
  return {
    day,
    season_id: seasonOf(seasons, day),
    phase,
    regime: regimeOf(phase, isAlert),
    rate: ((dailyRate(day) * total) / 100) * shareBefore(endHour),
    chooseSymptom: createChooser(weights.filter(([, weight]) => weight > 0)),
    endHour,
  }
}

/** Cold cases of a day over those of a day as warm as is normal: walls cool slowly, so yesterday counts as today does. */
export function coldFactors(weather: readonly RowFor<'weather_day'>[]): (day: Day) => number {
  const below = new Map(weather.map(({ day, normal_c, mean_c }) => [dayOf(day), normal_c - mean_c]))
  return (day) => Math.exp((perKelvin * ((below.get(day) ?? 0) + (below.get(day - 1) ?? 0))) / 2)
}

function createOutlook(weather: readonly RowFor<'weather_day'>[]): Outlook {
  const byDay = new Map(weather.map((row) => [dayOf(row.day), row]))
  const raw = coldFactors(weather)
  const isFall = (day: Day) => {
    const [now, before] = [byDay.get(day), byDay.get(day - 2)]
    return now !== undefined && before !== undefined && before.mean_c - now.mean_c >= alertFall
  }
  const mean = meanOf([...byDay.keys()].filter((day) => !['test', 'summer'].includes(phaseOf(day))).map(raw))
  return {
    coldFactor: (day) => raw(day) / mean,
    isAlert: (day) => isFall(day) || isFall(day - 1),
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
