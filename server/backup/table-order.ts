/** A table and those that its rows refer to. */
interface Referring {
  name: string
  parents: readonly string[]
}

/**
 * Orders tables so that each comes behind all that it refers to, else by name. References to oneself do not count: they
 * are checked when the transaction ends.
 * @throws RangeError where tables refer to each other in a circle
 */
export function orderTables<T extends Referring>(tables: readonly T[]): T[] {
  const names = new Set(tables.map(({ name }) => name))
  const waiting = [...tables].sort((a, b) => (a.name < b.name ? -1 : 1))
  const placed = new Set<string>()
  const ordered: T[] = []
  while (waiting.length > 0) {
    const at = waiting.findIndex(({ name, parents }) =>
      parents.every((parent) => parent === name || placed.has(parent) || !names.has(parent)),
    )
    const [next] = at === -1 ? [] : waiting.splice(at, 1)
    if (!next) throw new RangeError(`tables refer to each other: ${waiting.map(({ name }) => name).join(', ')}`)
    placed.add(next.name)
    ordered.push(next)
  }
  return ordered
}

/** The table of that name and all whose rows refer to it, directly or through others. */
export function tablesBelow<T extends Referring>(root: string, tables: readonly T[]): T[] {
  const below = new Set([root])
  for (let known = 0; known < below.size;) {
    known = below.size
    for (const { name, parents } of tables) if (parents.some((parent) => below.has(parent))) below.add(name)
  }
  return tables.filter(({ name }) => below.has(name))
}
