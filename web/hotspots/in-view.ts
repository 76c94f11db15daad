import type { Outside, OutsideCounts } from '../../data/hotspots/answers'

/** The numbers of a finding without its part across the edge of the view, where this part has any. */
export function inView({ outside, ...all }: OutsideCounts & { outside: Outside | null }): OutsideCounts {
  const away = outside?.counts ?? { cases: 0, open_cases: 0, expected: 0 }
  return {
    cases: all.cases - away.cases,
    open_cases: all.open_cases - away.open_cases,
    expected: Math.max(0, all.expected - away.expected),
  }
}
