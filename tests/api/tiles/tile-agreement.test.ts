import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Access } from '../../../server/auth/access'
import { findCity } from '../../../server/cities/queries'
import { removeCity } from '../../../server/cities/write-queries'
import { openDatabase, type Database } from '../../../server/db/connect'
import type { IssueFilter } from '../../../server/issues/filter'
import { blockAround, encodeTiles } from '../../../server/tiles/encode-tile'
import { tileLayers, type LayerName } from '../../../server/tiles/layers'
import { addCrookedShapes } from '../../support/crooked-shapes'
import { areaOf, decodeTile, distanceBetween, sizeOf, type DecodedFeature } from '../../support/decoded-tile'
import { createTinyCity, tinyNow } from '../../support/tiny-city'

const code = 'tile-agreement'
const layers = Object.keys(tileLayers) as LayerName[]
const smallest = 2

const scope = { divisions: [], communities: [], stations: [], grids: [] }
const admin = { user_id: 1, username: 'admin', role: 'admin', city: null, caseRights: 'all', personal: true, scope }
const planner = { ...admin, role: 'planner', caseRights: 'none', personal: false }
const secretary = {
  ...admin,
  role: 'secretary',
  caseRights: 'some',
  scope: { ...scope, divisions: [3], communities: [3] },
}
type Filter = Pick<IssueFilter, 'sources' | 'compound_kinds'>

const readers = { admin, planner, secretary } as Record<string, Access>

const engines = inject('engines')
const both = engines.length === 2
if (!both) console.log('tile agreement: needs both engines, there is only one')

describe.skipIf(!both)('tiles of both engines', () => {
  const databases: Database[] = []

  beforeAll(async () => {
    for (const { options } of engines) {
      const database = await openDatabase(options)
      databases.push(database)
      await createTinyCity(database.sql, code, addCrookedShapes)
    }
  })

  afterAll(async () => {
    for (const database of databases) {
      await removeCity(database.sql, code)
      await database.close()
    }
  })

  async function tilesOf([z, x, y]: [number, number, number], access: Access, filter: Filter) {
    return Promise.all(
      databases.map(async ({ sql }) => {
        const city = await findCity(sql, code)
        if (!city) throw new Error('no city')
        const period = { from: '2024-01-01', to: '2024-01-18', today: '2024-01-18', now: new Date(tinyNow) }
        const words = { symptoms: [], status: [], ...filter }
        const request = { city, z, x, y, layers: layersAt(z), access, ...words, ...period }
        const encoded = await encodeTiles(sql, request, await blockAround(sql, request))
        const own = encoded.filter((one) => one.x === x && one.y === y)
        return decodeTile(Buffer.concat(own.map(({ tile }) => tile)))
      }),
    )
  }

  for (let z = 10; z <= 17; z++) {
    for (const [name, access] of Object.entries(readers)) {
      it(`agree at zoom ${z} for ${name}`, async () => {
        const seen = new Set<string>()
        for (const [x, y] of tilesAround(z)) {
          const [one, other] = await tilesOf([z, x, y], access, { sources: [], compound_kinds: [] })
          if (!one || !other) throw new Error('no tile')
          for (const layer of layers) {
            const [a, b] = [one.get(layer), other.get(layer)]
            if (a || b) seen.add(layer)
            compare(`${layer} ${z}/${x}/${y}`, a ?? new Map(), b ?? new Map())
          }
        }
        expect(seen.size).toBeGreaterThan(z >= 16 ? 13 : 6)
      })

      it(`agree at zoom ${z} for ${name} on cases of a source and a kind of yard`, async () => {
        const seen = new Set<number>()
        for (const [x, y] of tilesAround(z)) {
          const [one, other] = await tilesOf([z, x, y], access, { sources: ['hotline'], compound_kinds: ['old'] })
          const [a, b] = [one?.get('issues') ?? new Map(), other?.get('issues') ?? new Map()]
          for (const id of a.keys()) seen.add(id)
          compare(`filtered issues ${z}/${x}/${y}`, a, b)
        }
        expect(seen.size).toBeGreaterThan(0)
      })
    }
  }
})

const layersAt = (z: number) => layers.filter((layer) => tileLayers[layer].minzoom <= z)

/** Tiles of a zoom over the middle of the city, up to nine. */
function tilesAround(z: number): [number, number][] {
  const [longitude, latitude] = [103.844, 36.052]
  const world = 2 ** z
  const x = Math.floor(((longitude + 180) / 360) * world)
  const sin = Math.sin((latitude * Math.PI) / 180)
  const y = Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * world)
  const steps = z < 13 ? [0] : [-1, 0, 1]
  return steps.flatMap((dx) => steps.map((dy): [number, number] => [x + dx, y + dy]))
}

function compare(where: string, a: Map<number, DecodedFeature>, b: Map<number, DecodedFeature>) {
  for (const id of new Set([...a.keys(), ...b.keys()])) {
    const [one, other] = [a.get(id), b.get(id)]
    if (!one || !other) {
      const alone = one ?? other
      expect(alone && sizeOf(alone), `${where}: feature ${id} is on one engine only`).toBeLessThan(smallest)
      continue
    }
    expect(one.type, `${where}: type of ${id}`).toBe(other.type)
    expect(one.properties, `${where}: attributes of ${id}`).toEqual(other.properties)
    if (sizeOf(one) < smallest && one.type !== 'point') continue
    expect(distanceBetween(one, other), `${where}: distance of ${id}`).toBeLessThanOrEqual(2)
    if (one.type === 'polygon') {
      // The engines dissolve what rounding folds onto itself in different ways: up to a unit along the longer side.
      const rounding = sizeOf(one)
      const [larger, smaller] = [areaOf(one), areaOf(other)].sort((p, q) => q - p)
      expect(smaller, `${where}: area of ${id}`).toBeGreaterThanOrEqual((larger ?? 0) * 0.98 - rounding)
    }
  }
  expect(
    [...a.keys()].filter((id) => b.has(id)),
    `${where}: order`,
  ).toEqual([...b.keys()].filter((id) => a.has(id)))
}
