import type { Truth } from '../../../data/demo/people/truths/planting'
import type { RowFor } from '../../../data/model/dataset'

type Issue = RowFor<'issue'>
export type Window = Truth['window']

/** What a truth is measured in. */
export interface Measured {
  truths: readonly Truth[]
  issue: readonly Issue[]
  /** Homes that are heated. */
  heated: readonly RowFor<'dwelling'>[]
  /** Class of a building within which homes have the same normal. */
  classOf: (building_id: number) => string
}

export interface Count {
  observed: number
  expected: number
}

export function inWindow({ reported_at }: Issue, { from, to }: Window): boolean {
  return reported_at.slice(0, 10) >= from && reported_at.slice(0, 10) <= to
}

/** Ids of buildings in which something is planted. */
export function plantedBuildings(truths: readonly Truth[]): Set<number> {
  return new Set(truths.filter((truth) => truth.kind !== 'cold_snap').flatMap((truth) => truth.building_ids))
}

/** Cases of a truth's homes, and how many homes of the same classes had where nothing is planted. */
export function countCases(
  city: Measured,
  truth: Truth,
  window: Window,
  test: (issue: Issue) => boolean = () => true,
): Count {
  const planted = plantedBuildings(city.truths)
  const buildings = new Set(truth.building_ids)
  const homes = truth.dwelling_ids && new Set(truth.dwelling_ids)
  const isOurs = (issue: Issue) => (homes ? homes.has(issue.dwelling_id ?? 0) : buildings.has(issue.building_id ?? 0))
  const cases = city.issue.filter((issue) => inWindow(issue, window) && test(issue))
  const elsewhere = tally(cases, (issue) => issue.building_id ?? 0)
  const homesElsewhere = tally(city.heated, (home) => home.building_id)
  const ours = city.heated.filter((home) => (homes ? homes.has(home.id) : buildings.has(home.building_id)))
  const expected = ours.reduce((sum, home) => {
    const kind = city.classOf(home.building_id)
    return sum + (elsewhere.get(kind) ?? 0) / (homesElsewhere.get(kind) ?? 1)
  }, 0)
  return { observed: cases.filter(isOurs).length, expected }

  function tally<T>(rows: readonly T[], buildingOf: (row: T) => number): Map<string, number> {
    const counts = new Map<string, number>()
    for (const id of rows.map(buildingOf)) {
      if (!planted.has(id)) counts.set(city.classOf(id), (counts.get(city.classOf(id)) ?? 0) + 1)
    }
    return counts
  }
}
