import type { ServingForest } from './serving-forest'

/** A building as a candidate for an atom. `rank` orders buildings along their branch; unserved ones carry Infinity. */
export interface AtomCandidate {
  building_id: number
  compound_id: number | null
  heated_dwellings: number
  rank: number
  longitude: number
  latitude: number
}

/** The smallest set of buildings that counts may be given for. */
export interface Atom {
  compound_id: number | null
  building_ids: number[]
  heated_dwellings: number
  /** Mean of its buildings' centres, degrees. */
  longitude: number
  latitude: number
}

/**
 * Cuts a city into atoms: a building with at least `threshold` heated dwellings stands alone; smaller ones are merged
 * along their branch inside their compound until they reach it. What is left over joins the last merged atom of the
 * compound, or its nearest neighbour along the branch, or leftovers of other compounds. Every building is in exactly
 * one atom, and every atom reaches the threshold, unless the whole city does not.
 */
export function atomsOf(candidates: readonly AtomCandidate[], threshold: number): Atom[] {
  const atoms: AtomCandidate[][] = []
  const strays: AtomCandidate[] = []
  for (const compound of groupByCompound(candidates)) {
    const large = compound.filter((building) => building.heated_dwellings >= threshold).map((building) => [building])
    const small = compound.filter((building) => building.heated_dwellings < threshold)
    const { merged, rest } = mergeAlong(small, threshold)
    const home = merged.at(-1) ?? nearestAlong(large, rest)
    if (home) home.push(...rest)
    else strays.push(...rest)
    atoms.push(...large, ...merged)
  }
  const { merged, rest } = mergeAlong(strays.sort(byRank), threshold)
  const home = merged.at(-1) ?? atoms.at(-1)
  if (home) home.push(...rest)
  else if (rest.length > 0) merged.push(rest)
  return [...atoms, ...merged].map(describe)
}

/** Position of each node in a depth-first walk of the forest, so that buildings of one branch follow each other. */
export function ranksAlong(forest: ServingForest): Float64Array {
  const nodes = forest.network.node_ids.length
  const children: number[][] = Array.from({ length: nodes }, () => [])
  const stack: number[] = []
  for (const node of forest.order) {
    const parent = forest.parent_node[node]!
    if (parent === -1) stack.push(node)
    else children[parent]!.push(node)
  }
  const rank = new Float64Array(nodes).fill(Infinity)
  let next = 0
  stack.reverse()
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    rank[node] = next++
    for (const child of children[node]!.reverse()) stack.push(child)
  }
  return rank
}

function groupByCompound(candidates: readonly AtomCandidate[]): AtomCandidate[][] {
  const groups = new Map<number | null, AtomCandidate[]>()
  for (const candidate of [...candidates].sort(byRank)) {
    const group = groups.get(candidate.compound_id)
    if (group) group.push(candidate)
    else groups.set(candidate.compound_id, [candidate])
  }
  return [...groups.values()]
}

function mergeAlong(small: readonly AtomCandidate[], threshold: number) {
  const merged: AtomCandidate[][] = []
  let rest: AtomCandidate[] = []
  for (const building of small) {
    rest.push(building)
    if (sumOf(rest) < threshold) continue
    merged.push(rest)
    rest = []
  }
  return { merged, rest }
}

function nearestAlong(atoms: AtomCandidate[][], rest: readonly AtomCandidate[]): AtomCandidate[] | undefined {
  const rank = rest[0]?.rank ?? 0
  const distance = (atom: AtomCandidate[]) => {
    const gap = Math.abs((atom[0]?.rank ?? Infinity) - rank)
    return Number.isNaN(gap) ? 0 : gap
  }
  return atoms.reduce<AtomCandidate[] | undefined>(
    (best, atom) => (best === undefined || distance(atom) < distance(best) ? atom : best),
    undefined,
  )
}

function byRank(a: AtomCandidate, b: AtomCandidate): number {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1
  return a.building_id - b.building_id
}

function sumOf(buildings: readonly AtomCandidate[]): number {
  return buildings.reduce((sum, building) => sum + building.heated_dwellings, 0)
}

function describe(buildings: AtomCandidate[]): Atom {
  const mean = (of: (building: AtomCandidate) => number) =>
    buildings.reduce((sum, building) => sum + of(building), 0) / buildings.length
  return {
    compound_id: buildings[0]!.compound_id,
    building_ids: buildings.map((building) => building.building_id),
    heated_dwellings: sumOf(buildings),
    longitude: mean((building) => building.longitude),
    latitude: mean((building) => building.latitude),
  }
}
