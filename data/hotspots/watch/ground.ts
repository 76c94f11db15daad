import { endedStatuses, vocabulary } from '../../model/vocabulary'
import { toDegrees } from '../../model/projection'
import type { Basis, Confidence, Trend } from '../answers'
import { cellGroundOf } from '../cell-ground'
import { cellPatches, type CellPatch } from '../cell-patches'
import { cellsLens } from '../cells'
import type { AtomColumns, CityColumns } from '../city-columns'
import { atomsAt, isOpen, selectCases } from '../count'
import type { ExpectedCases } from '../daily-expectation'
import { isHeatFault } from '../heat-faults'
import { belowNormal, type ViewInCity } from '../counts/city-rise'
import type { SummaryInput } from '../counts/summary'
import type { LensInput } from '../question'
import { cellsOutside, type AtomCases, type FoundOutside } from './outside'

/**
 * Neighbouring significant cells, told as one place with the numbers of the whole of it. Buildings are those in view, in
 * order of their atoms' cases.
 */
export interface CellPlace {
  /** H3 index of the cell in view with the smallest p; `cells` has all that are in view. */
  key: string
  cells: string[]
  /** EPSG:4326, a polygon for each of the cells. */
  area: GeoJSON.MultiPolygon
  cases: number
  open_cases: number
  expected: number
  heated_dwellings: number
  confidence: Confidence
  trend: Trend | null
  building_ids: number[]
  /** Cases of the atom of each building, in the order of `building_ids`; an atom's stand at its first building. */
  building_cases: number[]
  compound_ids: number[]
  bbox: [number, number, number, number]
  outside: FoundOutside | null
}

/** What the hot list is made from beside 共用管段. */
export interface WatchGround extends ViewInCity {
  places: CellPlace[]
  /** Of the cases in view: how many are closed, and in how many compounds. */
  closed: number
  compounds: number
  below_normal_k: number | null
  /** Days of the period. */
  days: number
  basis: Basis
}

export interface WatchInput {
  /** As lenses are given it: whole atoms. */
  lens: LensInput
  /** As the summary is given it, so that the hot list and the headline say the same number. */
  counted: Pick<SummaryInput, 'columns' | 'told' | 'in_view' | 'exposure'>
  /** What is normal for the whole city in the period; null where it is not known. */
  normal: ExpectedCases | null
}

/** Cells, counts and weather of the hot list, from the columns. */
export function watchGround({ lens, counted, normal }: WatchInput): WatchGround {
  const { columns, selection } = lens
  // Cut to the view afterwards: a place goes on where the view ends.
  const { cells, basis } = cellsLens({ ...lens, in_view: null })
  const atoms = atomsAt(columns, selection.to)
  const { city, ...inView } = countView({ ...lens, ...counted })
  return {
    places: atoms ? placesIn(cellPatches(cells.features), lens, atoms) : [],
    ...inView,
    city: {
      cases: city,
      normal: normal?.cases ?? null,
      normal_of_phase: normal?.at_normal_temperature ?? null,
    },
    below_normal_k: belowNormal(columns, selection),
    days: selection.to - selection.from + 1,
    basis,
  }
}

/** Of some patches the places that have a heated building in view. */
function placesIn(patches: readonly CellPatch[], lens: LensInput, atoms: AtomColumns): CellPlace[] {
  const { columns, in_view } = lens
  const counts = countAtoms(lens, atoms)
  const ground = cellGroundOf(columns, atoms)
  const { heated_dwellings } = columns.buildings
  const seen = new Set<string>()
  atoms.of_building.forEach((atom, b) => {
    const cell = atom < 0 ? -1 : ground.of_atom[atom]!
    if (cell >= 0 && heated_dwellings[b]! > 0 && in_view?.[b] !== 0) seen.add(ground.cells[cell]!)
  })
  return patches.flatMap((patch) => {
    const cells = patch.cells.filter(({ properties }) => seen.has(properties.cell))
    return cells.length > 0 ? [describe({ ...patch, cells }, patch.cells, { lens, atoms, counts })] : []
  })
}

interface Seen {
  lens: LensInput
  atoms: AtomColumns
  counts: AtomCases
}

/** `patch` with those of its cells that are in view; `all` of them. */
function describe(patch: CellPatch, all: CellPatch['cells'], { lens, atoms, counts }: Seen): CellPlace {
  const { columns } = lens
  const { buildings } = columns
  const { expected, heated_dwellings, confidence, trend } = patch
  const cells = patch.cells.map(({ properties }) => properties.cell)
  const inside = atomsIn(new Set(all.map(({ properties }) => properties.cell)), columns, atoms)
  const { cases, open } = counts
  const members = Array.from(atoms.of_building.keys()).filter((b) => {
    const atom = atoms.of_building[b]!
    return atom >= 0 && inside[atom] === 1 && buildings.heated_dwellings[b]! > 0 && (lens.in_view?.[b] ?? 1) === 1
  })
  const casesOf = (b: number) => cases[atoms.of_building[b]!]!
  members.sort((a, b) => casesOf(b) - casesOf(a) || buildings.id[a]! - buildings.id[b]!)
  const told = new Set<number>()
  return {
    key: cells[0] ?? patch.key,
    cells,
    area: { type: 'MultiPolygon', coordinates: patch.cells.map(({ geometry }) => geometry.coordinates) },
    cases: patch.cases,
    open_cases: open.reduce((sum, count, atom) => sum + inside[atom]! * count, 0),
    ...{ expected, heated_dwellings, confidence, trend },
    building_ids: members.map((b) => buildings.id[b]!),
    building_cases: members.map((b) => {
      const atom = atoms.of_building[b]!
      if (told.has(atom)) return 0
      told.add(atom)
      return cases[atom]!
    }),
    compound_ids: compoundsOf(members, casesOf, columns),
    bbox: boxOf(members, columns),
    outside: cellsOutside(lens, { atoms, inside, expected }, counts),
  }
}

function atomsIn(cells: ReadonlySet<string>, columns: CityColumns, atoms: AtomColumns): Uint8Array {
  const ground = cellGroundOf(columns, atoms)
  return Uint8Array.from(ground.of_atom, (cell) => (cell >= 0 && cells.has(ground.cells[cell]!) ? 1 : 0))
}

/** Cases that the cells count, by atom. */
function countAtoms({ columns, selection, now }: LensInput, atoms: AtomColumns): AtomCases {
  const cases = new Int32Array(atoms.length)
  const open = new Int32Array(atoms.length)
  for (const i of selectCases(columns, selection, now)) {
    const atom = atoms.of_building[columns.cases.building[i]!]!
    if (atom < 0 || !isHeatFault(columns.cases, i)) continue
    cases[atom]!++
    if (isOpen(columns.cases, i)) open[atom]!++
  }
  return { cases, open }
}

/** Compounds, those with most cases first. */
function compoundsOf(members: readonly number[], casesOf: (b: number) => number, { buildings }: CityColumns): number[] {
  const most = new Map<number, number>()
  for (const b of members) {
    const compound = buildings.compound_id[b]!
    if (compound >= 0) most.set(compound, Math.max(most.get(compound) ?? 0, casesOf(b)))
  }
  const withCases = [...most].filter(([, cases]) => cases > 0)
  return withCases.sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([id]) => id)
}

function boxOf(members: readonly number[], { buildings, city }: CityColumns): [number, number, number, number] {
  const degrees = toDegrees(city.srid)
  const corners = members.map((b) => degrees(buildings.x_m[b]!, buildings.y_m[b]!))
  const [lngs, lats] = [corners.map(([lng]) => lng), corners.map(([, lat]) => lat)]
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)]
}

function countView({ columns, told, selection, now, in_view, exposure }: LensInput & WatchInput['counted']) {
  const { cases, buildings } = columns
  const compounds = new Set<number>()
  let [all, closed] = [0, 0]
  const found = selectCases(columns, selection, now)
  for (const i of found) {
    const b = cases.building[i]!
    if (in_view && !in_view[b]) continue
    all++
    if (ended.has(cases.status[i]!)) closed++
    if (buildings.compound_id[b]! >= 0) compounds.add(buildings.compound_id[b]!)
  }
  const city = columns === told ? found.length : selectCases(told, selection, now).length
  const expected = city * shareInView(exposure, in_view)
  return { city, cases: all, closed, compounds: compounds.size, expected }
}

const ended = new Set(endedStatuses.map((status) => vocabulary.status.indexOf(status)))

function shareInView(exposure: Float64Array, in_view: Uint8Array | null): number {
  if (!in_view) return 1
  const all = exposure.reduce((sum, own) => sum + own, 0)
  return all === 0 ? 0 : exposure.reduce((sum, own, b) => sum + own * in_view[b]!, 0) / all
}
