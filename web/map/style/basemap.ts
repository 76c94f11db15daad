import type { ExpressionSpecification, FilterSpecification } from 'maplibre-gl'
import type { Word } from '../../../data/model/vocabulary'
import { byWord, byZoom, isOneOf } from './expressions'
import { bold, pickable, regular, type Paint } from './look'

type RoadClass = Word<'road_class'>

const base = { source: 'base' } as const
const roads = { ...base, 'source-layer': 'roads' } as const
const landformTiles = { ...base, 'source-layer': 'landforms' } as const

/** Width of a street in px at zooms 11, 13, 15, 17 and 19; 0 where it is not drawn yet. */
const streetWidth: Record<Exclude<RoadClass, 'railway'>, [number, number, number, number, number]> = {
  arterial: [1.4, 3.2, 8, 22, 64],
  street: [0.5, 1.6, 5, 14, 40],
  lane: [0, 0.8, 2.6, 8, 24],
  yard: [0, 0, 1.2, 5, 14],
  shanty_lane: [0, 0, 0.7, 3, 9],
}
const isStreet: FilterSpecification = ['!=', ['get', 'class'], 'railway']
const isRailway: FilterSpecification = ['==', ['get', 'class'], 'railway']
const isPolygon: FilterSpecification = ['==', ['geometry-type'], 'Polygon']
/** Wider streets lie above narrower ones. */
const streetRank = byWord('class', { arterial: 5, street: 4, lane: 3, yard: 2, shanty_lane: 1 }, 0)

export const land: Paint = ({ base: colour }) => [
  { id: 'land', type: 'background', paint: { 'background-color': colour.land } },
]

export const landforms: Paint = ({ base: colour }) => [
  {
    id: 'landforms',
    ...landformTiles,
    type: 'fill',
    filter: isPolygon,
    layout: { 'fill-sort-key': byWord('kind', { block: 0, hill: 1, gully: 2, park: 3, river: 4 }, 0) },
    paint: {
      'fill-color': byWord(
        'kind',
        { block: colour.parcel, hill: colour.hill, gully: colour.gully, park: colour.park, river: colour.water },
        colour.land,
      ),
    },
  },
  {
    id: 'landform-lines',
    ...landformTiles,
    type: 'line',
    filter: ['==', ['geometry-type'], 'LineString'],
    paint: { 'line-color': colour.water, 'line-width': byZoom([[12, 1], [17, 6]]) }, // prettier-ignore
  },
]

export const streetCasings: Paint = ({ base: colour }) => [
  {
    id: 'street-casings',
    ...roads,
    type: 'line',
    minzoom: 13,
    filter: isStreet,
    layout: { 'line-cap': 'butt', 'line-join': 'round', 'line-sort-key': streetRank },
    paint: {
      'line-color': colour.street_casing,
      'line-width': streetWidths(1.4),
      'line-opacity': byZoom([[13, 0], [14, 1]]), // prettier-ignore
    },
  },
]

export const streets: Paint = ({ base: colour }) => [
  {
    id: 'streets',
    ...roads,
    type: 'line',
    filter: isStreet,
    layout: { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': streetRank },
    paint: { 'line-color': colour.street, 'line-width': streetWidths(0) },
  },
]

export const railways: Paint = ({ base: colour }) => [
  {
    id: 'railway',
    ...roads,
    type: 'line',
    filter: isRailway,
    paint: { 'line-color': colour.railway, 'line-width': byZoom([[11, 1], [15, 2.4], [18, 5]]) }, // prettier-ignore
  },
  {
    id: 'railway-sleepers',
    ...roads,
    type: 'line',
    minzoom: 13,
    filter: isRailway,
    paint: {
      'line-color': colour.land,
      'line-width': byZoom([[13, 0.8], [15, 1.4], [18, 3]]), // prettier-ignore
      'line-dasharray': [6, 6],
    },
  },
]

export const landformLabels: Paint = ({ base: colour, type }) => [
  {
    id: 'landform-labels',
    ...landformTiles,
    type: 'symbol',
    minzoom: 12,
    filter: ['all', isPolygon, isOneOf('kind', ['river', 'park', 'hill', 'gully']), ['has', 'name']],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': regular,
      'text-size': type(12),
      'text-letter-spacing': 0.25,
      // Polygons are cut at tile edges and each piece asks for a label; the margin thins them out.
      'text-padding': 90,
    },
    paint: {
      'text-color': byWord('kind', { river: colour.label_water, gully: colour.label_water }, colour.label_quiet),
      'text-halo-color': colour.halo,
      'text-halo-width': 1,
    },
  },
]

export const streetLabels: Paint = ({ base: colour, type }) => [
  streetLabel('street-labels-narrow', 16.2, ['lane', 'yard', 'shanty_lane']),
  streetLabel('street-labels-middle', 14.6, ['street']),
  streetLabel('street-labels-wide', 13, ['arterial', 'railway']),
].map((layer) => ({
  ...layer,
  ...roads,
  type: 'symbol' as const,
  layout: {
    'symbol-placement': 'line' as const,
    'symbol-spacing': 420,
    'text-field': ['get', 'name'] as ExpressionSpecification,
    'text-font': regular,
    'text-size': byZoom([[13, type(11)], [17, type(13)]]), // prettier-ignore
    'text-letter-spacing': 0.08,
    'text-max-angle': 30,
    'text-padding': 6,
  },
  paint: { 'text-color': colour.label_quiet, 'text-halo-color': colour.halo, 'text-halo-width': 1.4 },
})) // prettier-ignore

export const divisionLines: Paint = ({ base: colour, fade }) => [
  {
    id: 'division-lines',
    ...base,
    'source-layer': 'divisions',
    type: 'line',
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': colour.division,
      'line-width': byWord('level', { district: 2, subdistrict: 1.5 }, 1),
      'line-opacity': fade(0.75),
      'line-dasharray': [5, 2, 1, 2],
    },
  },
]

/** Far out the names of divisions carry the map; close up grids and compounds take over. */
export const divisionLabels: Paint = ({ base: colour, type, fade }) => [
  divisionLabel('community-labels', 'community', [12.6, 14.3]),
  divisionLabel('subdistrict-labels', 'subdistrict', [10, 13]),
  divisionLabel('district-labels', 'district', [8, 11]),
].map((layer) => ({
  ...layer,
  ...base,
  'source-layer': 'division_labels',
  ...pickable('divisions'),
  type: 'symbol' as const,
  layout: {
    'text-field': ['get', 'name'] as ExpressionSpecification,
    'text-font': bold,
    'text-size': byZoom([[10, type(12)], [14, type(15)]]), // prettier-ignore
    'text-letter-spacing': 0.06,
    'text-padding': 4,
    'text-variable-anchor': ['center' as const, 'top' as const, 'bottom' as const],
    'text-radial-offset': 0.8,
  },
  paint: {
    'text-color': colour.label,
    'text-halo-color': colour.halo,
    'text-halo-width': 2,
    'text-opacity': fade(1),
  },
})) // prettier-ignore

function streetWidths(casing: number): ExpressionSpecification {
  const zooms = [11, 13, 15, 17, 19]
  const stops = zooms.flatMap((zoom, index) => {
    const widths = Object.entries(streetWidth).map(([word, px]): [string, number] => {
      const width = px[index] ?? 0
      return [word, width === 0 ? 0 : width + casing]
    })
    return [zoom, byWord('class', Object.fromEntries(widths), 0)]
  })
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as ExpressionSpecification
}

function streetLabel(id: string, minzoom: number, classes: readonly RoadClass[]) {
  const filter: FilterSpecification = ['all', isOneOf('class', classes), ['has', 'name']]
  return { id, minzoom, filter }
}

function divisionLabel(id: string, level: Word<'division_level'>, [minzoom, maxzoom]: [number, number]) {
  const filter: FilterSpecification = ['==', ['get', 'level'], level]
  return { id, minzoom, maxzoom, filter }
}
