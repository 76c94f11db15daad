import { expect, it } from 'vitest'
import { demoNow, minutesPerDay } from '../../../data/demo/people/clock'
import type { DayPlan } from '../../../data/demo/people/cases/days'
import type { Draw } from '../../../data/demo/people/cases/draws'
import { createLedger } from '../../../data/demo/people/cases/ledger'
import { liveCase } from '../../../data/demo/people/cases/life'
import type { Intake } from '../../../data/demo/people/cases/story'
import type { CaseWorld } from '../../../data/demo/people/cases/world'
import { createRandom } from '../../../data/demo/random'

/** One home of one building. */
const world = {
  ...{ days: [], effects: [], diligence: new Map(), points: [{ type: 'Point', coordinates: [103.8, 36.05] }] },
  homes: {
    building: Int32Array.of(0),
    buildings: [{ building_id: 1, station_id: 1, era: '1980s' }],
    rows: [{ id: 1, building_id: 1, priority: null }],
  },
} as unknown as CaseWorld

/** A second report of a home, which joins case 7 some minutes later. */
function joining(reported: number) {
  const random = createRandom('joining')
  const day = Math.floor(reported / minutesPerDay)
  const draw = { at: reported, home: 0, symptom: 'not_hot', effect: null } as Draw
  const plan = { day, season_id: 1, phase: 'steady' } as unknown as DayPlan
  const found = { source: 'chat', cause: 'riser', party: 'operator', room_c: 19, slowness: 1 } as const
  const intake: Intake = { reported, symptom: 'not_hot', joined: true, ...found }
  const ledger = createLedger(random, world)
  ledger.enter({ draw, plan, intake, life: liveCase(random, intake), parent_id: 7 })
  return ledger.take().issue[0]
}

it('names the case that a report joins once it has joined, not in the minutes before the clock', () => {
  expect(joining(demoNow - minutesPerDay)).toMatchObject({ status: 'merged', parent_id: 7 })
  expect(joining(demoNow - 1)).toMatchObject({ status: 'reported', parent_id: null })
})
