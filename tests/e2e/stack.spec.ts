import { expect, test as base, type Page } from '@playwright/test'
import type { StackAnswer } from '../../data/hotspots/answers'
import { demoColumns } from '../support/demo-columns'
import { Heatgrid } from './driver'

const test = base.extend<{ app: Heatgrid }>({
  app: async ({ page }, use) => use(new Heatgrid(page)),
})

/** The first building of a truth that was planted in the demo city, and its window as the address has it. */
function planted(kind: 'dead_riser' | 'top_floor') {
  const truth = demoColumns().truths.find((one) => one.kind === kind)
  const [building] = truth?.building_ids ?? []
  if (!truth || building === undefined) throw new Error(`no ${kind}`)
  const { from, to } = truth.window
  return { building_ids: truth.building_ids, building, from, to }
}

async function stackOf(page: Page, building: number, { from, to }: { from: string; to: string }): Promise<StackAnswer> {
  const answer = await page.request.get(`/api/cities/demo/hotspots/buildings/${building}?from=${from}&to=${to}`)
  expect(answer.status()).toBe(200)
  return answer.json()
}

/** The first stack that names a top floor, else the last one. */
async function firstOf(ids: readonly number[], read: (id: number) => Promise<StackAnswer>): Promise<StackAnswer> {
  const [id = 0, ...others] = ids
  const stack = await read(id)
  return stack.pattern.kind === 'top_floor' || others.length === 0 ? stack : firstOf(others, read)
}

const addressOf = (building: number, { from, to }: { from: string; to: string }) =>
  `/demo/map?thing=buildings:${building}&period=${from}..${to}`

test.beforeAll(() => {
  test.setTimeout(180_000)
  demoColumns()
})

test('the stack names the dead riser, and its table holds what the interface counts', async ({ app, page }) => {
  const { building, from, to } = planted('dead_riser')
  await app.haveSession('district')
  await app.open(addressOf(building, { from, to }))
  const stack = await stackOf(page, building, { from, to })
  expect(stack.pattern).toMatchObject({ kind: 'dead_riser', stairwell: 1, column: '02' })
  const section = page.locator('section.stack')
  await expect(section).toContainText('1单元尾号02的上下几户同时不热')

  const grid = section.getByRole('grid')
  await expect(grid.getByRole('columnheader')).toHaveCount(1 + stack.building.stairwells)
  await expect(grid.getByRole('rowheader')).toHaveText(stack.rows.map(({ floor }) => String(floor)))
  const cells = stack.rows.flatMap(({ flats }) => flats)
  const words = await grid.getByRole('gridcell').locator('.visually-hidden').allInnerTexts()
  const told = words.map((text) => (text.startsWith('没有诉求') ? 0 : Number(/^(\d+)件/.exec(text)?.[1])))
  expect(told).toEqual(cells.map((cell) => cell?.cases ?? NaN))
  const below = cells.filter((cell) => cell?.coldest?.below_standard).length
  expect(words.filter((text) => text.includes('低于'))).toHaveLength(below)
  expect(app.problems).toEqual([])
})

test('the stack names a top floor, and is walked through with the arrow keys', async ({ app, page }) => {
  const truth = planted('top_floor')
  await app.haveSession('district')
  const found = await firstOf(truth.building_ids, (id) => stackOf(page, id, truth))
  expect(found.pattern.kind).toBe('top_floor')
  await app.open(addressOf(found.building.id, truth))
  const section = page.locator('section.stack')
  await expect(section).toContainText(`集中在顶层(${found.pattern.floor}层)`)

  const [top, next] = found.rows.map(({ floor }) => floor)
  await section.getByRole('gridcell').first().focus()
  await expect(section.locator('.told')).toContainText(`1单元${top}层:`)
  await page.keyboard.press('ArrowDown')
  await expect(section.locator('.told')).toContainText(`1单元${next}层:`)
  await page.keyboard.press('End')
  await expect(section.locator('.told')).toContainText(`${found.building.stairwells}单元${next}层:`)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Home')
  await expect(section.locator('.told')).toContainText(`1单元${top}层:`)
})

for (const [size, viewport] of Object.entries({
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
})) {
  for (const [theme, locale] of [
    ['light', 'zh-CN'],
    ['dark', 'zh-CN'],
    ['light', 'en'],
  ] as const) {
    test.describe(`${theme}, ${locale}, ${size}`, () => {
      test.use({ viewport })

      test('nothing in the stack bars anybody, and nothing of it is cut off', async ({ app, page }) => {
        const { building, from, to } = planted('dead_riser')
        await app.prefer({ theme, locale })
        await app.haveSession('district')
        await app.open(addressOf(building, { from, to }))
        const section = page.locator('section.stack')
        await expect(section.getByRole('grid')).toBeAttached()
        await section.scrollIntoViewIfNeeded()
        expect(await app.accessibilityFaults()).toEqual([])
        const spill = await section.evaluate((part) => part.scrollWidth - part.clientWidth)
        expect(spill).toBeLessThanOrEqual(0)
      })
    })
  }
}

test('on paper the whole matrix is there', async ({ app, page }) => {
  const { building, from, to } = planted('dead_riser')
  await app.haveSession('district')
  await app.open(addressOf(building, { from, to }))
  const grid = page.locator('section.stack').getByRole('grid')
  await expect(grid).toBeAttached()
  await page.emulateMedia({ media: 'print' })
  const hidden = await grid.evaluate((table) => {
    const outer: Element[] = []
    for (let part = table.parentElement; part; part = part.parentElement) outer.push(part)
    return outer.filter((part) => {
      const { overflowY } = getComputedStyle(part)
      return overflowY !== 'visible' && part.scrollHeight > part.clientHeight + 1
    }).length
  })
  expect(hidden).toBe(0)
})
