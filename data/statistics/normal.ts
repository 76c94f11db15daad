/** Chance that a standard normal variable exceeds `z`; right to 1e-13 relative, also far out in the tail. */
export function normalUpperTail(z: number): number {
  return z < 0 ? 1 - errorComplement(-z / Math.SQRT2) / 2 : errorComplement(z / Math.SQRT2) / 2
}

/** Chance that a standard normal variable lies further from 0 than `z`. */
export function normalTwoSided(z: number): number {
  return errorComplement(Math.abs(z) / Math.SQRT2)
}

/**
 * erfc(x) for x ≥ 0: the series of erf near 0, the continued fraction further out (Abramowitz & Stegun 1964, 7.1.6 and
 * 7.1.14).
 */
function errorComplement(x: number): number {
  if (x < 2) {
    let term = x
    let sum = x
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= (2 * x * x) / (2 * n + 1)
      sum += term
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
  }
  let fraction = x
  for (let n = 120; n > 0; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction)
}
