import type { Word } from '../model/vocabulary'

/**
 * What the API answers about where problems cluster (`/api/cities/{city}/hotspots/…`). Coordinates are EPSG:4326. Rates
 * are cases per 100 heated dwellings and week. `expected` is always what came in the whole city in the same days, shared
 * out by exposure, so that weather and phase cancel; `normal` is what is to be expected of such weather and phase,
 * whatever came, and null where that is not known.
 */

/** How sure: p ≤ 0.01, p ≤ 0.05, above; `pending` while it is being computed. */
export type Confidence = 'certain' | 'likely' | 'open' | 'pending'

export const lenses = ['surface', 'cells', 'branches'] as const
export type Lens = (typeof lenses)[number]

/** What a number rests on (依据): shown where a person asks how it was calculated. */
export interface Basis {
  from: string
  to: string
  /** Cases that count: several reports of a flat within seven days are one. */
  cases: number
  heated_dwellings: number
  /** Of a round: heated dwellings in which somebody was spoken with. Its rates are per 100 of these, and `weeks` is 1. */
  visited_dwellings?: number
  weeks: number
  /** Cases per 100 heated dwellings and week in the whole city. */
  city_rate: number
  /** Parameters and figures of the method by name (bandwidth_m, resolution, replicates, seed, tests, fdr …). */
  figures: Record<string, number>
  /** Where cases are shared out by exposure, or counted by how they get recorded. */
  corrections?: Corrections
}

/** By what exposure differs from heated dwellings in the view (data/hotspots/expectation.ts). */
export interface Corrections {
  /** Earlier cases of the whole city, up to `learned_until`, that the factors were learned from. */
  earlier_cases: number
  learned_until: string
  /** How much of what is said gets recorded, by grid; null where it is not known. */
  recording: FactorRange | null
  /** How often homes of an age, kind and heating system report; null where it is not known. */
  stock: FactorRange | null
}

/** Factors against the city, over groups that have the sharing threshold of heated dwellings in view. */
export interface FactorRange {
  least: number
  most: number
  groups: number
}

/** A named place in words: compound names first. The parts are put into a sentence by the client. */
export interface PlaceName {
  /** Most affected first, at most three. */
  compounds: { id: number; name: string }[]
  /** Names or codes of buildings, at most six. */
  buildings: { id: number; name: string }[]
  buildings_total: number
  community: { id: number; name: string } | null
}

export interface SurfaceAnswer {
  lens: 'surface'
  /** Bands by class of `heat.breaks` (0…5), disjoint, only near heated buildings. */
  bands: GeoJSON.FeatureCollection<GeoJSON.MultiPolygon, { class: number }>
  /** Where the estimate rests on fewer heated dwellings than may be shown. */
  hidden: GeoJSON.FeatureCollection<GeoJSON.MultiPolygon, Record<string, never>>
  /** Of a round: near heated homes of atoms in which it has visited fewer than may be shown. */
  unvisited?: GeoJSON.FeatureCollection<GeoJSON.MultiPolygon, Record<string, never>>
  /** Highest places, apart from each other, with the number of cases in reach of the kernel. */
  top: SurfacePlace[]
  basis: Basis
}

/**
 * A high place. `cases` and `heated_dwellings` are all in reach, each whole; `rate` weighs what is near more than what is
 * far: 100 / weeks × (`weighted_cases` + `filled_dwellings` × the city's cases a home) / (`weighted_dwellings` +
 * `filled_dwellings`).
 */
export interface SurfacePlace {
  lng: number
  lat: number
  cases: number
  heated_dwellings: number
  /** By distance, and by how much gets recorded in their grid. */
  weighted_cases: number
  weighted_dwellings: number
  /** Homes that were missing to the floor, taken to report as the city does. */
  filled_dwellings: number
  rate: number
}

export type Trend = 'emerging' | 'growing' | 'persistent' | 'improving'

export interface CellProperties {
  cell: string
  cases: number
  heated_dwellings: number
  /** Heated homes outside of the view are counted with it. */
  beyond_view: boolean
  expected: number
  rate: number
  /** Observed over expected after empirical-Bayes smoothing. */
  smoothed_ratio: number
  gi_star_z: number | null
  /** Exact conditional binomial tail of the cell with its ring. */
  p: number
  /** The same after false-discovery control over all cells of the city; what `significant` and `confidence` go by. */
  p_adjusted: number
  /** `p_adjusted` of at most 5 %, with enough cases. */
  significant: boolean
  confidence: Confidence
  trend: Trend | null
  /** Class of the published scheme, for 依据. */
  pattern: Pattern | null
}

/** Classes of a place over time (data/hotspots/emerging.ts). */
export const patterns = [
  'new',
  'consecutive',
  'intensifying',
  'persistent',
  'diminishing',
  'sporadic',
  'historical',
] as const
export type Pattern = (typeof patterns)[number]

export interface CellsAnswer {
  lens: 'cells'
  /** Cells with heated dwellings in view; EPSG:4326 hexagons. */
  cells: GeoJSON.FeatureCollection<GeoJSON.Polygon, CellProperties>
  basis: Basis
}

/** A cell in two periods. */
export interface CellChange {
  cell: string
  before: number
  now: number
  rate_before: number
  rate_now: number
  heated_dwellings: number
  /** Class of `changeBreaks` for the difference of the rates. */
  class: number
  /** After control of the false discovery rate over the cells with any case. */
  p: number
  confidence: Exclude<Confidence, 'pending'>
}

/** What `cells` answers where a second period is named: cells that both have, in EPSG:4326. */
export interface ChangeAnswer {
  lens: 'change'
  cells: GeoJSON.FeatureCollection<GeoJSON.Polygon, CellChange>
  /** Of the period asked for. */
  basis: Basis
}

export type BranchKind = 'station' | 'pipe' | 'zone'

export interface BranchAsset {
  kind: 'pipe' | 'valve'
  id: number
  code: string
  name: string | null
  diameter_mm: number | null
  built_year: number | null
  material: string | null
  length_m: number | null
}

export interface Contrast {
  cases: number
  expected: number
  heated_dwellings: number
}

export interface BranchCluster {
  /** Stable within a network: the topmost pipe of the class, or the station. */
  key: string
  kind: BranchKind
  /** The window that spoke, in days back from `to`. */
  window_days: number
  cases: number
  open_cases: number
  expected: number
  relative_risk: number
  heated_dwellings: number
  log_likelihood_ratio: number
  p: number | null
  confidence: Confidence
  /** In how many buildings, and their ids where the reader sees them. */
  building_ids: number[]
  place: PlaceName
  station: { id: number; name: string; duty_phone: string | null } | null
  /** All assets of the class: cases cannot tell them apart. Oldest first. */
  assets: BranchAsset[]
  upstream: Contrast | null
  beside: Contrast | null
  /** Part of it that lies outside of the view; null where nothing does. */
  outside: Outside | null
  /** Inside or around this one, and nearly as good an explanation (1/32 of its likelihood or more): at most two. */
  rivals?: BranchRival[]
  /** The class itself and the pipes downstream of it. */
  pipes: GeoJSON.MultiLineString | null
  downstream: GeoJSON.MultiLineString | null
  bbox: [number, number, number, number] | null
}

/** The part of a finding across the edge of the view: numbers over whole atoms, and whom to ask; no details. */
export interface Outside {
  /** Of those of the finding; null where fewer heated dwellings lie there than may be shown. */
  counts: OutsideCounts | null
  communities: { id: number; name: string }[]
  /** Of the communities on both sides. */
  secretaries: { community: string; phone: string }[]
}

export type OutsideCounts = Pick<BranchCluster, 'cases' | 'open_cases' | 'expected'>

export interface BranchRival extends Contrast {
  key: string
  kind: BranchKind
  window_days: number
  log_likelihood_ratio: number
  assets: BranchAsset[]
}

export interface BranchesAnswer {
  lens: 'branches'
  /**
   * `exact`: p by 999 replicates for this very total; until then `table`, p from the null table of this network, or
   * `pending`, no p as long as a new network has no table. The event `hotspots` says that the next one is `exact`.
   */
  step: 'pending' | 'table' | 'exact'
  /** Non-overlapping, best first, at most ten. */
  clusters: BranchCluster[]
  basis: Basis
}

/** Histogram and counts of a selection in view: what chart, list and headline read. */
export interface SummaryAnswer {
  from: string
  to: string
  /** Every day of the season around the period (or of the period, where longer), with that day's cases. */
  days: { day: string; cases: number; mean_c: number | null }[]
  cases: number
  open: number
  overdue: number
  reopened: number
  heated_dwellings: number
  /** Of a round: in so many of them somebody was spoken with. */
  visited_dwellings?: number
  /** The view's share of the cases of the city; those of the whole city are its cases. */
  expected: number
  /** The same share of `city.normal`; null under filters of which the normal days know nothing. */
  normal: number | null
  by_symptom: Partial<Record<Word<'symptom'>, number>>
  by_source: Partial<Record<Word<'source'>, number>>
  by_status: Partial<Record<Word<'status'>, number>>
  by_compound_kind: Partial<Record<Word<'compound_kind'>, number>>
  /**
   * The whole city in the same period: what came, what is normal for such weather and phase, and whether the city has more
   * than is normal for the phase and the view no more than its share of that (as the hot list says).
   */
  city: { cases: number; normal: number | null; rises_with_view: boolean }
  /** Below 0 where it turned cold: mean of the period less the normal, in K. */
  below_normal_k: number | null
  /** Not of a round. */
  corrections?: Corrections
  /** The second period, where one is named. */
  comparison?: PeriodComparison
}

/** The same question in a second period, and by how much chance alone could part the two. */
export interface PeriodComparison {
  from: string
  to: string
  cases: number
  rate_now: number
  rate_before: number
  p: number
  confidence: Exclude<Confidence, 'pending'>
}

/** One of the places to watch (这几处要盯). Its numbers are those of the whole of it, `outside` says what is across the edge. */
export interface WatchPlace {
  /** Opens this lens, and in it the thing with this key. */
  lens: 'branches' | 'cells'
  key: string
  cases: number
  open_cases: number
  expected: number
  relative_risk: number
  window_days: number
  confidence: Confidence
  heated_dwellings: number
  place: PlaceName
  trend: Trend | null
  outside: Outside | null
  /** The shared pipe, where one explains it. */
  branch: BranchCluster | null
  grids: { id: number; number: number; community: string; contacts: { role: string; title: string; phone: string }[] }[]
  /** H3 indexes of the cells and their ground (EPSG:4326, a polygon each), where it is no branch. */
  cells: string[]
  area: GeoJSON.MultiPolygon | null
  bbox: [number, number, number, number]
}

export interface WatchAnswer {
  /** How the p of shared pipes were found, as in BranchesAnswer; there is no answer before they have one. */
  step: Exclude<BranchesAnswer['step'], 'pending'>
  /** `few`: fewer than eight cases; `city_rise`: the whole city is up and the view with it; `none`: nothing found. */
  state: 'found' | 'none' | 'few' | 'city_rise'
  places: WatchPlace[]
  cases: number
  closed: number
  compounds: number
  expected: number
  city: { cases: number; normal: number | null }
  /** Below 0 where it turned cold: mean of the period less the normal, in K. */
  below_normal_k: number | null
  basis: Basis
}

/** A building's cases by floor and stairwell, and the pattern they make. */
export interface StackAnswer {
  building: { id: number; name: string; floors: number; stairwells: number; compound: string | null }
  /** Rows top floor first; null where no heated flat is. */
  rows: { floor: number; flats: (StackCell | null)[] }[]
  pattern: StackPattern
  cases: number
  /** Homes that were measured, by the latest reading of each, from the day `since` to the end of the period. */
  readings: { homes: number; below_standard: number; since: string; temperature_standard_c: number }
  basis: Basis
}

/** The heated flats of a floor in a stairwell. */
export interface StackCell {
  cases: number
  open: number
  dwellings: number
  /** How many of them were measured; `coldest` is the lowest of the latest reading of each, null where none was. */
  measured: number
  coldest: { reading_c: number; day: string; below_standard: boolean } | null
}

export interface StackPattern {
  kind:
    | 'none'
    | 'few'
    | 'top_floor'
    | 'ground_floor'
    | 'end_flat'
    | 'dead_riser'
    | 'altered_flat'
    | 'high_zone'
    | 'pipe_end'
    | 'whole_building'
  stairwell: number | null
  /** Of an altered flat null where several flats of its riser may be it. */
  floor: number | null
  column: string | null
  cases: number
  expected: number
  p: number | null
}
