import type { ExpressionSpecification, SymbolLayerSpecification } from 'maplibre-gl'
import { gridEdge_px, gridOpacity } from '../../../data/model/scales'
import { byState, byZoom, fillTemplate } from './expressions'
import { bold, pickable, regular, type Look, type Paint } from './look'

const gridTiles = { source: 'grids', 'source-layer': 'grids' } as const
const labelTiles = { source: 'grids', 'source-layer': 'grid_labels' } as const
const countsZoom = 14.9
/** From here there is room for the community, without which a number stands for several grids. */
const communityZoom = 16
const titleZoom = 14.3

/** A heat lens takes the tint away: colour means cases then. */
export const gridFills: Paint = (look) => (look.state.heat ? [] : tintedFills(look))

const tintedFills: Paint = (look) => [
  {
    id: 'grid-fills',
    ...gridTiles,
    ...pickable('grids'),
    type: 'fill',
    paint: {
      'fill-color': tint(look),
      'fill-opacity': byState(gridOpacity.fill_selected, gridOpacity.fill_selected - 0.06, look.fade(gridOpacity.fill)),
      'fill-antialias': false,
    },
  },
]

/** Each grid draws its edge just inside itself, so that two neighbours show both their colours and neither is hidden. */
export const gridEdges: Paint = (look) => [
  {
    id: 'grid-edges',
    ...gridTiles,
    type: 'line',
    layout: { 'line-join': 'miter', 'line-miter-limit': 3 },
    paint: {
      'line-color': tint(look),
      'line-width': edgeWidth(1),
      'line-offset': edgeWidth(0.5),
      'line-opacity': byState(1, 1, look.fade(look.state.heat ? gridOpacity.edge / 2 : gridOpacity.edge)),
    },
  },
]

export const governanceGridEdges: Paint = ({ base, fade }) => [
  {
    id: 'governance-grid-edges',
    source: 'grids',
    'source-layer': 'governance_grids',
    ...pickable('governance_grids'),
    type: 'line',
    minzoom: 14,
    paint: {
      'line-color': base.label_quiet,
      'line-width': 1.2,
      'line-dasharray': [1, 2.5],
      'line-opacity': fade(0.9),
    },
  },
]

/** The name as soon as there is room for it, then dwellings and open cases below it. */
export const gridLabels: Paint = (look) => {
  const { state, type } = look
  const title = fillTemplate(state.labels.grid_title, { name: 'name', number: 'number' })
  const counts = fillTemplate(state.labels.grid_counts, { dwellings: 'heated_dwellings', open: 'open_issues' })
  const small = { 'text-font': ['literal', regular], 'font-scale': 0.9 } as const
  const both = lines([title, {}], [counts, small])
  const whole = lines([['get', 'community'], small], [title, {}], [counts, small])
  const size = byZoom([[15, type(13)], [18, type(16)]]) // prettier-ignore
  return [
    { ...label(look, 'grid-titles', title, type(13)), minzoom: titleZoom, maxzoom: countsZoom },
    { ...label(look, 'grid-labels', both, size), minzoom: countsZoom, maxzoom: communityZoom },
    { ...label(look, 'grid-labels-near', whole, size), minzoom: communityZoom },
  ]
}

/** Lines of text below each other, each in its own type. */
function lines(...texts: readonly (readonly [ExpressionSpecification, object])[]): ExpressionSpecification {
  const parts = texts.flatMap((line, index) => (index === 0 ? [...line] : ['\n', {}, ...line]))
  return ['format', ...parts] as ExpressionSpecification
}

function label(
  { base, fade }: Look,
  id: string,
  text: ExpressionSpecification,
  size: number | ExpressionSpecification,
): SymbolLayerSpecification {
  return {
    id,
    ...labelTiles,
    ...pickable('grids'),
    type: 'symbol',
    layout: {
      'text-field': text,
      'text-font': bold,
      'text-size': size,
      'text-line-height': 1.3,
      'text-max-width': 20,
      'text-padding': 3,
      // Steps aside for stations, which keep their place.
      'text-variable-anchor': ['center', 'bottom', 'top'],
      'text-radial-offset': 0.9,
      'text-justify': 'auto',
    },
    paint: {
      'text-color': base.label,
      'text-halo-color': base.halo,
      'text-halo-width': 1.8,
      'text-opacity': fade(1),
    },
  }
}

/** Width of an edge, or a share of it. */
function edgeWidth(share: number): ExpressionSpecification {
  const plain = gridEdge_px.plain * share
  return byZoom([
    [11, 0.25 * plain],
    [13, 0.45 * plain],
    [15, byState(gridEdge_px.selected * share, 0.75 * plain, 0.75 * plain)],
    [16.5, byState(gridEdge_px.selected * share, plain, plain)],
  ])
}

function tint({ grid }: Look): ExpressionSpecification {
  const [first = '', ...rest] = grid
  return ['match', ['get', 'tint'], 0, first, ...rest.flatMap((colour, index) => [index + 1, colour]), first]
}
