import { tileSources } from './style/sources'
import { thingKinds, type Thing, type ThingKind } from './state'

/** What MapLibre found under the pointer, reduced to what the choice needs. */
export interface Candidate {
  thing: Thing
  /** `point` and `line` answer within a few pixels, `area` and `text` only where they are. */
  shape: 'point' | 'line' | 'area' | 'text'
}

/** Compounds answer from the zoom at which they show their names, and buildings when they are large enough to hit. */
const areasFrom = { compounds: 15.5, buildings: 15 } as const
const points: readonly ThingKind[] = ['issues', 'valves', 'sources', 'stations']
const areas: readonly ThingKind[] = ['buildings', 'compounds', 'grids', 'governance_grids', 'divisions']

/**
 * The one thing that a click is about: points before names, names before pipes, pipes before areas, small areas before
 * large ones. Candidates come topmost first, and the first one of the winning group wins.
 */
export function choose(candidates: readonly Candidate[], zoom: number): Thing | null {
  const find = (shape: Candidate['shape'], kind?: ThingKind) =>
    candidates.find((one) => one.shape === shape && (kind === undefined || one.thing.kind === kind))?.thing
  for (const kind of points) {
    const point = find('point', kind)
    if (point) return point
  }
  const named = find('text') ?? find('line', 'pipes')
  if (named) return named
  for (const kind of areas) {
    const area = find('area', kind) ?? find('line', kind)
    if (area && zoom >= answersFrom(kind)) return area
  }
  return null
}

/** Where the state of a thing (chosen, under the pointer) is kept: its source and layer in the tiles. */
export function tileOf(kind: ThingKind): { source: string; sourceLayer: string } {
  const sources = Object.entries(tileSources) as [string, readonly string[]][]
  const [source] = sources.find(([, layers]) => layers.includes(kind)) ?? ['assets']
  return { source, sourceLayer: kind }
}

/** The kind that a style layer stands for (`metadata.thing`), if it answers to clicks at all. */
export function kindOf(metadata: unknown): ThingKind | null {
  if (typeof metadata !== 'object' || metadata === null || !('thing' in metadata)) return null
  return thingKinds.find((kind) => kind === metadata.thing) ?? null
}

/** Whether a style layer shows what a heat lens found, each feature with its key (`metadata.heat`). */
export function isHeat(metadata: unknown): boolean {
  return typeof metadata === 'object' && metadata !== null && 'heat' in metadata
}

function answersFrom(kind: ThingKind): number {
  return kind === 'compounds' || kind === 'buildings' ? areasFrom[kind] : 0
}
