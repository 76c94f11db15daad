import { expect, it } from 'vitest'
import type { BranchesAnswer, WatchAnswer } from '../../../data/hotspots/answers'
import type { Dataset } from '../../../data/model/dataset'
import { onBothEngines } from '../../support/database'
import { hotspotsCity, type Account } from '../../support/hotspots-city'

const accounts = {
  district: { role: 'district' },
  secretary: { role: 'secretary', division_ids: [3] },
  neighbour: { role: 'secretary', division_ids: [4] },
  planner: { role: 'planner' },
} satisfies Record<string, Account>

onBothEngines('the places to watch', (engine) => {
  const code = `watch-${engine.name}`
  const { answered, ask: askOnce } = hotspotsCity(engine, { code, accounts, edit: coldYard })

  const ask = (name: keyof typeof accounts, query = '') => answered(name, `watch?${query}`)
  const read = async (name: keyof typeof accounts, query = '') => {
    const answer = await ask(name, query)
    expect(answer.status).toBe(200)
    return (await answer.json()) as WatchAnswer
  }

  it('name the yard, the pipe that it shares, the station and whom to call', async () => {
    const { state, step, places, cases, compounds } = await read('secretary')
    expect(state).toBe('found')
    expect(['table', 'exact']).toContain(step)
    expect(places[0]?.outside).toBeNull()
    // With the cases 1 to 4 of the tiny city.
    expect(cases).toBe(28)
    expect(compounds).toBe(2)
    expect(places).toHaveLength(1)
    expect(places[0]).toMatchObject({
      ...{ lens: 'branches', window_days: 3, confidence: 'certain', heated_dwellings: 20 },
      place: { compounds: [{ id: 1, name: '煤炭大院' }], buildings_total: 2, community: { id: 3, name: '甲社区' } },
      branch: { station: { id: 1, name: '甲换热站', duty_phone: '0931-0000001' } },
    })
    expect(places[0]?.branch?.assets.map(({ id, kind }) => [kind, id])).toContainEqual(['pipe', 11])
    expect(places[0]?.grids).toEqual([
      {
        ...{ id: 1, number: 1, community: '甲社区' },
        contacts: [
          { role: 'grid_member', title: '网格员', phone: '130-0000-0001' },
          { role: 'yard_warden', title: '楼院长', phone: '130-0000-0002' },
        ],
      },
    ])
    const [west, south, east, north] = places[0]?.bbox ?? [0, 0, 0, 0]
    expect(west < east && south < north).toBe(true)
  })

  it('are the same for who reads the whole city, and none next door', async () => {
    const own = await read('secretary')
    const all = await read('district')
    expect(all.places.map(({ key }) => key)).toEqual(own.places.map(({ key }) => key))
    expect(await read('neighbour')).toMatchObject({ state: 'few', places: [] })
  })

  it('are told to a planner from atoms alone', async () => {
    const { places } = await read('planner')
    expect(places.map(({ place }) => place.compounds.map(({ name }) => name))).toEqual([['煤炭大院']])
  })

  it('obey the area and the period that are asked for', async () => {
    expect((await ask('secretary', 'area=4')).status).toBe(403)
    expect((await ask('district', 'from=2024-01-18&to=2024-01-10')).status).toBe(400)
    expect(await read('district', 'area=4')).toMatchObject({ state: 'few', places: [] })
    expect(await read('district', 'to=2024-01-14&from=2024-01-08')).toMatchObject({ places: [] })
  })

  it('are not sent twice, once they are exact', async () => {
    const again = async () => {
      const etag = (await ask('secretary')).headers.get('etag') ?? ''
      return (await askOnce('secretary', 'watch?', { 'if-none-match': etag })).status
    }
    await expect.poll(again).toBe(304)
    expect((await read('secretary')).step).toBe('exact')
  })
})

onBothEngines('a place to watch that two communities share', (engine) => {
  const code = `watch-edge-${engine.name}`
  const { answered } = hotspotsCity(engine, { code, accounts, edit: sharedYard })
  const read = async (name: keyof typeof accounts, path: string) => (await answered(name, path)).json()
  const secretaries = [
    { community: '甲社区', phone: '0931-0000003' },
    { community: '乙社区', phone: '0931-0000004' },
  ]

  it('is told to each with the part of the other as a number, and both secretaries', async () => {
    for (const [name, own, other] of [
      ['secretary', 1, { id: 4, name: '乙社区' }],
      ['neighbour', 2, { id: 3, name: '甲社区' }],
    ] as const) {
      const { places } = (await read(name, 'watch')) as WatchAnswer
      expect(places).toHaveLength(1)
      const { branch, cases, outside } = places[0] ?? {}
      expect(cases).toBe(24)
      expect(branch?.building_ids).toEqual([own])
      expect(branch?.place).toMatchObject({ buildings: [{ id: own }], buildings_total: 1 })
      expect(outside).toMatchObject({ counts: { cases: 12, open_cases: 12 }, communities: [other] })
      expect(outside?.secretaries).toEqual(own === 1 ? secretaries : [...secretaries].reverse())
      expect(outside?.counts?.expected).toBeLessThan(branch?.expected ?? 0)
      const { clusters } = (await read(name, 'branches')) as BranchesAnswer
      expect(clusters.find(({ key }) => key === branch?.key)?.outside).toEqual(outside)
    }
  })

  it('lies nowhere else for who reads the whole city', async () => {
    const { places } = (await read('district', 'watch')) as WatchAnswer
    expect(places.map(({ outside }) => outside)).toEqual([null])
  })
})

/** The cold yard, with building 2 beyond the edge of the next community. */
function sharedYard(rows: Dataset): void {
  coldYard(rows)
  for (const building of rows.building) if (building.id === 2) building.community_id = 4
  for (const scope_id of [3, 4])
    rows.contact.push({
      ...{ id: 10 + scope_id, scope: 'division', scope_id, role: 'secretary', title: '社区书记' },
      phone: `0931-000000${scope_id}`,
    })
}

/** Twenty-four cold homes in the yard of buildings 1 and 2 within three days: nearly all of the city's cases. */
function coldYard(rows: Dataset): void {
  const [pattern] = rows.issue
  if (!pattern) throw new Error('the tiny city has no case')
  for (let n = 0; n < 24; n++)
    rows.issue.push({
      ...pattern,
      ...{ id: 100 + n, code: `K${n}`, building_id: 1 + (n % 2), dwelling_id: null, status: 'dispatched' },
      reported_at: `2024-01-${16 + (n % 3)}T01:${String(n).padStart(2, '0')}:00Z`,
    })
}
