import { layerKeys, type LayerKey, type MapState } from '../../../web/map/state'

/** A state with every layer on, to vary from. */
export function mapState(changes: Partial<MapState> = {}): MapState {
  return {
    theme: 'light',
    locale: 'zh-CN',
    larger: false,
    city: { code: 'demo', extent: [103.838, 36.055, 103.889, 36.07] },
    layers: Object.fromEntries(layerKeys.map((key) => [key, true])) as Record<LayerKey, boolean>,
    cases: { from: '2024-01-12', to: '2024-01-18', symptoms: [], status: [], sources: [], compound_kinds: [] },
    selection: null,
    trace: null,
    heat: null,
    labels: { grid_title: '第{number}网格', grid_counts: '{dwellings}户 · 未结{open}', attribution: '示范' },
    tilesVersion: { base: '1', assets: '2', cases: '3' },
    ...changes,
  }
}

export const followedPath: NonNullable<MapState['trace']> = {
  pipes: { type: 'MultiLineString', coordinates: [[[103.84, 36.06], [103.85, 36.06]]] }, // prettier-ignore
  buildings: null,
  stations: [7],
}
