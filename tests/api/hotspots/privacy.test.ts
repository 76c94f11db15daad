import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { BranchesAnswer, SummaryAnswer } from '../../../data/hotspots/answers'
import type { Dataset } from '../../../data/model/dataset'
import { vocabulary } from '../../../data/model/vocabulary'
import { onBothEngines } from '../../support/database'
import { decodeTile } from '../../support/decoded-tile'
import { hotspotsCity, type Account } from '../../support/hotspots-city'
import { rankOf } from '../../support/rank'
import { manyCases } from '../../support/many-cases'
import { tinyRounds } from '../../support/tiny-rounds'

const accounts = {
  planner: { role: 'planner' },
  secretary: { role: 'secretary', division_ids: [3] },
  member: { role: 'member', grid_ids: [4] },
} satisfies Record<string, Account>
type Name = keyof typeof accounts

/**
 * For each reader the sets of buildings that no answer may tell apart, and the buildings of which no answer may tell
 * anything: the three homes of building 4 are what is left of atom {3, 4} to who reads building 3.
 */
const readers: Record<Name, { together: number[][]; untold: number[] }> = {
  planner: { together: [[1], [2], [3, 4], [5, 6, 7, 8]], untold: [] },
  secretary: { together: [[1], [2], [3], [5, 6, 7, 8]], untold: [4] },
  member: { together: [[1], [2], [3, 4], [5, 6], [7], [8]], untold: [] },
}
const areas: Record<Name, string[]> = {
  planner: ['', 'area=2', 'area=3', 'area=4'],
  secretary: ['', 'area=3'],
  member: [''],
}

/** Questions to the columns; branches and places to watch are rarer, since their chances are drawn anew each time. */
const lensOf = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('summary', 'surface', 'cells') },
  { weight: 1, arbitrary: fc.constantFrom('branches', 'watch') },
)
const some = (words: readonly string[]) => fc.subarray([...words], { maxLength: 3 }).map((list) => list.join(','))
const filtersOf = fc.record({
  symptoms: fc.oneof(fc.constant(''), some(vocabulary.symptom)),
  status: fc.oneof(fc.constant(''), some(['open', 'overdue', 'reopened', 'closed', 'in_progress'])),
  sources: fc.oneof(fc.constant(''), some(vocabulary.source)),
  compound_kinds: fc.oneof(fc.constant(''), some(vocabulary.compound_kind)),
})
const periods = [
  ['2024-01-05', '2024-01-18'],
  ['2024-01-01', '2024-01-07'],
  ['2024-01-12', '2024-01-16'],
  ['2023-01-02', '2023-01-15'],
  ['2022-12-20', '2024-01-18'],
] as const
const periodOf = fc.constantFrom(...periods)
const asText = (given: Record<string, string>) =>
  new URLSearchParams(Object.entries(given).filter(([, value]) => value !== '')).toString()

const questionFor = (name: Name) =>
  fc
    .record({
      lens: lensOf,
      filters: filtersOf,
      period: periodOf,
      before: fc.option(periodOf),
      area: fc.constantFrom(...areas[name]),
      bandwidth: fc.constantFrom('', '60', '150', '600'),
    })
    .map(({ lens, filters, period, before, area, bandwidth }) => {
      const compared = before && lens !== 'branches' && lens !== 'watch'
      const [compare_from, compare_to] = compared ? before : ['', '']
      const [from, to] = period
      const query = { from, to, ...filters, compare_from, compare_to, ...(lens === 'surface' && { bandwidth }) }
      return `hotspots/${lens}?${asText(query)}&${area}`
    })

/** Paths beside the lenses that count cases of places, draw them, or might. */
const elsewhere = [
  ...['divisions', 'governance_grids', 'stations', 'sources', 'pipes', 'valves', 'compounds', 'buildings', 'grids'].map(
    (layer) => `features/${layer}?from=2024-01-05&to=2024-01-18`,
  ),
  'features/issues',
  'features/issues?compound_kinds=old&status=open',
  'features/issues?from=2024-01-12&to=2024-01-16&symptoms=not_hot&sources=chat',
  ...['divisions/3', 'divisions/2', 'stations/1', 'stations/2', 'grids/2', 'grids/3'].map(
    (place) => `features/${place}`,
  ),
  ...['compounds/2', 'compounds/3', 'compounds/4', 'buildings/3', 'buildings/4', 'buildings/6', 'buildings/8'].map(
    (place) => `features/${place}?from=2024-01-05&to=2024-01-18`,
  ),
  'counts',
  'counts?from=2024-01-12&to=2024-01-16&symptoms=not_hot',
  ...['pipe:12', 'pipe:23', 'pipe:24', 'pipe:14', 'valve:2', 'station:2', 'source:1', 'building:4'].map(
    (from) => `network/trace?from=${from}&direction=down`,
  ),
  'network/trace?from=building:4&direction=up',
  'search?q=3',
]
const tiles = ['11/1614/803', '14/12917/6430', '15/25835/12861', '15/25836/12861', '17/103343/51447'].flatMap((tile) =>
  ['', 'compound_kinds=shantytown,old', 'status=open&from=2024-01-05'].map((q) => `${tile}.mvt?${q}`),
)

/** What a round of visits found. */
const ofRound = ['', 'area=3', 'area=4'].flatMap((area) =>
  ['', 'symptoms=not_hot', 'status=open'].flatMap((filter) =>
    ['summary', 'surface', 'cells'].map((lens) => `hotspots/${lens}?round=1&${filter}&${area}`),
  ),
)

onBothEngines('privacy of hotspots', (engine) => {
  const code = `hot-secret-${engine.name}`
  const { here, answered, change, cookieOf } = hotspotsCity(engine, { code, accounts, edit: tellingBuildings })

  const ask = async (name: Name, path: string): Promise<unknown> => {
    if (path.startsWith('hotspots/')) {
      const answer = await answered(name, path.slice('hotspots/'.length))
      expect(answer.status, `${name} ${path}`).toBe(200)
      return answer.json()
    }
    const isTile = path.includes('.mvt')
    const url = isTile ? `/tiles/${code}/${path}` : `/api/cities/${code}/${path}`
    const answer = await here().test.get(url, cookieOf(name))
    expect([200, ...(isTile ? [204] : [])], `${name} ${path}`).toContain(answer.status)
    return isTile ? toldByTile(new Uint8Array(await answer.arrayBuffer())) : answer.json()
  }
  /** An answer with exact p-values, where there are any; places to watch take theirs from the branches. */
  const settled = async (name: Name, path: string): Promise<unknown> => {
    const branches = path.replace('hotspots/watch', 'hotspots/branches')
    if (!branches.startsWith('hotspots/branches')) return ask(name, path)
    await expect.poll(async () => ((await ask(name, branches)) as BranchesAnswer).step).toBe('exact')
    return ask(name, path)
  }
  const askAll = async (name: Name, paths: readonly string[]) =>
    Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await settled(name, path)] as const)))

  it('moving cases inside an atom changes no answer for a planner', async () => {
    const [together, ...more] = readers.planner.together.filter((buildings) => buildings.length > 1)
    const pair = fc.constantFrom(
      ...[together!, ...more].flatMap((atom) => atom.slice(1).map((b, i) => [atom[i]!, b] as const)),
    )
    const move = fc.record({
      ids: fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 300 }),
      pair,
      questions: fc.array(questionFor('planner'), { minLength: 10, maxLength: 14 }),
    })
    await fc.assert(
      fc.asyncProperty(move, async ({ ids, pair: [one, other], questions }) => {
        const paths = [...questions, ...ofRound, ...elsewhere, ...tiles]
        const before = await askAll('planner', paths)
        await change(
          () => here().db.sql`
            update issue set building_id = case building_id when ${one} then ${other}::integer else ${one} end
            where city = ${here().city.id}
              and (id = any (${ids}) or id = (
                select min(one.id) from issue one where one.city = issue.city and one.building_id = ${one}))
              and building_id in (${one}, ${other})`,
        )
        expect(await askAll('planner', paths)).toEqual(before)
      }),
      { seed: 5, numRuns: 4, endOnFailure: true },
    )
  }, 240_000)

  it.each(Object.keys(readers) as Name[])(
    'lets no combination of what a %s is told single out a building of an atom',
    async (name) => {
      const { together, untold } = readers[name]
      const questions = [...new Set(fc.sample(questionFor(name), { numRuns: 24, seed: 11 }))]
      const paths = [...questions, ...elsewhere, ...tiles]
      const plain = await askAll(name, paths)
      const more = new Map<number, Record<string, unknown>>()
      for (const building of [1, 2, 3, 4, 5, 6, 7, 8])
        more.set(building, await withCase(building, () => askAll(name, paths)))

      for (const building of untold) expect(more.get(building), `building ${building}`).toEqual(plain)
      for (const [first = 0, ...others] of together)
        for (const other of others) expect(more.get(other), `${other} for ${first}`).toEqual(more.get(first))

      // What a case adds to each number, by building: the coefficients that differences are made of.
      const numbers = [...more.values()].map((answers) => increments(plain, answers))
      const keys = [...new Set(numbers.flatMap((of) => [...of.keys()]))]
      const incidence = keys.map((key) => numbers.map((of) => of.get(key) ?? 0))
      expect(rankOf(incidence)).toBe(together.length)
      for (const building of [...together.filter((set) => set.length > 1).flat(), ...untold]) {
        const alone = numbers.map((_, b) => (b === building - 1 ? 1 : 0))
        expect(rankOf([...incidence, alone]), `building ${building}`).toBe(together.length + 1)
      }
    },
    240_000,
  )

  it('teaches whoever reads a part of an atom nothing about a rest of fewer than five homes in earlier days', async () => {
    const paths = [...fc.sample(questionFor('secretary'), { numRuns: 20, seed: 3 }), ...elsewhere, ...tiles]
    const [secretary, planner] = [await askAll('secretary', paths), await askAll('planner', elsewhere)]
    await change(() => insertCases(4, 25, '2023-01-09T00:00:00Z'))
    expect(await askAll('secretary', paths)).toEqual(secretary)
    await change(() => insertCases(4, 25, '2024-01-16T00:00:00Z'))
    expect(await askAll('secretary', paths)).toEqual(secretary)
    expect(await askAll('planner', elsewhere)).not.toEqual(planner)
    await change(removeInserted)
  }, 240_000)

  it('moving visits inside an atom changes no answer for a planner', async () => {
    const before = await askAll('planner', ofRound)
    const { db, city } = here()
    for (const [one, other] of [
      [303, 403],
      [504, 603],
      [702, 803],
    ] as const)
      // prettier-ignore
      await change(
        () => db.sql`
          update visit
          set dwelling_id = case dwelling_id when ${one} then ${other}::integer else ${one} end
          where city = ${city.id} and round_id = 1 and dwelling_id in (${one}, ${other})`,
        ['visit'],
      )
    expect(await askAll('planner', ofRound)).toEqual(before)
  }, 180_000)

  it('gives parts whose sum is the whole, and counts an atom in one place only', async () => {
    for (const filter of ['', 'symptoms=not_hot,lukewarm', 'status=overdue', 'compound_kinds=old', 'sources=chat']) {
      const cases = async (area: string) =>
        ((await ask('planner', `hotspots/summary?${filter}&${area}`)) as SummaryAnswer).cases
      expect((await cases('area=3')) + (await cases('area=4')), filter).toBe(await cases(''))
    }
  })

  it('shows a planner no case, no morning, no stack and no supervision', async () => {
    const status = async (path: string) =>
      (await here().test.get(`/api/cities/${code}/${path}`, cookieOf('planner'))).status
    for (const path of ['morning', 'supervisions', 'hotspots/buildings/3']) expect(await status(path), path).toBe(403)
    expect(await status('features/issues/400')).toBe(404)
  })

  const insertCases = (building: number, count: number, reported_at: string) => here().db.sql`
    insert into issue (city, id, code, building_id, symptom, source, status, reported_at, geom)
    select i.city, last.id + n, 'S' || last.id + n, ${building}, 'not_hot', 'chat', 'reported', ${reported_at}::timestamptz,
      i.geom
    from issue i, generate_series(1, ${count}::integer) n,
      (select greatest(9200, max(id)) as id from issue where city = ${here().city.id}) last
    where i.city = ${here().city.id} and i.id = 1`
  const removeInserted = () => here().db.sql`delete from issue where city = ${here().city.id} and id > 9000`

  async function withCase<T>(building: number, look: () => Promise<T>): Promise<T> {
    await change(() => insertCases(building, 1, '2024-01-16T00:00:00Z'))
    const seen = await look()
    await change(removeInserted)
    return seen
  }
})

/** What a tile tells by layer and id; where it draws is not of interest, and who made it may differ under load. */
function toldByTile(bytes: Uint8Array): object {
  const layers = [...decodeTile(bytes)].map(([layer, features]) => {
    const told = [...features.values()].map(({ id, properties }) => ({ id, ...properties }))
    return [layer, told.sort((a, b) => a.id - b.id)] as const
  })
  return Object.fromEntries(layers)
}

/** By path into the answers, how much whole numbers grew. */
function increments(plain: unknown, more: unknown): Map<string, number> {
  const [old, now] = [new Map<string, number>(), new Map<string, number>()]
  collect(plain, '', old)
  collect(more, '', now)
  return new Map(
    [...now].map(([key, value]) => [key, value - (old.get(key) ?? 0)] as const).filter(([, by]) => by !== 0),
  )
}

const counted = /\/(cases|open|overdue|reopened|closed|open_issues|issues|issues_open|count|not_hot|chat|reported)$/

function collect(value: unknown, path: string, into: Map<string, number>): void {
  if (typeof value === 'number' && counted.test(path) && Number.isInteger(value)) into.set(path, value)
  if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) collect(inner, `${path}/${key}`, into)
}

/**
 * Makes what atoms must hide differ inside of them. Atoms are {1} {2} {3, 4} {5, 6, 7, 8}: buildings 7 and 8 keep four
 * heated homes, too few for their compound, and join the atom of another one of another kind. Building 4 lies in the other
 * community and in another grid, and the buildings of an atom differ in age and heating system.
 */
function tellingBuildings(rows: Dataset): void {
  const gone = [7, 8].map((id) => rows.dwelling.find((home) => home.building_id === id && !home.suspended))
  rows.dwelling = rows.dwelling.filter((home) => !gone.includes(home))
  manyCases(rows, 500)
  tinyRounds(rows)
  rows.visit = rows.visit.filter((visit) => rows.dwelling.some((home) => home.id === visit.dwelling_id))
  for (const building of rows.building) {
    if (building.id === 4)
      Object.assign(building, { community_id: 4, built_year: 2005, heating_system: 'household_loop' })
    if (building.id === 6) Object.assign(building, { built_year: 1978 })
    if (building.id === 8) Object.assign(building, { built_year: 2012, heating_system: 'floor_heating' })
  }
  for (const compound of rows.compound) if (compound.id === 3) compound.kind = 'modern'
  for (const row of rows.grid_building) if (row.building_id === 4) Object.assign(row, { plan_id: 2, grid_id: 3 })
}
