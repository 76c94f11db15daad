import type postgres from 'postgres'
import { findDivisions, findGrids, findOperators, findStations, type CodeFound } from './scope-queries'

/** A scope as somebody types it: codes of divisions and stations, numbers of grids, the name of an operator. */
export interface NamedScope {
  divisions?: string | undefined
  stations?: string | undefined
  grids?: string | undefined
  operator?: string | undefined
}

interface ScopeIds {
  division_ids: number[]
  station_ids: number[]
  grid_ids: number[]
  operator_id: number | null
}

/** A name that stands for nothing, or for several; said as a sentence. */
export class UnclearScope extends Error {}

/** The parts of a list with commas, Chinese ones included. */
export function partsOf(list = ''): string[] {
  return list
    .split(/[,,、]/)
    .map((part) => part.trim())
    .filter(Boolean)
}

/**
 * The ids that a named scope stands for. Grids are those of the plans in force on `today`, within the named divisions.
 * @throws UnclearScope where a code is unknown or a grid number is there more than once
 */
export async function nameScope(sql: postgres.ISql, city: number, given: NamedScope, today: string): Promise<ScopeIds> {
  const division_ids = only('division', 'code', await findDivisions(sql, city, partsOf(given.divisions)))
  const asked = { numbers: partsOf(given.grids), divisions: division_ids, today }
  const station_ids = only('station', 'code', await findStations(sql, city, partsOf(given.stations)))
  const grid_ids = only('grid', 'number', await findGrids(sql, city, asked))
  const operators = given.operator === undefined ? [] : [given.operator.trim()]
  const [operator_id = null] = only('operator', 'name', await findOperators(sql, city, operators))
  return { division_ids, station_ids, grid_ids, operator_id }
}

function only(kind: string, by: string, found: readonly CodeFound[]): number[] {
  return found.map(({ code, ids }) => {
    const [id, another] = ids
    if (id === undefined) throw new UnclearScope(`There is no ${kind} of the ${by} "${code}".`)
    if (another === undefined) return id
    const narrower = kind === 'grid' ? ' Name its community with --divisions.' : ''
    throw new UnclearScope(`There is more than one ${kind} of the ${by} "${code}".${narrower}`)
  })
}
