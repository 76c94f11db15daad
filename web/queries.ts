import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useRoute } from 'vue-router'
import { logIn, logOut, readCity, readFeatures, readRounds, readSession } from './api'
import { createFormat } from './format'
import { usePreferences } from './preferences'

export const sessionQuery = { queryKey: ['session'] as const, queryFn: readSession, staleTime: 5 * 60_000 }

/** Who is logged in; the router has read it before any screen is drawn. */
export function useSession() {
  return useQuery(sessionQuery).data
}

export function useLogIn() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: logIn,
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
  })
}

/** Ends the session and forgets everything that was read in it. */
export function useLogOut() {
  const client = useQueryClient()
  return useMutation({ mutationFn: logOut, onSettled: () => client.clear() })
}

/** Code of the city that the address names. */
export function useCityCode() {
  const route = useRoute()
  return computed(() => String(route.params.city ?? ''))
}

/** Settings, seasons and today of a city. */
export function useCity(code: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['city', toValue(code)]),
    queryFn: () => readCity(toValue(code)),
    enabled: () => toValue(code) !== '',
    staleTime: 10 * 60_000,
  })
}

/** Formatters in the reader's language and the city's time zone. */
export function useFormat() {
  const { locale } = usePreferences()
  const { data: city } = useCity(useCityCode())
  return computed(() => createFormat(locale.value, city.value?.time_zone))
}

/** Divisions of a city, with their outlines: few, and the same for a whole season. */
export function useDivisions(code: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['divisions', toValue(code)]),
    queryFn: async () => (await readFeatures(toValue(code), 'divisions', { limit: '500' })).features,
    enabled: () => toValue(code) !== '',
    staleTime: Infinity,
  })
}

/** Rounds of visits that may be looked at, latest first; asked for where somebody can choose one. */
export function useRounds(code: MaybeRefOrGetter<string>, enabled: () => boolean = () => true) {
  return useQuery({
    queryKey: computed(() => ['rounds', toValue(code)]),
    queryFn: async () => (await readRounds(toValue(code))).rounds,
    enabled: () => toValue(code) !== '' && enabled(),
    staleTime: 10 * 60_000,
  })
}
