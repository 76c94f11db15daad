import { createHash } from 'node:crypto'
import { nullTableDraws, nullTableFrom, type NullTable, type NullTableOrder } from '../../data/statistics/null-table'
import type { NullDraws } from './null-draws'

/** A few for each city of a node: trees over atoms and over zones, of this season and the one compared with. */
const mostKept = 32

/**
 * Null tables by what they are made of, so that a city which is read again keeps its own. They are drawn in the thread of
 * the draws, behind the exact p-values that somebody waits for.
 */
export class NullTables {
  readonly #draws: NullDraws
  readonly #trouble: (problem: unknown) => void
  /** Null while it is drawn. */
  readonly #tables = new Map<string, NullTable | null>()

  constructor(draws: NullDraws, trouble: (problem: unknown) => void) {
    this.#draws = draws
    this.#trouble = trouble
  }

  /** The table, or null until it is drawn; the first call orders it. */
  tableOf(order: NullTableOrder): NullTable | null {
    const key = keyOf(order)
    const known = this.#tables.get(key)
    if (known !== undefined) return known
    this.#tables.set(key, null)
    for (const oldest of this.#tables.keys()) if (this.#tables.size > mostKept) this.#tables.delete(oldest)
    void this.#make(key, order)
    return null
  }

  async #make(key: string, order: NullTableOrder): Promise<void> {
    const draws = nullTableDraws(order)
    try {
      const maxima = await Promise.all(draws.map((draw) => this.#draws.draw(draw, 'ahead')))
      if (this.#tables.has(key)) this.#tables.set(key, nullTableFrom(draws, maxima))
    } catch (problem) {
      this.#trouble(problem)
    }
  }
}

function keyOf({ tree, exposure, ...numbers }: NullTableOrder): string {
  const hash = createHash('sha256').update(JSON.stringify([tree.units, numbers]))
  for (const array of [tree.start, tree.end, exposure]) hash.update(array)
  return hash.digest('base64url')
}
