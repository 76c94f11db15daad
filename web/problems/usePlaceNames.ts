import { useQueries } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { readFeatures } from '../api'
import type { Extent } from '../map/state'
import { useCityCode } from '../queries'

/** A place without a name of its own. */
export interface Spot {
  key: string
  extent: Extent
}

/** Yards that a name lists at most. */
const most = 2

/** What people call each spot: the yards that lie in it. Spots of which nothing is known (yet) have no entry. */
export function usePlaceNames(spots: Ref<Spot[]>) {
  const { t } = useI18n()
  const code = useCityCode()
  const answers = useQueries({
    queries: computed(() =>
      spots.value.map(({ extent }) => {
        const bbox = extent.map((degrees) => degrees.toFixed(6)).join(',')
        return {
          queryKey: ['compounds', code.value, bbox],
          queryFn: async () => {
            const { features } = await readFeatures(code.value, 'compounds', { bbox, limit: String(most) })
            return features.map(({ properties }) => String(properties.name))
          },
          staleTime: Infinity,
        }
      }),
    ),
  })
  return computed(() => {
    const named = spots.value.flatMap(({ key }, index) => {
      const names = answers.value[index]?.data ?? []
      return names.length ? [[key, names.join(t('list.comma'))] as const] : []
    })
    return new Map(named)
  })
}
