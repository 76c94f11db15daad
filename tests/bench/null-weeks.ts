import { createRandom, type Random } from '../../data/demo/random'
import { cellGroundOf } from '../../data/hotspots/cell-ground'
import { cellsLens } from '../../data/hotspots/cells'
import type { CityColumns } from '../../data/hotspots/city-columns'
import { atomsAt, wholePeriod } from '../../data/hotspots/count'
import { exposureOf } from '../../data/hotspots/expectation'
import { benjaminiHochberg } from '../../data/statistics/false-discovery'
import { normalUpperTail } from '../../data/statistics/normal'
import { demoColumns } from '../support/demo-columns'
import { simulateWeek } from '../support/simulated-week'

/** How 异常片区 behaves at one background, in weeks simulated on the demo city. Shares in percent. */
export interface NullWeeks {
  /** Cases per 100 heated dwellings and week. */
  background: number
  weeks: number
  /** Quiet weeks in which some cell is called significant. */
  alarms: number
  /** Quiet weeks in which the normal tail of Gi* would call one, at the same false discovery rate. */
  alarms_gi_star: number
  /** Weeks with faults: mean share of the significant cells that neither hold a fault nor touch one. */
  false_discoveries: number
  /** Faults that some significant cell holds or touches. */
  found: number
}

const faults = 3
const relativeRisk = 6
const level = 0.05

/**
 * Simulates quiet weeks from the exposure, and as many with three faulty compounds of 150 to 600 homes at relative risk
 * 6, at each background. The same weeks come out at every run.
 */
export function measureNullWeeks(weeks: number, backgrounds: readonly number[]): NullWeeks[] {
  const { columns, today } = demoColumns()
  const first = today - 6
  const { exposure } = exposureOf(columns, first)
  const places = placesOf(columns, today)
  const look = (random: Random, weights: Float64Array, background: number) => {
    const cases = (background / 100) * weights.reduce((sum, own) => sum + own, 0)
    const week = simulateWeek(random, columns, { first, cases, weights })
    const selection = wholePeriod(first, today)
    const answer = cellsLens({ columns: week, selection, now: 0, exposure, in_view: null, readable: null })
    return answer.cells.features.map((feature) => feature.properties)
  }
  return backgrounds.map((background) => {
    const random = createRandom(`null weeks at ${background}`)
    const sums = { alarms: 0, alarms_gi_star: 0, false_discoveries: 0, found: 0 }
    for (let n = 0; n < weeks; n++) {
      const quiet = look(random, exposure, background)
      if (quiet.some((cell) => cell.significant)) sums.alarms++
      const tails = benjaminiHochberg(quiet.map((cell) => normalUpperTail(cell.gi_star_z ?? 0)))
      if (tails.some((p) => p <= level)) sums.alarms_gi_star++
      const faulty = random.shuffle(places).slice(0, faults)
      const isFaulty = new Set(faulty.flatMap((place) => place.buildings))
      const weights = exposure.map((own, b) => (isFaulty.has(b) ? own * relativeRisk : own))
      const found = look(random, weights, background).flatMap((cell) => (cell.significant ? [cell.cell] : []))
      const wrong = found.filter((cell) => !faulty.some((place) => place.cells.has(cell)))
      sums.false_discoveries += wrong.length / Math.max(1, found.length)
      sums.found += faulty.filter((place) => found.some((cell) => place.cells.has(cell))).length / faults
    }
    const [alarms = 0, alarms_gi_star = 0, false_discoveries = 0, hit = 0] = Object.values(sums).map(
      (sum) => (100 * sum) / weeks,
    )
    return { background, weeks, alarms, alarms_gi_star, false_discoveries, found: hit }
  })
}

/** The section of docs/benchmarks.md. */
export function describeNullWeeks(rows: readonly NullWeeks[]): string {
  const [weeks] = rows.map((row) => row.weeks)
  const lines = rows.map((row) => {
    const shares = [row.alarms, row.alarms_gi_star, row.false_discoveries, row.found]
    return `| ${[row.background, ...shares.map((share) => `${share.toFixed(1)} %`)].join(' | ')} |`
  })
  return `## Unusual areas: alarms in quiet weeks

${weeks} weeks simulated on the demo city from its exposure, without any fault, and ${weeks} with three compounds of 150 to
600 homes at relative risk ${relativeRisk}. Aim: alarms in at most 5 % of the quiet weeks, and at most 5 % of the significant cells false,
within Monte-Carlo error (± ${(196 * Math.sqrt((0.05 * 0.95) / (weeks ?? 1))).toFixed(1)} %). *Gi\\**: had the normal tail of its z been believed, at the same false discovery rate.

| cases per 100 homes and week | weeks with an alarm | with Gi\\* | false discoveries | faults found |
| --- | --- | --- | --- | --- |
${lines.join('\n')}
`
}

interface Place {
  /** Positions of buildings. */
  buildings: number[]
  /** Their cells, and those that have one of them beside. */
  cells: Set<string>
}

/** Compounds of 150 to 600 heated dwellings. */
function placesOf(columns: CityColumns, today: number): Place[] {
  const { buildings } = columns
  const atoms = atomsAt(columns, today)
  if (!atoms) return []
  const ground = cellGroundOf(columns, atoms)
  const compounds = new Map<number, number[]>()
  buildings.compound_id.forEach((id, b) => compounds.set(id, [...(compounds.get(id) ?? []), b]))
  return [...compounds.values()].flatMap((members) => {
    const homes = members.reduce((sum, b) => sum + buildings.heated_dwellings[b]!, 0)
    if (homes < 150 || homes > 600) return []
    const own = members.map((b) => ground.of_atom[atoms.of_building[b]!] ?? -1).filter((cell) => cell >= 0)
    const { offsets, neighbours } = ground.rings
    const near = own.flatMap((cell) => [...neighbours.subarray(offsets[cell], offsets[cell + 1])])
    return [{ buildings: members, cells: new Set(near.map((cell) => ground.cells[cell]!)) }]
  })
}
