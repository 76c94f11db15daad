import { expect, test as base } from '@playwright/test'
import { thingKinds } from '../../web/map/state'
import { Heatgrid } from './driver'

const test = base.extend<{ app: Heatgrid }>({ app: async ({ page }, use) => use(new Heatgrid(page)) })

/** What the card of a thing says about itself below its title. */
const kindWords: Record<(typeof thingKinds)[number], string> = {
  divisions: '行政区划',
  governance_grids: '综治网格',
  sources: '热源',
  stations: '供热站',
  pipes: '管段',
  valves: '阀门',
  compounds: '小区楼院',
  buildings: '楼栋',
  grids: '供暖网格',
  issues: '诉求',
}

for (const kind of thingKinds) {
  test(`the card of ${kind} opens by its address, with its name and its record`, async ({ app, page }) => {
    await app.haveSession('district')
    const [thing] = await app.features(kind, 'limit=1')
    await app.open(`/demo/map?thing=${kind}:${thing?.id}`)
    const panel = page.locator('.place.right')
    const heading = panel.getByRole('heading', { level: 1 })
    const { name, code, number } = thing?.properties ?? {}
    if (kind === 'grids') await expect(heading).toHaveText(`第${String(number)}网格`)
    else if (kind === 'issues') await expect(heading).toHaveText(/^[^\w.]+$/)
    else await expect(heading).toHaveText(String(name ?? code))
    await expect(panel).toContainText(kindWords[kind])
    await expect(panel.getByRole('button', { name: '复制链接' })).toBeVisible()
    // A word that nobody translated would stand there as its key.
    await expect(panel).not.toContainText(/\b(fields|values|kinds|counts|details)\.\w/)
    await app.mapIsIdle()
    expect(app.problems).toEqual([])
  })
}

for (const kind of ['pipes', 'valves'] as const) {
  test(`from one of the ${kind} both ways light up, and the way up leads to a source`, async ({ app, page }) => {
    await app.haveSession('district')
    const things = await app.features(kind, 'limit=400')
    const supply = things.find(({ properties }) => kind === 'valves' || properties.flow === 'supply')
    await app.open(`/demo/map?thing=${kind}:${supply?.id}`)
    await app.button('看下游').click()
    await expect.poll(() => app.parameter('trace')).toBe(`down:${kind}:${supply?.id}`)
    await expect(page.getByText(/下游共 [\d,]+ 栋、[\d,]+ 户供暖/)).toBeVisible()
    await app.button('查来路').click()
    await expect.poll(() => app.parameter('trace')).toBe(`up:${kind}:${supply?.id}`)
    await expect(page.locator('.trace ol li').last()).toContainText(/热源|供热站/)
    await app.mapIsIdle()
    expect(app.problems).toEqual([])
  })
}

test('a copied link opens the same thing for somebody else', async ({ app, page, context, browser, baseURL }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.haveSession('district')
  const [station] = await app.features('stations', 'limit=1')
  await app.open(`/demo/map?thing=stations:${station?.id}&trace=down:stations:${station?.id}&period=28d`)
  await app.mapIsIdle()
  await expect.poll(() => app.parameter('view')).not.toBeNull()
  await app.button('复制链接').click()
  await expect(page.getByText('链接已复制')).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())

  const elsewhere = await browser.newContext({ baseURL, locale: 'zh-CN', reducedMotion: 'reduce' })
  const other = new Heatgrid(await elsewhere.newPage())
  await other.haveSession('leader')
  await other.open(link)
  await other.mapIsIdle()
  await expect(other.card(String(station?.properties.name))).toContainText(/下游共 [\d,]+ 栋/)
  for (const name of ['thing', 'trace', 'period', 'view']) {
    expect(other.parameter(name), name).toBe(new URL(link).searchParams.get(name))
  }
  await elsewhere.close()
})

test('the list that stands in for the map has every kind of thing', async ({ app, page }) => {
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null
  })
  await app.haveSession('district')
  await app.open('/demo/map')
  const choice = page.locator('.list select')
  for (const kind of thingKinds) {
    await choice.selectOption(kind)
    const [thing] = await app.features(kind, 'limit=1')
    await expect(page.locator('.list li').first()).toContainText(String(thing?.properties.code ?? ''))
    await page.locator('.list li button').first().click()
    await expect.poll(() => app.parameter('thing')).toBe(`${kind}:${thing?.id}`)
  }
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('the card of a compound opens by its address and fits the window', async ({ app, page }) => {
    await app.haveSession('district')
    const [compound] = await app.features('compounds', 'limit=1')
    await app.open(`/demo/map?thing=compounds:${compound?.id}`)
    const sheet = app.card(String(compound?.properties.name))
    await expect(sheet).toBeVisible()
    await expect(page.locator('.place.right')).toContainText('档案')
    await app.mapIsIdle()
    expect(await app.overflow()).toEqual([])
    expect(app.problems).toEqual([])
  })
})
