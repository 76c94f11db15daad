import type { LayerSpecification } from 'maplibre-gl'
import {
  basemapColours,
  compoundColours,
  fadedTo,
  gridTints,
  inkColours,
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
  /** One colour for all while a heat lens is on. */
  grid: readonly string[]
  pipe: Record<keyof (typeof pipeColours)['light'], string>
  plant: (typeof plantColours)['light' | 'dark']
  issue: Record<keyof (typeof issueColours)['light'], string>
  trace: (typeof traceColours)['light' | 'dark']
  selection: (typeof selectionColours)['light' | 'dark']
  /** Size of type in px, larger where the person asked for it. */
  type: (px: number) => number
  /** Pipes stand back while a heat lens is on. */
  pipeOpacity: number
  /** Opacity of what is not part of the followed path. */
  fade: (opacity: number) => number
  /** Name of a picture in this theme (web/map/pictures.ts). */
  picture: (name: string) => string
}

/** One or more style layers, bottom first. */
export type Paint = (look: Look) => LayerSpecification[]

export function lookOf(state: MapState): Look {
  const { theme, larger, trace, heat } = state
  const ink = inkColours[theme]
  return {
    state,
    base: basemapColours[theme],
    compound: compoundColours[theme],
    grid: heat ? gridTints[theme].map(() => basemapColours[theme].label_quiet) : gridTints[theme],
    pipe: heat ? inkPipes(theme) : pipeColours[theme],
    plant: plantColours[theme],
    issue: heat ? inkIssues(theme) : issueColours[theme],
    trace: traceColours[theme],
    selection: selectionColours[theme],
    pipeOpacity: heat ? ink.opacity : 1,
    type: (px) => (larger ? Math.round(px * 1.25) : px),
    fade: (opacity) => (trace ? opacity * fadedTo : opacity),
    picture: (name) => `${theme}/${name}`,
  }
}

function inkPipes(theme: MapState['theme']): Look['pipe'] {
  const { line } = inkColours[theme]
  return { ...pipeColours[theme], primary: line, secondary: line, branch: line, return: line }
}

function inkIssues(theme: MapState['theme']): Look['issue'] {
  const { line, paper, overdue } = inkColours[theme]
  return { open: line, ended: line, hollow: paper, ring: paper, overdue, count: paper }
}

// Without a glyphs address MapLibre draws with the machine's own fonts, and reads the weight from the first name alone.
const fallbacks = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'system-ui']
export const regular = fallbacks
export const medium = ['PingFang SC Medium', ...fallbacks]
export const bold = ['PingFang SC Bold', ...fallbacks]

/** Marks layers whose features carry the `key` of something that a heat lens found. */
export const pickableHeat = { metadata: { heat: true } } as const

/** Marks layers that answer to a click, and as what. */
export function pickable(kind: ThingKind) {
  return { metadata: { thing: kind } }
}
