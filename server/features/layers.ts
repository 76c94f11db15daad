import { issue } from '../../data/model/cases'
import type { Fields, Table } from '../../data/model/field'
import { grid } from '../../data/model/grids'
import { building, compound } from '../../data/model/stock'
import { heatSource, pipe, station, valve } from '../../data/model/supply'
import { division, governanceGrid, landform, road } from '../../data/model/territory'

/** A layer of the features interface: a table of the model and what is derived from others. */
export interface FeatureLayer {
  readonly table: Table
  /** Kinds of the change feed that an answer is made from. */
  readonly kinds: readonly string[]
  /** Has homes: counts of dwellings and cases go with its features. */
  readonly homes?: true
  /** Has an operator, who is named. */
  readonly operator?: true
}

const counts = ['building', 'issue', 'atom']

/** Every layer by its name in the path. Outages come with their own module. */
export const featureLayers = {
  divisions: { table: division, kinds: ['division', 'contact', ...counts], homes: true },
  governance_grids: { table: governanceGrid, kinds: ['governance_grid'] },
  roads: { table: road, kinds: ['road'] },
  landforms: { table: landform, kinds: ['landform'] },
  sources: { table: heatSource, kinds: ['heat_source'], operator: true },
  stations: { table: station, kinds: ['station', 'grid', 'contact', ...counts], homes: true, operator: true },
  pipes: { table: pipe, kinds: ['pipe', 'station'] },
  valves: { table: valve, kinds: ['valve', 'pipe'] },
  compounds: { table: compound, kinds: ['compound', 'grid', 'station', 'contact', ...counts], homes: true },
  buildings: { table: building, kinds: ['compound', 'grid', 'station', 'contact', ...counts], homes: true },
  grids: { table: grid, kinds: ['grid', 'station', 'contact', ...counts], homes: true },
  issues: { table: issue, kinds: ['compound', 'grid', 'station', 'contact', ...counts] },
} as const satisfies Record<string, FeatureLayer>

export type LayerName = keyof typeof featureLayers

export const layerNames = Object.keys(featureLayers) as [LayerName, ...LayerName[]]

/** Columns that become properties: what tiles or details show. Personal ones only for those who may see them. */
export function propertyColumns(table: Table, withPersonal: boolean): string[] {
  const fields: Fields = table.fields
  return Object.keys(fields).filter((name) => {
    const field = fields[name]
    return (field?.tile ?? field?.detail) && (withPersonal || !field?.personal)
  })
}
