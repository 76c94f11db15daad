import type postgres from 'postgres'
import type { WatchAnswer } from '../../data/hotspots/answers'
import type { Watched } from '../../data/hotspots/watch/places'
import { namePlaces } from './name-branches'
import { nameOutside } from './name-outside'
import { readGridsOf } from './place-queries'

/** The places to watch with their names, and with the grids that answer for them on the city's date `today`. */
export async function nameWatch(
  sql: postgres.Sql,
  { city, today }: { city: number; today: string },
  watched: Watched,
): Promise<Omit<WatchAnswer, 'step'>> {
  const { places } = watched
  const [names, grids] = await Promise.all([
    namePlaces(
      sql,
      city,
      places.map((place) => ({ ...place, buildings_total: place.building_ids.length })),
    ),
    readGridsOf(
      sql,
      city,
      today,
      places.map(({ building_ids }, at) => ({ at, building_ids })),
    ),
  ])
  const unnamed = { compounds: [], buildings: [], buildings_total: 0, community: null }
  const named = places.map(({ place, cells_outside }, at) => ({
    place: place ?? names[at] ?? unnamed,
    outside: cells_outside,
  }))
  const beyond = await nameOutside(sql, city, named)
  return {
    ...watched,
    places: places.map(({ told, outside }, at) => ({
      ...told,
      place: named[at]?.place ?? unnamed,
      outside: outside ?? beyond[at] ?? null,
      grids: grids
        .filter((grid) => grid.at === at)
        .map(({ id, number, community, contacts }) => ({ id, number, community, contacts })),
    })),
  }
}
