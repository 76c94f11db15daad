import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ImportKind } from '../../data/model/mapping'
import { cityCommand } from '../../server/cities/command'
import { removeCity } from '../../server/cities/write-queries'
import type { Database } from '../../server/db/connect'
import { readMapping } from '../../server/imports/command'
import { importFile } from '../../server/imports/import-file'
import type { ImportReport } from '../../server/imports/report'
import { at, feature, line, point, square } from './street'

const mappings = resolve(import.meta.dirname, '../../data/mappings')

/** Heated homes of the buildings h1 … h6, as a file writes them. */
export const homes = ['12', '8', '3', '2', '20', '15']

/** A city that somebody fills with the mappings data/mappings/own-*.json: one station, a street of six houses, two yards. */
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
    const mapping = readMapping(join(mappings, `own-${kind}.json`), kind)
    return importFile(this.#db.sql, { file, city: this.code, kind, mapping, snap_m: 0.01, dry_run: false })
  }

  houses(counts: readonly (string | null)[] = homes) {
    return counts.map((count, i) => this.house(`h${i + 1}`, [100 * (i + 1), 20], count))
  }

  house(编号: string, place: [number, number], 供暖户数: string | null) {
    return square('', place, { 编号, 供暖户数 })
  }

  yards() {
    const yard = (编号: string, x: number) => square('', [x, -10], { 编号, 名称: 编号, 类型: '老旧楼院' }, 300)
    return [yard('甲院', 50), yard('乙院', 351)]
  }

  network() {
    const street = homes.map((_, i) => 100 * (i + 1))
    const named = [
      point('换热站', '一号站', [0, 0]),
      line('main', [0, 0], ...street.map((x): [number, number] => [x, 0])),
      ...street.map((x) => line(`spur-${x}`, [x, 0], [x, 20])),
      ...street.map((x) => point('入户', `inlet-${x}`, [x, 20])),
    ]
    return named.map(({ properties: { t, code }, geometry }) =>
      feature({ 类型: t === 'supply' ? '供水管' : t, 编号: code, 名称: code }, geometry),
    )
  }

  /** `counts` cases before the houses h1 … h6, spread over the days of a week of January 2026. */
  cases(counts: readonly number[], prefix = 'A'): string {
    const rows = counts.flatMap((count, i) =>
      Array.from({ length: count }, (_, n) => {
        const [longitude, latitude] = at(100 * (i + 1) + 5, 25)
        return `${prefix}${i + 1}-${n + 1},2026-01-${12 + (n % 7)} 08:${10 + n}:00,${longitude},${latitude},不热,热线,已受理,,`
      }),
    )
    return ['编号,报修时间,经度,纬度,现象,来源,状态,办结时间,内容', ...rows].join('\n')
  }

  async remove(): Promise<void> {
    await removeCity(this.#db.sql, this.code)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
