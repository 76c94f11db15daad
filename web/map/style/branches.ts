import type { ExpressionSpecification, LineLayerSpecification } from 'maplibre-gl'
import { branchColours } from '../../../data/model/scales'
import { byZoom } from './expressions'
import { pickableHeat, type Look, type Paint } from './look'

const faint = 0.3
const roundLine = { 'line-cap': 'round', 'line-join': 'round' } as const

/** Houses below a shared pipe. */
export const branchBuildings: Paint = (look) => {
  const { heat, theme } = look.state
  if (heat?.lens !== 'branches') return []
  const clusters = (heat.found?.clusters ?? []).filter(({ key }) => heat.chosen === null || key === heat.chosen)
  const ids = clusters.flatMap(({ building_ids }) => building_ids)
  return [
    {
      id: 'branch-buildings',
      source: 'assets',
      'source-layer': 'buildings',
      type: 'fill',
      minzoom: 13,
      filter: ['in', ['id'], ['literal', ids]],
      paint: { 'fill-color': branchColours[theme].building, 'fill-opacity': byZoom([[13, 0.7], [16, 0.5]]) }, // prettier-ignore
    },
  ]
}

/** The ground below a shared pipe, as a wide soft band along its pipes. */
export const branchGround: Paint = (look) => {
  if (look.state.heat?.lens !== 'branches') return []
  const { glow } = branchColours[look.state.theme]
  return [
    line(look, { id: 'branch-ground', source: 'heat_downstream', colour: glow, opacity: 0.22 }, [
      [12, 10],
      [14, 22],
      [16, 60],
      [18, 160],
    ]),
  ]
}

/** The shared pipe glows; what hangs on it is drawn in the same colour, thinner. */
export const branchPipes: Paint = (look) => {
  if (look.state.heat?.lens !== 'branches') return []
  const { line: core, glow, halo } = branchColours[look.state.theme]
  return [
    line(look, { id: 'branch-downstream', source: 'heat_downstream', colour: core, opacity: 0.75 }, [
      [11, 0.8],
      [14, 1.6],
      [17, 2.6],
    ]),
    {
      ...line(look, { id: 'branch-glow', source: 'heat_pipes', colour: glow, opacity: 0.75 }, [
        [10, 8],
        [14, 18],
        [17, 30],
      ]),
      ...pickableHeat,
    },
    line(look, { id: 'branch-halo', source: 'heat_pipes', colour: halo, opacity: 1 }, [
      [10, 4],
      [14, 8],
      [17, 12],
    ]),
    line(look, { id: 'branch-line', source: 'heat_pipes', colour: core, opacity: 1 }, [
      [10, 2.5],
      [14, 5],
      [17, 8],
    ]),
  ]
}

interface Stroke {
  id: string
  source: 'heat_pipes' | 'heat_downstream'
  colour: string
  opacity: number
}

function line(
  look: Look,
  { id, source, colour, opacity }: Stroke,
  width: readonly (readonly [number, number])[],
): LineLayerSpecification {
  const isGlow = id === 'branch-glow'
  return {
    id,
    source,
    type: 'line',
    layout: roundLine,
    paint: {
      'line-color': colour,
      'line-width': byZoom(width),
      'line-opacity': ofChosen(look, opacity),
      ...(isGlow && { 'line-blur': byZoom([[10, 4], [17, 16]]) }), // prettier-ignore
    },
  }
}

/** The others stand back while one is chosen. */
function ofChosen({ state }: Look, opacity: number): number | ExpressionSpecification {
  const chosen = state.heat?.chosen ?? null
  return chosen === null ? opacity : ['case', ['==', ['get', 'key'], chosen], opacity, opacity * faint]
}
