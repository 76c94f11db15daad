import type { CellProperties, CellsAnswer } from './answers'

type Cell = CellsAnswer['cells']['features'][number]

/** Neighbouring cells that stand out together: one place, told and chosen as one. */
export interface CellPatch {
  /** Index of the cell with the smallest chance. */
  key: string
  cells: Cell[]
  cases: number
  expected: number
  heated_dwellings: number
  /** The cell of the key, whose confidence and trend speak for the patch. */
  best: CellProperties
}

/** Corners closer than this are one, in degrees (about 1 cm). */
const grain_deg = 1e-7

/** Patches of significant cells that share a corner, least likely to be chance first. */
export function cellPatches(cells: readonly Cell[]): CellPatch[] {
  const significant = cells.filter(({ properties }) => properties.significant)
  const byCorner = new Map<string, number[]>()
  significant.forEach(({ geometry }, index) => {
    for (const corner of cornersOf(geometry)) byCorner.set(corner, [...(byCorner.get(corner) ?? []), index])
  })
  const seen = new Set<number>()
  const patches = significant.flatMap((_, start) => {
    const members = connected(start, significant, byCorner, seen)
    return members.length ? [patchOf(members)] : []
  })
  return patches.sort((a, b) => a.best.p - b.best.p)
}

function connected(
  start: number,
  cells: readonly Cell[],
  byCorner: ReadonlyMap<string, readonly number[]>,
  seen: Set<number>,
): Cell[] {
  const members: Cell[] = []
  const waiting = [start]
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const cell = cells[index]
    if (!cell || seen.has(index)) continue
    seen.add(index)
    members.push(cell)
    waiting.push(...cornersOf(cell.geometry).flatMap((corner) => byCorner.get(corner) ?? []))
  }
  return members
}

function patchOf(cells: Cell[]): CellPatch {
  const sorted = cells.map(({ properties }) => properties).sort((a, b) => a.p - b.p)
  const best = sorted[0] as CellProperties
  const sum = (of: (cell: CellProperties) => number) => sorted.reduce((total, cell) => total + of(cell), 0)
  return {
    key: best.cell,
    cells,
    cases: sum(({ cases }) => cases),
    expected: sum(({ expected }) => expected),
    heated_dwellings: sum(({ heated_dwellings }) => heated_dwellings),
    best,
  }
}

function cornersOf({ coordinates }: GeoJSON.Polygon): string[] {
  return (coordinates[0] ?? []).map((corner) => corner.map((degrees) => Math.round(degrees / grain_deg)).join())
}
