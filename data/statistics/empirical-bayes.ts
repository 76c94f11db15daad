/**
 * Rates of places, shrunk towards the rate of all by how little each rests on (Marshall 1991, Applied Statistics 40,
 * 283–294, the global estimator by moments; as `EBest` of R's spdep). `counts[i]` over `base[i]`, a population or an
 * expected count; a place without base gets the rate of all. Shrinks all the way where the rates vary no more than chance
 * lets them. All zero where nothing has a base.
 */
export function shrunkRates(counts: ArrayLike<number>, base: ArrayLike<number>): Float64Array {
  let [count, total, places] = [0, 0, 0]
  for (let i = 0; i < base.length; i++) {
    if (!(base[i]! > 0)) continue
    count += counts[i]!
    total += base[i]!
    places++
  }
  const rates = new Float64Array(base.length)
  if (total === 0) return rates
  const mean = count / total
  let scatter = 0
  for (let i = 0; i < base.length; i++) {
    if (base[i]! > 0) scatter += (base[i]! * (counts[i]! / base[i]! - mean) ** 2) / total
  }
  const variance = Math.max(0, scatter - (mean * places) / total)
  for (let i = 0; i < base.length; i++) {
    const isKnown = base[i]! > 0 && variance > 0
    const trust = isKnown ? variance / (variance + mean / base[i]!) : 0
    rates[i] = isKnown ? mean + trust * (counts[i]! / base[i]! - mean) : mean
  }
  return rates
}

/**
 * The same for shares, `hits[i]` of `trials[i]`: a beta prior with the share of all as its mean and its precision by
 * moments (Kleinman 1973, JASA 68, 46–54, with weights `trials`).
 */
export function shrunkShares(hits: ArrayLike<number>, trials: ArrayLike<number>): Float64Array {
  let [hit, total, places, squares] = [0, 0, 0, 0]
  for (let i = 0; i < trials.length; i++) {
    if (!(trials[i]! > 0)) continue
    hit += hits[i]!
    total += trials[i]!
    squares += trials[i]! ** 2
    places++
  }
  const shares = new Float64Array(trials.length)
  if (total === 0) return shares
  const mean = hit / total
  const ofOne = mean * (1 - mean)
  let scatter = 0
  for (let i = 0; i < trials.length; i++) {
    if (trials[i]! > 0) scatter += trials[i]! * (hits[i]! / trials[i]! - mean) ** 2
  }
  // E[scatter] = m(1−m)·((places−1) + ρ·(total − squares/total − (places−1))), ρ = 1/(precision+1).
  const excess = ofOne > 0 ? scatter / ofOne - (places - 1) : 0
  const room = total - squares / total - (places - 1)
  const rho = room > 0 ? Math.min(1, Math.max(0, excess / room)) : 0
  for (let i = 0; i < trials.length; i++) {
    const n = trials[i]!
    const trust = rho === 0 ? 0 : (n * rho) / (n * rho + 1 - rho)
    shares[i] = n > 0 ? mean + trust * (hits[i]! / n - mean) : mean
  }
  return shares
}
