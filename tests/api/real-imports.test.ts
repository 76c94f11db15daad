import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { featureCollection, union } from '@turf/turf'
import proj4 from 'proj4'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ImportKind } from '../../data/model/mapping'
import { buildNetwork, type NetworkPipe } from '../../data/network/network'
import { components, isTree } from '../../data/network/components'
import { cityCommand } from '../../server/cities/command'
import type { Database } from '../../server/db/connect'
import { readMapping } from '../../server/imports/command'
import { importFile } from '../../server/imports/import-file'
import type { ImportReport } from '../../server/imports/report'
import { onBothEngines } from '../support/database'
import { decodeTile } from '../support/decoded-tile'
import { describeWithInput, sharedData } from '../support/shared-data'
import { createTestApi } from '../support/test-api'

const mappings = resolve(import.meta.dirname, '../../data/mappings')

interface Given {
  kind: ImportKind
  mapping: string
  snap_m?: number
  dry_run?: boolean
}

/** Column and row of the tile of zoom 16 that holds a place. */
function tileOf(longitude: number, latitude: number): [number, number] {
  const y = Math.asinh(Math.tan((latitude * Math.PI) / 180)) / Math.PI
  return [Math.floor(((longitude + 180) / 360) * 2 ** 16), Math.floor(((1 - y) / 2) * 2 ** 16)]
}

/** Gauss-Krüger of CGCS2000 around 105° E, in which Lanzhou measures. */
const gaussKrueger = proj4('+proj=tmerc +lat_0=0 +lon_0=105 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m')

/** Area by Gauss's formula in the city's system, m²: loops that run the other way count against it, as in the database. */
function areaOf({ type, coordinates }: GeoJSON.Polygon | GeoJSON.MultiPolygon): number {
  const polygons = type === 'Polygon' ? [coordinates] : coordinates
  return polygons.reduce((sum, [outer = [], ...holes]) => {
    return sum + ringArea(outer) - holes.reduce((inner, hole) => inner + ringArea(hole), 0)
  }, 0)
}

function ringArea(ring: readonly GeoJSON.Position[]): number {
  const corners = ring.map(([longitude = NaN, latitude = NaN]) => gaussKrueger.forward([longitude, latitude]))
  const twice = corners.reduce((sum, [x = NaN, y = NaN], i) => {
    const [nextX = NaN, nextY = NaN] = corners[(i + 1) % corners.length] ?? []
    return sum + (x - 500_000) * (nextY - 4e6) - (nextX - 500_000) * (y - 4e6)
  }, 0)
  return Math.abs(twice) / 2
}

/** Rows of every kind that the set brings, the change feed included. */
const tables = ['node', 'pipe', 'station', 'heat_source', 'compound', 'building', 'road', 'division', 'issue'] as const

onBothEngines('real input', (engine) => {
  let db: Database
  const run = randomBytes(3).toString('hex')
  const code = (name: string) => `${name}-${run}`

  beforeAll(async () => {
    db = await engine.open()
  })
  afterAll(async () => {
    await db.sql`delete from city where code like ${`%-${run}`}`
    await db.close()
  })

  async function addCity(name: string, srid: number, timeZone: string): Promise<void> {
    const given = ['--code', code(name), '--name', name, '--srid', String(srid), '--time-zone', timeZone]
    expect(await cityCommand(['add', ...given], db)).toBe(0)
  }

  function load(city: string, file: string, { kind, mapping, snap_m = 0.01, dry_run = false }: Given) {
    const options = { file, city: code(city), kind, mapping: readMapping(join(mappings, mapping), kind) }
    return importFile(db.sql, { ...options, snap_m, dry_run })
  }

  /** Imports again and expects nothing to move: no row, no line in the change feed. */
  async function expectSameAgain(city: string, file: string, given: Given, report: ImportReport): Promise<void> {
    const before = await snapshot(city)
    const again = await load(city, file, given)
    expect(await snapshot(city)).toEqual(before)
    for (const [target, counts] of Object.entries(again.counts)) {
      const first = report.counts[target]
      expect({ target, ...counts }).toEqual({
        target,
        inserted: 0,
        updated: 0,
        unchanged: (first?.inserted ?? 0) + (first?.updated ?? 0) + (first?.unchanged ?? 0),
      })
    }
  }

  async function snapshot(city: string): Promise<unknown> {
    const rows = []
    for (const table of tables) {
      rows.push(
        await db.sql`
          select ${table} as table, count(*), md5(coalesce(string_agg(md5(t::text), '' order by t.id), '')) as hash
          from ${db.sql(table)} t
          join city c on c.id = t.city
          where c.code = ${code(city)}`,
      )
    }
    const feed = await db.sql`
      select count(*) from change f join city c on c.id = f.city where c.code = ${code(city)}`
    return [rows.map(([row]) => row), feed[0]]
  }

  function reasons(report: ImportReport): Record<string, number> {
    return report.problem_counts
  }

  describeWithInput('Bad Muskau', 'network-badmuskau/dimensioniertes_waermenetz.geojson', (file) => {
    const given: Given = { kind: 'network', mapping: 'badmuskau-network.json' }

    it('has its pipes, stations and source, and every station is reached', async () => {
      await addCity('muskau', 25833, 'Europe/Berlin')
      const report = await load('muskau', file, given)
      expect(report.counts).toEqual({
        supply: { inserted: 152, updated: 0, unchanged: 0 },
        return: { inserted: 151, updated: 0, unchanged: 0 },
        station: { inserted: 66, updated: 0, unchanged: 0 },
        source: { inserted: 1, updated: 0, unchanged: 0 },
      })
      expect(report.networks.primary).toMatchObject({
        supply_pipes: 152,
        return_pipes: 151,
        components: 1,
        tree: true,
        stations: 66,
        stations_reached: 66,
        sources: 1,
      })
      expect(report.problems).toEqual([])
      const [pipe] = await db.sql`
        select count(*) filter (where diameter_mm is null) as without, max(diameter_mm) as widest
        from pipe p join city c on c.id = p.city where c.code = ${code('muskau')}`
      expect(pipe).toEqual({ without: 0, widest: 225 })
      await expectSameAgain('muskau', file, given, report)
    })

    it('names its stations from their own file, and takes its buildings and streets', async () => {
      const stations = await load('muskau', sharedData('network-badmuskau/hast.geojson') ?? '', {
        kind: 'stations',
        mapping: 'badmuskau-stations.json',
      })
      expect(stations.counts.station).toEqual({ inserted: 0, updated: 66, unchanged: 0 })
      expect(stations.networks.primary).toMatchObject({ stations: 66, stations_reached: 66 })
      const buildings = await load('muskau', sharedData('network-badmuskau/output_buildings.geojson') ?? '', {
        kind: 'buildings',
        mapping: 'badmuskau-buildings.json',
      })
      expect(buildings.counts.building?.inserted).toBe(76)
      const roads = await load('muskau', sharedData('network-badmuskau/strassen.geojson') ?? '', {
        kind: 'roads',
        mapping: 'badmuskau-roads.json',
      })
      expect(roads.counts.road?.inserted).toBe(246)
      const [city] = await db.sql`
        select st_xmax(extent) - st_xmin(extent) < 0.02 as small from city where code = ${code('muskau')}`
      expect(city).toEqual({ small: true })
    })
  })

  describeWithInput('Zittau', 'network-zittau/vorlauf_zittau_innenstadt.geojson', (file) => {
    const given: Given = { kind: 'network', mapping: 'zittau-supply.json', snap_m: 0.001 }

    it('is one tree of 24.3 km when its exact duplicate is dropped', async () => {
      await addCity('zittau', 25833, 'Europe/Berlin')
      const report = await load('zittau', file, given)
      expect(report.rows_read).toBe(1748)
      expect(report.counts.supply).toEqual({ inserted: 1747, updated: 0, unchanged: 0 })
      expect(report.problems).toHaveLength(1)
      expect(report.problems[0]).toMatchObject({ outcome: 'kept_out', reason: 'duplicate' })
      expect(report.problems[0]?.detail).toMatch(/^row \d+, 38\.28 m$/)
      const network = await readSupply('zittau')
      expect(components(network).count).toBe(1)
      expect(isTree(network)).toBe(true)
      const length = network.length_m.reduce((sum, metres) => sum + metres, 0)
      expect(Math.abs(length / 24_283.5 - 1)).toBeLessThan(0.001)
      await expectSameAgain('zittau', file, given, report)
    })

    it('contracts edges shorter than 1 cm by default, and changes nothing in a dry run', async () => {
      await addCity('zittau-cm', 25833, 'Europe/Berlin')
      const report = await load('zittau-cm', file, { ...given, snap_m: 0.01, dry_run: true })
      expect(reasons(report)).toEqual({ 'kept_out.duplicate': 1, 'changed.contracted': 1 })
      expect(report.networks.primary).toMatchObject({ supply_pipes: 1746, tree: true })
      expect((await readSupply('zittau-cm')).pipe_ids).toHaveLength(0)
    })

    it('takes returns, and house stations drawn as lines of 1 m', async () => {
      const returns = await load('zittau', sharedData('network-zittau/ruecklauf_zittau_innenstadt.geojson') ?? '', {
        kind: 'network',
        mapping: 'zittau-return.json',
      })
      expect(returns.counts.return?.inserted).toBe(1746)
      expect(reasons(returns)).toEqual({ 'kept_out.duplicate': 1 })
      const stations = await load('zittau', sharedData('network-zittau/hast_zittau_innenstadt.geojson') ?? '', {
        kind: 'stations',
        mapping: 'zittau-stations.json',
      })
      expect(stations.counts.station?.inserted).toBe(889)
      expect(reasons(stations)).toEqual({ 'kept_out.duplicate': 1 })
      expect(stations.networks.primary).toMatchObject({ stations: 889, sources: 0 })
    })

    async function readSupply(city: string) {
      const [{ id } = { id: -1 }] = await db.sql<{ id: number }[]>`select id from city where code = ${code(city)}`
      const nodes = await db.sql<{ id: number }[]>`select id from node where city = ${id}`
      const pipes = await db.sql<NetworkPipe[]>`
        select id, from_node_id, to_node_id, length_m from pipe where city = ${id} and flow = 'supply'`
      return buildNetwork({ nodes, pipes, roots: [] })
    }
  })

  describeWithInput('Haidian', 'compounds-beijing-haidian/compounds.geojson', () => {
    it('has 10 compounds, 257 buildings and 302 roads', async () => {
      await addCity('haidian', 4547, 'Asia/Shanghai')
      for (const [kind, count] of [
        ['compounds', 10],
        ['buildings', 257],
        ['roads', 302],
      ] as const) {
        const file = sharedData(`compounds-beijing-haidian/${kind}.geojson`) ?? ''
        const given = { kind, mapping: `haidian-${kind}.json` }
        const report = await load('haidian', file, given)
        expect(report.counts[kind.slice(0, -1)]).toEqual({ inserted: count, updated: 0, unchanged: 0 })
        expect(reasons(report)).toEqual({})
        await expectSameAgain('haidian', file, given, report)
      }
      const [inside] = await db.sql`
        select count(*) as count, bool_and(st_contains(k.geom, st_pointonsurface(b.geom))) as contained
        from building b
        join compound k on k.city = b.city and k.id = b.compound_id
        join city c on c.id = b.city
        where c.code = ${code('haidian')}`
      expect(inside).toMatchObject({ contained: true })
      expect(inside?.count).toBeGreaterThan(20)
    })

    it('shows its roads by their Chinese names in a tile', async () => {
      const [city] = await db.sql<{ id: number }[]>`select id from city where code = ${code('haidian')}`
      const server = await createTestApi(db)
      const username = `haidian-${run}`
      const admin = await server.logIn({ username, role: 'admin', city: city?.id ?? -1 })
      try {
        // 学清路 at its first point in the file.
        const [x, y] = tileOf(116.34609, 40.00374)
        const answer = await server.get(`/tiles/${code('haidian')}/16/${x}/${y}.mvt?layers=roads`, admin)
        expect(answer.status).toBe(200)
        const roads = decodeTile(new Uint8Array(await answer.arrayBuffer())).get('roads')
        expect([...(roads?.values() ?? [])].map(({ properties }) => properties.name)).toContain('学清路')
      } finally {
        await server.stop()
        await db.sql`delete from app_user where username = ${username}`
      }
    })
  })

  describeWithInput('New York', 'complaints-nyc/nyc311-2019-12-31.csv', (file) => {
    const given: Given = { kind: 'issues', mapping: 'newyork-issues.json' }

    it('has 109 cold flats of one night, at local times', async () => {
      await addCity('newyork', 32618, 'America/New_York')
      const report = await load('newyork', file, given)
      expect(report).toMatchObject({ rows_read: 1000, rows_matched: 109, rows_unmatched: 891, problems: [] })
      expect(report.counts.issue).toEqual({ inserted: 109, updated: 0, unchanged: 0 })
      const [first] = await db.sql`
        select reported_at, status, closing, symptom, reports,
          (select count(*) from issue_event e where e.city = i.city and e.issue_id = i.id) as events
        from issue i join city c on c.id = i.city
        where c.code = ${code('newyork')} and i.code = '45279220'`
      expect(first).toEqual({
        reported_at: '2020-01-01T04:53:57Z',
        status: 'closed',
        closing: 'solved',
        symptom: 'building_off',
        reports: 1,
        events: 2,
      })
      await expectSameAgain('newyork', file, given, report)
    })

    it('lists the rows without coordinates when all complaints are taken', async () => {
      await addCity('newyork-all', 32618, 'America/New_York')
      const mapping = readMapping(join(mappings, 'newyork-issues.json'), 'issues')
      const [heat] = mapping.parts
      if (!heat) throw new Error('no part')
      const all = { ...mapping, parts: [{ ...heat, where: {} }] }
      const options = { file, city: code('newyork-all'), kind: 'issues', mapping: all } as const
      const report = await importFile(db.sql, { ...options, snap_m: 0.01, dry_run: true })
      const without = report.problems.filter(({ reason }) => reason === 'no_coordinates')
      expect(without).toHaveLength(13)
      expect(without.every(({ outcome, row }) => outcome === 'kept_out' && row > 1)).toBe(true)
    })
  })

  describeWithInput('Lanzhou', 'admin-lanzhou/lanzhou-districts.geojson', (file) => {
    const given: Given = { kind: 'divisions', mapping: 'lanzhou-districts.json' }

    it('has 8 districts, all of them repaired, with the change of their areas', async () => {
      await addCity('lanzhou', 4544, 'Asia/Shanghai')
      const report = await load('lanzhou', file, given)
      expect(report.counts.division).toEqual({ inserted: 8, updated: 0, unchanged: 0 })
      expect(reasons(report)).toEqual({ 'changed.repaired': 8 })
      for (const { detail } of report.problems) expect(detail).toMatch(/; [\d.]+ m² → [\d.]+ m² \([+-][\d.]+ %\)$/)
      const [all] = await db.sql`
        select bool_and(st_isvalid(d.geom)) as valid, min(d.code) as first
        from division d join city c on c.id = d.city where c.code = ${code('lanzhou')}`
      expect(all).toEqual({ valid: true, first: '620102' })
      await expectSameAgain('lanzhou', file, given, report)
    })

    it('states the areas before and after as anybody can measure them from the file', async () => {
      await addCity('lanzhou-again', 4544, 'Asia/Shanghai')
      const report = await load('lanzhou-again', file, { ...given, dry_run: true })
      const { features } = JSON.parse(readFileSync(file, 'utf8')) as GeoJSON.FeatureCollection<GeoJSON.Polygon>
      expect(features).toHaveLength(8)
      features.forEach((district, index) => {
        const stated = report.problems.find(({ row }) => row === index + 1)?.detail ?? ''
        const [before = NaN, after = NaN, change = NaN] = [...stated.matchAll(/([+-]?[\d.]+) (?:m²|%)/g)].map((found) =>
          Number(found[1]),
        )
        const measured = areaOf(district.geometry)
        // Corners snapped to a millimetre move an area by some square metres; the other repair rounds corners to more.
        expect(Math.abs(before / measured - 1), stated).toBeLessThan(1e-7)
        const mended = union(featureCollection([district, district]))?.geometry
        if (!mended) throw new Error('nothing left')
        expect(Math.abs(after / areaOf(mended) - 1), stated).toBeLessThan(5e-6)
        expect(change).toBeCloseTo((100 * (areaOf(mended) - measured)) / measured, 3)
      })
    })

    it('keeps divisions without borders out and renames those that it knows', async () => {
      const list = sharedData('divisions/areas.csv') ?? ''
      const report = await load('lanzhou', list, { kind: 'divisions', mapping: 'china-districts.json' })
      expect(report.counts.division?.unchanged).toBe(8)
      expect(report.problems.every(({ reason }) => reason === 'no_coordinates')).toBe(true)
      const streets = sharedData('divisions/streets_lanzhou_zhengzhou.csv') ?? ''
      const listed = await load('lanzhou', streets, { kind: 'divisions', mapping: 'china-subdistricts.json' })
      expect(listed.counts.division).toEqual({ inserted: 0, updated: 0, unchanged: 0 })
      expect(listed.problem_counts['kept_out.no_coordinates']).toBe(listed.rows_matched)
    })
  })
})
