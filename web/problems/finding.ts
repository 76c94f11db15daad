import type {
  BranchCluster,
  BranchesAnswer,
  CellProperties,
  CellsAnswer,
  Confidence,
  SurfaceAnswer,
  SurfacePlace,
  Trend,
} from '../../data/hotspots/answers'
import type { CellChange, CellChanges } from '../../data/hotspots/compare-cells'
import { extentOf } from '../focus'
import type { Tongue } from '../hotspots/place-words'
import { tellBranch } from '../hotspots/sentences'
import { cellSentence, changeSentence, surfaceSentence, type SpotFacts } from '../hotspots/spot-sentences'
import { placeKey, type Extent } from '../map/state'

/** One line of the list: what a lens found, in words. */
export interface Finding {
  key: string
  /** Place first; the same text goes into a chat. */
  sentence: string
  confidence: Confidence | null
  trend: Trend | null
  extent: Extent | null
}

/** A finding as the server gave it. */
export type Raw = { key: string } & (
  | { kind: 'place'; place: SurfacePlace }
  | { kind: 'cell'; cell: CellProperties; geometry: GeoJSON.Polygon }
  | { kind: 'change'; change: CellChange; geometry: GeoJSON.Polygon }
  | { kind: 'branch'; cluster: BranchCluster }
)

/** Half the side of the box in which a high place looks for its name, in degrees. */
const around_deg = 0.0004

export function placesOf(answer: SurfaceAnswer | undefined): Raw[] {
  return (answer?.top ?? []).map((place) => ({ kind: 'place', key: placeKey(place), place }))
}

export function cellsOf(answer: CellsAnswer | undefined): Raw[] {
  return (answer?.cells.features ?? []).map(({ geometry, properties }) => {
    return { kind: 'cell', key: properties.cell, cell: properties, geometry }
  })
}

export function changesOf(changes: CellChanges | null): Raw[] {
  return (changes?.features ?? []).map(({ geometry, properties }) => {
    return { kind: 'change', key: properties.cell, change: properties, geometry }
  })
}

export function clustersOf(answer: BranchesAnswer | undefined): Raw[] {
  return (answer?.clusters ?? []).map((cluster) => ({ kind: 'branch', key: cluster.key, cluster }))
}

/** What is said of a finding. */
export function wordsOf(
  one: Raw,
  cityRate: number,
  facts: SpotFacts,
  tongue: Tongue,
): Pick<Finding, 'sentence' | 'confidence' | 'trend'> {
  switch (one.kind) {
    case 'place':
      return { sentence: surfaceSentence(one.place, cityRate, facts, tongue), confidence: null, trend: null }
    case 'cell': {
      const { confidence, trend } = one.cell
      return { sentence: cellSentence(one.cell, facts, tongue), confidence, trend }
    }
    case 'change':
      return { sentence: changeSentence(one.change, facts, tongue), confidence: one.change.confidence, trend: null }
    case 'branch': {
      const { sentence } = tellBranch(one.cluster, tongue)
      return { sentence, confidence: one.cluster.confidence, trend: null }
    }
  }
}

/** Cells stand out by their chance; places and clusters come sorted, and all of them are told. */
export function isStriking(one: Raw): boolean {
  if (one.kind === 'cell') return one.cell.significant
  return one.kind !== 'change' || one.change.confidence !== 'open'
}

export function byChance(a: Raw, b: Raw): number {
  if (a.kind === 'cell' && b.kind === 'cell') return a.cell.p - b.cell.p
  return a.kind === 'change' && b.kind === 'change' ? a.change.p - b.change.p : 0
}

export function extentOfRaw(one: Raw): Extent | null {
  if (one.kind === 'branch') return one.cluster.bbox
  if (one.kind !== 'place') return extentOf(one.geometry)
  const { lng, lat } = one.place
  return [lng - around_deg, lat - around_deg, lng + around_deg, lat + around_deg]
}
