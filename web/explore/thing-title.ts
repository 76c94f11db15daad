import type { ThingKind } from '../map/state'

type Translate = (key: string, named?: Record<string, unknown>) => string

/** Where a thing lies, without which its title stands for several: the community of a grid, the compound of a building. */
export function thingPlace(kind: ThingKind, related: readonly { kind: string; name: string | null }[]): string {
  const around = kind === 'grids' ? 'divisions' : kind === 'buildings' ? 'compounds' : null
  return related.find((one) => one.kind === around)?.name ?? ''
}

/** What a thing is called on its card: its name, for grids and cases in words, else its code. */
export function thingTitle(kind: ThingKind, properties: Record<string, unknown>, t: Translate): string {
  if (properties.kind === 'atom') return t('details.atom')
  if (kind === 'issues' && typeof properties.symptom === 'string') return t(`values.symptom.${properties.symptom}`)
  if (kind === 'grids' && typeof properties.number === 'number')
    return t('map.grid_title', { number: properties.number })
  return String(properties.name || properties.code || t('details.unnamed'))
}
