import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useAddress, type Address } from '../address'
import { ApiProblem, readLens, readSummary, type Asked, type HotspotQuery } from '../api'
import type { Tongue } from '../hotspots/place-words'
import { addDays, latestSeason, spanOf, type Span } from '../period'
import { useCity, useCityCode, useFormat, useRounds } from '../queries'

/** How long to wait before the next question while the server still reads its cases. */
const fillingDelay_ms = 1000

/** The city, the period and the question that the address asks; every part of the screen reads them here. */
export function useQuestion() {
  const { t } = useI18n()
  const code = useCityCode()
  const { data: city, error: cityError, refetch: refetchCity } = useCity(code)
  const { address } = useAddress()
  const format = useFormat()
  const { data: rounds } = useRounds(code)
  const round = computed(() => rounds.value?.find(({ id }) => id === address.value.round) ?? null)
  const span = computed(() => {
    if (!city.value) return undefined
    if (round.value) return { from: round.value.starts_on, to: round.value.ends_on }
    return spanOf(address.value.period, city.value.today, city.value.seasons)
  })
  const query = computed(() => (span.value ? queryOf(address.value, span.value) : null))
  const tongue = computed<Tongue>(() => ({ t: (key, named) => t(key, named ?? {}), format: format.value }))
  return { code, city, cityError, refetchCity, address, round, span, query, tongue }
}

/** Counts, days and what is usual for the question, beside the counts of the period to compare with. */
export function useSummary() {
  return useHotspots('summary', useCompared().asked, readSummary)
}

/** What the chosen lens found. Only this lens is asked. */
export function useSurface() {
  const { query, address } = useQuestion()
  const asked = computed(() => {
    const { bandwidth } = address.value
    return query.value && { ...query.value, ...(bandwidth !== null && { bandwidth: String(bandwidth) }) }
  })
  return useLens('surface', asked, () => address.value.versus === null && address.value.lens === 'surface')
}

export function useCells() {
  const { query, address } = useQuestion()
  return useLens('cells', query, () => address.value.versus === null && address.value.lens === 'cells')
}

export function useBranches() {
  const { query, address } = useQuestion()
  return useLens('branches', query, () => address.value.versus === null && address.value.lens === 'branches')
}

/** The cells that changed between the period and the one to compare with. */
export function useChange() {
  const { asked, address } = useCompared()
  return useLens('change', asked, () => address.value.versus !== null)
}

/** The question with the period to compare with, where there is one. */
function useCompared() {
  const { query, address } = useQuestion()
  const asked = computed(() => {
    const { versus } = address.value
    return query.value && { ...query.value, ...(versus && { compare_from: versus.from, compare_to: versus.to }) }
  })
  return { asked, address }
}

/** The season before the one that a day belongs to. */
export function previousSeason(
  today: string,
  seasons: readonly { starts_on: string; ends_on: string }[],
): { starts_on: string; ends_on: string } | undefined {
  const season = latestSeason(today, seasons)
  return season && latestSeason(addDays(season.starts_on, -1), seasons)
}

/** Whether the server is still reading its cases, and how far it is (0 to 1; null where it does not say). */
export function fillingOf(failure: unknown): { progress: number | null } | null {
  return failure instanceof ApiProblem && failure.code === 'hotspots.filling' ? { progress: failure.progress } : null
}

type Query = ComputedRef<HotspotQuery | null | undefined>

function useLens<L extends Asked>(lens: L, query: Query, enabled: () => boolean) {
  return useHotspots(lens, query, (code, asked) => readLens(code, lens, asked), enabled)
}

function useHotspots<A extends object>(
  name: string,
  query: Query,
  ask: (code: string, query: HotspotQuery) => Promise<A>,
  enabled: () => boolean = () => true,
) {
  const code = useCityCode()
  return useQuery({
    queryKey: computed(() => ['hotspots', code.value, name, query.value]),
    queryFn: () => ask(code.value, query.value ?? {}),
    enabled: () => !!query.value && enabled(),
    placeholderData: keepPreviousData,
    retry: (failures, thrown) => {
      if (fillingOf(thrown)) return true
      return failures < 2 && !(thrown instanceof ApiProblem && thrown.status > 0 && thrown.status < 500)
    },
    retryDelay: fillingDelay_ms,
    // The stream says when the exact answer is there; a lost stream must not keep it away.
    refetchInterval: ({ state }) => (state.data && 'step' in state.data && state.data.step !== 'exact' ? 5000 : false),
  })
}

function queryOf({ symptoms, stage, sources, compound_kinds, area, round }: Address, { from, to }: Span): HotspotQuery {
  const parts = {
    // A round has its own days.
    ...(round === null ? { from, to } : { round: String(round) }),
    symptoms: symptoms.join(','),
    status: stage ?? '',
    sources: sources.join(','),
    compound_kinds: compound_kinds.join(','),
    // The whole city is what an account without a place of its own sees anyway.
    area: area === 'city' ? '' : (area ?? ''),
  }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ''))
}
