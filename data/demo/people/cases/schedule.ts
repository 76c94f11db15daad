import type { Random } from '../../random'
import type { Homes } from '../homes'
import type { Effect } from '../truths/planting'
import type { DayPlan } from './days'

/** How many cases each day brings: by chance from all homes, and from each planted effect. */
export interface Schedule {
  base: Uint32Array
  /** One row of days per effect. */
  extra: Uint32Array[]
}

/**
 * Counts per day. Without `issues` they follow the rates; with it they are scaled so that exactly that many come out.
 * The excess of planted truths carries its fractions over, so that a truth never fails to show by bad luck.
 */
export function scheduleCases(
  random: Random,
  days: readonly DayPlan[],
  homes: Homes,
  { effects, issues }: { effects: readonly Effect[]; issues: number | undefined },
): Schedule {
  const excess = effects.map((effect) => expectedExcess(effect, days, homes))
  const expected = days.reduce((sum, day) => sum + day.rate * homes.heated, 0) + sumOf(excess.flat())
  const scale = issues === undefined ? 1 : issues / expected
  const base = Uint32Array.from(days, (day) => random.poisson(day.rate * homes.heated * scale))
  const extra = excess.map((means) => carryOver(means.map((mean) => mean * scale)))
  if (issues !== undefined) adjust(random, base, issues - sumOf(extra.map((counts) => sumOf(counts))))
  return { base, extra }
}

function expectedExcess(effect: Effect, days: readonly DayPlan[], homes: Homes): number[] {
  const risk = effect.homes.reduce((sum, i) => sum + (homes.risk[i] ?? 0), 0)
  return days.map(({ day, rate }) => (day < effect.from || day > effect.to ? 0 : effect.excess * rate * risk))
}

function carryOver(means: readonly number[]): Uint32Array {
  let carried = 0.5
  return Uint32Array.from(means, (mean) => {
    carried += mean
    const count = Math.floor(carried)
    carried -= count
    return count
  })
}

/** Adds or takes single cases on days drawn by their counts until the total is met. */
function adjust(random: Random, counts: Uint32Array, total: number): void {
  const weights = [...counts]
  let missing = total - sumOf(counts)
  while (missing !== 0) {
    const day = random.weighted(weights)
    const count = (counts[day] ?? 0) + Math.sign(missing)
    if (count < 0) continue
    counts[day] = count
    missing -= Math.sign(missing)
  }
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0
  return sum
}
