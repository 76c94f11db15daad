import { computed } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'
import type { Lens } from '../data/hotspots/answers'
import { vocabulary, type Symptom, type Word } from '../data/model/vocabulary'
import { layerKeys, thingKinds, type LayerKey, type Thing, type ThingKind } from './map/state'
import type { Span } from './period'
import {
  bandwidthCodec,
  foundCodec,
  layersCodec,
  lensCodec,
  periodCodec,
  roundCodec,
  stageCodec,
  statusCodec,
  symptomsCodec,
  thingCodec,
  traceCodec,
  versusCodec,
  viewCodec,
  wordsCodec,
  type Codec,
  type Period,
  type Stage,
  type StatusFilter,
  type View,
} from './url'

/** A followed pipe: where it starts, and which way. */
export interface TraceStart extends Thing {
  direction: 'up' | 'down'
}

/** Everything of a screen that a person would share. */
export interface Address {
  view: View | null
  /** Division whose counts are shown; null for the person's own area. `city` for the whole city. */
  area: string | null
  layers: LayerKey[] | null
  thing: Thing | null
  trace: TraceStart | null
  period: Period
  symptoms: Symptom[]
  status: StatusFilter
  /** What follows is of the screen of clusters: the lens, and what was chosen of its findings. */
  lens: Lens
  found: string | null
  stage: Stage | null
  sources: Word<'source'>[]
  compound_kinds: Word<'compound_kind'>[]
  /** The period to compare with. */
  versus: Span | null
  bandwidth: number | null
  /** The round of visits whose findings are shown, on its own days instead of the period. */
  round: number | null
}

const codecs: { [K in keyof Address]: Codec<Address[K]> } = {
  view: viewCodec,
  area: {
    parse: (text) => (/^(city|\d{1,9})$/.test(text ?? '') ? (text ?? null) : null),
    print: (area) => area ?? undefined,
  },
  layers: layersCodec(layerKeys),
  thing: known(thingCodec),
  trace: known(traceCodec),
  period: periodCodec,
  symptoms: symptomsCodec,
  status: statusCodec,
  lens: lensCodec,
  found: foundCodec,
  stage: stageCodec,
  sources: wordsCodec(vocabulary.source),
  compound_kinds: wordsCodec(vocabulary.compound_kind),
  versus: versusCodec,
  bandwidth: bandwidthCodec,
  round: roundCodec,
}

let queue: Promise<unknown> = Promise.resolve()

/** Reads and writes the address. `push` makes a step for the back button, `replace` does not. */
export function useAddress() {
  const route = useRoute()
  const router = useRouter()

  // Parts that say the same stay the same object: a pan must not look like a new selection to those who watch.
  const address = computed<Address>((before) => kept(parseAddress(route.query), before))

  // One after the other: a pan that ends during a push must neither cancel it nor write an old selection back.
  function go(how: 'push' | 'replace', changes: Partial<Address>) {
    const path = route.path
    queue = queue.then(async () => {
      if (route.path !== path) return
      const query = { ...route.query, ...printAddress(changes) }
      if (router.resolve({ query }).fullPath !== route.fullPath) await router[how]({ query })
    })
    return queue
  }

  return {
    address,
    push: (changes: Partial<Address>) => go('push', changes),
    replace: (changes: Partial<Address>) => go('replace', changes),
  }
}

/** The address of a query string. */
export function parseAddress(query: LocationQuery): Address {
  const entries = Object.entries(codecs).map(([key, codec]) => {
    const value = query[key]
    return [key, codec.parse(typeof value === 'string' ? value : undefined)]
  })
  return Object.fromEntries(entries) as Address
}

function kept(now: Address, before: Address | undefined): Address {
  if (!before) return now
  const keys = Object.keys(codecs) as (keyof Address)[]
  const same = keys.filter((key) => print(key, now[key]) === print(key, before[key]))
  if (same.length === keys.length) return before
  return Object.assign(now, Object.fromEntries(same.map((key) => [key, before[key]])))
}

/** Query parameters of some parts of an address; undefined takes a parameter out. */
export function printAddress(parts: Partial<Address>): Record<string, string | undefined> {
  const keys = Object.keys(parts) as (keyof Address)[]
  return Object.fromEntries(keys.map((key) => [key, print(key, parts[key])]))
}

function print<K extends keyof Address>(key: K, value: Address[K] | undefined): string | undefined {
  return value === undefined ? undefined : codecs[key].print(value as Address[K])
}

/** Keeps only kinds that exist on the map. */
function known<T extends Thing>(codec: Codec<{ kind: string } | null>): Codec<T | null> {
  return {
    parse(text) {
      const thing = codec.parse(text)
      return thing && isThingKind(thing.kind) ? (thing as T) : null
    },
    print: codec.print,
  }
}

/** Whether a name of the interface is something that can be chosen on the map. */
export function isThingKind(kind: string): kind is ThingKind {
  return thingKinds.some((one) => one === kind)
}
