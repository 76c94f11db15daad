import { byState, byZoom } from './expressions'
import { medium, pickable, type Paint } from './look'

const compounds = { source: 'assets', 'source-layer': 'compounds' } as const

export const compoundParcels: Paint = ({ base, fade }) => [
  {
    id: 'compound-parcels',
    ...compounds,
    ...pickable('compounds'),
    type: 'fill',
    minzoom: 13,
    paint: { 'fill-color': base.parcel, 'fill-opacity': fade(1) },
  },
]

/**
 * Old ones hatched, shantytowns dotted: the kinds differ in pattern and outline before they differ in colour. While a
 * heat lens is on, patterns speak of it alone.
 */
export const compoundPatterns: Paint = (look) => (look.state.heat ? [] : kindPatterns(look))

const kindPatterns: Paint = ({ picture, fade }) => [
  {
    id: 'compounds-old',
    ...compounds,
    type: 'fill',
    minzoom: 13,
    filter: ['==', ['get', 'kind'], 'old'],
    paint: {
      'fill-pattern': picture('hatch-old'),
      'fill-opacity': byZoom([[13, 0], [14.5, fade(0.6)]]), // prettier-ignore
    },
  },
  {
    id: 'compounds-shantytown',
    ...compounds,
    type: 'fill',
    minzoom: 11,
    filter: ['==', ['get', 'kind'], 'shantytown'],
    paint: { 'fill-pattern': picture('dots-shantytown'), 'fill-opacity': fade(0.7) },
  },
]

export const compoundOutlines: Paint = ({ compound, selection, fade }) => [
  {
    id: 'compound-outlines-modern',
    ...compounds,
    type: 'line',
    minzoom: 14.5,
    filter: ['==', ['get', 'kind'], 'modern'],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': compound.modern, 'line-width': 0.8, 'line-opacity': fade(0.9) },
  },
  {
    id: 'compound-outlines-old',
    ...compounds,
    type: 'line',
    minzoom: 13,
    filter: ['==', ['get', 'kind'], 'old'],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': compound.old,
      'line-width': byZoom([[13, 0.8], [16, 1.4]]), // prettier-ignore
      'line-opacity': fade(0.9),
    },
  },
  {
    id: 'compound-outlines-shantytown',
    ...compounds,
    type: 'line',
    minzoom: 11,
    filter: ['==', ['get', 'kind'], 'shantytown'],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': compound.shantytown,
      'line-width': byZoom([[11, 0.8], [16, 1.6]]), // prettier-ignore
      'line-dasharray': [3, 2],
      'line-opacity': fade(1),
    },
  },
  {
    id: 'compound-chosen',
    ...compounds,
    type: 'line',
    minzoom: 11,
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': byState(selection.line, selection.hover, selection.hover),
      'line-width': byState(3, 1.2, 0),
      'line-opacity': byState(1, 0.6, 0),
    },
  },
]

export const compoundLabels: Paint = ({ base, type, fade }) => [
  {
    id: 'compound-labels',
    source: 'assets',
    'source-layer': 'compound_labels',
    ...pickable('compounds'),
    type: 'symbol',
    minzoom: 15.6,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': medium,
      'text-size': byZoom([[15, type(11)], [18, type(13)]]), // prettier-ignore
      'text-max-width': 8,
      'text-padding': 8,
      'text-variable-anchor': ['center', 'top', 'bottom'],
      'text-radial-offset': 0.6,
    },
    paint: {
      'text-color': base.label,
      'text-halo-color': base.halo,
      'text-halo-width': 1.5,
      'text-opacity': fade(0.92),
    },
  },
]
