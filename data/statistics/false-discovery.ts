/**
 * p-values after control of the false discovery rate (Benjamini & Hochberg 1995, JRSS B 57, 289–300): places with an
 * adjusted value of at most q are the discoveries at rate q. As `p.adjust(p, "BH")` of R.
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const count = p.length
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => p[b]! - p[a]!)
  const adjusted = new Float64Array(count)
  let least = 1
  order.forEach((place, fromTop) => {
    least = Math.min(least, (p[place]! * count) / (count - fromTop))
    adjusted[place] = least
  })
  return adjusted
}
