import type postgres from 'postgres'
import type { Dataset, TableName } from '../../data/model/dataset'
import { tables } from '../../data/model/dataset'
import { atomsOf } from '../../data/network/atoms'
import { readBuildingPlaces, replaceAtoms } from '../../server/atoms/queries'
import { insertCity } from '../../server/cities/write-queries'
import { analyze, insertRows } from '../../server/db/write'
import { tinyDataset } from './tiny-dataset'

export interface TinyCity {
  id: number
  code: string
  rows: Dataset
}

/** The instant at which the clock of a tiny city stands when the server starts. */
export const tinyNow = '2024-01-18T02:00:00.000Z'

/**
 * Writes a city that a test can overlook (tiny-dataset.ts) under a code of its own; `change` may edit its rows first.
 * Remove it with `removeCity(sql, code)`.
 */
export async function createTinyCity(
  sql: postgres.Sql,
  code: string,
  change: (rows: Dataset) => void = () => undefined,
): Promise<TinyCity> {
  const rows = tinyDataset()
  change(rows)
  const id = await insertCity(sql, {
    code,
    name: '小城',
    name_en: 'Tiny city',
    time_zone: 'Asia/Shanghai',
    srid: 4544,
    temperature_standard_c: 18,
    sharing_threshold: 5,
    clock: tinyNow,
    is_demo: false,
    extent: [103.84, 36.05, 103.848, 36.054],
  })
  for (const name of Object.keys(tables) as TableName[]) await insertRows(sql, id, name, rows[name])
  const places = await readBuildingPlaces(sql, id)
  const atoms = atomsOf(
    places.map((place) => ({ ...place, rank: place.building_id })),
    5,
  )
  const seasons = rows.season.map((season) => season.id)
  await replaceAtoms(sql, id, seasons, atoms)
  // As after every bulk load: without statistics a plan may loop for longer than the engine's watchdog waits.
  await analyze(sql)
  return { id, code, rows }
}
