import { expect, test } from '@playwright/test'
import { Heatgrid } from './driver'

test('a secretary begins with the morning, finds the shared pipe and whom to call, and goes to it on the map', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const app = new Heatgrid(page)
  await app.open('/login')
  await app.logIn('secretary', 'heatgrid-demo')
  await expect(page).toHaveURL(/\/demo\/today/)
  await expect(page.getByRole('heading', { level: 1, name: /今日供暖 · 天水路社区/ })).toBeVisible()
  const place = page.locator('ol > li').first()
  await expect(place).toContainText(/煤炭大院.*近\d+天\(\d+\/\d+–\d+\/\d+\)\d+件,平时约\d+件/, { timeout: 90_000 })
  await expect(place).toContainText('东湖名苑换热站')
  await expect(place.locator('a[href^="tel:"]').first()).toBeVisible()

  await app.button('复制日报到群').click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  const shown = (await page.locator('.sheet').innerText()).replace(/\s+/g, '')
  const lines = copied.split('\n')
  expect(lines.length).toBeGreaterThan(10)
  expect(
    lines.filter(
      (line) =>
        !shown.includes(line.replace(/\s+/g, '').replaceAll('·', '')) && !shown.includes(line.replace(/\s+/g, '')),
    ),
  ).toEqual([])

  await place.getByRole('button', { name: '复制到群' }).click()
  const sentence = await place.locator('.sentence').innerText()
  expect(sentence).toMatch(/ \S*\d$/)
  const story = async () => (await page.evaluate(() => navigator.clipboard.readText())).split('\n')
  await expect.poll(async () => (await story())[0]).toBe(sentence)

  await place.getByRole('link', { name: '在图上看' }).click()
  await expect(page).toHaveURL(/\/demo\/problems\?.*lens=branches/)
  expect(app.parameter('found')).toMatch(/^pipe-\d+$/)
  await expect(page.getByText('0931-0002033').first()).toBeVisible({ timeout: 60_000 })
})

for (const theme of ['light', 'dark'] as const) {
  test(`nothing on the morning page bars anybody (${theme})`, async ({ page }) => {
    const app = new Heatgrid(page)
    await app.prefer({ theme })
    await app.haveSession('secretary')
    await app.open('/demo/today')
    await expect(page.locator('ol > li').first()).toBeVisible({ timeout: 90_000 })
    expect(await app.accessibilityFaults()).toEqual([])
  })
}

test.describe('in larger type on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  for (const locale of ['zh-CN', 'en'] as const) {
    test(`dates stay beside their cases, the grids within the page, and the lenses above the tabs (${locale})`, async ({
      page,
    }) => {
      const app = new Heatgrid(page)
      await app.prefer({ locale, larger: true })
      await app.haveSession('secretary')
      await app.open('/demo/today')
      const row = page.locator('li .first').first()
      await expect(row).toBeVisible()
      const heights = await row
        .locator('.time, a')
        .evaluateAll((parts) => parts.map((one) => one.getClientRects()[0]?.top))
      expect(Math.abs((heights[0] ?? NaN) - (heights[1] ?? NaN))).toBeLessThan(8)
      const grids = page.locator('.scroll').filter({ has: page.getByRole('table') })
      await expect(grids.getByRole('row').nth(1)).toBeVisible()
      expect(await grids.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)

      await app.open('/demo/problems?lens=branches')
      await expect(page.locator('.counts strong').first()).toBeVisible()
      const tabs = page
        .getByRole('radio', { name: /^(共用管段|Shared pipe)$/ })
        .locator('xpath=ancestor::div[@role="radiogroup"]')
      const bar = page.getByRole('navigation').last()
      const bottom = async (of: typeof bar) => ((box) => (box ? box.y + box.height : NaN))(await of.boundingBox())
      await expect.poll(async () => (await bottom(tabs)) <= ((await bar.boundingBox())?.y ?? NaN)).toBe(true)
    })
  }
})
