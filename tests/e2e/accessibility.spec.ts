import { expect, test } from '@playwright/test'
import { Heatgrid } from './driver'

const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

for (const theme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test.describe(`${theme}, ${size}`, () => {
      test.use({ viewport })

      test('nothing on the login bars anybody', async ({ page }) => {
        const app = new Heatgrid(page)
        await app.prefer({ theme })
        await app.open('/login')
        await expect(page.locator('#username')).toBeVisible()
        expect(await app.accessibilityFaults()).toEqual([])
      })

      test('nothing on the map bars anybody', async ({ page }) => {
        const app = new Heatgrid(page)
        await app.prefer({ theme })
        await app.haveSession('district')
        const [station] = await app.features('stations', 'limit=1')
        await app.open(`/demo/map?thing=stations:${station?.id}&trace=down:stations:${station?.id}`)
        await app.mapIsIdle()
        expect(await app.accessibilityFaults()).toEqual([])
      })
    })
  }
}
