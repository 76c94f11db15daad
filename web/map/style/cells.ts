import type { FilterSpecification } from 'maplibre-gl'
import { changeColours, heat, significance } from '../../../data/model/scales'
import { byZoom } from './expressions'
import { byClass } from './heat'
import { pickableHeat, type Look, type Paint } from './look'

/** How sure: a wider outline and denser dots; nothing hangs on colour alone. */
const outline_px = { certain: significance.widths_px[99], likely: significance.widths_px[95] } as const
const sure = ['certain', 'likely'] as const

/** Hexagons filled by class: of the smoothed rate, or of the change between two periods. */
export const heatCells: Paint = (look) => {
  const lens = look.state.heat?.lens
  if (lens !== 'cells' && lens !== 'change' && lens !== 'watch') return []
  const colours = lens === 'change' ? changeColours : heat.colours[look.state.theme]
  return [
    {
      id: 'heat-cells',
      source: 'heat_cells',
      ...pickableHeat,
      type: 'fill',
      paint: { 'fill-color': byClass(colours), 'fill-opacity': heat.opacity - 0.1, 'fill-antialias': false },
    },
    ...sure.map((confidence) => ({
      id: `heat-cells-${confidence}-dots`,
      source: 'heat_cells',
      type: 'fill' as const,
      filter: isOf(confidence),
      paint: { 'fill-pattern': look.picture(`dots-${confidence}`), 'fill-opacity': 0.55 },
    })),
  ]
}

/** Outlines stand over houses and pipes, so that they can be counted. */
export const heatCellEdges: Paint = (look) => {
  const { state, selection } = look
  if (!state.heat || state.heat.lens === 'surface' || state.heat.lens === 'branches') return []
  return [
    cellLine(look, 'all', ['!=', ['get', 'cell'], ''], 0.5),
    ...sure.toReversed().map((confidence) => cellLine(look, confidence, isOf(confidence), outline_px[confidence])),
    {
      id: 'heat-cell-chosen',
      source: 'heat_cells',
      type: 'line',
      filter: ['==', ['get', 'key'], state.heat.chosen ?? ''],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': selection.line, 'line-width': byZoom([[12, 3], [16, 5]]) }, // prettier-ignore
    },
  ]
}

function isOf(confidence: string): FilterSpecification {
  return ['==', ['get', 'confidence'], confidence]
}

function cellLine({ state }: Look, name: string, filter: FilterSpecification, width: number) {
  return {
    id: `heat-cell-edges-${name}`,
    source: 'heat_cells',
    type: 'line' as const,
    filter,
    layout: { 'line-join': 'round' as const },
    paint: {
      'line-color': significance.colours[state.theme],
      'line-width': byZoom([[11, width * 0.5], [14, width]]), // prettier-ignore
      'line-opacity': name === 'all' ? 0.25 : 0.9,
    },
  }
}
