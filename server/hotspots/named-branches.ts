import { ByteCache } from '../byte-cache'
import type { CityRow } from '../cities/queries'
import type { Deps } from '../deps'
import type { BranchesFoundAnswer } from './answer'
import { nameBranches, nameKinds } from './name-branches'
import type { Question } from './worker-messages'

const capacity_bytes = 16 * 1024 * 1024

/** Answers of 共用管段 with names, assets and shapes, kept as long as what they depend on. */
export function createNamedBranches(deps: Pick<Deps, 'db' | 'feed' | 'columns'>) {
  const cache = new ByteCache<Uint8Array<ArrayBuffer>>(capacity_bytes)
  const key = (city: CityRow, question: Question) =>
    `${deps.columns.key(city, question)} ${deps.feed.latest(city.id, nameKinds)}`
  return {
    key,
    async read(city: CityRow, question: Question): Promise<Uint8Array<ArrayBuffer>> {
      const asked = key(city, question)
      const kept = cache.get(asked)
      if (kept) return kept
      const bytes = await deps.columns.ask(city, question)
      const found = JSON.parse(new TextDecoder().decode(bytes)) as BranchesFoundAnswer
      const named = new TextEncoder().encode(JSON.stringify(await nameBranches(deps.db.read, city.id, found)))
      cache.set(asked, named)
      return named
    },
  }
}
