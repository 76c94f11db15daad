import { resolve } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { firstLoads } from '../bench/first-load'
import { buildWeb } from '../support/build'

const most_kB = 220

beforeAll(buildWeb)

it('asks for little JavaScript on whichever screen a visit begins', () => {
  const loads = firstLoads(resolve(import.meta.dirname, '../..'))
  expect(loads.map(({ page }) => page)).toEqual(
    expect.arrayContaining([
      'session/LoginPage',
      'morning/MorningPage',
      'explore/ExplorePage',
      'problems/ProblemsPage',
    ]),
  )
  // Less than Vue alone: what is counted is not what was built.
  expect(loads.filter(({ kB }) => kB < 50)).toEqual([])
  expect(loads.filter(({ kB }) => kB > most_kB)).toEqual([])
})
