import {
  assumedDiameter_mm,
  basemapColours,
  compoundColours,
  gridEdge_px,
  gridOpacity,
  gridTints,
  issueColours,
  pipeColours,
  pipeWidth_px,
  stationShapes,
  type PipeRank,
  type Theme,
} from '../../data/model/scales'
import { vocabulary } from '../../data/model/vocabulary'
import type { LayerKey } from './state'

/** How an entry looks on the map; `picture` is a name for `drawPicture`. */
export type LegendSample =
  | { shape: 'line'; colour: string; width_px: number; dash?: readonly number[] }
  | {
      shape: 'area'
      fill: string
      fill_opacity: number
      edge: string
      edge_px: number
      dash?: readonly number[]
      picture?: string
    }
  | {
      shape: 'circle'
      radius_px: number
      fill: string
      edge: string
      edge_px: number
      text?: { is: string; colour: string }
    }
  | { shape: 'picture'; picture: string }

/** One line of the legend. Its words are under `legend.{key}`; it is shown while its layer is. */
export interface LegendEntry {
  key: string
  layer: LayerKey
  sample: LegendSample
}

/** Diameters that stand for the ranks of pipe in the legend. */
const typicalDiameter_mm: Record<PipeRank, number> = { primary: 500, secondary: 200, branch: 65 }

/** Every entry in the order of reading, from the same scales as the style. Pure. */
export function buildLegend(theme: Theme): LegendEntry[] {
  return [
    ...issueEntries(theme),
    ...gridEntries(theme),
    ...pipeEntries(theme),
    ...plantEntries(theme),
    ...compoundEntries(theme),
    {
      key: 'divisions',
      layer: 'divisions',
      sample: { shape: 'line', colour: basemapColours[theme].division, width_px: 1.5, dash: [5, 2, 1, 2] },
    },
  ]
}

/** Width in px of a pipe at a zoom of the scale, as the style draws it. */
export function pipeWidthAt(zoom: number, diameter_mm: number): number {
  const widths = (pipeWidth_px.find((stop) => stop.zoom === zoom) ?? pipeWidth_px[0])?.widths ?? []
  const after = widths.findIndex(([mm]) => mm >= diameter_mm)
  const [low, high] = [widths[Math.max(0, after - 1)], widths[after < 0 ? widths.length - 1 : after]]
  if (!low || !high) return 0
  const share = high[0] === low[0] ? 0 : (diameter_mm - low[0]) / (high[0] - low[0])
  return low[1] + (high[1] - low[1]) * share
}

function issueEntries(theme: Theme): LegendEntry[] {
  const { open, ended, hollow, ring, overdue, count } = issueColours[theme]
  const disc = (fill: string, edge: string, edge_px: number, text: string) => {
    return { shape: 'circle', radius_px: 9, fill, edge, edge_px, text: { is: '8', colour: text } } as const
  }
  return [
    {
      key: 'issue_open',
      layer: 'issues',
      sample: { shape: 'circle', radius_px: 5, fill: open, edge: ring, edge_px: 1 },
    },
    {
      key: 'issue_ended',
      layer: 'issues',
      sample: { shape: 'circle', radius_px: 5, fill: hollow, edge: ended, edge_px: 1.4 },
    },
    {
      key: 'issue_overdue',
      layer: 'issues',
      sample: { shape: 'circle', radius_px: 5, fill: open, edge: overdue, edge_px: 2 },
    },
    { key: 'issue_count', layer: 'issues', sample: disc(open, ring, 1.2, count) },
    { key: 'issue_count_overdue', layer: 'issues', sample: disc(open, overdue, 2.4, count) },
    { key: 'issue_count_ended', layer: 'issues', sample: disc(hollow, ended, 1.2, ended) },
  ]
}

function gridEntries(theme: Theme): LegendEntry[] {
  const tint = gridTints[theme][0]
  const { fill, edge } = gridOpacity
  return [
    {
      key: 'grid',
      layer: 'grids',
      sample: { shape: 'area', fill: tint, fill_opacity: fill / edge, edge: tint, edge_px: gridEdge_px.plain },
    },
    {
      key: 'governance_grid',
      layer: 'governance_grids',
      sample: { shape: 'line', colour: basemapColours[theme].label_quiet, width_px: 1.2, dash: [1, 2.5] },
    },
  ]
}

function pipeEntries(theme: Theme): LegendEntry[] {
  const colours = pipeColours[theme]
  const ranks: readonly PipeRank[] = ['primary', 'secondary', 'branch']
  return [
    ...ranks.map((rank): LegendEntry => {
      const width_px = pipeWidthAt(15, typicalDiameter_mm[rank])
      return { key: `pipe_${rank}`, layer: 'pipes', sample: { shape: 'line', colour: colours[rank], width_px } }
    }),
    {
      key: 'pipe_return',
      layer: 'pipes',
      sample: {
        shape: 'line',
        colour: colours.return,
        width_px: pipeWidthAt(15, assumedDiameter_mm),
        dash: [2.4, 1.4],
      },
    },
  ]
}

function plantEntries(theme: Theme): LegendEntry[] {
  const picture = (key: string, layer: LayerKey, name: string): LegendEntry => {
    return { key, layer, sample: { shape: 'picture', picture: `${theme}/${name}` } }
  }
  return [
    ...vocabulary.source_kind.map((kind) => picture(`source_${kind}`, 'stations', `source-${kind}`)),
    ...vocabulary.station_kind.map((kind) => picture(`station_${kind}`, 'stations', `station-${stationShapes[kind]}`)),
    picture('valve_open', 'valves', 'valve-open'),
    picture('valve_closed', 'valves', 'valve-closed'),
  ]
}

function compoundEntries(theme: Theme): LegendEntry[] {
  const { modern, old, shantytown } = compoundColours[theme]
  const { parcel, building, building_edge: edge } = basemapColours[theme]
  const area = { shape: 'area', fill: parcel, fill_opacity: 1 } as const
  return [
    {
      key: 'compound_old',
      layer: 'compounds',
      sample: { ...area, edge: old, edge_px: 1.2, picture: `${theme}/hatch-old` },
    },
    {
      key: 'compound_shantytown',
      layer: 'compounds',
      sample: { ...area, edge: shantytown, edge_px: 1.4, dash: [3, 2], picture: `${theme}/dots-shantytown` },
    },
    { key: 'compound_modern', layer: 'compounds', sample: { ...area, edge: modern, edge_px: 0.8 } },
    { key: 'building', layer: 'buildings', sample: { ...area, fill: building, edge, edge_px: 0.7 } },
  ]
}
