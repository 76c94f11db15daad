import { createI18n } from 'vue-i18n'

export const locales = ['zh-CN', 'en'] as const
export type Locale = (typeof locales)[number]

interface Words {
  [key: string]: string | Words
}

const loaders: Record<Locale, () => Promise<{ default: Words }>> = {
  'zh-CN': () => import('./zh-CN.json'),
  en: () => import('./en.json'),
}
const loaded: Record<string, Words> = {}

/** The one translator of the application; words arrive with `applyLocale`. */
export const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: loaded })

/** Loads the words of a locale once, and switches to it. */
export async function applyLocale(locale: Locale): Promise<void> {
  if (!i18n.global.availableLocales.includes(locale)) {
    i18n.global.setLocaleMessage(locale, (await loaders[locale]()).default)
  }
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
}
