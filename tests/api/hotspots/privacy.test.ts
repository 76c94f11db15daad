import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { BranchesAnswer, SummaryAnswer, WatchAnswer } from '../../../data/hotspots/answers'
import { lenses } from '../../../data/hotspots/answers'
import type { Dataset } from '../../../data/model/dataset'
import { onBothEngines } from '../../support/database'
import { hotspotsCity, type Account } from '../../support/hotspots-city'
import { manyCases } from '../../support/many-cases'
import { tinyRounds } from '../../support/tiny-rounds'

const accounts = {
  admin: { role: 'admin' },
  planner: { role: 'planner' },
  secretary: { role: 'secretary', division_ids: [3] },
} satisfies Record<string, Account>
type Name = keyof typeof accounts

onBothEngines('privacy of hotspots', (engine) => {
  const code = `hot-secret-${engine.name}`
  const { here, answered, change } = hotspotsCity(engine, { code, accounts, edit: partOfAnAtom })

  const ask = async (name: Name, path: string) => {
    const answer = await answered(name, path)
    expect(answer.status, `${name} ${path}`).toBe(200)
    return (await answer.json()) as unknown
  }
  /** An answer with exact p-values, where there are any. */
  const settled = async (name: Name, path: string) => {
    let answer = await ask(name, path)
    const isSettled = () => (answer as BranchesAnswer | WatchAnswer).step === 'exact'
    if (/^(branches|watch)/.test(path))
      await expect.poll(async () => (isSettled() || (answer = await ask(name, path)), isSettled())).toBe(true)
    return answer
  }
  const filters = [
    '',
    'symptoms=not_hot,lukewarm',
    'status=open',
    'status=overdue',
    'compound_kinds=old',
    'sources=chat',
  ]
  const questions = (areas: string[]) =>
    areas.flatMap((area) => [
      ...filters.flatMap((filter) =>
        ['summary', 'watch', ...lenses].map((lens) => `${lens}?from=2024-01-05&to=2024-01-18&${filter}&${area}`),
      ),
      ...['', 'symptoms=not_hot', 'status=open'].flatMap((filter) =>
        ['summary', 'surface', 'cells'].map((lens) => `${lens}?round=1&${filter}&${area}`),
      ),
    ])
  const everything = async (name: Name, areas: string[]) =>
    Object.fromEntries(
      await Promise.all(questions(areas).map(async (path) => [path, await settled(name, path)] as const)),
    )

  it('moving cases inside an atom changes no answer for a planner', async () => {
    const areas = ['', 'area=2', 'area=3', 'area=4']
    const before = await everything('planner', areas)
    const homes = [
      [3, 4],
      [5, 6],
      [7, 8],
    ]
    const move = fc.record({
      ids: fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 200 }),
      atom: fc.nat(2),
    })
    for (const { ids, atom } of fc.sample(move, { numRuns: 3, seed: 5 })) {
      const [one = 0, other = 0] = homes[atom] ?? []
      await change(
        () => here().db.sql`
          update issue set building_id = case building_id when ${one} then ${other}::integer else ${one} end
          where city = ${here().city.id} and id = any (${ids}) and building_id in (${one}, ${other})`,
      )
      expect(await everything('planner', areas)).toEqual(before)
    }
  }, 180_000)

  it('moving visits inside an atom changes no answer for a planner', async () => {
    const areas = ['', 'area=3', 'area=4']
    const before = await everything('planner', areas)
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
    expect(await everything('planner', areas)).toEqual(before)
  }, 180_000)

  it('gives parts whose sum is the whole, and counts an atom in one place only', async () => {
    for (const filter of filters) {
      const cases = async (area: string) => ((await ask('planner', `summary?${filter}&${area}`)) as SummaryAnswer).cases
      expect((await cases('area=3')) + (await cases('area=4')), filter).toBe(await cases(''))
    }
  })

  it('tells who reads a part of an atom nothing about a rest of fewer than five homes', async () => {
    // Summary and hot list say how many the whole city has, which are more.
    const shown = async (name: Name) => {
      const all = await everything(name, [''])
      return Object.fromEntries(Object.entries(all).filter(([path]) => !/^(summary|watch)/.test(path)))
    }
    const [secretary, planner] = [await shown('secretary'), await shown('planner')]
    await change(
      () => here().db.sql`
        insert into issue (city, id, code, building_id, symptom, source, status, reported_at, geom)
        select city, 9200 + n, 'S' || n, 4, 'not_hot', 'chat', 'reported', '2024-01-16T00:00:00Z', geom
        from issue, generate_series(1, 25) n where city = ${here().city.id} and id = 1`,
    )
    expect(await shown('secretary')).toEqual(secretary)
    expect(await shown('planner')).not.toEqual(planner)
  }, 180_000)
})

/**
 * Building 4 is in community 4, but in one atom with building 3 of community 3: a secretary of community 3 reads a part
 * of that atom, and the other part holds three homes.
 */
function partOfAnAtom(rows: Dataset): void {
  manyCases(rows, 500)
  tinyRounds(rows)
  for (const building of rows.building) if (building.id === 4) building.community_id = 4
  for (const compound of rows.compound) if (compound.id === 3) compound.kind = 'modern'
}
