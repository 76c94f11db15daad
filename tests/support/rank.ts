/** Rank of a matrix of small whole numbers, by Gaussian elimination. */
export function rankOf(rows: readonly (readonly number[])[]): number {
  const left = rows.map((row) => [...row])
  const columns = left[0]?.length ?? 0
  let rank = 0
  for (let column = 0; column < columns; column++) {
    const size = (row: number[] | undefined) => Math.abs(row?.[column] ?? 0)
    const best = left.slice(rank).reduce((at, row, i) => (size(row) > size(left[at]) ? rank + i : at), rank)
    const pivot = left[best]
    if (!pivot || size(pivot) < 1e-9) continue
    left.splice(best, 1)
    left.splice(rank, 0, pivot)
    for (const row of left.slice(rank + 1)) {
      const by = (row[column] ?? 0) / (pivot[column] ?? 1)
      if (by !== 0) pivot.forEach((value, c) => (row[c] = (row[c] ?? 0) - by * value))
    }
    rank++
  }
  return rank
}
