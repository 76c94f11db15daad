import { computed, type Ref } from 'vue'
import type { Address } from '../address'
import type { CityAnswer, Session, TraceAnswer } from '../api'
import { layerKeys, type LayerKey, type MapState } from '../map/state'
import { useMapGround } from '../map/useMapGround'
import type { Span } from '../period'
import { defaultLayers } from './default-layers'
import { askedCases } from './asked-cases'

interface Sources {
  city: Ref<CityAnswer | undefined>
  session: Ref<Session | null | undefined>
  address: Ref<Address>
  span: Ref<Span | null>
  trace: Ref<TraceAnswer | undefined>
}

/** What the map draws, as one value; null until city and session are known. */
export function useMapState({ city, session, address, span, trace }: Sources) {
  const ground = useMapGround(city)

  const layers = computed<LayerKey[]>(
    () => address.value.layers ?? (session.value ? defaultLayers(session.value.user.role) : []),
  )

  const state = computed<MapState | null>(() => {
    if (!ground.value || !city.value || !session.value || !span.value) return null
    const { today } = city.value
    return {
      ...ground.value,
      layers: Object.fromEntries(layerKeys.map((key) => [key, layers.value.includes(key)])) as Record<
        LayerKey,
        boolean
      >,
      cases: askedCases(address.value, span.value, today),
      selection: address.value.thing,
      trace: trace.value && address.value.trace ? drawn(trace.value) : null,
      heat: null,
    }
  })

  return { state, layers }
}

function drawn({ pipes, pipe_diameters_mm, buildings, station_ids, source_ids }: TraceAnswer): MapState['trace'] {
  return { pipes, pipe_diameters_mm, buildings, stations: station_ids, sources: source_ids }
}
