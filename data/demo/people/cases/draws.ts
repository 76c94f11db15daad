import type { Symptom } from '../../../model/vocabulary'
import type { Random } from '../../random'
import { minutesPerDay, minutesPerHour, type Minute } from '../clock'
import type { Homes } from '../homes'
import type { Effect } from '../truths/planting'
import { createAlias, createChooser } from './chance'
import type { DayPlan } from './days'
import type { Schedule } from './schedule'
import { drawMinute } from './symptoms'

/** Who reports what, when; the rest of the case follows from it. */
export interface Draw {
  at: Minute
  symptom: Symptom
  /** Index of the home. */
  home: number
  effect: Effect | null
}

/** Draws the cases of one day, in the order of their time. */
export type DayDrawer = (plan: DayPlan, index: number) => Draw[]

export function createDayDrawer(
  random: Random,
  homes: Homes,
  effects: readonly Effect[],
  schedule: Schedule,
): DayDrawer {
  const anyHome = createAlias(homes.weight)
  const planted = effects.map((effect) => ({
    effect,
    drawHome: createAlias(Float64Array.from(effect.homes, (i) => homes.risk[i] ?? 0)),
    drawSymptom: createChooser(Object.entries(effect.symptoms) as [Symptom, number][]),
  }))
  return (plan, index) => {
    const draws: Draw[] = []
    for (let n = schedule.base[index] ?? 0; n > 0; n--) {
      const symptom = plan.chooseSymptom(random.next())
      draws.push({ at: drawTime(random, plan, symptom), symptom, home: anyHome(random), effect: null })
    }
    planted.forEach(({ effect, drawHome, drawSymptom }, e) => {
      for (let n = schedule.extra[e]?.[index] ?? 0; n > 0; n--) {
        const symptom = drawSymptom(random.next())
        const home = effect.homes[drawHome(random)] ?? 0
        draws.push({ at: drawTime(random, plan, symptom), symptom, home, effect })
      }
    })
    return draws.sort((a, b) => a.at - b.at)
  }
}

/** On the demo's today nothing is reported after the clock. */
function drawTime(random: Random, { day, endHour }: DayPlan, symptom: Symptom): Minute {
  for (;;) {
    const minute = drawMinute(random, symptom)
    if (minute < endHour * minutesPerHour) return day * minutesPerDay + minute
  }
}
