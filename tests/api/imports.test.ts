import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import gcoord from 'gcoord'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { mappingSchema, type ImportKind } from '../../data/model/mapping'
import { cityCommand } from '../../server/cities/command'
import type { Database } from '../../server/db/connect'
import { importCommand } from '../../server/imports/command'
import { importFile } from '../../server/imports/import-file'
import { reportCsv } from '../../server/imports/report'
import { onBothEngines } from '../support/database'
import { at, feature, line, point, square } from '../support/street'

const pipe = { network: { value: 'secondary' }, pressure_zone: { value: 'low' } }
const mappings: Partial<Record<ImportKind, unknown[]>> = {
  network: [
    { to: 'supply', where: { t: 'supply' }, fields: { code: 'code', ...pipe, diameter_mm: 'dn' } },
    { to: 'return', where: { t: 'return' }, fields: { code: 'code', ...pipe } },
    {
      to: 'station',
      where: { t: 'station' },
      fields: { code: 'code', name: 'code', kind: { value: 'boiler_station' } },
    },
    { to: 'inlet', where: { t: 'inlet' }, fields: { pressure_zone: { value: 'low' } } },
  ],
  buildings: [{ to: 'building', fields: { code: 'code', name: 'name', floors: 'floors' } }],
}

onBothEngines('imports', (engine) => {
  let db: Database
  const folder = mkdtempSync(join(tmpdir(), 'hg-import-'))
  const run = randomBytes(3).toString('hex')
  let count = 0
  let city = ''

  beforeAll(async () => {
    db = await engine.open()
  })
  afterAll(async () => {
    await db.sql`delete from city where code like ${`import-%-${run}`}`
    await db.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function newCity(): Promise<string> {
    city = `import-${++count}-${run}`
    const given = ['--code', city, '--name', '试城', '--srid', '4544', '--time-zone', 'Asia/Shanghai']
    expect(await cityCommand(['add', ...given], db)).toBe(0)
    return city
  }

  function file(name: string, content: string | object[] | Uint8Array): string {
    const path = join(folder, name)
    const isText = typeof content === 'string' || content instanceof Uint8Array
    writeFileSync(path, isText ? content : JSON.stringify({ type: 'FeatureCollection', features: content }))
    return path
  }

  function load(kind: ImportKind, path: string, more: { crs?: string; snap_m?: number; geometry?: object } = {}) {
    const { geometry, crs, snap_m = 0.01 } = more
    const mapping = mappingSchema.parse({ name: 'test', parts: mappings[kind] ?? [], ...(geometry && { geometry }) })
    return importFile(db.sql, { file: path, city, kind, mapping, crs, snap_m, dry_run: false })
  }

  async function rows(table: string) {
    return db.sql`
      select t.* from ${db.sql(table)} t join city c on c.id = t.city where c.code = ${city} order by t.id`
  }

  async function staged(): Promise<number> {
    const [row] = await db.sql<[{ count: number }]>`select count(*) as count from import_stage`
    return row.count
  }

  describe('networks', () => {
    const street = [
      line('main', [200, 0], [100, 0], [0, 0]),
      line('branch', [50, 40], [50, 0.004]),
      line('bridge', [150, -20], [150, 20]),
      line('crumb', [200, 0], [200.005, 0]),
      line('beyond', [200.005, 0], [300, 0]),
      point('station', 'S1', [0, 0]),
      feature({ t: 'station', code: 'S2' }, { type: 'LineString', coordinates: [at(50, 41), at(50, 40)] }),
    ]

    it('join at ends and end-on-line, not at crossings, and lead away from the nearest station', async () => {
      await newCity()
      const report = await load('network', file('street.geojson', street))
      expect(report.counts).toMatchObject({ supply: { inserted: 5 }, station: { inserted: 2 } })
      expect(report.problem_counts).toEqual({ 'changed.contracted': 1 })
      expect(report.networks.secondary).toMatchObject({ components: 2, stations: 2, stations_reached: 2 })
      const pipes = await rows('pipe')
      const by = (code: string) => pipes.find((pipe) => pipe.code === code)!
      const [s1, s2] = await rows('station')
      expect(pipes.map((pipe) => pipe.code).sort()).toEqual(['beyond', 'branch', 'bridge', 'main#1', 'main#2'])
      expect(by('main#2').from_node_id).toBe(s1!.secondary_node_id)
      expect(by('branch').from_node_id).toBe(s2!.secondary_node_id)
      expect(by('main#1').from_node_id).toBe(by('branch').to_node_id)
      expect(by('beyond').from_node_id).toBe(by('main#1').to_node_id)
      expect(by('bridge').station_id).toBeNull()
      expect(by('beyond').station_id).toBe(s2!.id)
      expect(by('main#2').station_id).toBe(s1!.id)
      expect(by('branch').length_m).toBeCloseTo(39.996, 1)
    })

    it('cut a line anew when a later file ends on it, and leave no piece behind', async () => {
      await load('network', file('more.geojson', [...street, line('new', [100, 0], [100, 60])]))
      const codes = (await rows('pipe')).map((pipe) => pipe.code).sort()
      expect(codes).toEqual(['beyond', 'branch', 'bridge', 'main#1', 'main#2', 'main#3', 'new'])
      const report = await load('network', file('street.geojson', street))
      expect(report.removed).toBe(1)
      expect((await rows('pipe')).map((pipe) => pipe.code)).not.toContain('main#3')
    })

    it('hang buildings on inlets', async () => {
      await newCity()
      await load('buildings', file('house.geojson', [square('h1', [45, 42])]))
      const report = await load('network', file('inlets.geojson', [...street, point('inlet', 'i', [50, 40])]))
      expect(report.counts.inlet).toEqual({ inserted: 1, updated: 0, unchanged: 0 })
      const [connection] = await rows('service_connection')
      const [house] = await rows('building')
      const [, s2] = await rows('station')
      expect(connection).toMatchObject({ building_id: house?.id, pressure_zone: 'low', station_id: s2?.id })
    })

    it('drop exact duplicates in either direction, and list them', async () => {
      await newCity()
      const twice = [line('a', [0, 0], [10, 0]), line('b', [10, 0], [0, 0])]
      const report = await load('network', file('twice.geojson', twice))
      expect(report.problems).toEqual([
        { row: 2, target: 'supply', outcome: 'kept_out', reason: 'duplicate', detail: 'row 1, 10.00 m' },
      ])
    })
  })

  describe('coordinate systems', () => {
    const metres = (crs: object) => ({
      type: 'FeatureCollection',
      ...crs,
      features: [
        feature(
          { code: 'a', t: 'supply' },
          {
            type: 'LineString',
            coordinates: [
              [480284, 5711068],
              [480294, 5711068],
            ],
          },
        ),
      ],
    })
    const named = { crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::25833' } } }

    it('are read from the file, before or behind its features, or from the option', async () => {
      await newCity()
      const { features, type } = metres({})
      for (const [index, content] of [metres(named), { type, features, ...named }, metres({})].entries()) {
        const path = file(`crs-${index}.geojson`, JSON.stringify(content))
        const report = await load('network', path, index === 2 ? { crs: 'EPSG:25833' } : {})
        expect(report.problems).toEqual([])
        expect(report.counts.supply).toEqual({
          inserted: index === 0 ? 1 : 0,
          updated: 0,
          unchanged: index === 0 ? 0 : 1,
        })
      }
      const [only, ...rest] = await rows('pipe')
      expect(rest).toEqual([])
      expect(only?.length_m).toBeGreaterThan(9)
    })

    it('are asked for when coordinates are metres', async () => {
      const path = file('metres.geojson', JSON.stringify(metres({})))
      await expect(load('network', path)).rejects.toMatchObject({
        code: 'imports.crs_missing',
        detail: { x: 480284, y: 5711068, srid: 4544 },
      })
      await expect(load('network', path, { crs: 'EPSG:99999' })).rejects.toMatchObject({ code: 'imports.crs_unknown' })
      await expect(load('network', path, { crs: 'Krassowski' })).rejects.toMatchObject({ code: 'imports.crs_unknown' })
      expect(await staged()).toBe(0)
    })

    it('of Chinese web maps are unshifted', async () => {
      await newCity()
      const [shifted, shiftedFar] = [at(0, 0), at(100, 0)].map((position) =>
        gcoord.transform(position, gcoord.WGS84, gcoord.GCJ02),
      )
      const geometry = { type: 'LineString', coordinates: [shifted, shiftedFar] }
      await load('network', file('gcj.geojson', [feature({ t: 'supply', code: 'a' }, geometry)]), { crs: 'GCJ-02' })
      const [place] = await db.sql`
        select st_x(st_startpoint(geom)) as lon, st_y(st_startpoint(geom)) as lat
        from pipe p join city c on c.id = p.city where c.code = ${city}`
      expect(place?.lon).toBeCloseTo(at(0, 0)[0], 5)
      expect(place?.lat).toBeCloseTo(at(0, 0)[1], 5)
    })
  })

  describe('bad input', () => {
    it('is refused whole where the file is cut off, and leaves nothing', async () => {
      await newCity()
      const whole = readFileSync(file('whole.geojson', [square('a', [0, 0]), square('b', [20, 0])]))
      await expect(load('buildings', file('cut.geojson', whole.subarray(0, -40)))).rejects.toMatchObject({
        code: 'imports.not_json',
        detail: { row: 2 },
      })
      await expect(
        load('buildings', file('nan.geojson', whole.toString().replace('103.83', 'NaN'))),
      ).rejects.toMatchObject({ code: 'imports.not_json' })
      await expect(load('buildings', file('array.geojson', '[1, 2]'))).rejects.toMatchObject({
        code: 'imports.not_geojson',
      })
      await expect(load('buildings', file('empty.geojson', ''))).rejects.toMatchObject({ code: 'imports.not_json' })
      await expect(load('buildings', file('a.shp', ''))).rejects.toMatchObject({ code: 'imports.format_unknown' })
      await expect(load('buildings', join(folder, 'none.csv'))).rejects.toMatchObject({
        code: 'imports.file_not_found',
      })
      expect(await rows('building')).toEqual([])
      expect(await staged()).toBe(0)
    })

    it('is reported row by row where rows are bad, and the others go in', async () => {
      await newCity()
      const evil = `Robert'); drop table building; --<script>alert(1)</script>`
      const report = await load(
        'buildings',
        file('rows.geojson', [
          square('good', [0, 0], { name: evil, floors: '6' }),
          feature(
            { code: 'far' },
            {
              type: 'Polygon',
              coordinates: [
                [
                  [200, 0],
                  [201, 0],
                  [201, 1],
                  [200, 0],
                ],
              ],
            },
          ),
          feature(
            { code: 'text' },
            {
              type: 'Polygon',
              coordinates: [
                [
                  ['a', 0],
                  [1, 0],
                  [1, 1],
                  ['a', 0],
                ],
              ],
            },
          ),
          feature({ code: 'point' }, { type: 'Point', coordinates: at(0, 0) }),
          feature({}, null),
          square('good', [30, 0]),
          square('odd', [60, 0], { floors: 'six' }),
          square('tall', [90, 0], { floors: 900 }),
          square('open', [120, 0]),
          feature(
            { code: 'bow' },
            { type: 'Polygon', coordinates: [[at(150, 0), at(160, 10), at(160, 0), at(150, 10), at(150, 0)]] },
          ),
        ]),
      )
      const listed = report.problems.map(({ row, outcome, reason }) => `${row} ${outcome} ${reason}`).sort()
      expect(listed).toEqual(
        [
          '2 kept_out out_of_range',
          '3 kept_out bad_coordinates',
          '4 kept_out wrong_geometry',
          '5 kept_out no_coordinates',
          '6 kept_out code_repeated',
          '7 changed not_a_number',
          '8 kept_out violates',
          '10 changed repaired',
        ].sort(),
      )
      const buildings = await rows('building')
      expect(buildings.map(({ code }) => code)).toEqual(['good', 'odd', 'open', 'bow'])
      expect(buildings[0]).toMatchObject({ name: evil, floors: 6 })
    })

    it('in CSV: a wrong column, NaN, nothing, and a place off the globe', async () => {
      await newCity()
      const parts = [{ to: 'station', fields: { code: 'nr', name: 'name', kind: { value: 'substation' } } }]
      const mapping = mappingSchema.parse({ name: 'test', geometry: { x: 'lon', y: 'lat' }, parts })
      const given = { city, kind: 'stations', mapping, snap_m: 0.01, dry_run: false } as const
      const wrong = file('wrong.csv', 'nr,name,lon\n1,甲,103.8\n')
      await expect(importFile(db.sql, { ...given, file: wrong })).rejects.toMatchObject({
        code: 'imports.column_missing',
        detail: { column: 'lat', columns: 'nr, name, lon' },
      })
      const torn = file('torn.csv', 'nr,name,lon,lat\n1,甲,103.8,36.0\n2,"乙,103.8\n')
      await expect(importFile(db.sql, { ...given, file: torn })).rejects.toMatchObject({ code: 'imports.not_csv' })
      const latin = file('latin.csv', Uint8Array.from([...Buffer.from('nr,name,lon,lat\n1,'), 0xbc, 0xd7, 0x0a]))
      await expect(importFile(db.sql, { ...given, file: latin })).rejects.toMatchObject({ code: 'imports.not_utf8' })
      expect(await rows('station')).toEqual([])
      const rowsOf = ['1,甲,103.8,36.0', '2,乙,NaN,36.0', '3,丙,,', '4,丁,103.8,96', '5,,103.8,36.1']
      const mixed = file('mixed.csv', `\uFEFFnr,name,lon,lat\r\n${rowsOf.join('\r\n')}\r\n`)
      const report = await importFile(db.sql, { ...given, file: mixed })
      expect(report.problems.map(({ row, reason }) => [row, reason])).toEqual([
        [3, 'bad_coordinates'],
        [5, 'out_of_range'],
        [6, 'missing'],
        [4, 'no_coordinates'],
      ])
      expect(await rows('station')).toMatchObject([{ code: '1', name: '甲', initials: 'j' }])
    })

    it('in the mapping is refused before the file is read', async () => {
      const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
      const house = file('house.geojson', [square('h1', [0, 0])])
      const bad = file('bad.json', JSON.stringify({ name: 'x', parts: [{ to: 'building', fields: { storeys: 's' } }] }))
      const other = file('other.json', JSON.stringify({ name: 'x', parts: mappings.buildings }))
      const call = (...more: string[]) => importCommand([house, '--city', city, ...more], db)
      expect(await call('--as', 'buildings', '--mapping', bad)).toBe(1)
      expect(await call('--as', 'roads', '--mapping', other)).toBe(1)
      expect(await call('--as', 'cats', '--mapping', other)).toBe(2)
      expect(await call('--as', 'buildings')).toBe(2)
      expect(log.mock.calls.flat().join('\n')).toContain('building has no such field')
      log.mockRestore()
    })
  })

  it('prints the report, writes it as CSV, and a dry run changes nothing', async () => {
    await newCity()
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const source = file('two.geojson', [
      square('a', [0, 0]),
      feature({ code: '=1+1' }, { type: 'Point', coordinates: at(0, 0) }),
    ])
    const mapping = file('mapping.json', JSON.stringify({ name: 'x', parts: mappings.buildings }))
    const out = join(folder, 'out.csv')
    const given = [source, '--city', city, '--as', 'buildings', '--mapping', mapping, '--report', out]
    expect(await importCommand([...given, '--dry-run'], db)).toBe(0)
    expect(await rows('building')).toEqual([])
    const text = log.mock.calls.flat().join('\n')
    log.mockRestore()
    expect(text).toContain('building: 1 new, 0 changed, 0 as before')
    expect(text).toContain('Dry run')
    expect(readFileSync(out, 'utf8')).toBe(
      '\uFEFFrow,target,outcome,reason,detail\r\n2,building,kept_out,wrong_geometry,Point\r\n',
    )
  })

  it('disarms formulas in the report', () => {
    const problem = {
      row: 1,
      target: 'building',
      outcome: 'note',
      reason: 'not_reached',
      detail: '=HYPERLINK("x")',
    } as const
    const empty = { city: '', mapping: '', dry_run: false, rows_read: 0, rows_matched: 0, rows_unmatched: 0 }
    const report = { ...empty, counts: {}, removed: 0, networks: {}, problems: [problem], problem_counts: {} }
    expect(reportCsv(report)).toContain(`"'=HYPERLINK(""x"")"`)
  })
})
