import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Locator, type Page } from '@playwright/test'
import type { BranchCluster } from '../../data/hotspots/answers'
import { readEvents } from '../support/event-stream'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Extent = [west: number, south: number, east: number, north: number]
type Feature = { id: number; geometry: GeoJSON.Geometry; properties: Record<string, unknown> }

/** What tests say about the application; only this file knows how its pages are made. */
export class Heatgrid {
  readonly problems: string[] = []

  constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.problems.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text())
    })
  }

  /** Sets what this browser likes before a page is opened. */
  async prefer(wishes: { locale?: 'zh-CN' | 'en'; theme?: 'light' | 'dark'; larger?: boolean }) {
    await this.page.addInitScript((wished) => {
      for (const [name, value] of Object.entries(wished)) {
        if (!localStorage.getItem(`heatgrid.${name}`)) localStorage.setItem(`heatgrid.${name}`, String(value))
      }
    }, wishes)
  }

  /** Opens a session without the page, for tests that are not about logging in. */
  async haveSession(username: string) {
    const answer = await this.page.request.post('/api/session', { data: { username, password: 'heatgrid-demo' } })
    expect(answer.status()).toBe(200)
  }

  async open(address: string) {
    await this.page.goto(address)
  }

  async logIn(username: string, password: string) {
    await this.page.locator('#username').fill(username)
    await this.page.locator('#password').fill(password)
    await this.page.locator('form button[type=submit]').click()
  }

  /** Everything that the map shows is there and nothing moves. */
  async mapIsIdle() {
    await expect(this.page.locator('.city-map canvas')).toBeVisible()
    await expect(this.page.locator('.city-map')).toHaveAttribute('aria-busy', 'false', { timeout: 90_000 })
  }

  /** The features of a layer as the interface gives them to the session of this page. */
  async features(layer: string, query = 'limit=50'): Promise<Feature[]> {
    const answer = await this.page.request.get(`/api/cities/demo/features/${layer}?${query}`)
    expect(answer.status()).toBe(200)
    const { features } = await answer.json()
    return features
  }

  async geometryOf(layer: string, id: number): Promise<GeoJSON.Geometry> {
    const answer = await this.page.request.get(`/api/cities/demo/features/${layer}/${id}`)
    expect(answer.status()).toBe(200)
    return (await answer.json()).geometry
  }

  /** What 共用管段 finds for the session of this page in the week to the demo city's day, best first. */
  async clusters(): Promise<BranchCluster[]> {
    const read = () => this.page.request.get('/api/cities/demo/hotspots/branches?from=2024-01-12&to=2024-01-18')
    let answer = await read()
    await expect.poll(async () => (answer = await read()).status(), { timeout: 60_000 }).toBe(200)
    return (await answer.json()).clusters
  }

  /** The changes that the session of this page is told of, heard by a client of its own. */
  async events() {
    const base = (await this.page.request.get('/api/health')).url()
    const cookie = (await this.page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    const answer = await fetch(new URL('/api/cities/demo/events', base), { headers: { cookie } })
    expect(answer.status).toBe(200)
    return readEvents(answer)
  }

  /** The box around the homes of the first division of this session's account: [west, south, east, north] in degrees. */
  async ownArea(): Promise<Extent> {
    const session = await (await this.page.request.get('/api/session')).json()
    const answer = await this.page.request.get(`/api/cities/demo/features/divisions/${session.scope.divisions[0].id}`)
    return (await answer.json()).properties.homes_extent
  }

  /**
   * Px that a box in degrees keeps from the panels around the free part of the map; a negative number lies underneath.
   * The address says what the middle of that part shows.
   */
  async roomAround([west, south, east, north]: Extent): Promise<Record<'left' | 'top' | 'right' | 'bottom', number>> {
    const [zoom = 0, lat = 0, lng = 0] = (this.parameter('view') ?? '').split('/').map(Number)
    const free = await this.page.evaluate(() => {
      const map = document.querySelector<HTMLElement>('.city-map')
      const panel = (place: string) => document.querySelector(`.place.${place} > *`)?.getBoundingClientRect()
      if (!map) throw new Error('no map')
      const { left, top, right, bottom } = map.getBoundingClientRect()
      const told = (side: string) => parseFloat(map.style.getPropertyValue(`--covered-${side}`))
      return {
        left: panel('left')?.right ?? left,
        top,
        right: panel('right')?.left ?? right,
        bottom: panel('bottom')?.top ?? bottom,
        x: (left + told('left') + right - told('right')) / 2,
        y: (top + told('top') + bottom - told('bottom')) / 2,
      }
    })
    // Web Mercator with a world of 512 px at zoom 0.
    const world = 512 * 2 ** zoom
    const across = (degrees: number) => free.x + ((degrees - lng) / 360) * world
    const mercator = (degrees: number) => Math.asinh(Math.tan((degrees * Math.PI) / 180)) / (2 * Math.PI)
    const down = (degrees: number) => free.y - (mercator(degrees) - mercator(lat)) * world
    return {
      left: across(west) - free.left,
      top: down(north) - free.top,
      right: free.right - across(east),
      bottom: free.bottom - down(south),
    }
  }

  /** The card with a heading of this name. */
  card(name: string | RegExp): Locator {
    return this.page.locator('section').filter({ has: this.page.getByRole('heading', { level: 1, name }) })
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name })
  }

  /** Height of a panel in whole px once it has moved away from `before` and has come to rest. */
  async restingHeight(panel: Locator, before?: number): Promise<number> {
    const height = async () => Math.round((await panel.boundingBox())?.height ?? 0)
    let last = await height()
    await expect
      .poll(
        async () => {
          const seen = last
          last = await height()
          return last > 0 && last === seen && last !== before
        },
        `the height of the panel, resting and no longer ${before ?? 0} px`,
      )
      .toBe(true)
    return last
  }

  /** The number under a heading of the card of an area, once it is there. */
  async headline(name: string): Promise<string> {
    const number = this.page.locator('dl > div').filter({ has: this.page.getByText(name, { exact: true }) })
    await expect(number.locator('dd').first()).toBeVisible()
    return number.locator('dd').first().innerText()
  }

  /** How many of a layer the legend counts in view. */
  legendCount(layer: string): Locator {
    return this.page
      .locator('.legend h3')
      .filter({ hasText: new RegExp(`^\\s*${layer}`) })
      .locator('span')
  }

  /**
   * What a PNG file shows: its size in px, how many colours its upper part has (in steps of 16), and which share of its
   * lowest 40 px is of one colour.
   */
  async pixelsOf(path: string) {
    return this.page.evaluate(async (data) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
      const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const { width, height } = picture
      const pen = new OffscreenCanvas(width, height).getContext('2d')
      pen?.drawImage(picture, 0, 0)
      const coloursOf = (from: number, rows: number) => {
        const counts = new Map<string, number>()
        const { data: px } = pen?.getImageData(0, from, width, rows) ?? { data: [] }
        for (let at = 0; at < px.length; at += 4) {
          const colour = [px[at], px[at + 1], px[at + 2]].map((value) => (value ?? 0) >> 4).join()
          counts.set(colour, (counts.get(colour) ?? 0) + 1)
        }
        return counts
      }
      const ground = Math.max(...coloursOf(height - 40, 40).values())
      return { width, height, colours: coloursOf(0, height - 160).size, strip: ground / (width * 40) }
    }, readFileSync(path).toString('base64'))
  }

  /** The commonest colour on the map, as `red,green,blue`, its share, and how many colours there are besides (in steps of 16). */
  async mapColours() {
    const box = await this.page.locator('.city-map canvas').boundingBox()
    if (!box) throw new Error('no map')
    const seen = await this.page.screenshot({ clip: { ...box, x: box.x + box.width / 3, width: box.width / 3 } })
    return this.page.evaluate(async (data) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
      const { width, height } = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const pen = new OffscreenCanvas(width, height).getContext('2d')
      pen?.drawImage(await createImageBitmap(new Blob([bytes], { type: 'image/png' })), 0, 0)
      const { data: px } = pen?.getImageData(0, 0, width, height) ?? { data: [] }
      const counts = new Map<string, number>()
      const kinds = new Set<string>()
      for (let at = 0; at < px.length; at += 4) {
        const colour = [px[at] ?? 0, px[at + 1] ?? 0, px[at + 2] ?? 0]
        counts.set(colour.join(), (counts.get(colour.join()) ?? 0) + 1)
        kinds.add(colour.map((value) => value >> 4).join())
      }
      const [colour = '', count = 0] = [...counts].sort(([, one], [, other]) => other - one)[0] ?? []
      return { colour, share: count / (width * height), colours: kinds.size }
    }, seen.toString('base64'))
  }

  /** What runs out of the window, other than in a table that scrolls. */
  async overflow(): Promise<string[]> {
    return this.page.evaluate(() => {
      const { clientWidth, scrollWidth } = document.documentElement
      // A table may scroll in its frame.
      const isFramed = (table: Element | null) =>
        getComputedStyle(table?.parentElement ?? document.body).overflowX === 'auto'
      const wide = [...document.querySelectorAll<HTMLElement>('body *')].filter((element) => {
        const { left, right, width } = element.getBoundingClientRect()
        const isHidden = width < 2 || element.closest('.city-map, .visually-hidden, svg') !== null
        return !isHidden && !isFramed(element.closest('table')) && (right > clientWidth + 1 || left < -1)
      })
      const names = wide.map((element) => `${element.className}: ${element.innerText.slice(0, 60)}`)
      return scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide`, ...names] : names
    })
  }

  /** Presses the tabulator until something has the focus; a hundred times at most. */
  async tabTo(place: Locator) {
    await expect(place).toBeVisible()
    const has = () => place.evaluate((element) => element === document.activeElement)
    for (let step = 0; step < 100 && !(await has()); step++) await this.page.keyboard.press('Tab')
    await expect(place).toBeFocused()
  }

  async search(text: string) {
    await this.page.getByRole('combobox', { name: /^(搜索|Search)$/ }).fill(text)
  }

  parameter(name: string): string | null {
    return new URL(this.page.url()).searchParams.get(name)
  }

  /** Serious and critical violations of accessibility rules, in words. */
  async accessibilityFaults(): Promise<string[]> {
    await this.page.evaluate(axeSource)
    return this.page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: {
          run: (options: object) => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>
        }
      }
      const { violations } = await axe.run({ resultTypes: ['violations'] })
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
    })
  }
}
