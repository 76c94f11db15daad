import type postgres from 'postgres'
import type { Outside, PlaceName } from '../../data/hotspots/answers'
import type { FoundOutside } from '../../data/hotspots/watch/outside'
import { readDivisionNames, readSecretaries } from './place-queries'

/** A finding that may cross the edge of the view, with the name of what is in view. */
export interface Crossing {
  place: PlaceName
  outside: FoundOutside | null
}

/** What lies outside of the view, with the names of its communities and the secretaries of both sides. */
export async function nameOutside(
  sql: postgres.Sql,
  city: number,
  found: readonly Crossing[],
): Promise<(Outside | null)[]> {
  const crossing = found.filter(({ outside }) => outside !== null)
  const away = crossing.flatMap(({ outside }) => outside?.community_ids ?? [])
  const own = crossing.flatMap(({ place }) => place.community?.id ?? [])
  const [communities, secretaries] = await Promise.all([
    readDivisionNames(sql, city, [...new Set(away)]),
    readSecretaries(sql, city, [...new Set([...own, ...away])]),
  ])
  return found.map(({ place, outside }) => {
    if (!outside) return null
    const beyond = communities.filter(({ id }) => outside.community_ids.includes(id))
    const sides = [...(place.community ? [place.community] : []), ...beyond]
    const all = [...new Map(sides.map((side) => [side.id, side])).values()]
    return {
      counts: outside.counts,
      communities: beyond,
      secretaries: all.flatMap(({ id, name }) =>
        secretaries.filter(({ community_id }) => community_id === id).map(({ phone }) => ({ community: name, phone })),
      ),
    }
  })
}
