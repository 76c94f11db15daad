import type { ExpressionSpecification, FilterSpecification, LineLayerSpecification } from 'maplibre-gl'
import { branchColours } from '../../../data/model/scales'
import { byZoom } from './expressions'
import { clustersOf } from './heat-sources'
import { pickableHeat, type Look, type Paint } from './look'

const faint = 0.3
const roundLine = { 'line-cap': 'round', 'line-join': 'round' } as const

/** Houses below a shared pipe. */
export const branchBuildings: Paint = (look) => {
  const { heat, theme } = look.state
  const chosen = heat?.chosen ?? null
  const clusters = clustersOf(heat)?.filter(({ key, confidence }) =>
    chosen === null ? confidence !== 'open' : key === chosen,
  )
  if (!clusters) return []
  const ids = clusters.flatMap(({ building_ids }) => building_ids)
  return [
    {
      id: 'branch-buildings',
      source: 'assets',
      'source-layer': 'buildings',
      type: 'fill',
      minzoom: 13,
      filter: ['in', ['id'], ['literal', ids]],
      paint: { 'fill-color': branchColours[theme].building, 'fill-opacity': byZoom([[13, 0.75], [16, 0.55]]) }, // prettier-ignore
    },
  ]
}

/** The ground below a shared pipe, as a wide band along its pipes; under streets and houses. */
export const branchGround: Paint = (look) => {
  if (!clustersOf(look.state.heat)) return []
  const { ground } = branchColours[look.state.theme]
  const stroke = { id: 'branch-ground', source: 'heat_downstream', colour: ground, opacity: 1 } as const
  return [{ ...line(look, stroke, groundWidth), filter: isShown(look) }]
}

/** The shared pipe glows; what hangs on it is drawn in the same colour, thinner. One that may be chance is only dashed. */
export const branchPipes: Paint = (look) => {
  if (!clustersOf(look.state.heat)) return []
  const { line: core, glow, halo } = branchColours[look.state.theme]
  const strong = (layer: LineLayerSpecification) => ({ ...layer, filter: isShown(look) })
  const faintLine = line(look, { id: 'branch-open', source: 'heat_pipes', colour: core, opacity: 0.7 }, openWidth)
  const reach = line(look, { id: 'branch-glow', source: 'heat_pipes', colour: glow, opacity: 0.8 }, glowWidth)
  return [
    strong(line(look, { id: 'branch-downstream', source: 'heat_downstream', colour: core, opacity: 0.75 }, thinWidth)),
    { ...faintLine, paint: { ...faintLine.paint, 'line-dasharray': [1.6, 1.6] } },
    strong({ ...reach, ...pickableHeat, paint: { ...reach.paint, 'line-blur': byZoom([[10, 4], [17, 16]]) } }), // prettier-ignore
    strong(line(look, { id: 'branch-halo', source: 'heat_pipes', colour: halo, opacity: 1 }, haloWidth)),
    strong(line(look, { id: 'branch-line', source: 'heat_pipes', colour: core, opacity: 1 }, lineWidth)),
  ]
}

type Widths = readonly (readonly [zoom: number, px: number])[]
const groundWidth: Widths = [[12, 8], [14, 26], [16, 84], [18, 260]] // prettier-ignore
const glowWidth: Widths = [[10, 8], [14, 20], [17, 34]] // prettier-ignore
const haloWidth: Widths = [[10, 4], [14, 8], [17, 12]] // prettier-ignore
const lineWidth: Widths = [[10, 2.5], [14, 5], [17, 8]] // prettier-ignore
const thinWidth: Widths = [[11, 0.8], [14, 1.6], [17, 2.6]] // prettier-ignore
const openWidth: Widths = [[11, 1], [14, 2.4], [17, 4]] // prettier-ignore

/** Certain and likely clusters, and whatever was chosen. */
function isShown({ state }: Look): FilterSpecification {
  return ['any', ['!=', ['get', 'confidence'], 'open'], ['==', ['get', 'key'], state.heat?.chosen ?? '']]
}

interface Stroke {
  id: string
  source: 'heat_pipes' | 'heat_downstream'
  colour: string
  opacity: number
}

function line(look: Look, { id, source, colour, opacity }: Stroke, width: Widths): LineLayerSpecification {
  return {
    id,
    source,
    type: 'line',
    layout: roundLine,
    paint: { 'line-color': colour, 'line-width': byZoom(width), 'line-opacity': ofChosen(look, opacity) },
  }
}

/** The others stand back while one is chosen. */
function ofChosen({ state }: Look, opacity: number): number | ExpressionSpecification {
  const chosen = state.heat?.chosen ?? null
  return chosen === null ? opacity : ['case', ['==', ['get', 'key'], chosen], opacity, opacity * faint]
}
