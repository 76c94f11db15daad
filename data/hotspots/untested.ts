import { atomsAt } from './count'
import type { CityColumns } from './city-columns'
import type { Selection } from './question'

/**
 * What a city lacks before anything can be said of where its problems cluster. Without it every lens would find nothing,
 * and untested must not be told as nothing found.
 */
export const lacks = ['no_seasons', 'no_homes', 'few_homes', 'no_inlets'] as const
export type Lack = (typeof lacks)[number]

/** The first thing that a question about a city has to wait for; null where it can be answered. */
export function lackOf(columns: CityColumns, lens: string, { to }: Selection): Lack | null {
  if (lens === 'summary' || lens === 'compounds') return null
  if (columns.seasons.length === 0) return 'no_seasons'
  if (!columns.buildings.heated_dwellings.some((homes) => homes > 0)) return 'no_homes'
  if ((atomsAt(columns, to)?.length ?? 0) === 0) return 'few_homes'
  return lens === 'branches' && !hasInlets(columns) ? 'no_inlets' : null
}

/** Whether a home hangs on the network. */
function hasInlets({ service, network }: CityColumns): boolean {
  return service.node_id.some((node) => network.node_index.has(node))
}
