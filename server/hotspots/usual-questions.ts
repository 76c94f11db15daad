import { lenses } from '../../data/hotspots/answers'
import { dayOf } from '../../data/hotspots/city-columns'
import { wholePeriod } from '../../data/hotspots/count'
import type { Question } from './worker-messages'

/** What is asked first: every lens over the last seven days, for readers of everything and of nothing. */
export function usualQuestions(today: string): Question[] {
  const to = dayOf(today)
  const shared = { selection: wholePeriod(to - 6, to), before: null, bandwidth_m: null, now: 0, today, view: null }
  const readers = ['all', 'none'] as const
  return readers.flatMap((reader) =>
    (['summary', ...lenses] as const).map((lens): Question => ({ ...shared, lens, reader })),
  )
}
