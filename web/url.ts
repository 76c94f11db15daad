import { lenses, type Lens } from '../data/hotspots/answers'
import { bandwidthLimits_m } from '../data/hotspots/question'
import { vocabulary } from '../data/model/vocabulary'

/** What a person would share lives in the address: one codec a parameter, unreadable values fall back to the default. */
export interface Codec<T> {
  parse(text: string | undefined): T
  /** Undefined leaves the parameter out: the value is the default. */
  print(value: T): string | undefined
}

/** Where the camera looks; latitude before longitude as people read it. */
export interface View {
  zoom: number
  lat: number
  lng: number
}

/** A chosen thing: kind and integer id. */
export interface ThingRef {
  kind: string
  id: number
}

export interface TraceRef extends ThingRef {
  direction: 'up' | 'down'
}

/** A period of days; `days` count back from today (or from the end of the last season), both ends inclusive. */
export type Period = { days: number } | { season: true } | { from: string; to: string }

export type StatusFilter = 'open' | 'all'

export const defaultPeriod: Period = { days: 7 }

const day = /^\d{4}-\d{2}-\d{2}$/

/** `15.20/36.05312/103.84011` */
export const viewCodec: Codec<View | null> = {
  parse(text) {
    const parts = (text ?? '').split('/').map(Number)
    const [zoom, lat, lng] = parts
    if (parts.length !== 3 || zoom === undefined || lat === undefined || lng === undefined) return null
    const inRange = zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lng) <= 180
    return inRange ? { zoom, lat, lng } : null
  },
  print: (view) => (view ? `${view.zoom.toFixed(2)}/${view.lat.toFixed(5)}/${view.lng.toFixed(5)}` : undefined),
}

/** `station:12` */
export const thingCodec: Codec<ThingRef | null> = {
  parse(text) {
    const match = /^([a-z_]+):(\d{1,9})$/.exec(text ?? '')
    return match?.[1] && match[2] ? { kind: match[1], id: Number(match[2]) } : null
  },
  print: (thing) => (thing ? `${thing.kind}:${thing.id}` : undefined),
}

/** `up:building:123` */
export const traceCodec: Codec<TraceRef | null> = {
  parse(text) {
    const [direction, ...rest] = (text ?? '').split(':')
    const thing = thingCodec.parse(rest.join(':'))
    return thing && (direction === 'up' || direction === 'down') ? { direction, ...thing } : null
  },
  print: (trace) => (trace ? `${trace.direction}:${trace.kind}:${trace.id}` : undefined),
}

/** `7d`, `season` or `2024-01-12..2024-01-18` */
export const periodCodec: Codec<Period> = {
  parse(text) {
    const days = /^(\d{1,3})d$/.exec(text ?? '')
    if (days && Number(days[1]) > 0) return { days: Number(days[1]) }
    if (text === 'season') return { season: true }
    const [from, to] = (text ?? '').split('..')
    return from && to && day.test(from) && day.test(to) && from <= to ? { from, to } : defaultPeriod
  },
  print(period) {
    if ('season' in period) return 'season'
    if ('from' in period) return `${period.from}..${period.to}`
    return period.days === 7 ? undefined : `${period.days}d`
  },
}

/** `not_hot,leak_public`, in the order of the vocabulary; none means all. */
export function wordsCodec<W extends string>(known: readonly W[]): Codec<W[]> {
  return {
    parse: (text) => known.filter((word) => (text ?? '').split(',').includes(word)),
    print: (words) => (words.length ? words.join(',') : undefined),
  }
}

export const symptomsCodec = wordsCodec(vocabulary.symptom)

export const lensCodec: Codec<Lens> = {
  parse: (text) => lenses.find((lens) => lens === text) ?? 'surface',
  print: (lens) => (lens === 'surface' ? undefined : lens),
}

/** Key of something that a lens found. */
export const foundCodec: Codec<string | null> = {
  parse: (text) => (/^[\w:.,-]{1,64}$/.test(text ?? '') ? (text ?? null) : null),
  print: (key) => key ?? undefined,
}

export const stages = ['open', 'overdue', 'reopened'] as const
/** How far cases have come; null for all. */
export type Stage = (typeof stages)[number]
export const stageCodec: Codec<Stage | null> = {
  parse: (text) => stages.find((stage) => stage === text) ?? null,
  print: (stage) => stage ?? undefined,
}

/** The period to compare with: `2023-01-12..2023-01-18`. */
export const versusCodec: Codec<{ from: string; to: string } | null> = {
  parse(text) {
    const period = text ? periodCodec.parse(text) : defaultPeriod
    return 'from' in period ? period : null
  },
  print: (span) => (span ? `${span.from}..${span.to}` : undefined),
}

/** Reach of the kernel in metres; null for the default, also where nobody can ask for what is written. */
export const bandwidthCodec: Codec<number | null> = {
  parse(text) {
    const metres = /^\d{2,4}$/.test(text ?? '') ? Number(text) : 0
    return metres >= bandwidthLimits_m.min && metres <= bandwidthLimits_m.max ? metres : null
  },
  print: (metres) => (metres === null ? undefined : String(metres)),
}

/** Id of a round of visits whose findings are shown; null for all cases. */
export const roundCodec: Codec<number | null> = {
  parse: (text) => (/^\d{1,9}$/.test(text ?? '') ? Number(text) : null),
  print: (round) => (round === null ? undefined : String(round)),
}

export const statusCodec: Codec<StatusFilter> = {
  parse: (text) => (text === 'all' ? 'all' : 'open'),
  print: (status) => (status === 'open' ? undefined : status),
}

/** Layers that are on, in a fixed order; null means the defaults of the role. `none` is an empty set. */
export function layersCodec<K extends string>(known: readonly K[]): Codec<K[] | null> {
  return {
    parse(text) {
      if (!text) return null
      const named = text.split(',')
      return known.filter((key) => named.includes(key))
    },
    print: (layers) => (layers === null ? undefined : layers.length ? layers.join(',') : 'none'),
  }
}
