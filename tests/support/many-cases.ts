import type { Dataset, RowFor } from '../../data/model/dataset'
import { vocabulary } from '../../data/model/vocabulary'

/** Replaces the cases of a tiny city by `count` of all words over two seasons, some of them of the same flats. */
export function manyCases(rows: Dataset, count: number): void {
  const random = createRandom(7)
  const [sample] = rows.issue
  if (!sample) throw new Error('no case to copy')
  const one = <T>(words: readonly T[]) => words[Math.floor(random() * words.length)]!
  const statuses = vocabulary.status.filter((status) => status !== 'merged')
  rows.issue_report = []
  rows.issue_event = []
  rows.issue = Array.from({ length: count }, (_, i): RowFor<'issue'> => {
    const building = one(rows.building)
    const status = one(statuses)
    const reported = Date.parse(one(['2023-01-02', '2024-01-01'])) + Math.floor(random() * 17 * 86_400_000)
    const isPlaced = random() < 0.95
    const flats = rows.dwelling.filter((home) => home.building_id === building.id)
    return {
      ...sample,
      id: i + 1,
      code: `M${i + 1}`,
      building_id: isPlaced ? building.id : null,
      dwelling_id: isPlaced && random() < 0.7 ? one(flats).id : null,
      symptom: one(vocabulary.symptom),
      source: one(vocabulary.source),
      status,
      closing: status === 'closed' ? 'solved' : null,
      reported_at: new Date(reported).toISOString(),
      season_id: reported < Date.parse('2023-06-01') ? 1 : 2,
      due_at: random() < 0.5 ? new Date(reported + 5 * 86_400_000).toISOString() : null,
      reopened: random() < 0.2 ? 1 : 0,
      summary: null,
    }
  })
}

/** Numbers from 0 to 1 by a linear congruential generator: the same every time. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}
