import type { RowFor } from '../../../model/dataset'
import type { Era } from '../../layout-facts'
import type { Random } from '../../random'
import { minutesPerDay, type Minute } from '../clock'
import type { Effect } from '../truths/planting'
import { chooseCause, chooseParty, type Cause } from './causes'
import { createChooser, type Chooser } from './chance'
import type { DayPlan } from './days'
import { createDayDrawer, type Draw } from './draws'
import { createLedger, type CaseChunk } from './ledger'
import { liveCase } from './life'
import { scheduleCases } from './schedule'
import type { Intake } from './story'
import { createSourceChooser, sharedSymptoms, type Diligence } from './symptoms'
import type { CaseWorld } from './world'

const chunkSize = 5000
const sameHomeDays = 7

/** All cases in the order of their reports, in chunks; exactly `issues` of them where that is given. */
export function* generateCases(random: Random, world: CaseWorld, issues?: number): Generator<CaseChunk> {
  const { days, homes, effects } = world
  const schedule = scheduleCases(random.fork('schedule'), days, homes, { effects, issues })
  const drawDay = createDayDrawer(random.fork('draws'), homes, effects, schedule)
  const ledger = createLedger(random.fork('ledger'), world)
  const lives = random.fork('lives')
  const intakeOf = createIntake(lives, world)
  const memory = createMemory(homes.rows.length)
  for (const [index, plan] of days.entries()) {
    for (const draw of drawDay(plan, index)) {
      const parent_id = memory.parentOf(draw, ledger.nextId())
      const intake = intakeOf(draw, plan, parent_id !== null)
      const life = liveCase(lives, intake)
      memory.remember(draw, ledger.nextId(), life.steps.at(-1)?.at ?? draw.at)
      ledger.enter({ draw, plan, intake, life, parent_id })
      if (ledger.size() >= chunkSize) yield ledger.take()
    }
  }
  if (ledger.size() > 0) yield ledger.take()
}

const roomTemperatures: Record<Era, [number, number]> = {
  to_1979: [19.9, 1.4],
  '1980s': [19.9, 1.4],
  '1990s': [20.8, 1.3],
  '2000s': [22.2, 1.2],
  '2010s': [22.2, 1.2],
  shanty: [19, 1.5],
}

function createIntake(random: Random, { homes, effects, diligence }: CaseWorld) {
  const average = createSourceChooser({ recording: 1, visiting: 1, reporting: 1 })
  const choosers = new Map<Diligence, Chooser<RowFor<'issue'>['source']>>()
  for (const one of diligence.values()) if (!choosers.has(one)) choosers.set(one, createSourceChooser(one))
  const causes = new Map<Effect, Chooser<Cause>>(effects.map((effect) => [effect, createChooser(effect.causes)]))
  return (draw: Draw, plan: DayPlan, joined: boolean): Intake => {
    const building = homes.buildings[homes.building[draw.home] ?? 0]
    const member = building && diligence.get(building.building_id)
    const cause = (draw.effect && causes.get(draw.effect)?.(random.next())) ?? chooseCause(draw.symptom, random.next())
    const [mean, deviation] = roomTemperatures[building?.era ?? '1990s']
    return {
      reported: draw.at,
      symptom: draw.symptom,
      source: ((member && choosers.get(member)) ?? average)(random.next()),
      cause,
      party: chooseParty(cause, random.next()),
      room_c: random.normal(mean, deviation),
      slowness: draw.effect?.slowness ?? 1,
      joined,
    }
  }
}

/** Remembers what is open, so that a second report of a home, or of a burst, joins the first. */
function createMemory(homes: number) {
  const lastId = new Int32Array(homes)
  const lastReport = new Float64Array(homes).fill(-Infinity)
  const openUntil = new Float64Array(homes).fill(-Infinity)
  const bursts = new Map<Effect, number>()
  return {
    /** Case that this report joins, null where it stands for itself. The first of a burst becomes its public leak. */
    parentOf(draw: Draw, id: number): number | null {
      if (draw.effect?.isBurst) {
        const first = bursts.get(draw.effect)
        if (first !== undefined) return first
        bursts.set(draw.effect, id)
        draw.symptom = 'leak_public'
        return null
      }
      if (sharedSymptoms.has(draw.symptom)) return null
      const isRecent = draw.at - (lastReport[draw.home] ?? -Infinity) < sameHomeDays * minutesPerDay
      return isRecent && draw.at < (openUntil[draw.home] ?? -Infinity) ? (lastId[draw.home] ?? null) : null
    },
    remember(draw: Draw, id: number, end: Minute): void {
      if (sharedSymptoms.has(draw.symptom) || draw.at < (openUntil[draw.home] ?? -Infinity)) return
      lastId[draw.home] = id
      lastReport[draw.home] = draw.at
      openUntil[draw.home] = end
    },
  }
}
