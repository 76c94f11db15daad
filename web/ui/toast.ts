import { shallowRef } from 'vue'

export interface Toast {
  id: number
  kind: 'good' | 'bad'
  text: string
}

const shown = shallowRef<readonly Toast[]>([])
let last = 0

/** Short messages that leave by themselves; drawn once by ToastStack. */
export function useToasts() {
  function show(text: string, kind: Toast['kind'] = 'good') {
    const toast = { id: ++last, kind, text }
    shown.value = [...shown.value.slice(-2), toast]
    setTimeout(() => (shown.value = shown.value.filter(({ id }) => id !== toast.id)), kind === 'good' ? 3000 : 6000)
  }
  return { toasts: shown, show }
}
