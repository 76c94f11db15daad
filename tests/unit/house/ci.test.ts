import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { absentInput, judgeSkipped } from '../../support/ci'
import { sharedData } from '../../support/shared-data'

describe('tests that did not run', () => {
  const absent = `real input (embedded) Zittau ${absentInput('network/pipes.geojson')}`
  const other = 'map.spec.ts > the map > is idle'

  it('are named, and fail the run in CI', () => {
    expect(judgeSkipped([other], false)).toEqual({ lines: [expect.stringContaining(other)], failures: 0 })
    expect(judgeSkipped([other, other], true)).toMatchObject({ failures: 2 })
  })

  it('may be those whose input is absent, even in CI, with that as their reason', () => {
    const { lines, failures } = judgeSkipped([absent, absent], true)
    expect(lines).toEqual(['2 suites did not run: shared test input network/pipes.geojson is absent'])
    expect(failures).toBe(0)
  })
})

it('finds the shared test input beside a clone, wherever that lies', () => {
  const place = mkdtempSync(join(tmpdir(), 'hg-shared-'))
  const file = join(place, 'shared/data/set/file.csv')
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, '')
  for (const clone of ['clone', 'clone/deeper/down'])
    expect(sharedData('set/file.csv', join(place, clone), '')).toBe(file)
  expect(sharedData('set/file.csv', join(place, 'clone'), join(place, 'elsewhere'))).toBeNull()
  expect(sharedData('set/other.csv', join(place, 'clone'), '')).toBeNull()
  rmSync(place, { recursive: true })
})
