const first_ms = 1000
const longest_ms = 60_000

/** How long a thread that ended by itself waits to be replaced: a second, and twice as long each time it ends again. */
export function restartDelay(deaths: number): number {
  return Math.min(longest_ms, first_ms * 2 ** (deaths - 1))
}
