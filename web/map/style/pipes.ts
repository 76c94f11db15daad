import type { ExpressionSpecification, FilterSpecification, LineLayerSpecification } from 'maplibre-gl'
import {
  assumedDiameter_mm,
  branchUpTo_mm,
  pipeMinzoom,
  pipeWidth_px,
  traceExtra_px,
  type PipeRank,
} from '../../../data/model/scales'
import { byField, byState, byZoom } from './expressions'
import { pickable, regular, type Look, type Paint } from './look'

const pipeTiles = { source: 'assets', 'source-layer': 'pipes' } as const
const diameter: ExpressionSpecification = ['to-number', ['coalesce', ['get', 'diameter_mm'], assumedDiameter_mm]]
const isSupply: FilterSpecification = ['!=', ['get', 'flow'], 'return']
const isOfRank: Record<PipeRank, FilterSpecification> = {
  primary: ['==', ['get', 'network'], 'primary'],
  secondary: ['all', ['!=', ['get', 'network'], 'primary'], ['>', diameter, branchUpTo_mm]],
  branch: ['all', ['!=', ['get', 'network'], 'primary'], ['<=', diameter, branchUpTo_mm]],
}
const roundLine = { 'line-cap': 'round', 'line-join': 'round' } as const

/** White casings lift the network off streets and tints. */
export const pipeCasings: Paint = ({ pipe, fade }) => [
  {
    id: 'pipe-casings',
    ...pipeTiles,
    type: 'line',
    minzoom: pipeMinzoom.casing,
    filter: [
      'all',
      isSupply,
      ['any', ['>', ['zoom'], pipeMinzoom.branch], ['!', isOfRank.branch]],
    ] as FilterSpecification,
    layout: roundLine,
    paint: {
      'line-color': pipe.casing,
      'line-width': pipeWidth(2),
      'line-opacity': byZoom([[pipeMinzoom.casing, 0], [pipeMinzoom.casing + 0.6, fade(0.9)]]), // prettier-ignore
    },
  },
]

/** Returns run dashed beside their supply, close up only. */
export const returnPipes: Paint = ({ pipe, selection, fade }) => [
  {
    id: 'pipes-return',
    ...pipeTiles,
    ...pickable('pipes'),
    type: 'line',
    minzoom: pipeMinzoom.return,
    filter: ['==', ['get', 'flow'], 'return'],
    paint: {
      'line-color': byState<string>(selection.line, selection.hover, pipe.return),
      'line-width': pipeWidth(-0.8),
      // Flows back on the other side of its supply; close up the metre between them shows by itself.
      'line-offset': byZoom([[17, -2], [19, 0]]), // prettier-ignore
      'line-dasharray': [2.4, 1.4],
      'line-opacity': fade(0.9),
    },
  },
]

export const supplyPipes: Paint = (look) => [supply(look, 'branch'), supply(look, 'secondary'), supply(look, 'primary')]

/** The chosen pipe and the one under the pointer. */
export const chosenPipe: Paint = ({ selection }) => [
  {
    id: 'pipe-chosen-halo',
    ...pipeTiles,
    type: 'line',
    layout: roundLine,
    paint: {
      'line-color': selection.halo,
      'line-width': pipeWidth(8),
      'line-opacity': byState(0.9, 0, 0),
    },
  },
  {
    id: 'pipe-chosen',
    ...pipeTiles,
    type: 'line',
    layout: roundLine,
    paint: {
      'line-color': byState<string>(selection.line, selection.hover, selection.hover),
      'line-width': pipeWidth(3),
      'line-opacity': byState(1, 0.55, 0),
    },
  },
]

export const pipeLabels: Paint = ({ base, type, fade }) => [
  {
    id: 'pipe-labels',
    ...pipeTiles,
    type: 'symbol',
    minzoom: 16.5,
    filter: ['all', isSupply, ['!', isOfRank.branch], ['has', 'diameter_mm']] as FilterSpecification,
    layout: {
      'symbol-placement': 'line',
      'symbol-spacing': 320,
      'text-field': ['concat', 'DN', ['to-string', ['get', 'diameter_mm']]],
      'text-font': regular,
      'text-size': type(10),
      'text-padding': 12,
    },
    paint: {
      'text-color': base.label,
      'text-halo-color': base.halo,
      'text-halo-width': 1.6,
      'text-opacity': fade(0.9),
    },
  },
]

/** Buildings and pipes of a followed path; they alone keep their full strength. */
export const tracedBuildings: Paint = ({ trace }) => [
  {
    id: 'traced-buildings',
    source: 'trace_buildings',
    type: 'fill',
    paint: { 'fill-color': trace.building, 'fill-opacity': byZoom([[12, 0.55], [16, 0.32]]) }, // prettier-ignore
  },
  {
    id: 'traced-building-edges',
    source: 'trace_buildings',
    type: 'line',
    paint: { 'line-color': trace.building, 'line-width': byZoom([[12, 0.4], [16, 1.4]]) }, // prettier-ignore
  },
]

export const tracedPipes: Paint = ({ trace }) => [
  tracedLine('traced-pipes-halo', trace.halo, true, 0.85),
  tracedLine('traced-pipes', trace.line, false, 1),
]

function supply({ pipe, pipeOpacity, fade }: Look, rank: PipeRank): LineLayerSpecification {
  const from = pipeMinzoom[rank]
  return {
    id: `pipes-${rank}`,
    ...pipeTiles,
    ...pickable('pipes'),
    type: 'line',
    minzoom: from,
    filter: ['all', isSupply, isOfRank[rank]] as FilterSpecification,
    layout: roundLine,
    paint: {
      'line-color': pipe[rank],
      'line-width': pipeWidth(0),
      'line-opacity': byZoom([[from, 0], [from + 0.5, fade(pipeOpacity)]]), // prettier-ignore
    },
  }
}

function pipeWidth(extra_px: number | ((zoom: number) => number)): ExpressionSpecification {
  return byZoom(
    pipeWidth_px.map(({ zoom, widths }) => {
      const extra = typeof extra_px === 'number' ? extra_px : extra_px(zoom)
      const wider = widths.map(([mm, px]): [number, number] => [mm, Math.max(0.4, px + extra)])
      return [zoom, byField('diameter_mm', wider, assumedDiameter_mm)]
    }),
  )
}

function tracedLine(id: string, colour: string, isHalo: boolean, opacity: number): LineLayerSpecification {
  return {
    id,
    source: 'trace_pipes',
    type: 'line',
    layout: roundLine,
    paint: {
      'line-color': colour,
      'line-width': pipeWidth((zoom) => {
        const { line, halo } = traceExtra_px[zoom] ?? { line: 0, halo: 0 }
        return line + (isHalo ? halo : 0)
      }),
      'line-opacity': opacity,
    },
  }
}
