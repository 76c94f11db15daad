import { expect, test } from '@playwright/test'
import type { SummaryAnswer } from '../../data/hotspots/answers'
import { Heatgrid } from './driver'

const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

for (const [size, viewport] of Object.entries(sizes)) {
  test.describe(size, () => {
    test.use({ viewport })

    test('a round of visits is chosen, and what it has not visited is hatched and said', async ({ page }) => {
      const app = new Heatgrid(page)
      await app.haveSession('secretary')
      await app.open('/demo/problems')
      await app.mapIsIdle()
      await page.getByTitle('时段').click()
      await app.button(/^走访发现 · 第1轮/).click()
      await expect.poll(() => app.parameter('round')).toBe('1')

      const answer = await page.request.get('/api/cities/demo/hotspots/summary?round=1')
      const found = (await answer.json()) as SummaryAnswer
      expect(found.visited_dwellings).toBeGreaterThan(50)
      await expect(page.locator('.counts strong').first()).toHaveText(String(found.cases))
      await expect(page.getByText(`走访到${found.visited_dwellings}户`)).toBeVisible()
      await app.mapIsIdle()

      const legend = page.locator('.legend')
      await expect(legend.getByText('还没走访到。没人报,不等于不冷。')).toBeAttached()
      await expect(legend.getByText('每百户走访户几件(整轮,不按周)')).toBeAttached()
      const surface = await page.request.get('/api/cities/demo/hotspots/surface?round=1')
      expect((await surface.json()).unvisited.features).toHaveLength(1)
      await page.screenshot({ path: `/tmp/rounds-${size}.png` })
      expect(await app.accessibilityFaults()).toEqual([])

      // Back to the days: the round is left.
      await page.getByTitle('时段').click()
      await app.button(/^近28天/).click()
      await expect.poll(() => app.parameter('round')).toBeNull()
      await expect(legend.getByText('不足5户,不显示')).toBeAttached()
      expect(app.problems).toEqual([])
    })
  })
}
