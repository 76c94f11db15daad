import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mappingSchema, type ImportKind } from '../../data/model/mapping'
import { cityCommand } from '../../server/cities/command'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { importFile } from '../../server/imports/import-file'
import type { ImportReport } from '../../server/imports/report'
import { at, line, point, square } from './street'

const pipe = { network: { value: 'secondary' }, pressure_zone: { value: 'low' } }

/** What the files of such a city say, as mappings. */
const parts: Partial<Record<ImportKind, unknown[]>> = {
  network: [
    { to: 'supply', where: { t: 'supply' }, fields: { code: 'code', ...pipe } },
    {
      to: 'station',
      where: { t: 'station' },
      fields: { code: 'code', name: 'code', kind: { value: 'substation' } },
    },
    { to: 'inlet', where: { t: 'inlet' }, fields: { pressure_zone: { value: 'low' } } },
  ],
  compounds: [
    {
      to: 'compound',
      fields: { code: 'code', name: 'code', kind: { value: 'old' }, ramp_with_care: { value: false } },
    },
  ],
  buildings: [{ to: 'building', fields: { code: 'code', stated_heated_dwellings: '户数' } }],
  dwellings: [
    {
      to: 'dwelling',
      fields: {
        building_code: '楼栋',
        stairwell: '单元',
        floor: '楼层',
        flat: '房号',
        area_m2: '面积',
        pressure_zone: { value: 'low' },
        connected: { value: true },
        suspended: '报停',
      },
    },
  ],
  issues: [
    {
      to: 'issue',
      fields: {
        code: '编号',
        symptom: { value: 'not_hot' },
        source: { value: 'hotline' },
        status: { value: 'reported' },
        reported_at: '时间',
      },
    },
  ],
}

/** Heated homes of the buildings h1 … h6, as a file writes them. */
export const homes = ['12', '8', '3', '2', '20', '15']

/** A city that somebody fills from files of their own: one station, a street of six houses, two yards. */
export class OwnCity {
  readonly code: string
  readonly #db: Database
  readonly #folder = mkdtempSync(join(tmpdir(), 'hg-own-'))

  constructor(db: Database, code: string) {
    this.#db = db
    this.code = code
  }

  add(...more: string[]): Promise<number> {
    const given = ['--code', this.code, '--name', '自家城', '--srid', '4544', '--time-zone', 'Asia/Shanghai']
    return cityCommand(['add', ...given, ...more], this.#db)
  }

  season(...given: string[]): Promise<number> {
    return cityCommand(['season', '--city', this.code, ...given], this.#db)
  }

  /** GeoJSON features, or the text of a CSV file. */
  async load(kind: ImportKind, content: object[] | string): Promise<ImportReport> {
    const isText = typeof content === 'string'
    const file = join(this.#folder, `${kind}.${isText ? 'csv' : 'geojson'}`)
    writeFileSync(file, isText ? content : JSON.stringify({ type: 'FeatureCollection', features: content }))
    const geometry = kind === 'issues' ? { geometry: { x: '经度', y: '纬度' } } : {}
    const mapping = mappingSchema.parse({ name: 'own', parts: parts[kind], ...geometry })
    return importFile(this.#db.sql, { file, city: this.code, kind, mapping, snap_m: 0.01, dry_run: false })
  }

  houses(counts: readonly (string | null)[] = homes) {
    return counts.map((count, i) => square(`h${i + 1}`, [100 * (i + 1), 20], { 户数: count }))
  }

  yards() {
    return [square('甲院', [50, -10], {}, 300), square('乙院', [351, -10], {}, 300)]
  }

  network() {
    const street = homes.map((_, i) => 100 * (i + 1))
    return [
      point('station', '一号站', [0, 0]),
      line('main', [0, 0], ...street.map((x): [number, number] => [x, 0])),
      ...street.map((x) => line(`spur-${x}`, [x, 0], [x, 20])),
      ...street.map((x) => point('inlet', `inlet-${x}`, [x, 20])),
    ]
  }

  /** `counts` cases before the houses h1 … h6, spread over the days of a week of January 2026. */
  cases(counts: readonly number[], prefix = 'A'): string {
    const rows = counts.flatMap((count, i) =>
      Array.from({ length: count }, (_, n) => {
        const [longitude, latitude] = at(100 * (i + 1) + 5, 25)
        return `${prefix}${i + 1}-${n + 1},2026-01-${12 + (n % 7)} 08:${10 + n}:00,${longitude},${latitude}`
      }),
    )
    return ['编号,时间,经度,纬度', ...rows].join('\n')
  }

  async remove(): Promise<void> {
    await removeCity(this.#db.sql, this.code)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
