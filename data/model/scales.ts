import type { Word } from './vocabulary'

/** Every colour of the map and every class break that has one. Style, legend, charts and pictures read them here. */
export type Theme = 'light' | 'dark'

/** The base stays below 12 % contrast so that data speaks; labels stand apart from that. */
export const basemapColours = {
  light: {
    land: '#F3F1EC',
    parcel: '#EBE8E1',
    park: '#DDE7D6',
    water: '#C9DCE6',
    hill: '#E9E6DA',
    gully: '#E3E7E4',
    street: '#FFFFFF',
    street_casing: '#E0DCD3',
    railway: '#CFC9BE',
    building: '#E2DDD3',
    building_edge: '#D2CBBE',
    label: '#4A4742',
    label_quiet: '#7A756D',
    label_water: '#5E7F90',
    halo: '#FFFFFFE6',
    division: '#8C857A',
  },
  dark: {
    land: '#1D2124',
    parcel: '#21262A',
    park: '#20302A',
    water: '#17303B',
    hill: '#24282A',
    gully: '#1D2B30',
    street: '#2C3236',
    street_casing: '#171B1E',
    railway: '#3A4146',
    building: '#2A3034',
    building_edge: '#394045',
    label: '#B9BDC0',
    label_quiet: '#8C9398',
    label_water: '#6F97A8',
    halo: '#15191CE6',
    division: '#7B8388',
  },
} as const satisfies Record<Theme, Record<string, string>>

/** Supply pipes by rank; a secondary pipe up to `branchUpTo_mm` counts as a branch. */
export const pipeColours = {
  light: { primary: '#9E3527', secondary: '#C46A55', branch: '#DB9C8B', return: '#5B82A6', casing: '#FFFFFF' },
  dark: { primary: '#E5705C', secondary: '#D68975', branch: '#B98474', return: '#7FA6C9', casing: '#15191C' },
} as const satisfies Record<Theme, Record<PipeRank | 'return' | 'casing', string>>

export type PipeRank = 'primary' | 'secondary' | 'branch'
export const branchUpTo_mm = 80

/** Zoom from which a rank is drawn; white casings from 14, returns from 17. */
export const pipeMinzoom = { primary: 10, secondary: 12.5, branch: 14.5, casing: 14, return: 17 } as const

/** Width in px of a supply pipe: per zoom, pairs of diameter in mm and width, linear in between. */
export const pipeWidth_px: readonly { zoom: number; widths: readonly (readonly [number, number])[] }[] = [
  { zoom: 10, widths: [[50, 0.4], [200, 0.7], [500, 1.4], [1000, 2]] }, // prettier-ignore
  { zoom: 13, widths: [[50, 0.6], [200, 1], [500, 2.2], [1000, 3.2]] }, // prettier-ignore
  { zoom: 15, widths: [[50, 1], [200, 1.8], [500, 3], [1000, 4.2]] }, // prettier-ignore
  { zoom: 17, widths: [[50, 1.7], [200, 3], [500, 4.8], [1000, 6]] }, // prettier-ignore
  { zoom: 20, widths: [[50, 3.2], [200, 5.6], [500, 8], [1000, 10]] }, // prettier-ignore
]
/** Stands in where an import gives no diameter. */
export const assumedDiameter_mm = 150

/** Plants, stations and valves. */
export const plantColours = {
  light: {
    body: '#6E1B12',
    ring: '#FFFFFF',
    letter: '#FFFFFF',
    paper: '#FFFFFF',
    valve: '#FFFFFF',
    valve_edge: '#7A2A1E',
  },
  dark: {
    body: '#F0B3A4',
    ring: '#15191C',
    letter: '#3A0E08',
    paper: '#1D2124',
    valve: '#1D2124',
    valve_edge: '#E9A090',
  },
} as const satisfies Record<Theme, Record<string, string>>

export type PointShape = 'disc' | 'square' | 'triangle' | 'diamond'
/** Stations and sources are told apart by shape, never by colour. */
export const stationShapes = {
  substation: 'disc',
  boiler_station: 'diamond',
  peak_boiler: 'triangle',
} as const satisfies Record<Word<'station_kind'>, PointShape>

/** Tints of heating grids; `grid.tint` is an index into them, and neighbours never share one. */
export const gridTints = {
  light: ['#4477AA', '#66CCEE', '#228833', '#CCBB44', '#EE6677', '#AA3377', '#997700', '#777777'],
  dark: ['#6F9FD0', '#7FD4F0', '#55B565', '#D8CA66', '#F28A98', '#CC6BA0', '#C2A136', '#A0A0A0'],
} as const satisfies Record<Theme, readonly string[]>
export const gridOpacity = { fill: 0.16, fill_selected: 0.28, edge: 0.85 } as const
export const gridEdge_px = { plain: 2, selected: 3.5 } as const

/** Old compounds: outline and 45° hatch. Shantytowns: dashed outline and dots. Modern ones: a quiet outline. */
export const compoundColours = {
  light: { modern: '#B9B1A3', old: '#8A6D3B', shantytown: '#7B3F6E' },
  dark: { modern: '#4D555A', old: '#C9A768', shantytown: '#C58AB8' },
} as const satisfies Record<Theme, Record<Word<'compound_kind'>, string>>

/** Cases: open ones filled, ended ones hollow, overdue ones with a second ring. */
export const issueColours = {
  light: {
    open: '#B3261E',
    ended: '#6B6862',
    hollow: '#FFFFFF',
    ring: '#FFFFFF',
    overdue: '#5C0F0A',
    count: '#FFFFFF',
  },
  dark: { open: '#FF8A7A', ended: '#A9ACAD', hollow: '#1D2124', ring: '#15191C', overdue: '#FFD9D2', count: '#3A0E08' },
} as const satisfies Record<Theme, Record<string, string>>
/** Radius in px of a counted disc close up, by number of cases; farther out it shrinks to `farShare` and loses its number. */
export const issueCountRadius_px: readonly (readonly [number, number])[] = [
  [1, 7],
  [10, 10],
  [50, 14],
  [200, 19],
  [1000, 26],
]
export const issueCountZoom = { far: 12, full: 14.5, numbers: 13.7, farShare: 0.4 } as const

/** Followed path or downstream set; all else fades to `fadedTo`. */
export const traceColours = {
  light: { line: '#0B6E6E', halo: '#FFFFFF', building: '#0B6E6E' },
  dark: { line: '#4FD1C5', halo: '#0C1113', building: '#4FD1C5' },
} as const satisfies Record<Theme, Record<string, string>>
/** How much wider than its pipe a followed line is, and how far its halo reaches beyond it, at the zooms of pipeWidth_px. */
export const traceExtra_px: Readonly<Record<number, { line: number; halo: number }>> = {
  10: { line: 0.8, halo: 1 },
  13: { line: 0.8, halo: 1.2 },
  15: { line: 2, halo: 2.6 },
  17: { line: 3.4, halo: 4.5 },
  20: { line: 4, halo: 5 },
}
export const fadedTo = 0.35

/** Outline of what is chosen or under the pointer. */
export const selectionColours = {
  light: { line: '#0B6E6E', halo: '#FFFFFF', hover: '#2B2A28' },
  dark: { line: '#4FD1C5', halo: '#0C1113', hover: '#E8E6E1' },
} as const satisfies Record<Theme, Record<string, string>>

/** Pipes and cases while a heat lens is on, so that red belongs to heat alone. */
export const inkColours = {
  light: { line: '#4A4742', paper: '#FFFFFF', overdue: '#000000', opacity: 0.7 },
  dark: { line: '#B9BDC0', paper: '#1D2124', overdue: '#FFFFFF', opacity: 0.7 },
} as const satisfies Record<Theme, { line: string; paper: string; overdue: string; opacity: number }>

/** Heat: cases per 100 heated dwellings and week; `breaks[i]` parts class i from class i + 1. */
export const heat = {
  breaks: [0.3, 0.6, 1.2, 2.5, 5],
  colours: {
    light: ['#FBE6C5', '#F6BE83', '#EE8A5B', '#D65A52', '#A1305E', '#5C1A54'],
    dark: ['#4A1A4E', '#7C2A60', '#B3405F', '#DD6E55', '#F3A964', '#FBE3A8'],
  },
  opacity: 0.72,
  /** Grey 135° hatch where fewer dwellings than the sharing threshold stand. */
  hidden: { light: '#9A958B', dark: '#6B7277' },
  /** Crossed hatch where a round has visited nobody, or fewer than the threshold. */
  unvisited: { light: '#6F8396', dark: '#7F93A6' },
} as const satisfies {
  breaks: readonly number[]
  colours: Record<Theme, readonly string[]>
  opacity: number
  hidden: Record<Theme, string>
  unvisited: Record<Theme, string>
}

/**
 * The pipe that many cases share: a glow, a line in it, the houses that hang on it, and the ground along its pipes
 * (opaque, so that it does not add up where pipes meet).
 */
export const branchColours = {
  light: { line: '#A1305E', glow: '#EE8A5B', halo: '#FFFFFF', building: '#D65A52', ground: '#F8E0CC' },
  dark: { line: '#FBE3A8', glow: '#DD6E55', halo: '#15191C', building: '#F3A964', ground: '#3B2B2A' },
} as const satisfies Record<Theme, Record<string, string>>

/** Change against the comparison: blue is fewer, red is more. */
export const changeColours = ['#2166AC', '#67A9CF', '#D1E5F0', '#F7F7F7', '#FDDBC7', '#EF8A62', '#B2182B'] as const
/** Difference of two rates (cases per 100 heated dwellings and week); `changeBreaks[i]` parts class i from i + 1. */
export const changeBreaks = [-1.2, -0.6, -0.3, 0.3, 0.6, 1.2] as const

/** Outline by confidence in percent. */
export const significance = {
  colours: { light: '#2B2A28', dark: '#F2F0EB' },
  widths_px: { 90: 1, 95: 2, 99: 3 },
} as const satisfies { colours: Record<Theme, string>; widths_px: Record<number, number> }

/** Class of a value in a scale with ascending `breaks`: 0 below the first break, `breaks.length` from the last on. */
export function classOf(value: number, breaks: readonly number[]): number {
  const index = breaks.findIndex((limit) => value < limit)
  return index < 0 ? breaks.length : index
}
