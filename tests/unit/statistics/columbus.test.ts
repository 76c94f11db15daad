import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { gi, giStar } from '../../../data/statistics/getis-ord'
import { localMoran, moran } from '../../../data/statistics/moran'
import { binaryWeights, rowStandardised, withSelf, type SpatialWeights } from '../../../data/statistics/spatial-weights'
import { describeWithInput } from '../../support/shared-data'

interface Results {
  moran_I: number
  E: number
  Var_randomisation: number
  z: number
  p_greater: number
  neighbours_1based: Record<string, number[]>
}

/** What R's spdep says of the crimes of Columbus: neighbours by queen contiguity. */
function readOracle(path: string) {
  const results = JSON.parse(readFileSync(path, 'utf8')) as Results
  const [header = '', ...lines] = readFileSync(path.replace('.json', '.csv'), 'utf8').trim().split('\n')
  const names = header.split(',').map((name) => name.replaceAll('"', ''))
  const column = (name: string) => lines.map((line) => Number(line.split(',')[names.indexOf(name)]))
  const lists = lines.map((_, i) => (results.neighbours_1based[i + 1] ?? []).map((id) => id - 1))
  return { results, column, weights: binaryWeights(lists) }
}

const input = 'statistics-columbus/columbus_CRIME_queen.json'

describeWithInput('the crimes of Columbus, as R computes them', input, (file) => {
  const { results, column, weights } = readOracle(file)
  const x = column('x')

  it('have this global Moran', () => {
    const test = moran(x, rowStandardised(weights))
    expect(weights.neighbours.length).toBe(236)
    expect(test?.i).toBeCloseTo(results.moran_I, 9)
    expect(test?.expected).toBeCloseTo(results.E, 9)
    expect(test?.variance).toBeCloseTo(results.Var_randomisation, 9)
    expect(test?.z).toBeCloseTo(results.z, 9)
    expect((test?.p_greater ?? 0) / results.p_greater).toBeCloseTo(1, 9)
  })

  it('have these local Morans', () => {
    const places = localMoran(x, rowStandardised(weights)) ?? []
    const near = (of: (place: (typeof places)[number]) => number | null, name: string) =>
      expect(distance(places.map(of), column(name)), name).toBeLessThan(1e-9)
    near((place) => place.i, 'Ii')
    near((place) => place.expected, 'E_Ii')
    near((place) => place.variance, 'Var_Ii')
    near((place) => place.z, 'Z_Ii')
    near((place) => place.p_two_sided, 'p_Ii')
  })

  it.each<[string, (w: SpatialWeights) => (number | null)[]]>([
    ['G_z', (w) => gi(x, w)],
    ['G_z', (w) => gi(x, rowStandardised(w))],
    ['Gstar_z', (w) => giStar(x, withSelf(w))],
  ])('have these %s', (name, compute) => {
    expect(distance(compute(weights), column(name))).toBeLessThan(1e-9)
  })
})

function distance(ours: (number | null)[], theirs: number[]): number {
  expect(ours.length).toBe(theirs.length)
  return Math.max(...ours.map((value, i) => Math.abs((value ?? Infinity) - (theirs[i] ?? NaN))))
}
