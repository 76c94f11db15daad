import type postgres from 'postgres'
import { z } from 'zod'
import { fixAtoms } from '../atoms/fix-atoms'
import { insertAudit } from '../audit/queries'
import { listSeasons, type CityRow } from '../cities/queries'
import { insertSeason, lockCity } from '../cities/write-queries'

/** The first and the last day of heating, and what the season is called where the years say too little. */
export const seasonSchema = z.object({ name: z.string().min(1).optional(), starts: z.iso.date(), ends: z.iso.date() })

export type SeasonToAdd = z.infer<typeof seasonSchema>

/** Why these days are no season of a city, as a sentence; null where they may be one. */
export function seasonRefusal(
  { starts, ends }: SeasonToAdd,
  known: readonly { name: string; starts_on: string; ends_on: string }[],
): string | null {
  if (ends <= starts) return `A season ends after it starts: ${starts} … ${ends} does not.`
  const other = known.find(({ starts_on, ends_on }) => starts_on <= ends && starts <= ends_on)
  return other
    ? `${starts} … ${ends} overlaps with the season ${other.name} (${other.starts_on} … ${other.ends_on}).`
    : null
}

/** Called by its years where nobody named it: 2023–2024, or 2024 for days of one year. */
export function seasonName({ name, starts, ends }: SeasonToAdd): string {
  const years = [...new Set([starts.slice(0, 4), ends.slice(0, 4)])]
  return name ?? years.join('–')
}

/**
 * Gives a city a season, the season its cases that have none, and fixes its atoms. Joins the transaction of `sql`.
 * @returns why it was refused; null where it is there
 */
export async function addSeason(
  sql: postgres.ISql,
  city: Pick<CityRow, 'id' | 'time_zone' | 'sharing_threshold'>,
  season: SeasonToAdd,
): Promise<string | null> {
  await lockCity(sql, city.id)
  const refusal = seasonRefusal(season, await listSeasons(sql, city.id))
  if (refusal !== null) return refusal
  await insertSeason(sql, city, { name: seasonName(season), starts_on: season.starts, ends_on: season.ends })
  await fixAtoms(sql, city.id, city.sharing_threshold)
  const { starts, ends } = season
  await insertAudit(sql, { action: 'season_added', city: city.id, user_id: null, detail: { starts, ends } })
  return null
}
