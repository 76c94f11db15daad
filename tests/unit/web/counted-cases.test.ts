import { expect, it } from 'vitest'
import type { BranchCluster, SurfacePlace } from '../../../data/hotspots/answers'
import type { CaseColumns } from '../../../data/hotspots/city-columns'
import { countsInWords, type CaseWords } from '../../../data/hotspots/counts/counted-words'
import { isHeatFault } from '../../../data/hotspots/heat-faults'
import { vocabulary } from '../../../data/model/vocabulary'
import type { Raw } from '../../../web/problems/finding'
import { partCases } from '../../../web/problems/details/counted-cases'

const one = (symptom: string, cause: string | null = null, status = 'in_progress'): CaseWords => ({
  ...{ symptom, cause, status },
})
const cold = one('not_hot')
const listed = [
  ...[cold, one('leak_public'), one('not_hot', 'yard_branch'), cold],
  ...[
    one('fees'),
    one('not_hot', 'arrears'),
    one('not_hot', 'air_lock'),
    one('leak_indoor'),
    one('not_hot', null, 'declined'),
  ],
]
const branch = (cases: number, outside = 0) =>
  ({
    ...{ kind: 'branch', key: 'pipe-7' },
    cluster: {
      ...({ cases, open_cases: 0, expected: 1 } as BranchCluster),
      outside: outside
        ? { counts: { cases: outside, open_cases: 0, expected: 0 }, communities: [], secretaries: [] }
        : null,
    },
  }) satisfies Raw

it('of a shared pipe only what may come from a pipe is counted, and repeats of a flat are said', () => {
  expect(partCases(listed, branch(4))).toEqual({ counted: listed.slice(0, 4), uncounted: listed.slice(4), repeats: 0 })
  expect(partCases(listed, branch(3)).repeats).toBe(1)
  // Five of eight lie next door and are not listed.
  expect(partCases(listed, branch(8, 5)).repeats).toBe(1)
  // Fewer may be seen than are counted.
  expect(partCases(listed, branch(9)).repeats).toBe(0)
})

it('of cells and places of the surface all but fees, arrears and the declined', () => {
  const change = { cell: 'a', before: 0, now: 6, rate_before: 0, rate_now: 1, heated_dwellings: 9, class: 1, p: 1 }
  const geometry: GeoJSON.Polygon = { type: 'Polygon', coordinates: [] }
  const cells: Raw = { kind: 'change', key: 'a', change: { ...change, confidence: 'open' }, geometry }
  expect(partCases(listed, cells).uncounted).toEqual([listed[4], listed[5], listed[8]])
  const weighted = { weighted_cases: 1, weighted_dwellings: 9, filled_dwellings: 0 }
  const place: SurfacePlace = { lng: 0, lat: 0, cases: 1, heated_dwellings: 9, rate: 1, ...weighted }
  const parted = partCases(listed, { kind: 'place', key: 'b', place })
  expect(parted).toMatchObject({ uncounted: [listed[4], listed[5], listed[8]], repeats: 0 })
})

it('counts in words as cells do in columns', () => {
  const causes = [null, ...vocabulary.cause]
  const words = vocabulary.symptom.flatMap((symptom) => causes.map((cause) => one(symptom, cause)))
  const columns = {
    symptom: Uint8Array.from(words, ({ symptom }) => vocabulary.symptom.findIndex((word) => word === symptom)),
    cause: Uint8Array.from(words, ({ cause }) =>
      cause === null ? 255 : vocabulary.cause.findIndex((word) => word === cause),
    ),
  } as CaseColumns
  expect(words.map((word) => countsInWords('cells', word))).toEqual(words.map((_, i) => isHeatFault(columns, i)))
})
