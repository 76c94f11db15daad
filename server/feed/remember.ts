import type { Clock } from '../clock'
import type { Feed } from './feed'

/** What was read, by key, for as long as it is known to be true. */
export interface Memory<T> {
  find: (key: string) => Promise<T | null>
  /** For what this node itself has just undone: the feed's word comes a moment later. */
  forget: (key: string) => void
}

interface MemoryOptions {
  /** Kinds of the feed that an answer is made from, of the city `everywhere`. */
  kinds: readonly string[]
  /** An answer is not believed for longer than this, whatever the feed says. */
  lifetime_ms: number
}

/** The `city` of changes that belong to none of them: sessions, accounts, the cities themselves. */
const everywhere = 0
const capacity = 5_000

interface Entry<T> {
  answer: Promise<T | null>
  position: string
  until: number
}

/**
 * Remembers what `read` answers until the feed names one of the kinds. Whoever asks while a key is being read waits for
 * the same answer. That there is nothing is not remembered.
 */
export function remember<T>(
  { feed, clock }: { feed: Feed; clock: Clock },
  { kinds, lifetime_ms }: MemoryOptions,
  read: (key: string) => Promise<T | null>,
): Memory<T> {
  const entries = new Map<string, Entry<T>>()
  return {
    find(key) {
      // Taken before anything is read: it must not be newer than the answer.
      const position = feed.latest(everywhere, kinds)
      const now = clock.now().getTime()
      const known = entries.get(key)
      if (known && known.position === position && known.until > now) return known.answer
      if (entries.size >= capacity) entries.clear()
      const entry = { answer: read(key), position, until: now + lifetime_ms }
      entries.set(key, entry)
      const drop = () => void (entries.get(key) === entry && entries.delete(key))
      entry.answer.then((answer) => answer ?? drop(), drop)
      return entry.answer
    },
    forget: (key) => void entries.delete(key),
  }
}
