import { codeOf } from '../case-columns'
import { none, type CityColumns } from '../city-columns'
import { isOpen, maskOf, selectCases } from '../count'
import { causesOfFlats, pipeSymptoms } from '../counts/counted-words'
import type { BranchTree } from './branch-tree'
import type { LensInput } from '../question'

/** Windows that are searched, in days back from the last day of the question. */
export const windowDays = [3, 7, 14, 28] as const
/** Lengths of the rings between them. */
export const ringDays = windowDays.map((days, i) => days - (windowDays[i - 1] ?? 0))

const symptoms = maskOf('symptom', pipeSymptoms)
const otherCauses = new Set(causesOfFlats.map((cause) => codeOf('cause', cause)))

/** Cases by ring and place, and what the exposure of each place is worth in each ring. */
export interface BranchCases {
  by_ring: readonly Int32Array[]
  /** Open ones among them. */
  open_by_ring: readonly Int32Array[]
  /** Factor on the exposure by ring and station of the tree; the last element is for places without a station. */
  kept: readonly Float64Array[]
}

/** Positions of the cases that 共用管段 looks at, whatever their cause. */
export function branchCandidates({ columns, selection, now }: LensInput): Int32Array {
  const asked = selection.symptoms === 0 ? symptoms : selection.symptoms & symptoms
  if (asked === 0) return new Int32Array(0)
  const from = selection.to - windowDays[windowDays.length - 1]! + 1
  return selectCases(columns, { ...selection, from, symptoms: asked }, now)
}

/**
 * Counts cases by ring and place; `placeOf` gives the place of a case by its position, −1 to leave it out.
 *
 * Cases with a cause that is no pipe's are left out, but a cause is known only once a case is answered: where answers are
 * slow more cases stay in, and a slow station would look like a faulty one. So each case has a chance to stay in: 1
 * while it has no cause, else the share of answered cases of its symptom that stay in, city-wide. The mean chance of the
 * cases of a station in a ring, shrunk towards the city's by ten cases, is a factor on the exposure there. It keeps every
 * case in (thinning unanswered ones at random would cost two fifths of a fault that nobody has looked at yet), and is
 * estimated by station and not below, so that a faulty branch with slow answers hardly raises its own expectation.
 */
export function countBranchCases(
  columns: CityColumns,
  tree: BranchTree,
  { positions, to }: { positions: Int32Array; to: number },
  placeOf: (position: number) => number,
): BranchCases {
  const { cases } = columns
  const empty = () => ringDays.map(() => new Int32Array(tree.scan.units))
  const [by_ring, open_by_ring] = [empty(), empty()]
  const staying = chancesToStay(columns, positions)
  const chance = ringDays.map(() => new Float64Array(tree.stations + 1))
  const all = ringDays.map(() => new Float64Array(tree.stations + 1))
  for (const position of positions) {
    const place = placeOf(position)
    if (place < 0) continue
    const age = to - cases.day[position]!
    const ring = windowDays.findIndex((days) => age < days)
    const at = tree.station[place] === -1 ? tree.stations : tree.station[place]!
    const cause = cases.cause[position]!
    chance[ring]![at]! += cause === none ? 1 : staying(cases.symptom[position]!)
    all[ring]![at]!++
    if (otherCauses.has(cause)) continue
    by_ring[ring]![place]!++
    if (isOpen(cases, position)) open_by_ring[ring]![place]!++
  }
  return { by_ring, open_by_ring, kept: chance.map((of, ring) => shrunkMeans(of, all[ring]!)) }
}

/** Cases that a mean of few is shrunk by towards the mean of all. */
const prior = 10

function shrunkMeans(sums: Float64Array, counts: Float64Array): Float64Array {
  const count = counts.reduce((sum, n) => sum + n, 0)
  const mean = count > 0 ? sums.reduce((sum, value) => sum + value, 0) / count : 1
  return sums.map((sum, i) => (sum + prior * mean) / (counts[i]! + prior))
}

/** Share of answered cases with a cause that a pipe may have, by symptom; shrunk towards that of all symptoms. */
function chancesToStay({ cases }: CityColumns, positions: Int32Array): (symptom: number) => number {
  const answered = new Float64Array(256)
  const staying = new Float64Array(256)
  for (const position of positions) {
    const cause = cases.cause[position]!
    if (cause === none) continue
    answered[cases.symptom[position]!]!++
    if (!otherCauses.has(cause)) staying[cases.symptom[position]!]!++
  }
  const means = shrunkMeans(staying, answered)
  return (symptom) => means[symptom]!
}
