import type { LayerSpecification } from 'maplibre-gl'
import {
  basemapColours,
  compoundColours,
  fadedTo,
  gridTints,
  issueColours,
  pipeColours,
  plantColours,
  selectionColours,
  traceColours,
} from '../../../data/model/scales'
import type { MapState, ThingKind } from '../state'

/** The colours of one theme, the size of type, and what the state says; what every layer is painted from. */
export interface Look {
  state: MapState
  base: (typeof basemapColours)['light' | 'dark']
  compound: (typeof compoundColours)['light' | 'dark']
  grid: (typeof gridTints)['light' | 'dark']
  pipe: (typeof pipeColours)['light' | 'dark']
  plant: (typeof plantColours)['light' | 'dark']
  issue: (typeof issueColours)['light' | 'dark']
  trace: (typeof traceColours)['light' | 'dark']
  selection: (typeof selectionColours)['light' | 'dark']
  /** Size of type in px, larger where the person asked for it. */
  type: (px: number) => number
  /** Opacity of what is not part of the followed path. */
  fade: (opacity: number) => number
  /** Name of a picture in this theme (web/map/pictures.ts). */
  picture: (name: string) => string
}

/** One or more style layers, bottom first. */
export type Paint = (look: Look) => LayerSpecification[]

export function lookOf(state: MapState): Look {
  const { theme, larger, trace } = state
  return {
    state,
    base: basemapColours[theme],
    compound: compoundColours[theme],
    grid: gridTints[theme],
    pipe: pipeColours[theme],
    plant: plantColours[theme],
    issue: issueColours[theme],
    trace: traceColours[theme],
    selection: selectionColours[theme],
    type: (px) => (larger ? Math.round(px * 1.25) : px),
    fade: (opacity) => (trace ? opacity * fadedTo : opacity),
    picture: (name) => `${theme}/${name}`,
  }
}

// Without a glyphs address MapLibre draws with the machine's own fonts, and reads the weight from the first name alone.
const fallbacks = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'system-ui']
export const regular = fallbacks
export const medium = ['PingFang SC Medium', ...fallbacks]
export const bold = ['PingFang SC Bold', ...fallbacks]

/** Marks layers that answer to a click, and as what. */
export function pickable(kind: ThingKind) {
  return { metadata: { thing: kind } }
}
