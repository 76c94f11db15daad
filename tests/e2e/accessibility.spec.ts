import { expect, test, type Page } from '@playwright/test'
import { Heatgrid } from './driver'

const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }
const tastes = {
  light: { theme: 'light', locale: 'zh-CN', larger: false },
  dark: { theme: 'dark', locale: 'zh-CN', larger: false },
  'larger English': { theme: 'light', locale: 'en', larger: true },
} as const

/** Every screen, open and filled. */
const screens: Record<string, (app: Heatgrid, page: Page) => Promise<void>> = {
  async login(app, page) {
    await app.open('/login')
    await expect(page.locator('#username')).toBeVisible()
    await expect(page.locator('section.demo button').first()).toBeVisible()
  },
  async map(app) {
    await app.haveSession('district')
    const [station] = await app.features('stations', 'limit=1')
    await app.open(`/demo/map?thing=stations:${station?.id}&trace=down:stations:${station?.id}`)
    await app.mapIsIdle()
  },
  async list(app, page) {
    await page.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null
    })
    await app.haveSession('district')
    await app.open('/demo/map')
    await expect(page.locator('.list li').first()).toBeVisible()
  },
  async morning(app, page) {
    await app.haveSession('secretary')
    await app.open('/demo/today')
    await expect(page.locator('main h2').first()).toBeVisible()
    await expect(page.locator('.city-map canvas')).toBeVisible()
  },
  async problems(app, page) {
    await app.haveSession('secretary')
    await app.open('/demo/problems?lens=branches')
    await expect(page.locator('.findings ol button').first()).toBeAttached()
    await app.mapIsIdle()
  },
}

for (const [size, viewport] of Object.entries(sizes)) {
  for (const [taste, wishes] of Object.entries(tastes)) {
    test.describe(`${taste}, ${size}`, () => {
      test.use({ viewport })

      for (const [screen, show] of Object.entries(screens)) {
        test(`nothing on the ${screen} bars anybody or runs out of the window`, async ({ page }) => {
          const app = new Heatgrid(page)
          await app.prefer(wishes)
          await show(app, page)
          expect(await app.accessibilityFaults()).toEqual([])
          expect(await app.overflow()).toEqual([])
        })
      }
    })
  }
}
