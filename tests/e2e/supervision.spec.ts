import { expect, test, type Page } from '@playwright/test'
import { Heatgrid } from './driver'

/** The card of the morning with what is supervised. */
const cardOf = (page: Page) =>
  page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: '督办', exact: true }) })

test('a secretary asks for the supervision of a finding, a leader orders it, and both see it at once', async ({
  page,
  browser,
}) => {
  const app = new Heatgrid(page)
  await app.haveSession('secretary')
  await app.open('/demo/problems?lens=branches')
  await page.getByRole('button', { name: /煤炭大院.*共用.*支线/ }).click()
  const card = app.card(/煤炭大院/)
  await card.getByRole('button', { name: '提请督办' }).click()
  await expect(card.getByText('已提请督办 · 1月18日')).toBeVisible()

  await page.getByRole('link', { name: '今日' }).click()
  const row = cardOf(page).getByRole('listitem')
  await expect(row).toHaveCount(1)
  await expect(row).toContainText(/煤炭大院.*\d+件中\d+件未办结/)
  await expect(row).toContainText('天水路社区提请')
  await expect(row.locator('a[href^="tel:"]')).toHaveAttribute('href', 'tel:0931-0002033')
  expect(await app.accessibilityFaults()).toEqual([])
  await row.getByRole('button', { name: '撤回' }).click()
  await expect(cardOf(page)).toContainText('没有在办的督办')
  await app.button('撤销').last().click()
  await expect(row).toHaveCount(1)

  const office = await browser.newContext()
  const leader = new Heatgrid(await office.newPage())
  await leader.haveSession('leader')
  await leader.open('/demo/today')
  const asked = cardOf(leader.page).getByRole('listitem').filter({ hasText: '煤炭大院' })
  await asked.getByRole('button', { name: '督办' }).click()
  await expect(asked).toContainText('街道督办')
  await expect(row).toContainText('街道督办', { timeout: 5_000 })
  await expect(row.getByRole('button')).toHaveCount(0)

  await asked.getByRole('button', { name: '撤回' }).click()
  await row.getByRole('button', { name: '撤回' }).click()
  await expect(cardOf(leader.page)).toContainText('没有在办的督办', { timeout: 5_000 })
  await office.close()
  expect([...app.problems, ...leader.problems]).toEqual([])
})

test('a yard is supervised from its card on the map, with all that is open there', async ({ page }) => {
  const app = new Heatgrid(page)
  await app.haveSession('leader')
  const yards = await app.features('compounds', 'limit=200')
  const yard = yards.find(({ properties }) => properties.name === '三爱堂小区')
  await app.open(`/demo/map?thing=compounds:${yard?.id}`)
  const card = app.card('三爱堂小区')
  await card.getByRole('button', { name: '督办', exact: true }).click()
  await expect(card.getByText(/街道督办 · 1月18日/)).toBeVisible()
  await card.getByRole('button', { name: '撤回' }).click()
  await expect(card.getByRole('button', { name: '督办', exact: true })).toBeVisible()
  expect(app.problems).toEqual([])
})
