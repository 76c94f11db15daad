import type { CircleLayerSpecification, ExpressionSpecification, FilterSpecification } from 'maplibre-gl'
import { stationShapes } from '../../../data/model/scales'
import type { ThingKind } from '../state'
import { byState, byWord, byZoom } from './expressions'
import { bold, medium, pickable, type Look, type Paint } from './look'

/** Zoom from which a station shows its number, and its name. */
const numberZoom = 13
const nameZoom = 15.4

export const valves: Paint = ({ picture, fade }) => [
  {
    id: 'valves',
    source: 'assets',
    'source-layer': 'valves',
    ...pickable('valves'),
    type: 'symbol',
    minzoom: 16,
    // Branches first; inlets and stairwells are many, and only a closed one is news from afar.
    filter: [
      'any',
      ['>=', ['zoom'], 17],
      ['==', ['get', 'is_open'], false],
      ['in', ['get', 'kind'], ['literal', ['branch', 'section']]],
    ] as FilterSpecification,
    layout: {
      'icon-image': ['case', ['==', ['get', 'is_open'], false], picture('valve-closed'), picture('valve-open')],
      'icon-size': byZoom([[16, 0.55], [18, 0.9]]), // prettier-ignore
      'icon-allow-overlap': true,
      'icon-padding': 0,
    },
    paint: { 'icon-opacity': fade(1) },
  },
]

export const stations: Paint = (look) => [
  {
    id: 'stations',
    source: 'assets',
    'source-layer': 'stations',
    ...pickable('stations'),
    type: 'symbol',
    layout: {
      'icon-image': byWord('kind', pictures(look, stationShapes), look.picture('station-disc')),
      'icon-size': byZoom([
        [10, isNumbered(look, 0.3, 0.12)],
        [12, isNumbered(look, 0.4, 0.16)],
        [13, isNumbered(look, 0.62, 0.2)],
        [15, isNumbered(look, 0.85, 0.28)],
        [18, isNumbered(look, 1.1, 0.9)],
      ]),
      'icon-allow-overlap': true,
      'icon-padding': 1,
      'text-field': ['step', ['zoom'], '', numberZoom, ['to-string', ['coalesce', ['get', 'number'], '']]],
      'text-font': bold,
      'text-size': byZoom([[13, 8], [15, look.type(10.5)], [18, look.type(13)]]), // prettier-ignore
      'text-allow-overlap': true,
      'text-ignore-placement': true,
      'text-padding': 0,
      'text-offset': ['match', ['get', 'kind'], 'peak_boiler', ['literal', [0, 0.22]], ['literal', [0, 0]]],
    },
    paint: {
      'text-color': look.plant.body,
      'icon-opacity': keptWhenTraced(look, 'stations'),
      'text-opacity': keptWhenTraced(look, 'stations'),
    },
  },
]

export const stationNames: Paint = (look) => [
  nameLabel(look, 'station-names', 'stations', nameZoom),
  nameLabel(look, 'source-names', 'sources', 12.5),
]

export const sources: Paint = (look) => [
  {
    id: 'sources',
    source: 'assets',
    'source-layer': 'sources',
    ...pickable('sources'),
    type: 'symbol',
    layout: {
      'icon-image': byWord('kind', sourcePictures(look), look.picture('source-chp')),
      'icon-size': byZoom(sourceSizes),
      'icon-offset': ['step', ['zoom'], ['case', isPeak, aside(aside_px), aside(0)], asideZoom, aside(0)],
      'icon-allow-overlap': true,
      'icon-padding': 1,
    },
    paint: { 'icon-opacity': keptWhenTraced(look, 'sources') },
  },
]

const isPeak: ExpressionSpecification = ['==', ['get', 'kind'], 'peak_boiler']
const sourceSizes = [[9, 0.55], [13, 0.8], [17, 1.1]] as const // prettier-ignore
/**
 * Up to here a peak boiler stands beside the station that it feeds into, so that the number of that stays legible; closer
 * up they are apart by themselves. A whole number: symbols are laid out once for all zooms of a tile.
 */
const asideZoom = 16
/** Px at size 1, to the right and up. */
const aside_px = 17
const aside = (px: number): ExpressionSpecification => ['literal', [px, -px]]
const asideOfRing = byZoom(sourceSizes.map(([zoom, size]) => [zoom, aside(aside_px * size)]))

/** Ring around the chosen point and the one under the pointer. */
export const chosenPoints: Paint = (look) => [
  ring(look, 'valves', 'assets', 12),
  ring(look, 'issues', 'cases', 11),
  ring(look, 'stations', 'assets', 18),
  { ...ring(look, 'sources', 'assets', 20), filter: ['!', isPeak] },
  ...besides(ring(look, 'sources', 'assets', 20)),
]

/** Stations without a number are those of single houses, which would cover each other and the pipes. */
function isNumbered({ type }: Look, size: number, otherwise: number): ExpressionSpecification {
  return ['case', ['has', 'number'], (size * type(100)) / 100, otherwise]
}

function pictures(look: Look, shapes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(shapes).map(([kind, shape]) => [kind, look.picture(`station-${shape}`)]))
}

function sourcePictures(look: Look): Record<string, string> {
  return {
    chp: look.picture('source-chp'),
    boiler_house: look.picture('source-boiler_house'),
    peak_boiler: look.picture('source-peak_boiler'),
  }
}

function nameLabel({ base, type, fade }: Look, id: string, layer: string, minzoom: number) {
  return {
    id,
    source: 'assets',
    'source-layer': layer,
    type: 'symbol' as const,
    minzoom,
    layout: {
      'text-field': ['get', 'name'] as ExpressionSpecification,
      'text-font': medium,
      'text-size': type(11),
      'text-variable-anchor': ['top' as const, 'bottom' as const, 'left' as const, 'right' as const],
      'text-radial-offset': 1.2,
      'text-padding': 4,
    },
    paint: {
      'text-color': base.label,
      'text-halo-color': base.halo,
      'text-halo-width': 1.6,
      'text-opacity': fade(1),
    },
  }
}

/** Stations and plants on a followed path keep their strength with it. */
function keptWhenTraced({ state, fade }: Look, layer: 'stations' | 'sources'): number | ExpressionSpecification {
  const kept = state.trace?.[layer] ?? []
  return kept.length === 0 ? fade(1) : ['case', ['in', ['id'], ['literal', kept]], 1, fade(1)]
}

/** The ring of a peak boiler, from afar and close up. */
function besides(ring: CircleLayerSpecification): CircleLayerSpecification[] {
  const paint = { ...ring.paint, 'circle-translate': asideOfRing }
  return [
    { ...ring, id: 'peaks-beside-chosen', maxzoom: asideZoom, filter: isPeak, paint },
    { ...ring, id: 'peaks-chosen', minzoom: asideZoom, filter: isPeak },
  ]
}

function ring({ selection }: Look, layer: ThingKind, source: string, radius: number): CircleLayerSpecification {
  return {
    id: `${layer}-chosen`,
    source,
    'source-layer': layer,
    type: 'circle',
    minzoom: 12,
    paint: {
      'circle-radius': byZoom([[12, radius * 0.6], [16, radius]]), // prettier-ignore
      'circle-color': selection.line,
      'circle-opacity': byState(0.16, 0.06, 0),
      'circle-stroke-color': byState<string>(selection.line, selection.hover, selection.hover),
      'circle-stroke-width': byState(2.5, 1.2, 0),
      'circle-stroke-opacity': byState(1, 0.7, 0),
    },
  }
}
