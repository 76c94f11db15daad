import type { Homes } from '../homes'
import type { Effect } from '../truths/planting'
import type { DayPlan } from './days'
import type { Diligence } from './symptoms'

/** Everything that cases are made from. */
export interface CaseWorld {
  days: readonly DayPlan[]
  homes: Homes
  effects: readonly Effect[]
  diligence: ReadonlyMap<number, Diligence>
  /** Point of each building, in the order of `homes.buildings`. */
  points: readonly GeoJSON.Point[]
}
