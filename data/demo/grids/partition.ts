import { at } from '../geometry'

/** A piece of ground to be dealt out: where it is, what it weighs, what it touches. */
export interface Piece {
  x: number
  y: number
  load: number
  near: readonly number[]
  /** Pieces of one group (a station's) are kept together where it costs little. */
  group: number
}

export interface Halving {
  /** Share of the load that the first part is to have. */
  share: number
  /** Directions of the cut's normal that may be tried, in radians. */
  angles: readonly number[]
  /** Loaded pieces that each part needs at least. */
  least?: readonly [number, number]
}

const allAngles: readonly number[] = Array.from({ length: 10 }, (_, k) => (k * Math.PI) / 10)

/** Deals connected pieces out into parts with loads in proportion to `weights`, by halving again and again. */
export function partition(pieces: readonly Piece[], subset: number[], weights: number[]): number[][] {
  if (weights.length < 2) return [subset]
  const middle = Math.ceil(weights.length / 2)
  const sum = (part: number[]) => part.reduce((total, weight) => total + weight, 0)
  const share = sum(weights.slice(0, middle)) / sum(weights)
  const least = [middle, weights.length - middle] as const
  const [a, b] = halve(pieces, subset, { share, angles: allAngles, least })
  return [...partition(pieces, a, weights.slice(0, middle)), ...partition(pieces, b, weights.slice(middle))]
}

/** Cuts connected pieces in two connected parts along the straight line that parts the fewest neighbours and groups. */
export function halve(pieces: readonly Piece[], subset: number[], halving: Halving): [number[], number[]] {
  const total = loadOf(pieces, subset)
  let best: [number[], number[]] = [subset, []]
  let lowest = Infinity
  for (const angle of halving.angles) {
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    const order = [...subset].sort((i, j) => project(at(pieces, i), c, s) - project(at(pieces, j), c, s))
    for (const cut of cutsNear(pieces, order, halving.share * total)) {
      const parts = connected(pieces, order.slice(0, cut), order.slice(cut))
      const cost = isEnough(pieces, parts, halving.least) ? costOf(pieces, parts, halving.share * total) : Infinity
      if (cost < lowest) [lowest, best] = [cost, parts]
    }
  }
  return best
}

export function loadOf(pieces: readonly Piece[], part: readonly number[]): number {
  return part.reduce((sum, i) => sum + at(pieces, i).load, 0)
}

/** Parts of `part` that hang together, the heaviest first. */
export function components(pieces: readonly Piece[], part: readonly number[]): number[][] {
  const left = new Set(part)
  const result: number[][] = []
  for (const start of part) {
    if (!left.delete(start)) continue
    const component = [start]
    for (let k = 0; k < component.length; k++) {
      component.push(...at(pieces, at(component, k)).near.filter((next) => left.delete(next)))
    }
    result.push(component)
  }
  return result.sort((a, b) => loadOf(pieces, b) - loadOf(pieces, a) || b.length - a.length)
}

function isEnough(pieces: readonly Piece[], parts: [number[], number[]], [a, b]: readonly [number, number] = [1, 1]) {
  const loaded = (part: number[]) => part.filter((i) => at(pieces, i).load > 0).length
  return loaded(parts[0]) >= a && loaded(parts[1]) >= b
}

function project(piece: Piece, c: number, s: number): number {
  return piece.x * c + piece.y * s
}

function cutsNear(pieces: readonly Piece[], order: number[], target: number): number[] {
  let sum = 0
  const gaps = order.map((piece, k) => {
    sum += at(pieces, piece).load
    return { cut: k + 1, gap: Math.abs(sum - target) }
  })
  gaps.pop()
  return gaps
    .sort((a, b) => a.gap - b.gap)
    .slice(0, 6)
    .map(({ cut }) => cut)
}

/** Islands change sides. */
function connected(pieces: readonly Piece[], a: number[], b: number[]): [number[], number[]] {
  const [mainA = [], ...islandsA] = components(pieces, a)
  const [mainB = [], ...islandsB] = components(pieces, [...b, ...islandsA.flat()])
  return [[...mainA, ...islandsB.flat()], mainB]
}

function costOf(pieces: readonly Piece[], [a, b]: [number[], number[]], target: number): number {
  if (a.length === 0 || b.length === 0) return Infinity
  const inA = new Set(a)
  const inB = new Set(b)
  let parted = 0
  const groups = new Map<number, [number, number]>()
  for (const i of a) parted += at(pieces, i).near.filter((j) => inB.has(j)).length
  for (const i of [...a, ...b]) {
    const { group, load } = at(pieces, i)
    const sides = groups.get(group) ?? [0, 0]
    sides[inA.has(i) ? 0 : 1] += load
    groups.set(group, sides)
  }
  const total = loadOf(pieces, a) + loadOf(pieces, b) || 1
  let torn = 0
  groups.forEach(([left, right]) => (torn += Math.min(left, right)))
  const islands = components(pieces, a).length + components(pieces, b).length - 2
  return (Math.abs(loadOf(pieces, a) - target) / total) * 12 + parted * 0.05 + (torn / total) * 2 + islands * 10
}

/** Moves single pieces between neighbouring parts until every load is within the limits, as far as that goes. */
export function balance(pieces: readonly Piece[], parts: number[][], limits: [number, number]): void {
  const owner = new Map<number, number>()
  parts.forEach((part, k) => part.forEach((piece) => owner.set(piece, k)))
  for (let round = 0; round < 300; round++) {
    const move = bestMove(pieces, parts, limits, owner)
    if (!move) return
    parts[move.from] = at(parts, move.from).filter((piece) => piece !== move.piece)
    at(parts, move.to).push(move.piece)
    owner.set(move.piece, move.to)
  }
}

interface Move {
  piece: number
  from: number
  to: number
}

function bestMove(
  pieces: readonly Piece[],
  parts: number[][],
  limits: [number, number],
  owner: Map<number, number>,
): Move | null {
  const loads = parts.map((part) => loadOf(pieces, part))
  const excess = (load: number) =>
    Math.max(0, limits[0] - load, load - limits[1]) ** 2 + (load - (limits[0] + limits[1]) / 2) ** 2 * 0.01
  let best: Move | null = null
  let gain = 1
  owner.forEach((from, piece) => {
    const { load, near } = at(pieces, piece)
    if (load === 0) return
    for (const to of new Set(near.map((other) => owner.get(other)))) {
      if (to === undefined || to === from) continue
      const [a, b] = [loads[from] ?? 0, loads[to] ?? 0]
      if (excess(a) === 0 && excess(b) === 0) continue
      const better = excess(a) + excess(b) - excess(a - load) - excess(b + load)
      if (better <= gain || !staysWhole(pieces, at(parts, from), piece)) continue
      gain = better
      best = { piece, from, to }
    }
  })
  return best
}

function staysWhole(pieces: readonly Piece[], part: number[], without: number): boolean {
  const rest = part.filter((piece) => piece !== without)
  return rest.length > 0 && components(pieces, rest).length === 1
}
