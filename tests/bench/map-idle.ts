import { chromium } from '@playwright/test'
import type { CityServer } from './city-server'

/** Milliseconds from asking for the page to the map's first idle, for a person who is logged in. */
export async function measureMapIdle(server: CityServer, code: string, runs: number): Promise<number[]> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
      '--disable-background-networking',
    ],
  })
  const times: number[] = []
  const [name = '', value = ''] = server.cookie.split('=')
  for (let run = 0; run < runs; run++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    await context.addCookies([{ name, value, url: server.url }])
    const page = await context.newPage()
    const start = performance.now()
    await page.goto(`${server.url}/${code}/map`)
    await page.locator('[aria-busy="false"]').waitFor({ timeout: 60_000 })
    times.push(performance.now() - start)
    await context.close()
  }
  await browser.close()
  return times
}
