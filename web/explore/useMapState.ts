import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Address } from '../address'
import type { CityAnswer, Session, TraceAnswer } from '../api'
import { useTilesVersion } from '../live'
import { layerKeys, type LayerKey, type MapState } from '../map/state'
import type { Span } from '../period'
import { usePreferences } from '../preferences'
import { defaultLayers } from './default-layers'
import { askedCases } from './asked-cases'
import { useBasemap } from './useBasemap'

interface Sources {
  city: Ref<CityAnswer | undefined>
  session: Ref<Session | null | undefined>
  address: Ref<Address>
  span: Ref<Span | null>
  trace: Ref<TraceAnswer | undefined>
}

/** What the map draws, as one value; null until city and session are known. */
export function useMapState({ city, session, address, span, trace }: Sources) {
  const { t } = useI18n()
  const { theme, locale, larger } = usePreferences()
  const tilesVersion = useTilesVersion()
  const basemap = useBasemap(city)

  const layers = computed<LayerKey[]>(
    () => address.value.layers ?? (session.value ? defaultLayers(session.value.user.role) : []),
  )

  const state = computed<MapState | null>(() => {
    if (!city.value || !session.value || !span.value) return null
    const { code, extent, today } = city.value
    return {
      theme: theme.value,
      locale: locale.value,
      larger: larger.value,
      city: { code, extent },
      layers: Object.fromEntries(layerKeys.map((key) => [key, layers.value.includes(key)])) as Record<
        LayerKey,
        boolean
      >,
      cases: askedCases(address.value, span.value, today),
      selection: address.value.thing,
      trace: trace.value && address.value.trace ? drawn(trace.value) : null,
      heat: null,
      labels: {
        grid_title: t('map.grid_title', { number: '{number}' }),
        grid_counts: t('map.grid_counts', { dwellings: '{dwellings}', open: '{open}' }),
        attribution: t(city.value.is_demo ? 'map.attribution_demo' : 'map.attribution'),
      },
      tilesVersion: tilesVersion.value,
      ...(basemap.value && { basemapStyle: basemap.value }),
    }
  })

  return { state, layers }
}

function drawn({ pipes, buildings, station_ids, source_ids }: TraceAnswer): MapState['trace'] {
  return { pipes, buildings, stations: station_ids, sources: source_ids }
}
