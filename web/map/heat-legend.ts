import { branchColours, changeColours, heat, significance, type Theme } from '../../data/model/scales'
import type { LegendSample } from './legend'
import type { HeatLens } from './state'

/** One line of the legend of a lens. Its words are under `legend.{key}`. */
export interface HeatEntry {
  key: string
  sample: LegendSample
}

/** Colours of the fixed classes of a lens, lowest first; none where the lens has no classes. */
export function classColours(theme: Theme, lens: HeatLens): readonly string[] {
  if (lens === 'branches') return []
  return lens === 'change' ? changeColours : heat.colours[theme]
}

/** What a lens draws beside its classes, in the order of reading; of the findings of a `round`, what it left out. Pure. */
export function heatEntries(theme: Theme, lens: HeatLens, round = false): HeatEntry[] {
  if (lens === 'branches') return branchEntries(theme)
  if (lens === 'surface' && round)
    return [{ key: 'heat_unvisited', sample: pattern(theme, 'hatch-unvisited', 0.5, heat.unvisited[theme]) }]
  if (lens === 'surface')
    return [{ key: 'heat_hidden', sample: pattern(theme, 'hatch-hidden', 0.5, heat.hidden[theme]) }]
  const ink = significance.colours[theme]
  return [
    { key: 'heat_certain', sample: pattern(theme, 'dots-certain', significance.widths_px[99], ink) },
    { key: 'heat_likely', sample: pattern(theme, 'dots-likely', significance.widths_px[95], ink) },
    { key: 'heat_open', sample: { shape: 'area', fill: ink, fill_opacity: 0, edge: ink, edge_px: 0.5 } },
  ]
}

/** Where a rate stands on the strip of classes, from 0 to 1: each class is as wide as the others. */
export function positionOfRate(rate: number): number {
  const { breaks } = heat
  const at = breaks.findIndex((limit) => rate < limit)
  const index = at < 0 ? breaks.length : at
  const low = breaks[index - 1] ?? 0
  const high = breaks[index] ?? 2 * low
  const within = Math.min(1, Math.max(0, (rate - low) / (high - low)))
  return (index + within) / (breaks.length + 1)
}

function branchEntries(theme: Theme): HeatEntry[] {
  const { line, ground, building } = branchColours[theme]
  return [
    { key: 'branch_shared', sample: { shape: 'line', colour: line, width_px: 5 } },
    { key: 'branch_open', sample: { shape: 'line', colour: line, width_px: 2.4, dash: [1.6, 1.6] } },
    { key: 'branch_below', sample: { shape: 'line', colour: line, width_px: 1.6 } },
    {
      key: 'branch_ground',
      sample: { shape: 'area', fill: ground, fill_opacity: 1, edge: ground, edge_px: 0.5 },
    },
    {
      key: 'branch_buildings',
      sample: { shape: 'area', fill: building, fill_opacity: 0.5, edge: building, edge_px: 0 },
    },
  ]
}

function pattern(theme: Theme, picture: string, edge_px: number, edge: string): LegendSample {
  return { shape: 'area', fill: edge, fill_opacity: 0, edge, edge_px, picture: `${theme}/${picture}` }
}
