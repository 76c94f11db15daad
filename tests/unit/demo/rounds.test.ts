import { beforeAll, describe, expect, it } from 'vitest'
import { unmetOutcomes } from '../../../data/model/rounds'
import type { RowFor } from '../../../data/model/dataset'
import { generate, type Generated, type Issue } from './generated'

type Visit = RowFor<'visit'>

let city: Generated
let buildingOf: Map<number, number>
beforeAll(() => {
  city = generate('rounds')
  buildingOf = new Map(city.dwelling.map((home) => [home.id, home.building_id]))
}, 60_000)

const isMet = ({ outcome }: Visit) => !(unmetOutcomes as readonly string[]).includes(outcome)
const dayOf = ({ reported_at }: Issue) => reported_at.slice(0, 10)
const visitsOf = (round: number) => city.visit.filter((visit) => visit.round_id === round)
/** Visited homes by round, each once. */
const homesMet = (visits: readonly Visit[]) => new Set(visits.filter(isMet).map((visit) => visit.dwelling_id))
const findingsIn = ({ starts_on, ends_on }: RowFor<'round'>) =>
  city.issue.filter((issue) => issue.source === 'visit' && dayOf(issue) >= starts_on && dayOf(issue) <= ends_on)

describe('rounds of visits', () => {
  it('are three of the running season, the last one still on its way', () => {
    expect(city.round.map(({ number, community_id }) => [number, community_id])).toEqual([
      [1, null],
      [2, null],
      [3, null],
    ])
    const season = city.season.at(-1)
    for (const { season_id, starts_on, ends_on } of city.round) {
      expect(season_id).toBe(season?.id)
      expect(starts_on >= (season?.starts_on ?? '') && ends_on <= (season?.ends_on ?? '')).toBe(true)
    }
    expect(city.round.at(-1)?.ends_on.localeCompare('2024-01-18')).toBe(1)
    expect(city.visit.filter(({ visited_on }) => visited_on > '2024-01-18')).toEqual([])
  })

  it('have a visit for every case that was found in them, at its door and on its day', () => {
    const byCase = new Map(city.visit.flatMap((visit) => (visit.issue_id ? [[visit.issue_id, visit] as const] : [])))
    let found = 0
    for (const round of city.round) {
      for (const issue of findingsIn(round)) {
        const visit = byCase.get(issue.id)
        expect(visit, `case ${issue.id}`).toBeDefined()
        expect(visit).toMatchObject({ round_id: round.id, visited_on: dayOf(issue) })
        if (issue.dwelling_id) expect(visit?.dwelling_id).toBe(issue.dwelling_id)
        expect(buildingOf.get(visit?.dwelling_id ?? 0)).toBe(issue.building_id)
        found++
      }
    }
    expect(found).toBeGreaterThan(50)
    expect(byCase.size).toBe(found)
  })

  it('knock at heated homes only, find nobody at a share of them, and measure what fits the outcome', () => {
    const heated = new Set(city.heated.map((home) => home.id))
    expect(city.visit.filter(({ dwelling_id }) => !heated.has(dwelling_id))).toEqual([])
    const absent = city.visit.filter(({ outcome }) => outcome === 'absent').length / city.visit.length
    expect(absent).toBeGreaterThan(0.2)
    expect(absent).toBeLessThan(0.28)
    for (const { outcome, temperature_c, issue_id } of city.visit) {
      if (temperature_c !== null && temperature_c !== undefined)
        expect(outcome === 'warm' ? temperature_c >= 18 : outcome === 'cold' && temperature_c < 18).toBe(true)
      if (outcome !== 'warm') expect(issue_id !== null).toBe(outcome === 'cold' || outcome === 'leak')
    }
  })

  it('cover grids unlike, about a seventh of the homes in all', () => {
    for (const { id } of city.round.slice(0, 2)) {
      const met = homesMet(visitsOf(id))
      const share = met.size / city.heated.length
      expect(share).toBeGreaterThan(0.1)
      expect(share).toBeLessThan(0.25)
      const shares = city.facts.grids.map((grid) => shareOf(grid.building_ids, met))
      expect(Math.max(...shares)).toBeGreaterThan(2 * Math.min(...shares))
    }
  })

  it('open far more doors where visiting is eager: many findings by home, none more by visited home', () => {
    const truth = city.truths.find(({ kind }) => kind === 'unequal_visiting')
    const inside = new Set(truth?.building_ids)
    const rate = (isOurs: (building: number) => boolean) => {
      const found = city.round.flatMap(findingsIn).filter(({ building_id }) => isOurs(building_id ?? 0)).length
      const visited = city.round.reduce((sum, { id }) => sum + [...homesMet(visitsOf(id))].filter(at(isOurs)).length, 0)
      return { found, heated: city.heated.filter((home) => isOurs(home.building_id)).length, visited }
    }
    const own = rate((building) => inside.has(building))
    const rest = rate((building) => !inside.has(building))
    expect(own.visited / own.heated).toBeGreaterThan(3 * (rest.visited / rest.heated))
    const expectedByHome = (own.heated * rest.found) / rest.heated
    const expectedByVisit = (own.visited * rest.found) / rest.visited
    expect(own.found).toBeGreaterThan(2 * expectedByHome)
    expect(own.found).toBeLessThan(expectedByVisit + 3 * Math.sqrt(expectedByVisit))
  })

  it('are the same for the same seed', () => {
    const again = generate('rounds')
    expect(again.round).toEqual(city.round)
    expect(again.visit).toEqual(city.visit)
  }, 60_000)

  const at = (isOurs: (building: number) => boolean) => (home: number) => isOurs(buildingOf.get(home) ?? 0)
  function shareOf(buildings: readonly number[], met: ReadonlySet<number>): number {
    const inside = new Set(buildings)
    const heated = city.heated.filter((home) => inside.has(home.building_id))
    return heated.filter((home) => met.has(home.id)).length / heated.length
  }
})
