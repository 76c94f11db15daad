import { expect, test as base } from '@playwright/test'
import { Heatgrid } from './driver'

const test = base.extend<{ app: Heatgrid }>({ app: async ({ page }, use) => use(new Heatgrid(page)) })

test('a secretary gets from the login to a problem, its pipe and back without a mouse', async ({ app, page }) => {
  await app.open('/')
  await expect(page.locator('#username')).toBeVisible()
  await app.tabTo(page.locator('#username'))
  await page.keyboard.type('secretary')
  await page.keyboard.press('Tab')
  await page.keyboard.type('heatgrid-demo')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/today')
  // That nobody was logged in is an answer of its own.
  app.problems.length = 0

  await app.tabTo(page.getByRole('link', { name: '跳到内容' }))
  await app.tabTo(page.getByRole('link', { name: '问题分布' }))
  await page.keyboard.press('Enter')
  await page.waitForURL('**/problems*')
  await app.mapIsIdle()

  await app.tabTo(page.getByRole('radio').first())
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => app.parameter('lens')).toBe('branches')
  const finding = page.locator('.findings ol button').first()
  await expect(finding).toBeVisible()
  await app.tabTo(finding)
  await page.keyboard.press('Enter')
  await expect.poll(() => app.parameter('found')).not.toBeNull()
  const panel = page.locator('.place.right')
  await expect(panel.getByRole('heading', { level: 1 })).toBeVisible()
  await app.tabTo(panel.getByRole('button', { name: '复制到群' }))
  await page.keyboard.press('Escape')
  await expect.poll(() => app.parameter('found')).toBeNull()

  await app.tabTo(page.getByRole('combobox', { name: '搜索' }))
  const view = app.parameter('view')
  await page.keyboard.type('三爱堂小区')
  await expect(page.getByRole('option', { name: /三爱堂小区/ }).first()).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(() => app.parameter('view')).not.toBe(view)
  expect(app.problems).toEqual([])
})

test('everything that the keyboard reaches shows that it is reached', async ({ app, page }) => {
  await app.haveSession('secretary')
  await app.open('/demo/problems')
  await app.mapIsIdle()
  const bare: string[] = []
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab')
    const unmarked = await page.evaluate(() => {
      const reached = document.activeElement
      if (!reached || reached === document.body) return null
      // A field that stands in a frame is marked by its frame.
      const marks = [reached, reached.parentElement, reached.parentElement?.parentElement].map((one) => {
        if (!one) return false
        const { outlineStyle, boxShadow } = getComputedStyle(one)
        return outlineStyle !== 'none' || /\b[1-9]\d*px( [\d.]+px)?( inset)?$/.test(boxShadow)
      })
      return marks.some(Boolean) ? null : reached.outerHTML.slice(0, 120)
    })
    if (unmarked) bare.push(unmarked)
  }
  expect(bare).toEqual([])
})
