import type {
  BranchCluster,
  BranchesAnswer,
  CellChange,
  CellProperties,
  CellsAnswer,
  ChangeAnswer,
  Confidence,
  SurfaceAnswer,
  SurfacePlace,
  Trend,
} from '../../data/hotspots/answers'
import { cellPatches, type CellPatch } from '../../data/hotspots/cell-patches'
import { extentOf } from '../focus'
import type { Tongue } from '../hotspots/place-words'
import { tellBranch } from '../hotspots/sentences'
import {
  cellSentence,
  changeSentence,
  roundCellSentence,
  surfaceSentence,
  type SpotFacts,
} from '../hotspots/spot-sentences'
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
  | { kind: 'patch'; patch: CellPatch }
  | { kind: 'change'; change: CellChange; geometry: GeoJSON.Polygon }
  | { kind: 'branch'; cluster: BranchCluster }
)

/** Half the side of the box in which a high place looks for its name, in degrees. */
const around_deg = 0.0004

/** Places above the mean of the city; a place below it is none to look at. */
export function placesOf(answer: SurfaceAnswer | undefined): Raw[] {
  const cityRate = answer?.basis.city_rate ?? 0
  const high = (answer?.top ?? []).filter(({ rate }) => rate > cityRate)
  return high.map((place) => ({ kind: 'place', key: placeKey(place), place }))
}

/** Patches of cells that stand out first, then every other cell by itself. */
export function cellsOf(answer: CellsAnswer | undefined): Raw[] {
  const features = answer?.cells.features ?? []
  const patches = cellPatches(features)
  return [
    ...patches.map((patch): Raw => ({ kind: 'patch', key: patch.key, patch })),
    ...features
      .filter(({ properties }) => !properties.significant)
      .map(({ geometry, properties }): Raw => ({ kind: 'cell', key: properties.cell, cell: properties, geometry })),
  ]
}

export function changesOf(answer: ChangeAnswer | undefined): Raw[] {
  return (answer?.cells.features ?? []).map(({ geometry, properties }) => {
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
  const cellWords = facts.isRound ? roundCellSentence : cellSentence
  switch (one.kind) {
    case 'place':
      return { sentence: surfaceSentence(one.place, cityRate, facts, tongue), confidence: null, trend: null }
    case 'cell': {
      const { confidence, trend } = one.cell
      return { sentence: cellWords(one.cell, facts, tongue), confidence, trend }
    }
    case 'patch': {
      const { confidence, trend } = one.patch
      return { sentence: cellWords(one.patch, facts, tongue), confidence, trend }
    }
    case 'change':
      return { sentence: changeSentence(one.change, facts, tongue), confidence: one.change.confidence, trend: null }
    case 'branch': {
      const { sentence } = tellBranch(one.cluster, { to: facts.span.to, today: facts.today }, tongue)
      return { sentence, confidence: one.cluster.confidence, trend: null }
    }
  }
}

/** Single cells do not stand out; the others come sorted. */
export function isStriking(one: Raw): boolean {
  if (one.kind === 'cell') return false
  return one.kind !== 'change' || one.change.confidence !== 'open'
}

export function byChance(a: Raw, b: Raw): number {
  return a.kind === 'change' && b.kind === 'change' ? a.change.p - b.change.p : 0
}

/** The ground of a cell, a patch or a change; null for what has none of its own. */
export function groundOf(one: Raw): GeoJSON.Polygon[] | null {
  if (one.kind === 'patch') return one.patch.cells.map(({ geometry }) => geometry)
  return one.kind === 'cell' || one.kind === 'change' ? [one.geometry] : null
}

export function extentOfRaw(one: Raw): Extent | null {
  if (one.kind === 'branch') return one.cluster.bbox
  if (one.kind !== 'place')
    return extentOf({ coordinates: (groundOf(one) ?? []).map(({ coordinates }) => coordinates) })
  const { lng, lat } = one.place
  return [lng - around_deg, lat - around_deg, lng + around_deg, lat + around_deg]
}

/** The box by which a finding is named: of a patch its strongest cell, else its own. */
export function heartOf(one: Raw): Extent | null {
  if (one.kind !== 'patch') return extentOfRaw(one)
  const best = one.patch.cells.find(({ properties }) => properties.cell === one.patch.best.cell)
  return best ? extentOf(best.geometry) : null
}
