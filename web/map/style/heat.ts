import type { ExpressionSpecification } from 'maplibre-gl'
import { heat, inkColours } from '../../../data/model/scales'
import { byZoom } from './expressions'
import type { Look, Paint } from './look'

/** Smooth bands of the surface, in the fixed classes; one hatch tells where too few homes stand for a number, one where nobody was visited. */
export const heatBands: Paint = (look) => {
  const { state, picture } = look
  if (state.heat?.lens !== 'surface') return []
  return [
    {
      id: 'heat-bands',
      source: 'heat_bands',
      type: 'fill',
      paint: {
        'fill-color': byClass(heat.colours[state.theme]),
        'fill-opacity': heat.opacity,
        'fill-antialias': false,
      },
    },
    {
      id: 'heat-band-edges',
      source: 'heat_bands',
      type: 'line',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': byClass(edgeColours(look)), 'line-width': 0.5, 'line-opacity': 0.9 },
    },
    { id: 'heat-hidden', source: 'heat_hidden', type: 'fill', paint: { 'fill-pattern': picture('hatch-hidden') } },
    {
      id: 'heat-unvisited',
      source: 'heat_unvisited',
      type: 'fill',
      paint: { 'fill-pattern': picture('hatch-unvisited') },
    },
  ]
}

/** Houses show through every lens as thin outlines. */
export const heatBuildingEdges: Paint = ({ state }) => {
  if (!state.heat) return []
  return [
    {
      id: 'heat-building-edges',
      source: 'assets',
      'source-layer': 'buildings',
      type: 'line',
      minzoom: 14.6,
      paint: {
        'line-color': inkColours[state.theme].line,
        'line-width': byZoom([[14.6, 0.3], [17, 0.8]]), // prettier-ignore
        'line-opacity': 0.45,
      },
    },
  ]
}

/** One colour a class; a class that the scale does not know is not drawn. */
export function byClass(colours: readonly string[]): ExpressionSpecification {
  const [first = '', ...rest] = colours
  return ['match', ['get', 'class'], 0, first, ...rest.flatMap((colour, index) => [index + 1, colour]), 'transparent']
}

/** The edge of a band has the colour of the next class. */
function edgeColours({ state }: Look): readonly string[] {
  const colours = heat.colours[state.theme]
  return [...colours.slice(1), inkColours[state.theme].line]
}
