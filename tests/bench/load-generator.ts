/** What a run of many calls cost. */
export interface LoadResult {
  perSecond: number
  p50_ms: number
  p95_ms: number
  calls: number
}

/** Makes all calls, one under way for each of `callers`, and measures each from its start to its last byte. */
export async function measureLoad<T>(items: readonly T[], callers: readonly ((item: T) => Promise<unknown>)[]) {
  const times: number[] = []
  let next = 0
  const worker = async (call: (item: T) => Promise<unknown>) => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      const start = performance.now()
      await call(item)
      times.push(performance.now() - start)
    }
  }
  const start = performance.now()
  await Promise.all(callers.map(worker))
  const seconds = (performance.now() - start) / 1000
  return summary(times, seconds)
}

function summary(times: number[], seconds: number): LoadResult {
  const sorted = times.sort((a, b) => a - b)
  const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { perSecond: times.length / seconds, p50_ms: quantile(0.5), p95_ms: quantile(0.95), calls: times.length }
}
