import {
  countingCases,
  isHeat,
  type StackCase,
  type StackFlat,
  type StackInput,
} from '../../data/hotspots/stack/building-stack'
import type { Dataset, RowFor } from '../../data/model/dataset'
import { grouped } from './grouped'

/** Cases beside those of the city, by the id of a home. */
export type PlantedCases = readonly Pick<StackCase, 'dwelling_id' | 'day'>[]

export interface DemoStacks {
  /** Homes of a building, heated or not. */
  flatsOf: (building_id: number) => (StackFlat & { building_id: number })[]
  /** The other buildings of its compound. */
  yardOf: (building_id: number) => number[]
  /** Whether nothing else is fed from where its inlet branches off. */
  isBranchEnd: (building_id: number) => boolean
  /** What the server makes the stack of a building from, without readings. */
  inputOf: (building_id: number, period: { from: string; to: string }, planted?: PlantedCases) => StackInput
}

/** As server/stack/read-stack.ts has it. */
const fewNeighbours = 150

const isHeated = (home: RowFor<'dwelling'>) => home.connected && !home.suspended

/** The stacks of a data set as the server reads them. */
export function demoStacks(rows: Dataset): DemoStacks {
  const homes = grouped(rows.dwelling, (one) => one.building_id)
  const issues = grouped(rows.issue, (one) => one.building_id ?? 0)
  const compounds = grouped(rows.building, (one) => one.compound_id ?? 0)
  const communities = grouped(rows.building, (one) => one.community_id ?? 0)
  const byId = new Map(rows.building.map((one) => [one.id, one]))
  const tops = new Map([...homes].map(([id, own]) => [id, Math.max(...own.map(({ floor }) => floor))]))
  const ends = branchEnds(rows)
  const heatedOf = (ids: readonly number[]) => ids.flatMap((id) => homes.get(id) ?? []).filter(isHeated)

  const flatsOf = (id: number) => (homes.get(id) ?? []).map((home) => ({ ...home, heated: isHeated(home) }))
  const others = (id: number, all: readonly { id: number }[] = []) =>
    all.map((one) => one.id).filter((one) => one !== id)
  const yardOf = (id: number) => others(id, compounds.get(byId.get(id)?.compound_id ?? 0))
  function besideOf(id: number): number[] {
    const near = yardOf(id)
    if (heatedOf(near).length >= fewNeighbours) return near
    return others(id, communities.get(byId.get(id)?.community_id ?? 0))
  }
  function casesOf(id: number, planted: PlantedCases): StackCase[] {
    const own = new Set((homes.get(id) ?? []).map((home) => home.id))
    const reported = (issues.get(id) ?? []).filter(({ status }) => status !== 'declined')
    return [
      ...reported.map(({ dwelling_id = null, reported_at, symptom, cause = null, status }) => {
        return { dwelling_id, day: reported_at.slice(0, 10), symptom, cause, open: status !== 'closed' }
      }),
      ...planted
        .filter(({ dwelling_id }) => own.has(dwelling_id ?? 0))
        .map((one) => ({ ...one, open: true, symptom: 'not_hot' as const, cause: null })),
    ]
  }
  return {
    flatsOf,
    yardOf,
    isBranchEnd: (id) => ends.has(id),
    inputOf(id, { from, to }, planted = []) {
      const building = byId.get(id)
      const near = besideOf(id)
      const inPeriod = countingCases(near.flatMap((one) => casesOf(one, planted))).filter(
        (one) => one.day >= from && one.day <= to && isHeat(one),
      )
      const counts = grouped(inPeriod, (one) => one.dwelling_id)
      const { name = '', floors = 1, stairwells = 1 } = building ?? {}
      return {
        building: { id, name: name ?? '', floors: floors ?? 1, stairwells: stairwells ?? 1, compound: null },
        is_branch_end: ends.has(id),
        readings: { since: from, temperature_standard_c: 18, of: [] },
        flats: flatsOf(id),
        cases: casesOf(id, planted),
        neighbours: heatedOf(near).map(({ id: home, pressure_zone, floor, building_id }) => ({
          pressure_zone,
          is_top: floor === (tops.get(building_id) ?? 0),
          cases: counts.get(home)?.length ?? 0,
        })),
        from,
        to,
        city_rate: 0.45,
      }
    },
  }
}

/** Buildings whose low inlet is the only pipe from its node, as in server/stack/queries.ts. */
function branchEnds({ pipe, service_connection }: Dataset): Set<number> {
  const supply = pipe.filter(({ network, flow }) => network === 'secondary' && flow === 'supply')
  const into = new Map(supply.map((one) => [one.to_node_id ?? 0, one.from_node_id ?? 0]))
  const from = grouped(supply, (one) => one.from_node_id ?? 0)
  const low = service_connection.filter(({ pressure_zone }) => pressure_zone === 'low')
  const isEnd = ({ node_id }: RowFor<'service_connection'>) => from.get(into.get(node_id) ?? 0)?.length === 1
  return new Set(low.filter(isEnd).map((one) => one.building_id))
}
