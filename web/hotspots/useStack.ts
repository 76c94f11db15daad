import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { ApiProblem, readStack } from '../api'
import type { Span } from '../period'

/** The stack of a building in a span; an account without rights to its cases gets an `ApiProblem` of status 403. */
export function useStack(
  city: MaybeRefOrGetter<string>,
  building_id: MaybeRefOrGetter<number>,
  span: MaybeRefOrGetter<Span>,
) {
  return useQuery({
    queryKey: computed(() => ['things', toValue(city), 'stack', toValue(building_id), toValue(span)]),
    queryFn: () => readStack(toValue(city), toValue(building_id), toValue(span)),
    retry: (count, thrown) => count < 2 && !(thrown instanceof ApiProblem && thrown.status < 500),
  })
}
