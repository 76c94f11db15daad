import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { citySystems, isCitySystem, toDegrees } from '../../data/model/projection'
import { cityCommand } from '../../server/cities/command'
import { findCity } from '../../server/cities/queries'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { onBothEngines } from '../support/database'

onBothEngines('systems of a city', (engine) => {
  const code = `system-${engine.name}`
  let db: Database
  beforeAll(async () => {
    db = await engine.open()
  })
  afterAll(async () => {
    await removeCity(db.sql, code)
    await db.close()
  })

  const add = async (srid: number) => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    const said = vi.spyOn(console, 'log').mockImplementation(() => {})
    const given = { code, name: '城', srid: String(srid), 'time-zone': 'Europe/Warsaw' }
    const status = await cityCommand(
      ['add', ...Object.entries(given).flatMap(([key, value]) => [`--${key}`, value])],
      db,
    )
    const words = told.mock.calls.flat().join('\n')
    told.mockRestore()
    said.mockRestore()
    return { status, words }
  }

  /** 60 km east of the middle of a zone and 4,000 km up, as PostGIS turns it. */
  const turned = async (srid: number) => {
    const [row] = await db.sql<{ x_m: number; lng: number; lat: number }[]>`
      select m.x_m, st_x(p.place) as lng, st_y(p.place) as lat
      from spatial_ref_sys s
      cross join lateral (
        select coalesce(substring(s.proj4text from '\\+x_0=([0-9.]+)')::double precision, 500000) + 60000 as x_m
      ) m
      cross join lateral (
        select st_transform(st_setsrid(st_makepoint(m.x_m, 4000000), s.srid), 4326) as place
      ) p
      where s.srid = ${srid}`
    if (!row) throw new Error(`no EPSG:${srid}`)
    return row
  }

  it('are turned to degrees as PostGIS turns them, at both ends and inside of each run of zones', async () => {
    const sixDegrees = [4491, 4496, 4501, 4502, 4507, 4512]
    const threeDegrees = [4513, 4525, 4533, 4534, 4544, 4554]
    const utm = [25828, 25834, 25838, 32601, 32648, 32660, 32701, 32730, 32760]
    for (const srid of [...sixDegrees, ...threeDegrees, ...utm]) {
      const { x_m, lng, lat } = await turned(srid)
      const [x, y] = toDegrees(srid)(x_m, 4_000_000)
      expect(Math.abs(x - lng), `EPSG:${srid}`).toBeLessThan(1e-8)
      expect(Math.abs(y - lat), `EPSG:${srid}`).toBeLessThan(1e-8)
    }
    for (const srid of citySystems.flat()) expect(isCitySystem(srid)).toBe(true)
  })

  it('are refused where no position could be turned, with those that can be chosen', async () => {
    for (const srid of [4326, 3857, 2180, 4555, 25839]) {
      expect(isCitySystem(srid)).toBe(false)
      expect(() => toDegrees(srid)).toThrow('projection.unknown')
      const { status, words } = await add(srid)
      expect(status).toBe(1)
      expect(words).toContain(`EPSG:${srid}`)
      expect(words).toContain('EPSG:25828–25838')
    }
    expect(await findCity(db.sql, code)).toBeUndefined()
    expect((await add(25834)).status).toBe(0)
    expect((await findCity(db.sql, code))?.srid).toBe(25834)
  })
})
