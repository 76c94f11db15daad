import { expect, test as base, type Page } from '@playwright/test'
import { decodeTile } from '../support/decoded-tile'
import { Heatgrid } from './driver'

const test = base.extend<{ app: Heatgrid }>({
  app: async ({ page }, use) => use(new Heatgrid(page)),
})

/** What the tiles of cases of one question hold that the map has asked for. */
interface Drawn {
  /** Compounds by id with their number of cases, and single cases with 1. */
  cases: Map<string, number>
  /** West, south, east and north of each tile with single cases, and how many of them lie in it. */
  close: { box: number[]; cases: number }[]
}

/** Collects what the map draws of cases, by the query of their tiles without the version. */
function collectCases(page: Page): Map<string, Drawn> {
  const drawn = new Map<string, Drawn>()
  page.on('response', (answer) => {
    const { pathname, searchParams } = new URL(answer.url())
    const [, z, x, y] = (/\/(\d+)\/(\d+)\/(\d+)\.mvt$/.exec(pathname) ?? []).map(Number)
    if (z === undefined || x === undefined || y === undefined || searchParams.get('layers') !== 'issues') return
    const words = ['from', 'to', 'symptoms', 'status', 'sources', 'compound_kinds']
    const query = words.flatMap((word) => (searchParams.get(word) ? [`${word}=${searchParams.get(word)}`] : []))
    const key = query.join('&')
    const seen = drawn.get(key) ?? { cases: new Map<string, number>(), close: [] }
    drawn.set(key, seen)
    if (answer.status() !== 200) return
    void answer.body().then((bytes) => {
      const features = [...(decodeTile(new Uint8Array(bytes)).get('issues')?.values() ?? [])]
      for (const { id, properties } of features)
        seen.cases.set(`${properties.kind} ${id}`, Number(properties.count ?? 1))
      if (z < 15) return
      const inside = features.flatMap(({ lines }) => lines.flat()).filter(isInside)
      seen.close.push({ box: boxOf(z, x, y), cases: inside.length })
    })
  })
  return drawn
}

function isInside({ x, y }: { x: number; y: number }): boolean {
  return x >= 0 && y >= 0 && x < 4096 && y < 4096
}

function boxOf(z: number, x: number, y: number): number[] {
  const longitude = (column: number) => (column / 2 ** z) * 360 - 180
  const latitude = (row: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / 2 ** z))) * 180) / Math.PI
  return [longitude(x), latitude(y + 1), longitude(x + 1), latitude(y)]
}

async function countOf(page: Page, query: string): Promise<number> {
  const answer = await page.request.get(`/api/cities/demo/features/issues?limit=1&${query}`)
  expect(answer.status()).toBe(200)
  return (await answer.json()).numberMatched
}

const sum = (drawn: Drawn | undefined) => [...(drawn?.cases.values() ?? [])].reduce((all, count) => all + count, 0)
const days = 'from=2023-12-20&to=2024-01-18'

test('the map far out draws as many cases as the interface counts, whatever is filtered', async ({ app, page }) => {
  const drawn = collectCases(page)
  await app.haveSession('district')
  await app.open('/demo/problems?period=2023-12-20..2024-01-18&sources=visit&view=12.2/36.06/103.83')
  await app.mapIsIdle()
  const visits = `${days}&sources=visit`
  expect(await countOf(page, visits)).toBeLessThan(await countOf(page, days))
  await expect.poll(() => sum(drawn.get(visits))).toBe(await countOf(page, visits))

  await page.getByRole('button', { name: /^老旧楼院/ }).click()
  const old = `${visits}&compound_kinds=old`
  await expect.poll(() => sum(drawn.get(old))).toBe(await countOf(page, old))
  expect(await countOf(page, old)).toBeLessThan(await countOf(page, visits))
  expect(app.problems).toEqual([])
})

test('the map close up draws the single cases of a source', async ({ app, page }) => {
  const drawn = collectCases(page)
  await app.haveSession('district')
  const [station] = await app.features('stations', 'limit=1')
  if (station?.geometry.type !== 'Point') throw new Error('no station')
  const [longitude, latitude] = station.geometry.coordinates
  const query = `${days}&sources=hotline,one_tap`
  await app.open(
    `/demo/problems?period=2023-12-20..2024-01-18&sources=hotline,one_tap&view=15.5/${latitude}/${longitude}`,
  )
  await app.mapIsIdle()
  const { close = [] } = drawn.get(query) ?? {}
  expect(close.reduce((all, { cases }) => all + cases, 0)).toBeGreaterThan(0)
  for (const { box, cases } of close) expect(await countOf(page, `${query}&bbox=${box.join()}`)).toBe(cases)
})
