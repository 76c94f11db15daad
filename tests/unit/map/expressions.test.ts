import { describe, expect, it } from 'vitest'
import { byField, byWord, byZoom, fillTemplate } from '../../../web/map/style/expressions'
import { evaluate as evaluateFor } from './evaluate'

const evaluate = (expression: unknown, properties: Record<string, unknown>, zoom?: number) =>
  evaluateFor(expression, { properties }, zoom)

describe('expressions', () => {
  it('fill a template from the fields of a feature', () => {
    const fields = { dwellings: 'heated_dwellings', open: 'open_issues' }
    const text = fillTemplate('{dwellings}户 · 未结{open}', fields)
    expect(evaluate(text, { heated_dwellings: 412, open_issues: 5 })).toBe('412户 · 未结5')
    expect(evaluate(text, { heated_dwellings: 412, open_issues: 0 })).toBe('412户 · 未结0')
  })

  it('print a dash for what is not known, which is not zero', () => {
    expect(evaluate(fillTemplate('{open}', { open: 'open_issues' }), {})).toBe('–')
    expect(evaluate(fillTemplate('{open}', { open: 'open_issues' }), { open_issues: null })).toBe('–')
  })

  it('take a field that stands for itself', () => {
    expect(evaluate(fillTemplate('Grid {number}', {}), { number: 8 })).toBe('Grid 8')
  })

  it('run linearly between stops and stop at their ends', () => {
    expect([9, 10, 12, 14, 15].map((zoom) => evaluate(byZoom([[10, 1], [14, 3]]), {}, zoom))).toEqual([1, 1, 2, 3, 3]) // prettier-ignore
    const size = byField('count', [[0, 0], [10, 10]], 4) // prettier-ignore
    expect([{ count: 5 }, { count: 99 }, {}].map((properties) => evaluate(size, properties))).toEqual([5, 10, 4])
  })

  it('give one value a word', () => {
    const value = byWord('kind', { old: 1, modern: 2 }, 0)
    expect(['old', 'modern', 'new'].map((kind) => evaluate(value, { kind }))).toEqual([1, 2, 0])
    expect(() => byWord('kind', {}, 0)).toThrow('kind')
  })
})
