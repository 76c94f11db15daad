/** Units of which most have the value 0: how many there are, and the values of the others (whole numbers above 0). */
export interface Pool {
  units: number
  values: readonly number[]
}

/**
 * Chance that `chosen` units, drawn at random without replacement, have values that sum to at least `sum`: the exact
 * randomisation test (Fisher 1935; Pitman, Significance tests which may be applied to samples from any populations, JRSS
 * Supplement 4 (1937) 119–130). With values of 1 alone it is the hypergeometric tail. It asks nothing of how values are
 * spread: a home that reports ten times is one home.
 */
export function subsetTail({ units, values }: Pool, chosen: number, sum: number): number {
  if (sum <= 0) return 1
  if (chosen <= 0 || chosen > units) return 0
  const most = Math.min(chosen, values.length)
  // ways[k · (sum + 1) + s]: in how many ways k of the values sum to s; `sum` stands for all from there on.
  const ways = new Float64Array((most + 1) * (sum + 1))
  ways[0] = 1
  values.forEach((value, n) => {
    for (let k = Math.min(most, n + 1); k >= 1; k--) {
      for (let s = sum; s >= 0; s--) {
        const before = (k - 1) * (sum + 1) + s
        if (ways[before] !== 0) ways[k * (sum + 1) + Math.min(sum, s + value)]! += ways[before]!
      }
    }
  })
  const zeros = units - values.length
  let tail = 0
  for (let k = 0; k <= most; k++) {
    const reaching = ways[k * (sum + 1) + sum]!
    if (reaching === 0 || chosen - k > zeros) continue
    tail += Math.exp(Math.log(reaching) + logChoose(zeros, chosen - k) - logChoose(units, chosen))
  }
  return Math.min(1, tail)
}

function logChoose(n: number, k: number): number {
  let log = 0
  for (let i = 1; i <= Math.min(k, n - k); i++) log += Math.log((n - i + 1) / i)
  return log
}
