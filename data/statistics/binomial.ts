/**
 * Chance of `hits` or more among `trials` with chance `p` each: the exact upper tail, right to about 1e-12 relative for
 * up to millions of trials and p down to the smallest number. Sums the side of the tail that is short, from a first term
 * without cancellation.
 */
export function binomialUpperTail(hits: number, trials: number, p: number): number {
  if (hits <= 0) return 1
  if (hits > trials || p <= 0) return 0
  if (p >= 1) return 1
  const odds = p / (1 - p)
  if (hits > trials * p) {
    let term = binomialChance(hits, trials, p)
    let sum = term
    for (let k = hits; k < trials && term > sum * 1e-17; k++) {
      term *= ((trials - k) / (k + 1)) * odds
      sum += term
    }
    return Math.min(1, sum)
  }
  let term = binomialChance(hits - 1, trials, p)
  let sum = term
  for (let k = hits - 1; k > 0 && term > sum * 1e-17; k--) {
    term *= k / (trials - k + 1) / odds
    sum += term
  }
  return Math.max(0, 1 - sum)
}

/** Chance of exactly `hits` of `trials`: the saddle-point form (Loader 2000, Fast and Accurate Computation of Binomial Probabilities). */
export function binomialChance(hits: number, trials: number, p: number): number {
  if (hits < 0 || hits > trials) return 0
  if (p <= 0) return hits === 0 ? 1 : 0
  if (p >= 1) return hits === trials ? 1 : 0
  if (hits === 0) return Math.exp(trials * Math.log1p(-p))
  if (hits === trials) return Math.exp(trials * Math.log(p))
  const misses = trials - hits
  const log =
    stirlingError(trials) -
    stirlingError(hits) -
    stirlingError(misses) -
    deviance(hits, trials * p) -
    deviance(misses, trials * (1 - p))
  return Math.exp(log) * Math.sqrt(trials / (2 * Math.PI * hits * misses))
}

/** ln n! less Stirling's approximation of it. */
function stirlingError(n: number): number {
  if (n > 15) {
    const square = n * n
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n
  }
  let factorial = 1
  for (let i = 2; i <= n; i++) factorial *= i
  return Math.log(factorial) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI)
}

/** x ln(x/mean) + mean − x, without cancellation near the mean. */
function deviance(x: number, mean: number): number {
  const difference = x - mean
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference
  const v = difference / (x + mean)
  let sum = difference * v
  let power = 2 * x * v
  for (let j = 1; j < 1000; j++) {
    power *= v * v
    const next = sum + power / (2 * j + 1)
    if (next === sum) return next
    sum = next
  }
  return sum
}
