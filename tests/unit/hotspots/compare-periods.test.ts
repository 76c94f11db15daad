import { describe, expect, it } from 'vitest'
import type { CellsAnswer, SummaryAnswer } from '../../../data/hotspots/answers'
import { compareCells, compareCounts, compareSummaries } from '../../../data/hotspots/compare-periods'
import { basis, cell } from '../map/heat'

const ring: GeoJSON.Polygon = { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] } // prettier-ignore

function answer(cells: Record<string, number>, weeks = 1): CellsAnswer {
  const features = Object.entries(cells).map(([name, cases]) => ({
    type: 'Feature' as const,
    geometry: ring,
    properties: { ...cell, cell: name, cases, heated_dwellings: 100, rate: cases / weeks },
  }))
  return { lens: 'cells', cells: { type: 'FeatureCollection', features }, basis: { ...basis, weeks } }
}

describe('two counts', () => {
  it('are judged by the binomial given their sum', () => {
    // 8 against 0 at equal exposure: 2 / 2^8.
    expect(compareCounts(8, 0, 0.5)).toEqual({ p: expect.closeTo(2 / 256, 12), confidence: 'certain' })
    expect(compareCounts(0, 8, 0.5).p).toBeCloseTo(2 / 256, 12)
    expect(compareCounts(5, 4, 0.5)).toMatchObject({ confidence: 'open' })
    expect(compareCounts(0, 0, 0.5).p).toBe(1)
  })

  it('take the exposure into account', () => {
    expect(compareCounts(8, 2, 0.8).confidence).toBe('open')
    expect(compareCounts(8, 2, 0.2).confidence).toBe('certain')
  })
})

describe('two answers', () => {
  it('are set side by side cell by cell, with the class of the difference', () => {
    const { cells, basis: told } = compareCells(answer({ a: 12, b: 1, c: 0, d: 2 }), answer({ a: 0, b: 1, c: 4 }))
    const { features } = cells
    const found = Object.fromEntries(features.map(({ properties }) => [properties.cell, properties]))
    expect(Object.keys(found)).toEqual(['a', 'b', 'c'])
    expect(found.a).toMatchObject({ now: 12, before: 0, class: 6, confidence: 'certain' })
    expect(found.b).toMatchObject({ class: 3, confidence: 'open' })
    expect(found.c).toMatchObject({ class: 0, confidence: 'open' })
    // Two-sided 2 / 2^12, adjusted for three cells with cases.
    expect(found.a?.p).toBeCloseTo((3 * 2) / 2 ** 12, 12)
    expect(told).toEqual({
      ...basis,
      figures: { resolution: 10, tests: 3, false_discovery_rate: 0.05, cases_before: 19, city_rate_before: 0.45 },
    })
  })

  it('compare their counts by dwelling-days, so that a longer period is not more by itself', () => {
    const week = { from: '2024-01-12', to: '2024-01-18', cases: 8, heated_dwellings: 400 } as SummaryAnswer
    const before = { from: '2023-01-01', to: '2023-01-28', cases: 32, heated_dwellings: 400 } as SummaryAnswer
    const told = { from: '2023-01-01', to: '2023-01-28', cases: 32, rate_now: 2, rate_before: 2, p: 1 }
    expect(compareSummaries(week, before)).toEqual({ ...told, confidence: 'open' })
    expect(compareSummaries({ ...week, cases: 24 }, before)).toMatchObject({ rate_now: 6, confidence: 'certain' })
    expect(compareSummaries({ ...week, heated_dwellings: 0 }, before)).toMatchObject({ rate_now: 0, p: 1 })
  })

  it('find nothing between a period and itself, however long', () => {
    const season = answer({ a: 30, b: 4 }, 20)
    expect(
      compareCells(season, season).cells.features.map(({ properties }) => [properties.class, properties.confidence]),
    ).toEqual(
      [[3, 'open'], [3, 'open']], // prettier-ignore
    )
  })
})
