import { issue } from '../../data/model/cases'
import type { Fields, Table } from '../../data/model/field'
import { grid } from '../../data/model/grids'
import { pipeMinzoom } from '../../data/model/scales'
import { building, compound } from '../../data/model/stock'
import { heatSource, pipe, station, valve } from '../../data/model/supply'
import { division, governanceGrid, landform, road } from '../../data/model/territory'
import type { Word } from '../../data/model/vocabulary'

/** A layer of the vector tiles. Its features carry the id of the row and the attributes in `fields`. */
export interface TileLayer {
  readonly minzoom: number
  /** Attributes: the fields of the model marked `tile`, then those derived for the tile. */
  readonly fields: Fields
  /** Kinds of the change feed that it is drawn from: when none of them moved, the tile is the same. */
  readonly kinds: readonly string[]
  /** What else it depends on: who asks, the filters, the city's date or its instant. */
  readonly varies?: readonly Variation[]
}

export type Variation = 'reader' | 'filters' | 'date' | 'instant'

/** Zooms that the style should ask for; MapLibre enlarges the last one. Any zoom up to `lastZoom` is answered. */
export const zooms = { min: 8, max: 17 } as const
export const lastZoom = 22
/** Size of a tile, and how far beyond its edge features reach, in tile units. */
export const extent_units = 4096
export const buffer_units = 64

const heatedDwellings = { heated_dwellings: { type: 'integer' } } as const satisfies Fields
/** What the label of a grid says beside its number, which grids of other communities share. */
const gridWords = {
  community: { type: 'text' },
  ...heatedDwellings,
  open_issues: { type: 'integer', nullable: true },
} as const satisfies Fields

/**
 * A single case with its age in days (which ends when it is closed), or numbers of cases of an atom or compound: `kind`
 * says which, and whose id it is.
 */
const issueFields = {
  kind: { type: 'enum', values: ['issue', 'atom', 'compound'] },
  ...nullable(tileFields(issue)),
  days: { type: 'integer', nullable: true },
  is_open: { type: 'boolean', nullable: true },
  is_overdue: { type: 'boolean', nullable: true },
  count: { type: 'integer', nullable: true },
  open: { type: 'integer', nullable: true },
  overdue: { type: 'integer', nullable: true },
} as const satisfies Fields

/** Every layer by its name in `?layers=`, bottom first. */
export const tileLayers = {
  landforms: { minzoom: 0, fields: tileFields(landform), kinds: ['landform'] },
  roads: { minzoom: 0, fields: tileFields(road), kinds: ['road'] },
  divisions: { minzoom: 0, fields: tileFields(division), kinds: ['division'] },
  division_labels: { minzoom: 0, fields: tileFields(division), kinds: ['division'] },
  governance_grids: { minzoom: 14, fields: tileFields(governanceGrid), kinds: ['governance_grid'] },
  compounds: { minzoom: 11, fields: tileFields(compound), kinds: ['compound'] },
  compound_labels: { minzoom: 13, fields: tileFields(compound), kinds: ['compound'] },
  buildings: { minzoom: 14, fields: { ...tileFields(building), ...heatedDwellings }, kinds: ['building'] },
  grids: gridLayer(10),
  grid_labels: gridLayer(11),
  pipes: { minzoom: pipeMinzoom.primary, fields: tileFields(pipe), kinds: ['pipe'] },
  valves: { minzoom: 16, fields: tileFields(valve), kinds: ['valve'] },
  stations: { minzoom: 9, fields: tileFields(station), kinds: ['station'] },
  sources: { minzoom: 0, fields: tileFields(heatSource), kinds: ['heat_source'] },
  issues: {
    minzoom: 10,
    fields: issueFields,
    kinds: ['issue', 'atom', 'building', 'compound'],
    varies: ['reader', 'filters', 'instant'],
  },
} as const satisfies Record<string, TileLayer>

export type LayerName = keyof typeof tileLayers

/** Zoom from which each class of road is drawn. */
export const roadZooms = {
  arterial: 0,
  railway: 10,
  street: 12,
  lane: 13,
  yard: 14,
  shanty_lane: 15,
} as const satisfies Record<Word<'road_class'>, number>
/** Zoom from which each level of division is drawn. */
export const divisionZooms = {
  district: 0,
  subdistrict: 10,
  community: 12,
} as const satisfies Record<Word<'division_level'>, number>
/** Zoom from which cases are points of their own; farther out there is one point a compound. */
export const issuePointZoom = 15

/** Whether a text names a layer. */
export function isLayerName(name: string): name is LayerName {
  return Object.hasOwn(tileLayers, name)
}

/** The fields of a table that travel in tiles. */
export function tileFields(table: Table): Fields {
  return Object.fromEntries(Object.entries(table.fields).filter(([, field]) => field.tile))
}

function nullable(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, { ...field, nullable: true as const }]),
  )
}

function gridLayer(minzoom: number): TileLayer {
  const kinds = ['grid', 'division', 'building', 'issue', 'atom']
  return { minzoom, fields: { ...tileFields(grid), ...gridWords }, kinds, varies: ['reader', 'date'] }
}
