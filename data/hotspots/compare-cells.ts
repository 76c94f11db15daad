import { changeBreaks, classOf } from '../model/scales'
import { binomialUpperTail } from '../statistics/binomial'
import { benjaminiHochberg } from '../statistics/false-discovery'
import type { CellsAnswer, Confidence } from './answers'

/** A cell in two periods. Rates are cases per 100 heated dwellings and week. */
export interface CellChange {
  cell: string
  before: number
  now: number
  rate_before: number
  rate_now: number
  heated_dwellings: number
  /** Class of `changeBreaks` for the difference of the rates. */
  class: number
  /** After control of the false discovery rate over the cells with any case. */
  p: number
  confidence: Exclude<Confidence, 'pending'>
}

export type CellChanges = GeoJSON.FeatureCollection<GeoJSON.Polygon, CellChange>

/** Cases of two periods under the same filters, and by how much chance alone could part them. */
export interface CountChange {
  p: number
  confidence: Exclude<Confidence, 'pending'>
}

/**
 * Two counts with the exposure of each (dwelling-weeks): given their sum, the first is binomial with the share of its
 * exposure (Przyborowski & Wilenski 1940, Biometrika 31, 313–323). Two-sided by doubling the smaller tail.
 */
export function compareCounts(now: number, before: number, share: number): CountChange {
  const p = twoSided(now, before, share)
  return { p, confidence: confidenceOf(p) }
}

/**
 * The cells of two answers side by side. A cell that only one of them has, or that has too few homes to be shown in
 * either, is left out: homes are counted by season, and a missing number is not zero.
 */
export function compareCells(now: CellsAnswer, before: CellsAnswer): CellChanges {
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
  return {
    type: 'FeatureCollection',
    features: pairs.map(({ geometry, properties, old }) => {
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
      return { type: 'Feature', geometry, properties: change }
    }),
  }
}

function twoSided(now: number, before: number, share: number): number {
  const total = now + before
  if (total === 0 || !(share > 0 && share < 1)) return 1
  const more = binomialUpperTail(now, total, share)
  const fewer = binomialUpperTail(before, total, 1 - share)
  return Math.min(1, 2 * Math.min(more, fewer))
}

function confidenceOf(p: number): CountChange['confidence'] {
  if (p <= 0.01) return 'certain'
  return p <= 0.05 ? 'likely' : 'open'
}
