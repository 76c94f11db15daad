import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { Heatgrid } from './driver'

const test = base.extend<{ app: Heatgrid }>({
  app: async ({ page }, use) => use(new Heatgrid(page)),
})

const cli = resolve(import.meta.dirname, '../../dist/server/cli.js')
const heatgrid = (argv: string[], input = '') =>
  execFileSync(process.execPath, [cli, ...argv], { input, env: process.env, stdio: ['pipe', 'pipe', 'pipe'] })

test('a city without homes says what it lacks and which command brings it, in both languages', async ({
  app,
  page,
}) => {
  const code = `own-${randomBytes(3).toString('hex')}`
  heatgrid(['city', 'add', '--code', code, '--name', '自家城', '--srid', '4544', '--time-zone', 'Asia/Shanghai'])
  heatgrid(['user', 'add', code, '--role', 'secretary', '--city', code], 'heatgrid-demo\n')
  await app.haveSession(code)
  await app.open(`/${code}/map`)
  await expect(page.getByText('这座城市还没有导入数据。')).toBeVisible()
  await page.getByRole('link', { name: '看缺什么、怎么导入' }).click()

  const findings = page.getByRole('region', { name: '问题分布' })
  await expect(findings.getByText('这座城市还没有设供暖季,还算不出哪里扎堆。')).toBeVisible()
  await expect(findings.locator('code')).toHaveText(/^heatgrid city season --city own-\w+ --starts \d{4}-11-01 --ends/)
  await expect(page.getByText('没有发现扎堆的问题')).toHaveCount(0)

  // The page follows by itself.
  heatgrid(['city', 'season', '--city', code, '--starts', '2023-11-01', '--ends', '2024-03-31'])
  await expect(findings.getByText('这座城市还没有供暖户数,还算不出哪里扎堆。')).toBeVisible()
  await expect(findings.locator('code')).toContainText('--as buildings')

  await page.evaluate(() => localStorage.setItem('heatgrid.locale', 'en'))
  await page.reload()
  await expect(page.getByText('This city has no heated homes yet, so clusters cannot be worked out.')).toBeVisible()
  // The browser itself reports each answer that is not there yet (503), or cannot be (409).
  expect(app.problems.filter((text) => !/Failed to load resource.* (409|503) /.test(text))).toEqual([])
})
