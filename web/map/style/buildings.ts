import { byState, byZoom } from './expressions'
import { pickable, regular, type Paint } from './look'

const buildingTiles = { source: 'assets', 'source-layer': 'buildings' } as const

export const buildings: Paint = ({ base, selection, fade }) => [
  {
    id: 'buildings',
    ...buildingTiles,
    ...pickable('buildings'),
    type: 'fill',
    minzoom: 14,
    paint: {
      'fill-color': byState<string>(selection.line, base.building_edge, base.building),
      'fill-opacity': byZoom([[14, 0], [14.6, fade(0.95)]]), // prettier-ignore
    },
  },
  {
    id: 'building-edges',
    ...buildingTiles,
    type: 'line',
    minzoom: 14.6,
    paint: {
      'line-color': byState<string>(selection.line, selection.hover, base.building_edge),
      'line-width': byState(2.5, 1.2, 0.7),
      'line-opacity': fade(1),
    },
  },
]

export const buildingLabels: Paint = ({ base, type, fade }) => [
  {
    id: 'building-labels',
    ...buildingTiles,
    ...pickable('buildings'),
    type: 'symbol',
    minzoom: 17,
    filter: ['has', 'name'],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': regular,
      'text-size': type(11),
      'text-max-width': 6,
      // Leaves the middle of the house to its cases.
      'text-offset': [0, 0.9],
      // A house cut by the edge of a tile asks twice for its label.
      'text-padding': 10,
    },
    paint: {
      'text-color': base.label_quiet,
      'text-halo-color': base.halo,
      'text-halo-width': 1,
      'text-opacity': fade(1),
    },
  },
]
