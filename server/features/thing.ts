import type postgres from 'postgres'
import type { Feature } from './geojson'
import {
  findManagement,
  findOperator,
  listContacts,
  listEvents,
  listRelated,
  type Related,
  type ThingKey,
} from './detail-queries'
import type { LayerName } from './layers'
import type { FeatureRequest, FeatureRow } from './queries'

/** What the card of a thing shows beside its properties. An atom has nothing beside its numbers. */
export async function readThing(
  sql: postgres.ISql,
  { layer, asker, today }: FeatureRequest,
  row: FeatureRow,
): Promise<Omit<Feature, 'type' | 'id' | 'geometry' | 'properties'>> {
  const key: ThingKey = { layer, today, city: asker.city.id, id: row.id }
  if (row.kind === 'atom') return { related: [], contacts: [], operator: null, management: null, events: [] }
  const related = await listRelated(sql, key)
  const [contacts, operator, management, events] = await Promise.all([
    listContacts(sql, key.city, contactScopes(key, related)),
    findOperator(sql, key),
    findManagement(sql, key),
    layer === 'issues' ? listEvents(sql, key.city, row.id, asker.access.personal) : [],
  ])
  return { related, contacts, operator, management, events }
}

const scopes: Partial<Record<LayerName, string>> = {
  divisions: 'division',
  stations: 'station',
  compounds: 'compound',
  grids: 'grid',
}

/** A thing that has contacts of its own answers for itself; a building or case asks its compound, grid and station. */
function contactScopes({ layer, id }: ThingKey, related: Related[]): { scope: string; id: number }[] {
  const answering = layer === 'buildings' || layer === 'issues' ? related : [{ kind: layer, id }]
  const lead = layer === 'grids' ? related.filter(({ role }) => role === 'lead') : []
  return [...answering, ...lead].flatMap(({ kind, id }) => {
    const scope = scopes[kind]
    return scope && !(layer !== kind && kind === 'divisions') ? [{ scope, id }] : []
  })
}
