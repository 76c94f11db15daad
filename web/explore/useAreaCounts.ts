import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { readAreaCounts } from '../api'
import type { Span } from '../period'

/** Homes, open cases and cases of the span in a division (its id) or the whole `city`. */
export function useAreaCounts(
  city: MaybeRefOrGetter<string>,
  area: MaybeRefOrGetter<string>,
  span: MaybeRefOrGetter<Span>,
) {
  return useQuery({
    queryKey: computed(() => ['counts', toValue(city), toValue(area), toValue(span)]),
    queryFn: () => readAreaCounts(toValue(city), toValue(area), toValue(span)),
    placeholderData: keepPreviousData,
  })
}
