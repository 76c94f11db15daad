import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { TraceStart } from '../address'
import { readFeature, readTrace } from '../api'
import type { Thing } from '../map/state'
import type { Span } from '../period'

/** Everything about the chosen thing; its counts of cases are those of the span. */
export function useThing(
  city: MaybeRefOrGetter<string>,
  thing: MaybeRefOrGetter<Thing | null>,
  span: MaybeRefOrGetter<Span | null>,
) {
  return useQuery({
    queryKey: computed(() => ['things', toValue(city), toValue(thing), toValue(span)]),
    queryFn: () => {
      const [{ kind, id }, days] = [present(toValue(thing)), present(toValue(span))]
      return readFeature(toValue(city), { kind, id }, days)
    },
    enabled: () => toValue(thing) !== null && toValue(span) !== null,
  })
}

/** The way up or the set below the place where following started. */
export function useTrace(city: MaybeRefOrGetter<string>, start: MaybeRefOrGetter<TraceStart | null>) {
  return useQuery({
    queryKey: computed(() => ['things', toValue(city), 'trace', toValue(start)]),
    queryFn: () => {
      const { kind, id, direction } = present(toValue(start))
      return readTrace(toValue(city), { kind, id }, direction)
    },
    enabled: () => toValue(start) !== null,
    placeholderData: (previous) => (toValue(start) ? keepPreviousData(previous) : undefined),
  })
}

/** A query that is enabled has what it asks about. */
function present<T>(value: T | null): T {
  if (value === null) throw new Error('asked without a question')
  return value
}
