import type postgres from 'postgres'
import type { StackAnswer } from '../../data/hotspots/answers'
import { buildingStack, countingCases, isHeat } from '../../data/hotspots/stack/building-stack'
import type { NeighbourHome } from '../../data/hotspots/stack/stack-pattern'
import { addDays, lastSeason } from '../cities/city-clock'
import { listSeasons } from '../cities/queries'
import type { Asker } from '../hotspots/question-query'
import {
  countCity,
  listCases,
  listFlats,
  listNeighbours,
  listReadings,
  type BuildingCase,
  type BuildingFlat,
  type StackBuilding,
} from './queries'

interface Period {
  from: string
  to: string
}

/** A compound with fewer heated dwellings beside the building says little; then its community is looked at. */
const fewNeighbours = 150

/** The stack of a building that the asker may read. */
export async function readStack(
  sql: postgres.ISql,
  asker: Asker,
  building: StackBuilding,
  period: Period,
): Promise<StackAnswer> {
  const ids = [building.id, ...(await neighboursOf(sql, asker, building))]
  // A report in the week before takes its repeats into itself.
  const reported = { from: addDays(period.from, -6), to: period.to }
  const season = lastSeason(await listSeasons(sql, asker.city.id), period.to)
  const since = season && season.starts_on < period.from ? season.starts_on : period.from
  const [flats, cases, city, readings] = await Promise.all([
    listFlats(sql, asker.city.id, ids),
    listCases(sql, asker, ids, reported),
    countCity(sql, asker, period),
    listReadings(sql, asker, building.id, { from: since, to: period.to }),
  ])
  const isOwn = ({ building_id }: { building_id: number }) => building_id === building.id
  const own = flats.filter(isOwn)
  const { id, name, compound, is_branch_end } = building
  const weeks = (Date.parse(addDays(period.to, 1)) - Date.parse(period.from)) / (7 * 86_400_000)
  return buildingStack({
    building: {
      id,
      name,
      compound,
      floors: building.floors ?? Math.max(1, ...own.map(({ floor }) => floor)),
      stairwells: Math.max(building.stairwells ?? 1, ...own.map(({ stairwell }) => stairwell)),
    },
    is_branch_end,
    flats: own,
    cases: cases.filter(isOwn),
    readings: { since, temperature_standard_c: asker.city.temperature_standard_c, of: readings },
    neighbours: homesOf(
      flats.filter((flat) => !isOwn(flat)),
      cases.filter((one) => !isOwn(one)),
      period,
    ),
    ...period,
    city_rate: city.heated_dwellings === 0 ? 0 : (100 * city.cases) / city.heated_dwellings / weeks,
  })
}

async function neighboursOf(sql: postgres.ISql, asker: Asker, building: StackBuilding): Promise<number[]> {
  const around = await listNeighbours(sql, asker, building)
  const yard = around.filter(({ compound_id }) => compound_id !== null && compound_id === building.compound_id)
  const homes = yard.reduce((sum, { heated_dwellings }) => sum + heated_dwellings, 0)
  return (homes < fewNeighbours ? around : yard).map(({ id }) => id)
}

function homesOf(flats: readonly BuildingFlat[], cases: readonly BuildingCase[], period: Period): NeighbourHome[] {
  const tops = new Map<number, number>()
  for (const { building_id, floor } of flats) tops.set(building_id, Math.max(floor, tops.get(building_id) ?? floor))
  const counts = new Map<number, number>()
  for (const one of countingCases(cases)) {
    if (one.dwelling_id === null || one.day < period.from || !isHeat(one)) continue
    counts.set(one.dwelling_id, (counts.get(one.dwelling_id) ?? 0) + 1)
  }
  return flats
    .filter(({ heated }) => heated)
    .map(({ id, building_id, floor, pressure_zone }) => ({
      pressure_zone,
      is_top: floor === tops.get(building_id),
      cases: counts.get(id) ?? 0,
    }))
}
