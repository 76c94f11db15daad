import type { CellProperties, CellsAnswer, Confidence, Trend } from './answers'

type Cell = CellsAnswer['cells']['features'][number]

/** Neighbouring cells that stand out together: one place, told and chosen as one. */
export interface CellPatch {
  /** Index of the cell that is least likely to be chance. */
  key: string
  /** Least likely to be chance first. */
  cells: Cell[]
  cases: number
  expected: number
  heated_dwellings: number
  /** Some of its cells reach beyond the view. */
  beyond_view: boolean
  /** The cell of the key. */
  best: CellProperties
  /** Of the surest cell, and of the first one that has a trend. */
  confidence: Confidence
  trend: Trend | null
}

/** Corners closer than this are one, in degrees (about 1 cm). */
const grain_deg = 1e-7

/** Patches of significant cells that share a corner, least likely to be chance first. */
export function cellPatches(cells: readonly Cell[]): CellPatch[] {
  const significant = cells.filter(({ properties }) => properties.significant).sort(byChance)
  const byCorner = new Map<string, Cell[]>()
  for (const cell of significant)
    for (const corner of cornersOf(cell)) byCorner.set(corner, [...(byCorner.get(corner) ?? []), cell])
  const left = new Set(significant)
  const patches: CellPatch[] = []
  for (const first of left) {
    left.delete(first)
    const members = [first]
    // Grows while it is walked.
    for (const member of members) {
      const around = cornersOf(member).flatMap((corner) => byCorner.get(corner) ?? [])
      members.push(...around.filter((cell) => left.delete(cell)))
    }
    patches.push(patchOf(members.sort(byChance)))
  }
  return patches
}

function byChance({ properties: a }: Cell, { properties: b }: Cell): number {
  return a.p - b.p || b.cases - a.cases
}

function patchOf(cells: Cell[]): CellPatch {
  const members = cells.map(({ properties }) => properties)
  const best = members[0] as CellProperties
  const sum = (of: (cell: CellProperties) => number) => members.reduce((total, cell) => total + of(cell), 0)
  return {
    key: best.cell,
    cells,
    cases: sum(({ cases }) => cases),
    expected: sum(({ expected }) => expected),
    heated_dwellings: sum(({ heated_dwellings }) => heated_dwellings),
    beyond_view: members.some(({ beyond_view }) => beyond_view),
    best,
    confidence: members.some(({ confidence }) => confidence === 'certain') ? 'certain' : best.confidence,
    trend: members.find(({ trend }) => trend !== null)?.trend ?? null,
  }
}

function cornersOf({ geometry }: Cell): string[] {
  return (geometry.coordinates[0] ?? []).map((corner) =>
    corner.map((degrees) => Math.round(degrees / grain_deg)).join(),
  )
}
