import { useQueryClient } from '@tanstack/vue-query'
import { tryOnScopeDispose } from '@vueuse/core'
import { readonly, shallowRef, watch, type Ref } from 'vue'
import { openEvents } from './api'

/** What changed on the server: a kind of thing, and which one (null: many, or unknown). */
interface Change {
  city: string
  kind: string
  id: number | null
}

const versions = shallowRef({ base: '0', assets: '0', cases: '0' })
const partOfKind: Record<string, keyof typeof versions.value> = {
  road: 'base',
  landform: 'base',
  division: 'base',
  governance_grid: 'base',
  issue: 'cases',
  atom: 'cases',
}

/** Changes with every change of a part of the map; becomes part of tile addresses. */
export function useTilesVersion() {
  return readonly(versions)
}

/**
 * Keeps what was read up to date. One event stream a browser: the tab that holds the lock listens and tells the others;
 * when it closes, the next one takes over.
 */
export function useLiveChanges(city: Ref<string>): void {
  const client = useQueryClient()
  const channel = new BroadcastChannel('heatgrid.changes')
  let stop = () => {}

  function apply(change: Change) {
    if (change.city !== city.value) return
    if (change.kind === 'reset') {
      bump('base', 'assets', 'cases')
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
      return
    }
    if (change.kind === 'hotspots') {
      void client.invalidateQueries({ queryKey: ['hotspots', change.city, 'branches'] })
      void client.invalidateQueries({ queryKey: ['hotspots', change.city, 'watch'] })
      return
    }
    void client.invalidateQueries({ queryKey: ['supervisions'] })
    if (change.kind === 'supervision') {
      void client.invalidateQueries({ queryKey: ['morning'] })
      return
    }
    // The map draws no visits.
    if (change.kind === 'round' || change.kind === 'visit') void client.invalidateQueries({ queryKey: ['rounds'] })
    else bump(partOfKind[change.kind] ?? 'assets')
    void client.invalidateQueries({ queryKey: ['hotspots'] })
    void client.invalidateQueries({ queryKey: ['things'] })
    void client.invalidateQueries({ queryKey: ['counts'] })
    void client.invalidateQueries({ queryKey: ['morning'] })
  }

  watch(
    city,
    (code) => {
      stop()
      if (code) stop = lead(code, (change) => (channel.postMessage(change), apply(change)))
    },
    { immediate: true },
  )
  channel.onmessage = ({ data }: MessageEvent<Change>) => apply(data)
  tryOnScopeDispose(() => {
    stop()
    channel.close()
  })
}

function bump(...parts: (keyof typeof versions.value)[]) {
  const stamp = Date.now().toString(36)
  versions.value = { ...versions.value, ...Object.fromEntries(parts.map((part) => [part, stamp])) }
}

/** Listens while this tab holds the lock of the city; returns how to stop. */
function lead(city: string, tell: (change: Change) => void): () => void {
  const ended = new AbortController()
  const listen = (isTakenOver: boolean) =>
    new Promise<void>((resolve) => {
      const stream = openEvents(city)
      stream.addEventListener('change', ({ data }: MessageEvent<string>) => tell({ city, ...JSON.parse(data) }))
      stream.addEventListener('hotspots', () => tell({ city, kind: 'hotspots', id: null }))
      stream.addEventListener('reset', () => tell({ city, kind: 'reset', id: null }))
      // Nobody listened while the lock changed hands.
      if (isTakenOver) stream.addEventListener('open', () => tell({ city, kind: 'reset', id: null }), { once: true })
      ended.signal.addEventListener('abort', () => (stream.close(), resolve()))
    })
  const name = `heatgrid.changes.${city}`
  const queue = () => navigator.locks.request(name, { signal: ended.signal }, () => listen(true))
  const take = () => navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? listen(false) : queue()))
  // Without Web Locks (plain http on another machine) every tab listens for itself.
  if (!navigator.locks) void listen(false)
  else take().catch(() => {})
  return () => ended.abort()
}
