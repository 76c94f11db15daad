import type { Access } from '../auth/access'
import type { CityRow } from '../cities/queries'
import type { Deps } from '../deps'
import type { Change } from '../feed/feed'
import { listReadable } from './queries'

/** What one session sees of the changes of its city. */
export interface Viewer {
  access: Access
  city: CityRow
}

/**
 * The changes of the viewer's city, in order. A case that they may not read keeps its kind and loses its id, as does every
 * supervision for whoever may not read all cases; of several such in a row the last stands for all.
 */
export async function visibleChanges(deps: Deps, viewer: Viewer, changes: readonly Change[]): Promise<Change[]> {
  const own = changes.filter(({ city }) => city === viewer.city.id)
  const readable = await readableAmong(deps, viewer, own)
  const seen = own.map((change) => (isSecret(change, readable) ? { ...change, id: null } : change))
  return seen.filter((change, index) => !isRepeated(change, seen[index + 1]))
}

/** Null stands for all. */
async function readableAmong(deps: Deps, { access, city }: Viewer, own: Change[]): Promise<Set<number> | null> {
  if (access.caseRights === 'all') return null
  const ids = own.flatMap(({ kind, id }) => (kind === 'issue' && id !== null ? [id] : []))
  if (access.caseRights === 'none' || ids.length === 0) return new Set()
  return listReadable(deps.db.read, { access, city, ids })
}

function isSecret({ kind, id }: Change, readable: Set<number> | null): boolean {
  if (id === null || readable === null) return false
  return kind === 'supervision' || (kind === 'issue' && !readable.has(id))
}

function isRepeated(change: Change, next: Change | undefined): boolean {
  return change.id === null && next?.id === null && next.kind === change.kind
}
