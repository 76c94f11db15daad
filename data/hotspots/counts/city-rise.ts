import type { CityColumns } from '../city-columns'
import type { Selection } from '../question'

/** Below so many cases no pattern can be seen. */
export const fewCases = 8
/** The city is up where the cold alone brings so much more than is normal for the phase, and more did come; */
const coldShare = 1.05
/** or where so much more came, and by so many standard deviations, whatever brought it. */
const riseShare = 1.15
const riseDeviations = 2.5

/** Cases of a view with how many are its share of the city's, and those of the city with what is normal. */
export interface ViewInCity {
  cases: number
  /** The view's share, by exposure, of what the whole city reported in these days. */
  expected: number
  city: {
    cases: number
    /** Normal for the weather and phase of the period; null where it is not known. */
    normal: number | null
    /** Normal for the phase, had it not been colder or warmer than usual. */
    normal_of_phase: number | null
  }
}

/** Whether the whole city has more than is normal for the phase, and the view no more than its share of that. */
export function risesWithCity({ cases, expected, city }: ViewInCity): boolean {
  return cases >= fewCases && isCityUp(city) && cases <= expected + 2 * Math.sqrt(expected)
}

function isCityUp({ cases, normal, normal_of_phase }: ViewInCity['city']): boolean {
  if (normal_of_phase === null || normal === null || cases <= normal_of_phase) return false
  const isCold = normal >= coldShare * normal_of_phase
  const more = cases - normal_of_phase
  return isCold || (cases > riseShare * normal_of_phase && more > riseDeviations * Math.sqrt(normal_of_phase))
}

/** Mean of the period less the normal, in K; null where no day is known. */
export function belowNormal({ weather }: CityColumns, { from, to }: Pick<Selection, 'from' | 'to'>): number | null {
  const days = Array.from({ length: to - from + 1 }, (_, i) => from + i - weather.first)
  const gaps = days
    .map((day) => (weather.mean_c[day] ?? NaN) - (weather.normal_c[day] ?? NaN))
    .filter((gap) => !Number.isNaN(gap))
  if (gaps.length === 0) return null
  return Math.round((10 * gaps.reduce((sum, gap) => sum + gap, 0)) / gaps.length) / 10
}
