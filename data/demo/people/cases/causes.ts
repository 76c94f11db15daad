import type { Symptom, Word } from '../../../model/vocabulary'
import { createChooser, type Chooser } from './chance'

export type Cause = Word<'cause'>
export type Party = Word<'party'>
export type CauseShares = readonly (readonly [Cause, number])[]

/**
 * What the fitter finds behind a symptom. Weighed by the symptoms of a season: inside the flat 40, riser 18, yard
 * branch 18, station or source 12, fabric 6, none 6 % of cases that are not about fees (users.md, 3.1).
 */
const causesOf: Record<Symptom, CauseShares> = {
  not_hot: [
    ['air_lock', 22],
    ['strainer', 10],
    ['flat_valve', 9.5],
    ['altered_pipes', 4],
    ['riser', 16.5],
    ['yard_branch', 7],
    ['imbalance', 7],
    ['valve_fault', 2],
    ['station_plant', 4],
    ['source_primary', 3],
    ['low_fill', 3],
    ['pressure_loss', 2],
    ['insulation', 6],
    ['none_found', 6.5],
  ],
  lukewarm: [
    ['imbalance', 22],
    ['insulation', 20],
    ['strainer', 20],
    ['flat_valve', 10],
    ['riser', 8],
    ['source_primary', 8],
    ['none_found', 12],
  ],
  fluctuating: [
    ['air_lock', 25],
    ['station_plant', 25],
    ['low_fill', 20],
    ['pressure_loss', 15],
    ['imbalance', 15],
  ],
  building_off: [
    ['yard_branch', 33],
    ['riser', 10],
    ['valve_fault', 12],
    ['station_plant', 18],
    ['source_primary', 9],
    ['low_fill', 10],
    ['pressure_loss', 8],
  ],
  leak_indoor: [
    ['flat_valve', 45],
    ['riser', 38],
    ['altered_pipes', 12],
    ['air_lock', 5],
  ],
  leak_public: [
    ['yard_branch', 72],
    ['valve_fault', 20],
    ['source_primary', 8],
  ],
  fees: [
    ['arrears', 45],
    ['none_found', 55],
  ],
  hazard: [
    ['valve_fault', 55],
    ['yard_branch', 30],
    ['riser', 15],
  ],
  other: [
    ['none_found', 60],
    ['insulation', 20],
    ['valve_fault', 20],
  ],
}

const partiesOf: Record<Cause, readonly (readonly [Party, number])[]> = {
  air_lock: [
    ['household', 70],
    ['operator', 30],
  ],
  strainer: [
    ['household', 85],
    ['operator', 15],
  ],
  flat_valve: [['household', 1]],
  altered_pipes: [['household', 1]],
  riser: [
    ['property', 62],
    ['operator', 18],
    ['developer', 12],
    ['undecided', 8],
  ],
  yard_branch: [
    ['operator', 55],
    ['property', 40],
    ['undecided', 5],
  ],
  imbalance: [['operator', 1]],
  low_fill: [['operator', 1]],
  pressure_loss: [
    ['operator', 70],
    ['property', 30],
  ],
  valve_fault: [
    ['operator', 60],
    ['property', 40],
  ],
  station_plant: [['operator', 1]],
  source_primary: [['operator', 1]],
  insulation: [
    ['developer', 55],
    ['property', 45],
  ],
  arrears: [['household', 1]],
  none_found: [
    ['household', 55],
    ['undecided', 45],
  ],
}

const causeChoosers = mapValues(causesOf, (shares) => createChooser(shares))
const partyChoosers = mapValues(partiesOf, (shares) => createChooser(shares))

export function chooseCause(symptom: Symptom, u: number): Cause {
  return causeChoosers[symptom](u)
}

export function chooseParty(cause: Cause, u: number): Party {
  return partyChoosers[cause](u)
}

function mapValues<K extends string, A, B>(record: Record<K, A>, map: (value: A) => Chooser<B>): Record<K, Chooser<B>> {
  return Object.fromEntries(Object.entries<A>(record).map(([key, value]) => [key, map(value)])) as Record<K, Chooser<B>>
}
