import type { Role } from '../../data/model/vocabulary'
import { layerKeys, type LayerKey } from '../map/state'

/** Who works with pipes sees them at once; the others first see their yards, grids and cases. */
const pipesFirst: readonly Role[] = ['planner', 'duty', 'crew', 'district', 'admin']
const always: readonly LayerKey[] = ['basemap', 'compounds', 'buildings', 'grids', 'stations', 'issues']
const forPipes: readonly LayerKey[] = ['pipes', 'valves']

/** Layers that are on until somebody switches them. */
export function defaultLayers(role: Role): LayerKey[] {
  const on = pipesFirst.includes(role) ? [...always, ...forPipes] : always
  return layerKeys.filter((key) => on.includes(key))
}
