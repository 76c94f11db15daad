import { expect, test as base, type Locator, type Page } from '@playwright/test'
import type { SummaryAnswer } from '../../data/hotspots/answers'
import { Heatgrid } from './driver'

const test = base.extend<{ app: Heatgrid }>({
  app: async ({ page }, use) => use(new Heatgrid(page)),
})

/** Counts of the interface for the address of this page's own filters. */
async function summary(page: Page, query: string): Promise<SummaryAnswer> {
  const answer = await page.request.get(`/api/cities/demo/hotspots/summary?${query}`)
  expect(answer.status()).toBe(200)
  return answer.json()
}

/** What the headline shows: cases, open, overdue, reopened. */
async function headline(page: Page): Promise<number[]> {
  const texts = await page.locator('.counts strong').allInnerTexts()
  return texts.map((text) => Number(text.replace(/,/g, '')))
}

function numbers({ cases, open, overdue, reopened }: SummaryAnswer) {
  return [cases, open, overdue, reopened]
}

test('the secretary finds the corroded branch, its shared pipe and the number of the station in three clicks', async ({
  app,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.haveSession('secretary')
  await app.open('/demo/map')
  await app.mapIsIdle()

  await page.getByRole('link', { name: '问题分布' }).click()
  await page.getByRole('radio', { name: '共用管段' }).click()
  await page.getByRole('button', { name: /煤炭大院.*共用.*支线/ }).click()

  const card = app.card(/煤炭大院/)
  await expect(card.locator('.sentence')).toContainText(/近\d+天\(\d+\/\d+–\d+\/\d+\)\d+件,平时约\d+件\(\d+倍\)/)
  await expect(card.getByText('只是怀疑,要现场核实。')).toBeVisible()
  await expect(card.getByRole('row', { name: /DN\d+/ }).first()).toContainText('1987')
  await expect(card.locator('.station a')).toHaveAttribute('href', /^tel:0931-\d+/)
  expect(app.parameter('found')).toMatch(/^pipe-\d+$/)

  const sentence = await card.locator('.sentence').innerText()
  await app.button('复制到群').click()
  await expect(page.getByText('文字已复制')).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied.split('\n')[0]).toBe(sentence)
  expect(app.problems).toEqual([])
})

test('a shared pipe that was chosen lies whole beside the card that opens, from the list as from the map', async ({
  app,
  page,
}) => {
  await app.haveSession('secretary')
  const { bbox, pipes } = (await app.clusters())[0]!
  const [west, south] = bbox!
  const [start, end] = pipes!.coordinates[0]!
  const liesFree = () =>
    expect(async () => {
      expect(Math.min(...Object.values(await app.roomAround(bbox!)))).toBeGreaterThan(20)
    }).toPass({ timeout: 20_000 })

  await app.open('/demo/problems?lens=branches')
  await app.mapIsIdle()
  await page.getByRole('button', { name: /煤炭大院.*共用.*支线/ }).click()
  await expect(app.card(/煤炭大院/)).toBeVisible()
  await liesFree()

  // Where the card will lie.
  await app.open(`/demo/problems?lens=branches&view=17/${south}/${west - 0.0007}`)
  await app.mapIsIdle()
  const [lng, lat] = [(start![0]! + end![0]!) / 2, (start![1]! + end![1]!) / 2]
  const { right, top } = await app.roomAround([lng, lat, lng, lat])
  const map = (await page.locator('.city-map').boundingBox())!
  await page.mouse.click(map.x + map.width - right, map.y + top)
  await expect(app.card(/煤炭大院/)).toBeVisible()
  await liesFree()
})

test('brush and filters agree with the counts of the interface', async ({ app, page }) => {
  await app.haveSession('secretary')
  await app.open('/demo/problems')
  const week = await summary(page, 'from=2024-01-12&to=2024-01-18')
  await expect.poll(() => headline(page)).toEqual(numbers(week))

  const start = page.getByRole('slider', { name: '开始' })
  await start.focus()
  await start.press('PageDown')
  await expect.poll(() => app.parameter('period')).toBe('2024-01-05..2024-01-18')
  await expect.poll(() => headline(page)).toEqual(numbers(await summary(page, 'from=2024-01-05&to=2024-01-18')))

  const window = page.getByRole('slider', { name: '整段移动' })
  await window.focus()
  await window.press('ArrowLeft')
  await expect.poll(() => app.parameter('period')).toBe('2024-01-04..2024-01-17')

  await page.getByText('筛选', { exact: true }).click()
  await page.getByRole('button', { name: /^不热/ }).click()
  await page.getByRole('button', { name: /^老旧楼院/ }).click()
  const filtered = 'from=2024-01-04&to=2024-01-17&symptoms=not_hot&compound_kinds=old'
  await expect.poll(() => headline(page)).toEqual(numbers(await summary(page, filtered)))
  expect(app.parameter('symptoms')).toBe('not_hot')
  expect(app.parameter('compound_kinds')).toBe('old')
  await page.getByRole('button', { name: /^超期/ }).click()
  await expect.poll(() => headline(page)).toEqual(numbers(await summary(page, `${filtered}&status=overdue`)))
})

test('the brush is dragged with the pointer, and the map stays where it is', async ({ app, page }) => {
  await app.haveSession('secretary')
  await app.open('/demo/problems')
  await app.mapIsIdle()
  await expect.poll(() => app.parameter('view')).not.toBeNull()
  const view = app.parameter('view')
  const box = await page.getByRole('slider', { name: '整段移动' }).boundingBox()
  if (!box) throw new Error('the window is not drawn')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x - box.width, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => app.parameter('period')).toMatch(/^2024-01-0\d\.\.2024-01-\d\d$/)
  expect(app.parameter('view')).toBe(view)
})

for (const reducedMotion of ['reduce', 'no-preference'] as const) {
  test.describe(`motion: ${reducedMotion}`, () => {
    test.use({ contextOptions: { reducedMotion } })

    test('the first view holds the whole community beside the panels, also when the days come late', async ({
      app,
      page,
    }) => {
      await app.haveSession('secretary')
      let sendDays = () => {}
      const isDrawn = new Promise<void>((resolve) => (sendDays = resolve))
      const isCounted = page.waitForResponse(/hotspots\/summary/)
      // First the numbers, then the map, then the chart of the days.
      await page.route(/MapView.*\.js/, async (route) => {
        await isCounted
        await route.continue()
      })
      await page.route(/DayChart.*\.js/, async (route) => {
        await isDrawn
        await route.continue()
      })
      await app.open('/demo/problems')
      await app.mapIsIdle()
      sendDays()
      await expect(page.getByRole('slider', { name: '整段移动' })).toBeVisible()
      const area = await app.ownArea()
      await expect(async () => {
        const room = Object.values(await app.roomAround(area))
        // With a little air, and as close as the panels allow.
        expect(Math.min(...room)).toBeGreaterThan(20)
        expect(Math.min(...room)).toBeLessThan(60)
      }).toPass({ timeout: 20_000 })
    })

    test('a card that opens while the camera is on its way does not hold it up', async ({ app, page }) => {
      await app.haveSession('secretary')
      await app.open('/demo/problems?lens=branches&view=10.00/36.05000/103.80000')
      await page
        .getByRole('button', { name: /煤炭大院/ })
        .first()
        .click()
      await expect(app.card(/煤炭大院/)).toBeVisible()
      await expect.poll(() => Number(app.parameter('view')?.split('/')[0])).toBeGreaterThan(14)
    })
  })
}

test('two periods are compared, also by weather with one key', async ({ app, page }) => {
  await app.haveSession('district')
  await app.open('/demo/problems')
  await app.button('去年同样天气').click()
  await expect.poll(() => app.parameter('versus')).toMatch(/^202[23]-\d\d-\d\d\.\.202[23]-\d\d-\d\d$/)
  const [from, to] = app.parameter('versus')?.split('..') ?? []
  const [now, before] = [
    await summary(page, 'from=2024-01-12&to=2024-01-18'),
    await summary(page, `from=${from}&to=${to}`),
  ]
  const line = page.getByRole('status').filter({ hasText: '对比时段' })
  await expect(line).toContainText(`共${now.cases}件`)
  await expect(line).toContainText(`${before.cases}件`)
  await expect(page.getByText('每百户每周多几件、少几件')).toBeVisible()

  await app.button('上一段时间').click()
  await expect.poll(() => app.parameter('versus')).toBe('2024-01-05..2024-01-11')
  await app.button('不再对比').click()
  await expect.poll(() => app.parameter('versus')).toBeNull()
})

test('in a cold snap the page says that the whole city is up, and the area with it', async ({ app, page }) => {
  await app.haveSession('district')
  const { city } = await summary(page, 'from=2023-12-13&to=2023-12-17')
  expect(city).toMatchObject({ rises_with_view: true })
  await app.open('/demo/problems?period=2023-12-13..2023-12-17')
  await expect(page.getByRole('note')).toHaveText(/^降温了,全市都在增加/)
  await app.open('/demo/problems?period=2024-01-12..2024-01-18')
  await expect(page.locator('.counts strong').first()).toBeVisible()
  await expect(page.getByRole('note')).toHaveCount(0)
})

test('too few cases are called too few, with a way to see more', async ({ app, page }) => {
  await app.haveSession('secretary')
  await app.open('/demo/problems?period=1d&symptoms=hazard')
  await expect(page.getByText(/太少,看不出规律/)).toBeVisible()
  await app.button('看近28天').click()
  await expect.poll(() => app.parameter('period')).toBe('28d')
})

/** Value and note of the line of 依据 with this name. */
function basisLine(of: Locator, term: string) {
  const line = of.locator('div').filter({ has: of.page().locator('dt').getByText(term, { exact: true }) })
  return { value: line.locator('dd').first(), note: line.locator('dd.note') }
}

test('every number of the headline explains itself behind 依据, and the reach can be changed there', async ({
  app,
  page,
}) => {
  await app.haveSession('secretary')
  await app.open('/demo/problems?period=28d')
  const told = await summary(page, 'from=2023-12-22&to=2024-01-18')
  const { normal, expected, heated_dwellings, city } = told
  await expect.poll(() => headline(page)).toEqual(numbers(told))
  // What is usual is the baseline of the weather, not the share of what came.
  expect(normal).not.toBeNull()
  await expect(page.getByText(`同样天气、同一阶段平时约${Math.round(normal ?? NaN)}件`)).toBeVisible()

  await page.getByText('依据', { exact: true }).click()
  await expect(page.getByText(/件数÷供暖户数/)).toBeVisible()
  const basis = page.locator('details.basis')
  const cell = (value: number, digits = 0) =>
    new Intl.NumberFormat('zh-CN', { maximumFractionDigits: digits }).format(value)
  const lines: [term: string, value: string][] = [
    ['诉求', cell(told.cases)],
    ['未办结', cell(told.open)],
    ['超期', cell(told.overdue)],
    ['重办', cell(told.reopened)],
    ['平时约', cell(normal ?? NaN, 1)],
    ['按全市同期折算', cell(expected, 1)],
    ['全市同期', cell(city.cases)],
    ['全市按天气正常', cell(city.normal ?? NaN, 1)],
  ]
  for (const [term, value] of lines) {
    const line = basisLine(basis.locator('dl').first(), term)
    await expect(line.value, term).toHaveText(value)
    await expect(line.note, term).not.toBeEmpty()
  }
  await expect(basisLine(basis.locator('dl').first(), '供暖户').value).toHaveText(cell(heated_dwellings))
  for (const term of ['登记系数', '房龄系数']) {
    await expect(basisLine(basis, term).value).toHaveText(/^[\d.]+(–[\d.]+)?倍$/)
    await expect(basisLine(basis, term).note).toContainText(/依据截至.*全市[\d,]+件/)
  }
  await expect(page.getByText(/Kelsall、Diggle 1995;Bithell 1990/)).toBeVisible()

  await page.getByRole('combobox', { name: '看多远范围' }).selectOption('100')
  await expect.poll(() => app.parameter('bandwidth')).toBe('100')
})

for (const [lens, method] of Object.entries({
  surface: ['加权件数', '加权供暖户'],
  cells: ['未校正的概率', '扣除误报后的概率', 'Gi* z值'],
})) {
  test(`every number of a chosen finding explains itself behind 依据: ${lens}`, async ({ app, page }) => {
    await app.haveSession('secretary')
    await app.open(`/demo/problems?lens=${lens}`)
    await page
      .getByRole('button', { name: /煤炭大院.*件/ })
      .first()
      .click()
    const card = app.card(/煤炭大院/)
    const figures = card.locator('dl.numbers > div')
    await expect(figures.first()).toBeVisible()
    await card.getByText('依据', { exact: true }).click()
    const behind = card.locator('details dl')
    const count = await figures.count()
    expect(count).toBeGreaterThanOrEqual(3)
    for (let n = 0; n < count; n++) {
      const term = await figures.nth(n).locator('dt').innerText()
      const line = basisLine(behind, term)
      await expect(line.value, term).toHaveText(await figures.nth(n).locator('dd').innerText())
      await expect(line.note, term).not.toBeEmpty()
    }
    for (const term of method) await expect(basisLine(behind, term).value, term).toHaveText(/\d/)
  })
}

test('under a filter without a known normal the headline says the share of the city', async ({ app, page }) => {
  await app.haveSession('secretary')
  await app.open('/demo/problems?period=28d&compound_kinds=old')
  const { normal, expected } = await summary(page, 'from=2023-12-22&to=2024-01-18&compound_kinds=old')
  expect(normal).toBeNull()
  await expect(page.getByText(`按全市同期折算约${Math.round(expected)}件`)).toBeVisible()
  await expect(page.getByText('同样天气、同一阶段平时约')).toHaveCount(0)
})

test('where the map cannot be drawn the list still tells', async ({ app, page }) => {
  await page.addInitScript(() => {
    const original = HTMLCanvasElement.prototype.getContext
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind.startsWith('webgl') ? null : Reflect.apply(original, this, [kind, ...rest])
    } as typeof original
  })
  await app.haveSession('secretary')
  await app.open('/demo/problems?lens=branches')
  await expect(page.getByText(/这台设备显示不了地图/)).toBeVisible()
  await page
    .getByRole('button', { name: /煤炭大院/ })
    .first()
    .click()
  await expect(app.card(/煤炭大院/).locator('.station a')).toBeVisible()
})

for (const theme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries({
    desktop: { width: 1440, height: 900 },
    phone: { width: 390, height: 844 },
  })) {
    test.describe(`${theme}, ${size}`, () => {
      test.use({ viewport })

      test('nothing on the screen of problems bars anybody', async ({ app, page }) => {
        await app.prefer({ theme })
        await app.haveSession('secretary')
        await app.open('/demo/problems?lens=branches')
        await expect(page.getByRole('button', { name: /煤炭大院/ }).first()).toBeVisible()
        await app.mapIsIdle()
        expect(await app.accessibilityFaults()).toEqual([])
        await page
          .getByRole('button', { name: /煤炭大院/ })
          .first()
          .click()
        await expect(app.card(/煤炭大院/).locator('.station a')).toBeVisible()
        expect(await app.accessibilityFaults()).toEqual([])
      })
    })
  }
}
