import { useQuery } from '@tanstack/vue-query'
import { computed, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { errorKey, readBasemap, type CityAnswer } from '../api'
import type { MapState } from './state'
import { useToasts } from '../ui/toast'

/** What the city draws instead of its own basemap: raster tiles by their templates, or a style read from its address. */
export function useBasemap(city: Ref<CityAnswer | undefined>): Ref<MapState['basemap']> {
  const { t } = useI18n()
  const { show } = useToasts()
  const style = computed(() => city.value?.basemap?.style ?? null)
  const { data, error } = useQuery({
    queryKey: computed(() => ['basemap', style.value]),
    queryFn: () => readBasemap(style.value ?? ''),
    enabled: () => style.value !== null,
    staleTime: Infinity,
  })
  watch(error, (thrown) => thrown && show(t(errorKey(thrown)), 'bad'))
  return computed(() => (style.value === null ? city.value?.basemap?.tiles : data.value))
}
