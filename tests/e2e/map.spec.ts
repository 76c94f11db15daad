import { expect, test as base } from '@playwright/test'
import { Heatgrid } from './driver'

const test = base.extend<{ app: Heatgrid }>({
  app: async ({ page }, use) => use(new Heatgrid(page)),
})

test('a wrong password is refused in words, the right one leads to the map, which draws without errors', async ({
  app,
  page,
}) => {
  await app.open('/')
  await expect(page).toHaveURL(/\/login/)
  await app.logIn('leader', 'not this one')
  await expect(page.getByRole('alert')).toHaveText('用户名或密码不对。')
  app.problems.length = 0
  await app.logIn('leader', 'heatgrid-demo')
  await expect(page).toHaveURL(/\/demo\/map/)
  await app.mapIsIdle()
  await expect(app.card(/今日供暖/)).toContainText('供暖户')
  expect(app.problems).toEqual([])
})

test('demo logins are offered where the city is a demonstration', async ({ app, page }) => {
  await app.open('/login')
  await app.button(/供热规划员/).click()
  await expect(page).toHaveURL(/\/demo\/map/)
  await expect(app.button(/供热规划员/)).toBeVisible()
})

test('whoever is not logged in comes back to the very place after logging in', async ({ app, page }) => {
  await app.open('/demo/map?thing=stations:1&period=28d')
  await expect(page).toHaveURL(/\/login/)
  await app.logIn('duty', 'heatgrid-demo')
  await expect(page).toHaveURL(({ pathname }) => pathname === '/demo/map')
  expect(app.parameter('thing')).toBe('stations:1')
  expect(app.parameter('period')).toBe('28d')
})

test('a session that ends while the map is open leads to the login once, with one message, and back', async ({
  app,
  page,
  context,
}) => {
  await app.haveSession('district')
  await app.open('/demo/map?view=15.50/36.05350/103.83700')
  await app.mapIsIdle()
  await context.clearCookies()
  await page.locator('.maplibregl-canvas').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(page).toHaveURL(/\/login\?to=/)
  await expect(page.getByText('登录已过期,请重新登录。')).toHaveCount(1)
  await expect(page.getByText('部分地图没有加载出来。')).toHaveCount(0)
  await app.button(/区供热专班/).click()
  await expect(page).toHaveURL(/\/demo\/map\?view=15.50/)
})

test('pipes are off for a secretary and on for a planner', async ({ app, page }) => {
  await app.haveSession('secretary')
  await app.open('/demo/map')
  await expect(page.getByRole('switch', { name: '供热管网' })).not.toBeChecked()
  await expect(page.getByRole('switch', { name: '供暖网格' })).toBeChecked()
  await app.haveSession('planner')
  await app.open('/demo/map')
  await expect(page.getByRole('switch', { name: '供热管网' })).toBeChecked()
})

test('headline, legend and map tell the same cases: those open now, or all of the period', async ({ app, page }) => {
  await app.haveSession('district')
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('layers=issues') && asked.push(request.url()))
  await app.open('/demo/map')
  await app.mapIsIdle()
  const [open, all] = [await app.headline('未办结诉求'), await app.headline('时段内诉求')]
  expect(Number(open)).toBeGreaterThan(0)
  await expect(app.legendCount('诉求')).toHaveText(open)
  expect(new URL(asked.at(-1) ?? '').searchParams.get('status')).toBe('open')
  await page.getByRole('radio', { name: '时段内全部' }).check({ force: true })
  await expect(app.legendCount('诉求')).toHaveText(all)
  await expect.poll(() => new URL(asked.at(-1) ?? '').searchParams.get('from')).toBe('2024-01-12')
})

test('an area opens where its homes are, not on its river and the far bank', async ({ app }) => {
  await app.haveSession('leader')
  const homes = await app.ownArea()
  await app.open('/demo/map')
  await app.mapIsIdle()
  await expect(async () => {
    const room = Object.values(await app.roomAround(homes))
    // With a little air, and as close as the panels allow.
    expect(Math.min(...room)).toBeGreaterThan(20)
    expect(Math.min(...room)).toBeLessThan(60)
  }).toPass({ timeout: 20_000 })
})

test('the legend counts the cases of others too, of which the map tells in numbers', async ({ app, page }) => {
  await app.haveSession('member')
  let told = { numberMatched: 0, cases: 0 }
  page.on('response', async (answer) => {
    if (answer.url().includes('/features/issues?bbox')) told = await answer.json()
  })
  await app.open('/demo/map')
  await app.mapIsIdle()
  await expect.poll(() => told.cases).toBeGreaterThan(told.numberMatched)
  await expect.poll(() => app.legendCount('诉求').textContent()).toBe(String(told.cases))
})

test('the legend counts what lies between the panels', async ({ app }) => {
  await app.haveSession('secretary')
  await app.open('/demo/map?view=16.50/36.05430/103.84880')
  await app.mapIsIdle()
  const buildings = async () => Number(await app.legendCount('楼栋').textContent())
  // First the city is counted, then what is in view.
  await expect.poll(buildings).toBeLessThan(400)
  await expect.poll(buildings).toBeGreaterThan(0)
  const beside = await buildings()
  await app.button('收起或展开').click()
  await expect.poll(buildings).toBeGreaterThan(beside)

  // A pasted place in the river, where there is nothing to explain.
  await app.open('/demo/map?view=18.00/36.06200/103.84880')
  await expect(app.legendCount('热源和供热站')).toHaveText('0')
  await expect(app.page.getByText('换热站', { exact: true })).toBeHidden()
  await expect(app.page.getByText('热电厂', { exact: true })).toBeHidden()
})

test('the way of a building lights up, and what lies below a station, with its counts', async ({ app, page }) => {
  await app.haveSession('district')
  const [station] = await app.features('stations', 'limit=1')
  await app.open(`/demo/map?thing=stations:${station?.id}`)
  await app.button('看下游').click()
  await expect(page).toHaveURL(/trace=down/)
  await expect(page.getByText(/下游共 [\d,]+ 栋、[\d,]+ 户供暖,未办结 [\d,]+ 件/)).toBeVisible()
  await expect(page.locator('.trace details').first().getByRole('button').first()).toContainText(/供暖 [\d,]+ 户/)
  await app.mapIsIdle()

  const [building] = await app.features('buildings', 'limit=1')
  await app.open(`/demo/map?thing=buildings:${building?.id}`)
  await app.button('查来路').click()
  await expect(page).toHaveURL(/trace=up(%3A|:)buildings/)
  await expect(page.getByText(/经 [\d,]+ 段管线,共 [\d.,]+ k?m/)).toBeVisible()
  await expect(page.locator('.trace ol')).toContainText(/供热站|换热站/)

  await page.keyboard.press('Escape')
  await expect.poll(() => app.parameter('trace')).toBeNull()
  await page.goBack()
  await expect.poll(() => app.parameter('trace')).toMatch(/^up/)
})

test('search finds by name and by initials, with the keyboard alone', async ({ app, page }) => {
  await app.haveSession('district')
  await app.open('/demo/map')
  await app.search('mtdy')
  await expect(page.getByRole('option', { name: /煤炭大院/ }).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(app.card(/煤炭大院/)).toBeVisible()
  expect(app.parameter('thing')).toMatch(/^(compounds|buildings):\d+$/)
  await expect.poll(() => Number(app.parameter('view')?.split('/')[0])).toBeGreaterThan(15)
  await app.search('没有这个地方')
  await expect(page.getByText(/没有找到/)).toBeVisible()
})

test('search takes the best place for a hasty Enter, asks for more, says what it knows, and tries again', async ({
  app,
  page,
}) => {
  await app.haveSession('district')
  await app.open('/demo/map')
  await app.search('mtdy')
  await page.keyboard.press('Enter')
  await expect(app.card(/煤炭大院/)).toBeVisible()

  const places = page.getByRole('listbox').getByRole('option')
  await app.search('m')
  await expect(page.getByText(/再多输入一点/)).toBeVisible()
  await expect(places).toHaveCount(0)
  await app.search('没有这个地方')
  await expect(page.getByText(/没有找到“没有这个地方”.*可以搜小区.*编号.*拼音首字母/)).toBeVisible()

  await page.route(/\/search\?/, (route) => route.abort())
  await app.search('煤炭')
  await expect(app.button('重试')).toBeVisible()
  await expect(places).toHaveCount(0)
  await page.unroute(/\/search\?/)
  await page.getByRole('combobox', { name: '搜索' }).press('Enter')
  await expect(places.filter({ hasText: '煤炭大院' }).first()).toBeVisible()
})

test('a pasted link shows the same thing, and the language can be changed', async ({ app, page, context }) => {
  await app.haveSession('district')
  const [grid] = await app.features('grids', 'limit=1')
  const title = `第${grid?.properties.number}网格`
  await app.open(`/demo/map?thing=grids:${grid?.id}&period=28d&layers=basemap,grids,pipes&status=all`)
  await app.mapIsIdle()
  await expect(app.card(title)).toContainText('责任团队')
  await expect.poll(() => app.parameter('view')).not.toBeNull()

  const link = page.url()
  const pasted = new Heatgrid(await context.newPage())
  await pasted.open(link)
  await pasted.mapIsIdle()
  await expect(pasted.card(title)).toBeVisible()
  await expect(pasted.page.getByRole('switch', { name: '供热管网' })).toBeChecked()
  await expect(pasted.page.getByRole('switch', { name: '楼栋' })).not.toBeChecked()
  await expect(pasted.button(/近28天/)).toBeVisible()
  expect(pasted.parameter('view')).toBe(new URL(link).searchParams.get('view'))

  await app.button('English').click()
  await expect(app.card(`Grid ${grid?.properties.number}`)).toContainText('Team')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})

test('where the map cannot be drawn a list stands in', async ({ app, page }) => {
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null
  })
  await app.haveSession('district')
  await app.open('/demo/map')
  await expect(page.getByRole('heading', { name: /先用列表/ })).toBeVisible()
  await page.locator('.list li button').first().click()
  await expect(page).toHaveURL(/thing=grids/)
  await expect(page.getByText('责任团队')).toBeVisible()
})

test('the card of a thing can be copied for a chat, without anything personal', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.haveSession('secretary')
  const [grid] = await app.features('grids', 'limit=1')
  await app.open(`/demo/map?thing=grids:${grid?.id}`)
  await app.button('复制到群').click()
  await expect(page.getByText('文字已复制')).toBeVisible()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  expect(text).toContain(`第${grid?.properties.number}网格`)
  expect(text).toMatch(/\d+\/\d+–\d+\/\d+/)
  expect(text).toContain('演示')
  expect(text).not.toMatch(/\d{3,4}-\d{7,8}/)
})

test('the picture of a card holds the map and its numbers, and is named after its place', async ({ app, page }) => {
  await app.haveSession('secretary')
  const [grid] = await app.features('grids', 'limit=1')
  await app.open(`/demo/map?thing=grids:${grid?.id}`)
  await app.mapIsIdle()
  const download = page.waitForEvent('download')
  await app.button('存图片').click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/社区 第\d+网格\.png$/)
  const { width, height, colours, strip } = await app.pixelsOf(await file.path())
  expect(width).toBeGreaterThanOrEqual(1200)
  // The map with its many colours, and below it a strip of words on one ground.
  expect(height).toBeGreaterThan(860)
  expect(colours).toBeGreaterThan(40)
  expect(strip).toBeGreaterThan(0.7)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('the card of a station is read from a sheet of three heights', async ({ app }) => {
    await app.haveSession('duty')
    const [station] = await app.features('stations', 'limit=1')
    await app.open(`/demo/map?thing=stations:${station?.id}`)
    const sheet = app.card(String(station?.properties.name))
    await expect(sheet).toBeVisible()
    const handle = sheet.getByRole('button', { name: /面板/ })
    const heights = [await app.restingHeight(sheet)]
    for (let step = 0; step < 3; step++) {
      await handle.click()
      heights.push(await app.restingHeight(sheet, heights.at(-1)))
    }
    const [half, full, low, again] = heights
    await sheet.getByRole('button', { name: /面板/ }).press('ArrowDown')
    await expect(sheet.getByText(/供暖 [\d,]+ 户/)).toBeVisible()
    await sheet.getByRole('button', { name: /面板/ }).press('ArrowUp')
    expect(new Set([half, full, low]).size).toBe(3)
    expect(again).toBe(half)
    await expect(sheet.getByText(/供暖 [\d,]+ 户/)).toBeHidden()
    await expect(sheet.getByRole('term').filter({ hasText: '值班电话' })).toBeVisible()
    await expect(sheet.locator('a[href^="tel:"]').first()).toBeVisible()
  })
})
