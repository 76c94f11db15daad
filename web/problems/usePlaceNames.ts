import { useQueries } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { readFeatures } from '../api'
import { extentOf } from '../focus'
import type { Extent } from '../map/state'
import { useCityCode } from '../queries'

/** A place without a name of its own. */
export interface Spot {
  key: string
  extent: Extent
}

/** Yards that a name lists at most, of so many that lie in the box. */
const most = 2
const looked = '20'

/** What people call each spot: the yards in its box, nearest to its middle first. Spots of which nothing is known (yet) have no entry. */
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
            const { features } = await readFeatures(code.value, 'compounds', { bbox, limit: looked })
            const distance = (geometry: object | null) => between(extent, extentOf(geometry))
            const sorted = features.toSorted((a, b) => distance(a.geometry) - distance(b.geometry))
            return sorted.slice(0, most).map(({ properties }) => String(properties.name))
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

/** How far the middle of one box lies from another box, in degrees; 0 inside of it. */
function between([west, south, east, north]: Extent, other: Extent | null): number {
  if (!other) return Infinity
  const outside = (value: number, least: number, greatest: number) => Math.max(least - value, value - greatest, 0)
  return Math.hypot(outside((west + east) / 2, other[0], other[2]), outside((south + north) / 2, other[1], other[3]))
}
