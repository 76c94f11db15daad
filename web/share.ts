import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { composePicture } from './map/compose-picture'
import type { MapHandle } from './map/handle'
import { useToasts } from './ui/toast'

/** Carries what is on the screen into a chat group: as text, or as a picture of the map with words under it. */
export function useShare() {
  const { t } = useI18n()
  const { show } = useToasts()
  const busy = ref(false)

  async function copy(text: string, done: string) {
    try {
      await navigator.clipboard.writeText(text)
      show(done)
    } catch {
      show(t('share.failed'), 'bad')
    }
  }

  async function save(handle: MapHandle, lines: readonly string[]) {
    busy.value = true
    try {
      const picture = await composePicture(await handle.snapshot(), lines)
      const link = document.createElement('a')
      link.href = URL.createObjectURL(picture)
      link.download = `${lines[0]?.slice(0, 40)}.png`
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
      show(t('share.saved'))
    } catch {
      show(t('share.failed'), 'bad')
    } finally {
      busy.value = false
    }
  }

  return { busy, copy, save }
}
