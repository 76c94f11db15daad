import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Lens } from '../../data/hotspots/answers'
import { compareCells, compareCounts } from '../../data/hotspots/compare-cells'
import { useAddress, type Address } from '../address'
import { ApiProblem, readLens, readSummary, type HotspotQuery } from '../api'
import type { Tongue } from '../hotspots/place-words'
import { addDays, latestSeason, spanOf, type Span } from '../period'
import { useCity, useCityCode, useFormat } from '../queries'

/** How long to wait before the next question while the server still reads its cases. */
const fillingDelay_ms = 1000

/** The city, the period and the question that the address asks; every part of the screen reads them here. */
export function useQuestion() {
  const { t } = useI18n()
  const code = useCityCode()
  const { data: city, error: cityError, refetch: refetchCity } = useCity(code)
  const { address } = useAddress()
  const format = useFormat()
  const span = computed(() => city.value && spanOf(address.value.period, city.value.today, city.value.seasons))
  const query = computed(() => (span.value ? queryOf(address.value, span.value) : null))
  const tongue = computed<Tongue>(() => ({ t: (key, named) => t(key, named ?? {}), format: format.value }))
  return { code, city, cityError, refetchCity, address, span, query, tongue }
}

/** Counts, days and what is usual for the question. */
export function useSummary() {
  const { query } = useQuestion()
  return useHotspots('summary', query, readSummary)
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
  return useLens('cells', query, () => address.value.versus !== null || address.value.lens === 'cells')
}

export function useBranches() {
  const { query, address } = useQuestion()
  return useLens('branches', query, () => address.value.versus === null && address.value.lens === 'branches')
}

/** The same question for the period to compare with: counts side by side, and the cells that changed. */
export function useComparison() {
  const { query, address, city } = useQuestion()
  const versus = computed(() => address.value.versus)
  const asked = computed(() => query.value && versus.value && { ...query.value, ...versus.value })
  const now = useSummary()
  const before = useHotspots('summary', asked, readSummary)
  const cells = useCells()
  const earlierCells = useLens('cells', asked)
  const changes = computed(() =>
    versus.value && cells.data.value && earlierCells.data.value
      ? compareCells(cells.data.value, earlierCells.data.value)
      : null,
  )
  const counts = computed(() => {
    if (!versus.value || !now.data.value || !before.data.value) return null
    const exposure = now.data.value.heated_dwellings * days(now.data.value)
    const exposureBefore = before.data.value.heated_dwellings * days(before.data.value)
    const share = exposure / (exposure + exposureBefore)
    const { cases } = now.data.value
    return {
      now: cases,
      before: before.data.value.cases,
      rate_now: perWeek(cases, exposure),
      rate_before: perWeek(before.data.value.cases, exposureBefore),
      ...compareCounts(cases, before.data.value.cases, share),
    }
  })
  const season = computed(() => city.value && previousSeason(city.value.today, city.value.seasons))
  const error = computed(() => before.error.value ?? earlierCells.error.value ?? cells.error.value)
  const refetch = () => Promise.all([before.refetch(), earlierCells.refetch(), cells.refetch()])
  return { versus, counts, changes, season, error, refetch }
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

type Asked = ComputedRef<HotspotQuery | null | undefined>

function useLens<L extends Lens>(lens: L, query: Asked, enabled?: () => boolean) {
  return useHotspots(lens, query, (code, asked) => readLens(code, lens, asked), enabled)
}

function useHotspots<A extends object>(
  name: string,
  query: Asked,
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

function queryOf({ symptoms, stage, sources, compound_kinds, area }: Address, { from, to }: Span): HotspotQuery {
  const parts = {
    from,
    to,
    symptoms: symptoms.join(','),
    status: stage ?? '',
    sources: sources.join(','),
    compound_kinds: compound_kinds.join(','),
    // The whole city is what an account without a place of its own sees anyway.
    area: area === 'city' ? '' : (area ?? ''),
  }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ''))
}

function days({ from, to }: Span): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
}

function perWeek(cases: number, dwellingDays: number): number {
  return dwellingDays > 0 ? (cases * 700) / dwellingDays : 0
}
