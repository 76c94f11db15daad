/** Units of which most have the value 0: how many there are, and the values of the others (whole numbers above 0). */
export interface Pool {
  units: number
  values: readonly number[]
}

/** What is less likely than this is left out; all of it together stays far below any p-value that is shown. */
const negligible = 1e-16

/**
 * Chance that `chosen` units, drawn at random without replacement, have values that sum to at least `sum`: the exact
 * randomisation test (Fisher 1935; Pitman, Significance tests which may be applied to samples from any populations, JRSS
 * Supplement 4 (1937) 119–130). With values of 1 alone it is the hypergeometric tail. It asks nothing of how values are
 * spread: a home that reports ten times is one home.
 *
 * Units of one value are drawn together, greatest value first: how many of them are among the chosen is hypergeometric,
 * given how many of greater value are. So the work grows with the different values, not with the units.
 */
export function subsetTail({ units, values }: Pool, chosen: number, sum: number): number {
  if (sum <= 0) return 1
  if (chosen <= 0 || chosen > units) return 0
  const classes = classesOf(values)
  // rows[m][s]: m units are drawn and sum to s, which is below `sum`.
  const rows: (Float64Array | undefined)[] = [new Float64Array(sum).fill(1, 0, 1)]
  let [left, reached] = [units, 0]
  classes.forEach(([value, count], at) => {
    const isLast = at === classes.length - 1
    for (let drawn = rows.length - 1; drawn >= 0; drawn--) {
      const row = rows[drawn]
      if (!row) continue
      reached += spread(rows, row, {
        drawn,
        value,
        shares: hypergeometric(left, count, chosen - drawn),
        keeps: !isLast,
      })
    }
    left -= count
  })
  return Math.min(1, reached)
}

/** Different values, greatest first, and how many units have each. */
function classesOf(values: readonly number[]): [value: number, count: number][] {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([a], [b]) => b - a)
}

interface Draw {
  /** Units drawn before. */
  drawn: number
  value: number
  shares: Shares
  /** Whether the sums that stay below are needed any further. */
  keeps: boolean
}

/** Draws of one class on top of a row; the chance of those that reach the sum. Rows above are done with already. */
function spread(rows: (Float64Array | undefined)[], row: Float64Array, { drawn, value, shares, keeps }: Draw): number {
  const sum = row.length
  const above = tailsOf(row)
  if (above[0]! < negligible) return 0
  const [first, end] = heartOf(row, above)
  let reached = 0
  for (let k = shares.from + shares.of.length - 1; k >= shares.from; k--) {
    const share = shares.of[k - shares.from]!
    const short = Math.max(0, sum - k * value)
    reached += share * above[short]!
    if (!keeps || k === 0 || share * (above[0]! - above[short]!) < negligible) continue
    const next = (rows[drawn + k] ??= new Float64Array(sum))
    for (let s = first; s < Math.min(short, end); s++) next[s + k * value]! += share * row[s]!
  }
  const staying = shares.from === 0 ? shares.of[0]! : 0
  for (let s = 0; s < sum; s++) row[s]! *= staying
  return reached
}

/** The sums, from the first up to before the second, outside of which a row holds next to nothing. */
function heartOf(row: Float64Array, above: Float64Array): [first: number, end: number] {
  const least = negligible * above[0]!
  let [first, end] = [0, row.length]
  while (first < end && row[first]! < least) first++
  while (end > first && above[end - 1]! < least) end--
  return [first, end]
}

/** tails[s]: the sum of the row from s on. */
function tailsOf(row: Float64Array): Float64Array {
  const tails = new Float64Array(row.length + 1)
  for (let s = row.length - 1; s >= 0; s--) tails[s] = tails[s + 1]! + row[s]!
  return tails
}

/** Chances of `from`, `from` + 1, … ; what is negligible is left out on both sides. */
interface Shares {
  from: number
  of: number[]
}

/** How many of `marked` among `units` are in a draw of `draws`: outwards from the mode, by the ratio of neighbours. */
function hypergeometric(units: number, marked: number, draws: number): Shares {
  const [least, most] = [Math.max(0, draws - (units - marked)), Math.min(marked, draws)]
  const rise = (k: number) => ((marked - k) * (draws - k)) / ((k + 1) * (units - marked - draws + k + 1))
  const mode = Math.min(most, Math.max(least, Math.floor(((draws + 1) * (marked + 1)) / (units + 2))))
  const [up, down]: [number[], number[]] = [[1], []]
  for (let k = mode, weight = 1; k < most && (weight *= rise(k)) > negligible; k++) up.push(weight)
  for (let k = mode, weight = 1; k > least && (weight /= rise(k - 1)) > negligible; k--) down.push(weight)
  const weights = [...down.reverse(), ...up]
  const total = weights.reduce((all, weight) => all + weight, 0)
  return { from: mode - down.length, of: weights.map((weight) => weight / total) }
}
