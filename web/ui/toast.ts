import { shallowRef } from 'vue'

export interface Toast {
  id: number
  kind: 'good' | 'bad'
  text: string
  /** What can still be done about it, as a button. */
  action?: ToastAction | undefined
}

export interface ToastAction {
  text: string
  run: () => void
}

const stay_ms = { good: 3000, bad: 6000, withAction: 10_000 }

const shown = shallowRef<readonly Toast[]>([])
let last = 0

/** Short messages that leave by themselves; drawn once by ToastStack. */
export function useToasts() {
  function show(text: string, kind: Toast['kind'] = 'good', action?: ToastAction) {
    const toast = { id: ++last, kind, text, action }
    shown.value = [...shown.value.slice(-2), toast]
    setTimeout(() => dismiss(toast.id), action ? stay_ms.withAction : stay_ms[kind])
  }
  function dismiss(id: number) {
    shown.value = shown.value.filter((toast) => toast.id !== id)
  }
  return { toasts: shown, show, dismiss }
}
