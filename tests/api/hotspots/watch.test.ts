import { expect, it } from 'vitest'
import type { WatchAnswer } from '../../../data/hotspots/answers'
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
    const { state, places, cases, compounds } = await read('secretary')
    expect(state).toBe('found')
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
  })
})

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
