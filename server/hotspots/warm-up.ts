import { cityToday } from '../cities/city-clock'
import { listCities } from '../cities/queries'
import type { Deps } from '../deps'

/** Cities filled ahead of their first question; a node that serves more fills the others when they are asked for. */
const mostCities = 4

/** Lets the worker fill the case columns of the first cities; returns before they are there. */
export async function warmUpCities(deps: Deps): Promise<void> {
  const cities = await listCities(deps.db.read, null)
  for (const city of cities.slice(0, mostCities)) deps.columns.warmUp(city, cityToday(city, deps.clock))
}
