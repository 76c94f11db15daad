import type { BranchCluster, CellProperties, CellsAnswer, WatchPlace } from '../../../data/hotspots/answers'
import type { ChangedCell, HeatState } from '../../../web/map/state'

const square: GeoJSON.Polygon = {
  type: 'Polygon',
  coordinates: [[[103.84, 36.06], [103.841, 36.06], [103.841, 36.061], [103.84, 36.061], [103.84, 36.06]]], // prettier-ignore
}
const squares: GeoJSON.MultiPolygon = { type: 'MultiPolygon', coordinates: [square.coordinates] }
const line: GeoJSON.MultiLineString = { type: 'MultiLineString', coordinates: [[[103.84, 36.06], [103.841, 36.06]]] } // prettier-ignore

export const basis: CellsAnswer['basis'] = {
  from: '2024-01-12',
  to: '2024-01-18',
  cases: 19,
  heated_dwellings: 312,
  weeks: 1,
  city_rate: 0.45,
  figures: { resolution: 10 },
}

export const cell: CellProperties = {
  cell: '8a3e',
  cases: 12,
  heated_dwellings: 200,
  beyond_view: false,
  expected: 2,
  rate: 6,
  smoothed_ratio: 4,
  gi_star_z: 3.4,
  p: 0.001,
  p_adjusted: 0.008,
  significant: true,
  confidence: 'certain',
  trend: 'emerging',
  pattern: 'new',
}

export const cluster: BranchCluster = {
  key: 'pipe:7',
  kind: 'pipe',
  window_days: 7,
  cases: 19,
  open_cases: 12,
  expected: 3.1,
  relative_risk: 6.1,
  heated_dwellings: 312,
  log_likelihood_ratio: 18,
  p: 0.001,
  confidence: 'certain',
  building_ids: [3, 4],
  place: {
    compounds: [{ id: 1, name: '煤炭大院' }],
    buildings: [
      { id: 3, name: '3号楼' },
      { id: 4, name: '4号楼' },
    ],
    buildings_total: 6,
    community: { id: 9, name: '张家园社区' },
  },
  station: { id: 12, name: '天水路站', duty_phone: '0931-5550012' },
  assets: [
    {
      kind: 'pipe',
      id: 7,
      code: 'S12-7',
      name: '7号支线',
      diameter_mm: 200,
      built_year: 1986,
      material: 'steel',
      length_m: 84,
    },
  ],
  upstream: { cases: 4, expected: 3.6, heated_dwellings: 410 },
  beside: { cases: 2, expected: 2.2, heated_dwellings: 260 },
  outside: null,
  pipes: line,
  downstream: line,
  bbox: [103.84, 36.06, 103.842, 36.062],
}

const changed: ChangedCell = { cell: '8a3e', class: 6, confidence: 'likely' }

const watched = (place: Pick<WatchPlace, 'key' | 'lens' | 'branch' | 'cases' | 'cells' | 'area'>): WatchPlace => ({
  ...{ open_cases: 9, expected: 2, relative_risk: 6, window_days: 7, confidence: 'certain', heated_dwellings: 200 },
  ...{ place: cluster.place, trend: null, outside: null, grids: [], bbox: [103.84, 36.06, 103.842, 36.062] },
  ...place,
})

/** One small finding of every lens. */
export const findings: Record<HeatState['lens'], HeatState> = {
  surface: {
    lens: 'surface',
    chosen: null,
    found: {
      bands: {
        type: 'FeatureCollection',
        features: [{ type: 'Feature', geometry: squares, properties: { class: 4 } }],
      },
      hidden: { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: squares, properties: {} }] },
      top: [
        {
          ...{ lng: 103.8405, lat: 36.0605, cases: 12, heated_dwellings: 200, rate: 6 },
          ...{ weighted_cases: 5.4, weighted_dwellings: 90, filled_dwellings: 0 },
        },
      ],
    },
  },
  cells: {
    lens: 'cells',
    chosen: '8a3e',
    found: {
      cells: { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: square, properties: cell }] },
      basis,
    },
  },
  branches: { lens: 'branches', chosen: 'pipe:7', found: { clusters: [cluster] } },
  watch: {
    lens: 'watch',
    chosen: null,
    found: [
      watched({ key: 'pipe:7', lens: 'branches', branch: cluster, cases: 19, cells: [], area: null }),
      watched({
        ...{ key: '8a3e', lens: 'cells', branch: null, cases: 12, cells: ['8a3e'] },
        area: { type: 'MultiPolygon', coordinates: [square.coordinates] },
      }),
    ],
  },
  change: {
    lens: 'change',
    chosen: null,
    found: { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: square, properties: changed }] },
  },
}
