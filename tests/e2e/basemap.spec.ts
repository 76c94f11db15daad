import { expect, test as base } from '@playwright/test'
import { Hono } from 'hono'
import { readConfig } from '../../server/config'
import type { Deps } from '../../server/deps'
import { protect } from '../../server/http'
import { Heatgrid } from './driver'

/** Two pictures of one px: a grey ground, and nothing. */
const grey = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNoaGj4DwAFhAKAjM1mJgAAAABJRU5ErkJggg=='
const clear = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII='
const greyColour = '128,128,128'
/** In the river, where only the base is drawn; and over houses. */
const river = 'view=17.50/36.06200/103.84880'
const houses = 'view=15.50/36.05430/103.84880'

const origin = 'http://maps.example'
const style = {
  version: 8,
  sources: {
    ground: { type: 'raster', tiles: [`${origin}/ground/{z}/{x}/{y}.png`], tileSize: 256, attribution: '© 样式的作者' },
  },
  layers: [{ id: 'ground', type: 'raster', source: 'ground' }],
}

/** Somebody else's server of maps on another origin; returns the paths that it was asked for. */
async function serveMaps({ page }: Heatgrid): Promise<string[]> {
  const asked: string[] = []
  const headers = { 'access-control-allow-origin': '*' }
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url())
    asked.push(pathname)
    if (pathname.startsWith('/ground/')) await route.fulfill({ headers, body: Buffer.from(grey, 'base64') })
    else if (pathname.startsWith('/names/')) await route.fulfill({ headers, body: Buffer.from(clear, 'base64') })
    else if (pathname === '/style.json') await route.fulfill({ headers, json: style })
    else await route.fulfill({ headers, status: 500 })
  })
  return asked
}

const test = base.extend<{ app: Heatgrid }>({ app: async ({ page }, use) => use(new Heatgrid(page)) })

/** Lets the page see the city, and be guarded, as a server with this setting has it. */
async function set(app: Heatgrid, basemap: string, attribution = '') {
  const config = readConfig({ HEATGRID_BASEMAP_STYLE: basemap, HEATGRID_BASEMAP_ATTRIBUTION: attribution })
  const guard = new Hono().use(protect({ config } as Deps)).get('/', (c) => c.text(''))
  const policy = (await guard.request('/')).headers.get('content-security-policy') ?? ''
  // The page and the worker that fetches tiles are each held to what came with them.
  await app.page.route(/\/demo\/(map|today)|\/assets\/.*worker/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } })
  })
  await app.page.route(/\/api\/cities\/demo$/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), basemap: config.basemap } })
  })
  await app.haveSession('district')
}

test('two raster services lie below the data instead of the own basemap, and their maker is named', async ({
  app,
  page,
}) => {
  const asked = await serveMaps(app)
  await set(app, `${origin}/ground/{z}/{x}/{y}.png ${origin}/names/{z}/{x}/{y}.png`, '天地图 · 审图号 示例')
  await app.open(`/demo/map?${river}`)
  await app.mapIsIdle()
  await expect(page.locator('.maplibregl-ctrl-attrib')).toContainText('天地图 · 审图号 示例')
  // Nothing but the foreign ground where the own map has water and banks.
  await expect.poll(async () => (await app.mapColours()).colour).toBe(greyColour)
  expect((await app.mapColours()).share).toBeGreaterThan(0.9)
  expect(asked.some((path) => path.startsWith('/names/'))).toBe(true)

  await app.open(`/demo/map?${houses}`)
  await app.mapIsIdle()
  const { share, colours } = await app.mapColours()
  expect(share).toBeLessThan(0.5)
  expect(colours).toBeGreaterThan(30)

  await page.getByRole('switch', { name: '底图' }).uncheck({ force: true })
  await app.open(`/demo/map?${river}&layers=grids`)
  await app.mapIsIdle()
  expect((await app.mapColours()).colour).not.toBe(greyColour)
  expect(app.problems).toEqual([])
})

test('a style of another server is drawn below the data, and its own sources are named', async ({ app, page }) => {
  await serveMaps(app)
  await set(app, `${origin}/style.json`)
  await app.open(`/demo/map?${river}`)
  await app.mapIsIdle()
  await expect.poll(async () => (await app.mapColours()).colour).toBe(greyColour)
  await expect(page.locator('.maplibregl-ctrl-attrib')).toContainText('© 样式的作者')
  expect(app.problems).toEqual([])
})

test('a basemap that fails is told, and leaves the data to work with', async ({ app, page }) => {
  await serveMaps(app)
  await set(app, `${origin}/broken.json`)
  await app.open(`/demo/map?${houses}`)
  await expect(page.getByText('外接底图没有加载出来,先用自带底图。')).toBeVisible()
  await app.mapIsIdle()
  expect((await app.mapColours()).colours).toBeGreaterThan(30)

  await page.unrouteAll()
  await serveMaps(app)
  await set(app, `${origin}/broken/{z}/{x}/{y}.png`)
  const [grid] = await app.features('grids', 'limit=1')
  await app.open(`/demo/map?thing=grids:${grid?.id}`)
  await expect(page.getByText('部分地图没有加载出来。')).toBeVisible()
  await app.mapIsIdle()
  await expect(app.card(`第${grid?.properties.number}网格`)).toContainText('责任团队')
  expect((await app.mapColours()).colours).toBeGreaterThan(15)

  // Once told is enough: their server may be out all day.
  const told = page.getByText('部分地图没有加载出来。')
  await expect(told).toHaveCount(0, { timeout: 20_000 })
  // What the first of these would say stands there by the time that the second fails.
  for (let times = 0; times < 2; times++) {
    const failed = page.waitForResponse((answer) => answer.url().startsWith(`${origin}/broken/`))
    await app.button('放大').click()
    await failed
  }
  await expect(told).toHaveCount(0)
})

test('the picture of the morning names the maker of the basemap under its words', async ({ app, page }) => {
  await serveMaps(app)
  await set(app, `${origin}/ground/{z}/{x}/{y}.png`, '天地图 · 审图号 示例')
  await page.addInitScript(() => {
    const original = CanvasRenderingContext2D.prototype.fillText
    CanvasRenderingContext2D.prototype.fillText = function (this: CanvasRenderingContext2D, text, ...rest) {
      document.documentElement.dataset.written = `${document.documentElement.dataset.written ?? ''}${text}`
      return original.call(this, text, ...rest)
    }
  })
  await app.open('/demo/today')
  await app.mapIsIdle()
  const download = page.waitForEvent('download')
  await app.button('存图片').click()
  await download
  await expect(page.locator('html')).toHaveAttribute('data-written', /今日供暖.*天地图 · 审图号 示例$/)
})
