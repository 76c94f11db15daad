import type { Symptom, Word } from '../../../model/vocabulary'
import type { Random } from '../../random'
import type { Phase } from '../seasons'
import { createChooser } from './chance'

/** Percent of cases by symptom (users.md, 3.1); the keys are all of the vocabulary. */
export type SymptomShares = Record<Symptom, number>

const inSeason: SymptomShares = {
  not_hot: 69.5,
  lukewarm: 4.8,
  fluctuating: 1.2,
  building_off: 5,
  leak_indoor: 11.5,
  leak_public: 2,
  fees: 4,
  hazard: 0.7,
  other: 1.3,
}
const onFirstDay: SymptomShares = {
  ...inSeason,
  not_hot: 85.4,
  lukewarm: 3.2,
  fluctuating: 0.4,
  building_off: 4.4,
  leak_indoor: 1.6,
  leak_public: 0.5,
  fees: 3,
}
const inTest: SymptomShares = {
  ...inSeason,
  not_hot: 0,
  lukewarm: 0,
  fluctuating: 0,
  building_off: 0,
  leak_indoor: 62,
  leak_public: 18,
  fees: 10,
  hazard: 4,
  other: 6,
}
const inSummer: SymptomShares = { ...inTest, leak_indoor: 30, leak_public: 10, fees: 35, hazard: 10, other: 15 }

/** Shares on a day of a phase; the first day of heat has its own. */
export function symptomShares(phase: Phase, isFirstDay: boolean): SymptomShares {
  if (phase === 'test') return inTest
  if (phase === 'summer') return inSummer
  return isFirstDay ? onFirstDay : inSeason
}

/** Symptoms that say "cold" and can be settled by a reading. */
export const coldSymptoms: ReadonlySet<Symptom> = new Set<Symptom>([
  'not_hot',
  'lukewarm',
  'fluctuating',
  'building_off',
])
/** Symptoms of a place rather than of one household. */
export const sharedSymptoms: ReadonlySet<Symptom> = new Set<Symptom>(['building_off', 'leak_public', 'hazard'])
const leaks: ReadonlySet<Symptom> = new Set<Symptom>(['leak_indoor', 'leak_public'])

/** Percent of cases in each hour of the day; leaks are flat. */
const hourShares = [0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 4, 4, 8, 8, 8, 4, 4, 4, 4, 4, 4, 4, 7.5, 7.5, 7.5, 7.5, 2.6, 2.6]
const chooseHour = createChooser(hourShares.map((share, hour): [number, number] => [hour, share]))

/** Minute of the day at which a case is reported. */
export function drawMinute(random: Random, symptom: Symptom): number {
  const hour = leaks.has(symptom) ? random.integer(0, 23) : chooseHour(random.next())
  return hour * 60 + random.integer(0, 59)
}

/** Share of a day's cases before an hour. */
export function shareBefore(hour: number): number {
  return hourShares.slice(0, hour).reduce((sum, share) => sum + share, 0) / 100
}

/** Percent of cases by source; chat, visit and patrol come through the grid member. */
const sourceShares: [Word<'source'>, number][] = [
  ['chat', 30],
  ['hotline', 25],
  ['station', 20],
  ['one_tap', 12],
  ['visit', 9],
  ['patrol', 4],
]
const memberSources: ReadonlySet<Word<'source'>> = new Set<Word<'source'>>(['chat', 'visit', 'patrol'])

/** How one grid's member works: share of what is said that gets recorded, and how often doors are visited. */
export interface Diligence {
  recording: number
  visiting: number
  /** Further reports entered per case, as a factor. */
  reporting: number
}

/** Cases of a grid relative to one whose member records and visits as the average does. */
export function diligenceFactor(diligence: Diligence): number {
  return weighSources(diligence).reduce((sum, [, weight]) => sum + weight, 0) / 100
}

export function createSourceChooser(diligence: Diligence): (u: number) => Word<'source'> {
  return createChooser(weighSources(diligence))
}

function weighSources(diligence: Diligence): [Word<'source'>, number][] {
  return sourceShares.map(([source, share]) => {
    const visiting = source === 'visit' ? diligence.visiting : 1
    return [source, share * visiting * (memberSources.has(source) ? diligence.recording : 1)]
  })
}
