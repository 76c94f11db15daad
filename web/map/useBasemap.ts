import { useQuery } from '@tanstack/vue-query'
import { computed, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { errorKey, readBasemap, type CityAnswer } from '../api'
import type { MapState } from './state'
import { useToasts } from '../ui/toast'

/** What the city draws instead of its own basemap: raster tiles by their template, or a style read from its address. */
export function useBasemap(city: Ref<CityAnswer | undefined>): Ref<MapState['basemapStyle']> {
  const { t } = useI18n()
  const { show } = useToasts()
  const named = computed(() => city.value?.basemap_style ?? undefined)
  const isTemplate = computed(() => /\{(z|quadkey)\}/.test(named.value ?? ''))
  const { data, error } = useQuery({
    queryKey: computed(() => ['basemap', named.value]),
    queryFn: () => readBasemap(named.value ?? ''),
    enabled: () => named.value !== undefined && !isTemplate.value,
    staleTime: Infinity,
  })
  watch(error, (thrown) => thrown && show(t(errorKey(thrown)), 'bad'))
  return computed(() => (isTemplate.value ? named.value : data.value))
}
