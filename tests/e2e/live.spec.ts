import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test as base } from '@playwright/test'
import { Heatgrid } from './driver'

const run = promisify(execFile)
const program = join(import.meta.dirname, '../../dist/server/cli.js')
const test = base.extend<{ app: Heatgrid; folder: string }>({
  app: async ({ page }, use) => use(new Heatgrid(page)),
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'heatgrid-live-'))
    await use(folder)
    rmSync(folder, { recursive: true })
  },
})

const mapping = {
  name: 'live',
  geometry: { x: 'x', y: 'y' },
  parts: [
    {
      to: 'issue',
      fields: { code: 'code', symptom: 'symptom', source: 'source', status: 'status', reported_at: 'reported_at' },
    },
  ],
}

test('a case that another program writes is counted without a reload, and the map stays where it is', async ({
  app,
  page,
  folder,
}) => {
  await app.haveSession('secretary')
  const [building] = await app.features('buildings', `limit=1&bbox=${await boxOfOwnCases(app)}`)
  await app.open('/demo/problems')
  await app.mapIsIdle()
  const cases = page.locator('.counts strong').first()
  await expect(cases).toHaveText(/^\d+$/)
  const before = Number(await cases.innerText())
  await expect.poll(() => app.parameter('view')).not.toBeNull()
  const view = app.parameter('view')

  const [x, y] = insideOf(building?.geometry)
  writeFileSync(join(folder, 'live.json'), JSON.stringify(mapping))
  const row = `LIVE-1,not_hot,hotline,reported,2024-01-18T09:30:00,${x},${y}`
  writeFileSync(join(folder, 'live.csv'), `code,symptom,source,status,reported_at,x,y\n${row}\n`)
  const options = ['--city', 'demo', '--as', 'issues', '--mapping', join(folder, 'live.json'), '--crs', 'EPSG:4326']
  await run(process.execPath, [program, 'import', join(folder, 'live.csv'), ...options])

  await expect(cases).toHaveText(String(before + 1), { timeout: 5_000 })
  expect(app.parameter('view')).toBe(view)
  expect(app.problems).toEqual([])
})

/** A small box around a case of the session's own scope. */
async function boxOfOwnCases(app: Heatgrid): Promise<string> {
  const [own] = await app.features('issues', 'limit=1&from=2024-01-12&to=2024-01-18')
  const [x = 0, y = 0] = own?.geometry.type === 'Point' ? own.geometry.coordinates : []
  return [x - 1e-5, y - 1e-5, x + 1e-5, y + 1e-5].join(',')
}

/** Middle of the first ring's box: the houses of the demonstration city are rectangles. */
function insideOf(geometry: GeoJSON.Geometry | undefined): [number, number] {
  const ring = geometry?.type === 'MultiPolygon' ? (geometry.coordinates[0]?.[0] ?? []) : []
  const middle = (axis: 0 | 1) => {
    const values = ring.map((corner) => corner[axis] ?? 0)
    return (Math.min(...values) + Math.max(...values)) / 2
  }
  return [middle(0), middle(1)]
}
