import { useLocalStorage, usePreferredDark } from '@vueuse/core'
import { computed, watchEffect } from 'vue'
import { applyLocale, type Locale } from './i18n'

const locale = useLocalStorage<Locale>('heatgrid.locale', 'zh-CN')
const chosenTheme = useLocalStorage<'auto' | 'light' | 'dark'>('heatgrid.theme', 'auto')
const larger = useLocalStorage('heatgrid.larger', false)
const prefersDark = usePreferredDark()
const theme = computed(() =>
  chosenTheme.value === 'auto' ? (prefersDark.value ? 'dark' : 'light') : chosenTheme.value,
)

/** How this browser likes to read: language, theme, larger type. Kept here, never in the address. */
export function usePreferences() {
  return { locale, theme, chosenTheme, larger }
}

/** Shows the preferences on the page; resolves when the words of the language are there. */
export async function applyPreferences(): Promise<void> {
  watchEffect(() => {
    document.documentElement.dataset.theme = theme.value
    document.documentElement.dataset.size = larger.value ? 'large' : 'normal'
  })
  if (locale.value !== 'zh-CN' && locale.value !== 'en') locale.value = 'zh-CN'
  await applyLocale(locale.value)
  watchEffect(() => void applyLocale(locale.value))
}
