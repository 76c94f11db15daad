import type { ExpressionSpecification } from 'maplibre-gl'
import { significance } from '../../../data/model/scales'
import { byZoom } from './expressions'
import { bold, pickableHeat, type Paint } from './look'

/** The number of cases, printed on the few places that a lens names. */
export const heatMarks: Paint = ({ state, selection, type }) => {
  if (!state.heat) return []
  const ink = significance.colours[state.theme]
  const isChosen: ExpressionSpecification = ['==', ['get', 'key'], state.heat.chosen ?? '']
  return [
    {
      id: 'heat-marks',
      source: 'heat_marks',
      ...pickableHeat,
      type: 'circle',
      paint: {
        'circle-radius': byZoom([[11, 8], [15, type(12)]]), // prettier-ignore
        'circle-color': ['case', isChosen, selection.line, selection.halo],
        'circle-stroke-color': ['case', isChosen, selection.halo, ink],
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'heat-mark-numbers',
      source: 'heat_marks',
      type: 'symbol',
      layout: {
        'text-field': ['get', 'text'],
        'text-font': bold,
        'text-size': byZoom([[11, 9], [15, type(12)]]), // prettier-ignore
        'text-allow-overlap': true,
        // Stands for the disc around it, so that names step aside.
        'text-padding': 8,
      },
      paint: { 'text-color': ['case', isChosen, selection.halo, ink] },
    },
  ]
}
