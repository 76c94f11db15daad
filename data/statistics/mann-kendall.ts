import { normalTwoSided } from './normal'

export interface MannKendall {
  /** Rises less falls over all pairs of points in time. */
  s: number
  variance: number
  z: number
  p_two_sided: number
}

/**
 * Trend test of Mann (1945) and Kendall (1975) for a series in the order of time, with the variance for ties and the
 * correction for continuity. Null for fewer than three values or a series that does not vary.
 */
export function mannKendall(series: ArrayLike<number>): MannKendall | null {
  const n = series.length
  let s = 0
  const ties = new Map<number, number>()
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < j; i++) s += Math.sign(series[j]! - series[i]!)
    ties.set(series[j]!, (ties.get(series[j]!) ?? 0) + 1)
  }
  if (n < 3 || ties.size === 1) return null
  const term = (t: number) => t * (t - 1) * (2 * t + 5)
  let variance = term(n)
  for (const t of ties.values()) variance -= term(t)
  variance /= 18
  const z = (s - Math.sign(s)) / Math.sqrt(variance)
  return { s, variance, z, p_two_sided: normalTwoSided(z) }
}
