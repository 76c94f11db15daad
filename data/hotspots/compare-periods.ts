import { changeBreaks, classOf } from '../model/scales'
import { binomialUpperTail } from '../statistics/binomial'
import { benjaminiHochberg } from '../statistics/false-discovery'
import type { CellChange, CellsAnswer, ChangeAnswer, PeriodComparison, SummaryAnswer } from './answers'

/** Level of the false discovery rate up to which a change is no chance. */
const falseDiscoveries = 0.05

/**
 * Two counts with the exposure of each (dwelling-weeks): given their sum, the first is binomial with the share of its
 * exposure (Przyborowski & Wilenski 1940, Biometrika 31, 313–323). Two-sided by doubling the smaller tail.
 */
export function compareCounts(now: number, before: number, share: number): Pick<PeriodComparison, 'p' | 'confidence'> {
  const p = twoSided(now, before, share)
  return { p, confidence: confidenceOf(p) }
}

/** The same question in two periods. */
export function compareSummaries(now: SummaryAnswer, before: SummaryAnswer): PeriodComparison {
  const [exposure, exposureBefore] = [dwellingDays(now), dwellingDays(before)]
  return {
    from: before.from,
    to: before.to,
    cases: before.cases,
    rate_now: perWeek(now.cases, exposure),
    rate_before: perWeek(before.cases, exposureBefore),
    ...compareCounts(now.cases, before.cases, exposure / (exposure + exposureBefore)),
  }
}

/**
 * The cells of two answers side by side. A cell that only one of them has, or that has too few homes to be shown in
 * either, is left out: homes are counted by season, and a missing number is not zero.
 */
export function compareCells(now: CellsAnswer, before: CellsAnswer): ChangeAnswer {
  const earlier = new Map(before.cells.features.map(({ properties }) => [properties.cell, properties]))
  const pairs = now.cells.features.flatMap(({ geometry, properties }) => {
    const old = earlier.get(properties.cell)
    return old ? [{ geometry, properties, old }] : []
  })
  const active = pairs.filter(({ properties, old }) => properties.cases + old.cases > 0)
  const adjusted = benjaminiHochberg(
    active.map(({ properties, old }) => {
      const exposure = properties.heated_dwellings * now.basis.weeks
      const exposureBefore = old.heated_dwellings * before.basis.weeks
      return twoSided(properties.cases, old.cases, exposure / (exposure + exposureBefore))
    }),
  )
  const chance = new Map(active.map(({ properties }, index) => [properties.cell, adjusted[index] ?? 1]))
  const features = pairs.map(({ geometry, properties, old }) => {
    const p = chance.get(properties.cell) ?? 1
    const change: CellChange = {
      cell: properties.cell,
      before: old.cases,
      now: properties.cases,
      rate_before: old.rate,
      rate_now: properties.rate,
      heated_dwellings: properties.heated_dwellings,
      class: classOf(properties.rate - old.rate, changeBreaks),
      p,
      confidence: confidenceOf(p),
    }
    return { type: 'Feature' as const, geometry, properties: change }
  })
  const figures = {
    ...(now.basis.figures.resolution !== undefined && { resolution: now.basis.figures.resolution }),
    tests: active.length,
    false_discovery_rate: falseDiscoveries,
    cases_before: before.basis.cases,
    city_rate_before: before.basis.city_rate,
  }
  return { lens: 'change', cells: { type: 'FeatureCollection', features }, basis: { ...now.basis, figures } }
}

function dwellingDays({ from, to, heated_dwellings }: SummaryAnswer): number {
  return heated_dwellings * ((Date.parse(to) - Date.parse(from)) / 86_400_000 + 1)
}

function perWeek(cases: number, exposure: number): number {
  return exposure > 0 ? (cases * 700) / exposure : 0
}

function twoSided(now: number, before: number, share: number): number {
  const total = now + before
  if (total === 0 || !(share > 0 && share < 1)) return 1
  const more = binomialUpperTail(now, total, share)
  const fewer = binomialUpperTail(before, total, 1 - share)
  return Math.min(1, 2 * Math.min(more, fewer))
}

function confidenceOf(p: number): PeriodComparison['confidence'] {
  if (p <= 0.01) return 'certain'
  return p <= falseDiscoveries ? 'likely' : 'open'
}
