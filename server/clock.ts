/** The time, and when this process started: demonstration cities run from a fixed instant from then on. */
export interface Clock {
  now: () => Date
  startedAt: Date
}

/** The clock on the wall, started now. */
export function wallClock(): Clock {
  return { now: () => new Date(), startedAt: new Date() }
}
