import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { CityAnswer } from '../api'
import { useTilesVersion } from '../live'
import { usePreferences } from '../preferences'
import type { MapState } from './state'
import { useBasemap } from './useBasemap'

type Ground = Pick<MapState, 'theme' | 'locale' | 'larger' | 'city' | 'labels' | 'tilesVersion' | 'basemap'>

/** What the map of every screen has in common: taste, city, words, versions of the tiles; null until the city is known. */
export function useMapGround(city: Ref<CityAnswer | undefined>) {
  const { t } = useI18n()
  const { theme, locale, larger } = usePreferences()
  const tilesVersion = useTilesVersion()
  const basemap = useBasemap(city)
  return computed<Ground | null>(() => {
    if (!city.value) return null
    const { code, extent, is_demo } = city.value
    return {
      theme: theme.value,
      locale: locale.value,
      larger: larger.value,
      city: { code, extent },
      labels: {
        grid_title: t('map.grid_title', { number: '{number}' }),
        grid_counts: t('map.grid_counts', { dwellings: '{dwellings}', open: '{open}' }),
        attribution: [t(is_demo ? 'map.attribution_demo' : 'map.attribution'), city.value.basemap?.attribution]
          .filter(Boolean)
          .join(' · '),
      },
      tilesVersion: tilesVersion.value,
      ...(basemap.value && { basemap: basemap.value }),
    }
  })
}
