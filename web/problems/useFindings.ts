import { computed, inject, provide, type InjectionKey } from 'vue'
import type { SpotFacts } from '../hotspots/spot-sentences'
import {
  byChance,
  cellsOf,
  changesOf,
  clustersOf,
  extentOfRaw,
  heartOf,
  isStriking,
  placesOf,
  wordsOf,
  type Finding,
  type Raw,
} from './finding'
import { usePlaceNames, type Spot } from './usePlaceNames'
import { useBranches, useCells, useChange, useQuestion, useSurface } from './useProblems'

/** As many lines as somebody reads. */
const longest = 10
type Findings = ReturnType<typeof findByLens>
const findingsKey: InjectionKey<Findings> = Symbol('findings')

/** Asks once for the whole screen; the page calls it, its parts `useFindings`. */
export function provideFindings(): Findings {
  const found = findByLens()
  provide(findingsKey, found)
  return found
}

/** What the lens of the address found, best first. */
export function useFindings(): Findings {
  const found = inject(findingsKey)
  if (!found) throw new Error('outside of the page')
  return found
}

function findByLens() {
  const { city, address, span, tongue } = useQuestion()
  const [surface, cells, change, branches] = [useSurface(), useCells(), useChange(), useBranches()]

  const lens = computed(() => (address.value.versus ? 'change' : address.value.lens))
  const raw = computed<Raw[]>(() => [
    ...(lens.value === 'surface' ? placesOf(surface.data.value) : []),
    ...(lens.value === 'cells' ? cellsOf(cells.data.value) : []),
    ...(lens.value === 'change' ? changesOf(change.data.value) : []),
    ...(lens.value === 'branches' ? clustersOf(branches.data.value) : []),
  ])
  const listed = computed(() => raw.value.filter(isStriking).sort(byChance).slice(0, longest))
  const chosenRaw = computed(() => raw.value.find(({ key }) => key === address.value.found) ?? null)
  const spots = computed<Spot[]>(() => {
    const told = new Set([...listed.value, ...(chosenRaw.value ? [chosenRaw.value] : [])])
    return [...told].flatMap((one) => {
      const extent = one.kind === 'branch' ? null : heartOf(one)
      return extent ? [{ key: one.key, extent }] : []
    })
  })
  const names = usePlaceNames(spots)

  function tell(one: Raw): Finding {
    const facts: SpotFacts = {
      place: names.value.get(one.key) ?? null,
      span: span.value ?? { from: '', to: '' },
      today: city.value?.today ?? '',
      isRound: address.value.round !== null,
    }
    const cityRate = surface.data.value?.basis.city_rate ?? 0
    return { key: one.key, extent: extentOfRaw(one), ...wordsOf(one, cityRate, facts, tongue.value) }
  }

  const findings = computed(() => listed.value.map(tell))
  const chosen = computed(() => {
    const one = chosenRaw.value
    return one && { ...tell(one), raw: one, name: names.value.get(one.key) ?? null }
  })

  const asked = computed(() => ({ surface, cells, change, branches })[lens.value])
  const isLoading = computed(() => asked.value.data.value === undefined)
  const error = computed(() => asked.value.error.value)
  const failure = computed(() => asked.value.failureReason.value)
  const basis = computed(() => asked.value.data.value?.basis ?? null)
  const refetch = () => asked.value.refetch()
  return { lens, findings, chosen, isLoading, error, failure, basis, refetch, surface, cells, change, branches }
}
