import { computed } from 'vue'
import { openStatuses } from '../../data/model/vocabulary'
import { layerKeys, type HeatState, type LayerKey, type MapState } from '../map/state'
import { useMapGround } from '../map/useMapGround'
import type { Stage } from '../url'
import type { provideFindings } from './useFindings'
import { useQuestion } from './useProblems'

/** Yards, grids and cases; pipes only where they are what is looked for. */
const always: readonly LayerKey[] = ['basemap', 'compounds', 'buildings', 'grids', 'stations']

/** What the map of this screen draws; null until the city is known. */
export function useProblemsMap({ lens, surface, cells, change, branches }: ReturnType<typeof provideFindings>) {
  const { city, address, span } = useQuestion()
  const ground = useMapGround(city)

  const heat = computed<HeatState>(() => {
    const chosen = address.value.found
    if (lens.value === 'change') return { lens: 'change', chosen, found: change.data.value?.cells ?? null }
    if (lens.value === 'cells') return { lens: 'cells', chosen, found: cells.data.value ?? null }
    if (lens.value === 'branches') return { lens: 'branches', chosen, found: branches.data.value ?? null }
    return { lens: 'surface', chosen, found: surface.data.value ?? null }
  })
  const layers = computed<readonly LayerKey[]>(() => {
    return [
      ...always,
      ...(address.value.versus === null ? ['issues' as const] : []),
      ...(lens.value === 'branches' ? ['pipes' as const] : []),
    ]
  })

  return computed<MapState | null>(() => {
    if (!ground.value || !span.value) return null
    const { symptoms, stage, sources, compound_kinds } = address.value
    return {
      ...ground.value,
      layers: Object.fromEntries(layerKeys.map((key) => [key, layers.value.includes(key)])) as MapState['layers'],
      // What a round finds comes from visits.
      cases: {
        ...{ ...span.value, symptoms, status: statusesOf(stage), compound_kinds },
        sources: address.value.round === null ? sources : ['visit'],
      },
      selection: null,
      trace: null,
      heat: heat.value,
    }
  })
}

function statusesOf(stage: Stage | null): MapState['cases']['status'] {
  if (stage === null) return []
  return stage === 'open' ? [...openStatuses] : [stage]
}
