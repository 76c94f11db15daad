import { computed, type Ref } from 'vue'
import { useAddress, type Address } from './address'
import type { CityAnswer, Session } from './api'
import { extentOfDivision } from './focus'
import { usePreferences } from './preferences'
import { useCityCode, useDivisions, useSession } from './queries'

/** The area whose numbers are shown: the one asked for, else the person's own division, else the whole `city`. */
export function areaOf(address: Address, session: Session | null | undefined): string {
  const own = session?.scope.divisions[0]
  return address.area ?? (own ? String(own.id) : 'city')
}

/**
 * The area that the address asks for: its id (or `city`), its name, and the box around its homes: undefined until it is known,
 * null for the whole city.
 */
export function useArea(city: Ref<CityAnswer | undefined>) {
  const { address } = useAddress()
  const session = useSession()
  const { locale } = usePreferences()
  const { data: divisions } = useDivisions(useCityCode())

  const area = computed(() => areaOf(address.value, session.value))
  const division = computed(() => divisions.value?.find(({ id }) => String(id) === area.value))
  const name = computed(() => {
    if (area.value === 'city') return (locale.value === 'en' ? city.value?.name_en : city.value?.name) ?? ''
    const own = session.value?.scope.divisions.find(({ id }) => String(id) === area.value)
    return String(division.value?.properties.name ?? own?.name ?? '')
  })
  const extent = computed(() => divisions.value && (division.value ? extentOfDivision(division.value) : null))
  return { area, name, extent }
}
