import { issue } from '../../../data/model/cases'
import type { Table } from '../../../data/model/field'
import { grid } from '../../../data/model/grids'
import { building, compound } from '../../../data/model/stock'
import { heatSource, pipe, station, valve } from '../../../data/model/supply'
import { division, governanceGrid } from '../../../data/model/territory'
import type { ThingKind } from '../../map/state'

/** The table of the model behind each kind of thing: its `detail` fields are what the card shows. */
export const thingTables: Record<ThingKind, Table> = {
  divisions: division,
  governance_grids: governanceGrid,
  sources: heatSource,
  stations: station,
  pipes: pipe,
  valves: valve,
  compounds: compound,
  buildings: building,
  grids: grid,
  issues: issue,
}
