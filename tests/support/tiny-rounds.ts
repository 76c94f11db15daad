import type { Dataset, RowFor } from '../../data/model/dataset'

/** So many homes of each building were spoken with in round 1: by atom 6, 3, 6, 7 and 4. */
export const visitedHomes = [6, 3, 4, 2, 5, 2, 2, 2]

/**
 * Gives a tiny city (tiny-dataset.ts) three rounds: 1 of the whole city, running; 2 of community 4; 3 of community 3, last
 * season. Every case that came from a visit on the days of round 1 is a finding of it, at the first door of its building.
 */
export function tinyRounds(rows: Dataset): void {
  const round = (id: number, season_id: number, community_id: number | null, days: [string, string]) => {
    const [starts_on, ends_on] = days
    return { id, season_id, community_id, number: 1, name: `第${id}轮`, starts_on, ends_on }
  }
  rows.round = [
    round(1, 2, null, ['2024-01-08', '2024-01-21']),
    round(2, 2, 4, ['2024-01-02', '2024-01-05']),
    round(3, 1, 3, ['2023-01-02', '2023-01-15']),
  ]
  const visits: Omit<RowFor<'visit'>, 'id'>[] = []
  const knock = (dwelling_id: number, more: Partial<RowFor<'visit'>> = {}) =>
    visits.push({ round_id: 1, dwelling_id, visited_on: '2024-01-09', outcome: 'warm', temperature_c: null, ...more })
  visitedHomes.forEach((count, b) => {
    const door = (n: number) => 100 * (b + 1) + n
    // The first home was out at first; the last heated one always was. Whoever has suspended is in no denominator.
    knock(door(1), { outcome: 'absent' })
    for (let n = 1; n <= count; n++) knock(door(n), { visited_on: '2024-01-10' })
    knock(door(3), { outcome: 'refused' })
    knock(100 * (b + 1) + rows.dwelling.filter((home) => home.building_id === b + 1).length)
  })
  for (const n of [501, 502, 503, 504, 505]) knock(n, { round_id: 2, visited_on: '2024-01-03' })
  for (const issue of rows.issue) {
    const day = new Date(Date.parse(issue.reported_at) + 8 * 3_600_000).toISOString().slice(0, 10)
    if (issue.source !== 'visit' || !issue.building_id || day < '2024-01-08') continue
    knock(100 * issue.building_id + 1, { visited_on: day, outcome: 'cold', temperature_c: 15.5, issue_id: issue.id })
  }
  rows.visit = visits.map((visit, i) => ({ id: i + 1, ...visit }))
}
