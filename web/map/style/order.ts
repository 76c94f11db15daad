import type { LayerKey } from '../state'
import {
  divisionLabels,
  divisionLines,
  land,
  landformLabels,
  landforms,
  railways,
  streetCasings,
  streetLabels,
  streets,
} from './basemap'
import { branchBuildings, branchGround, branchPipes } from './branches'
import { buildingLabels, buildings } from './buildings'
import { heatCellEdges, heatCells } from './cells'
import { compoundLabels, compoundOutlines, compoundParcels, compoundPatterns } from './compounds'
import { governanceGridEdges, gridEdges, gridFills, gridLabels } from './grids'
import { heatBands, heatBuildingEdges } from './heat'
import { issueCounts, issuePoints } from './issues'
import type { Paint } from './look'
import { heatMarks } from './marks'
import { chosenPipe, pipeCasings, pipeLabels, returnPipes, supplyPipes, tracedBuildings, tracedPipes } from './pipes'
import { chosenPoints, sources, stationNames, stations, valves } from './plants'

/**
 * The paint order, bottom to top, and the switch that each entry obeys. Texts are placed from the top down: what
 * stands higher keeps its place, and what stands lower steps aside.
 */
export const order: readonly (readonly [LayerKey | 'always', Paint])[] = [
  ['always', land],
  ['basemap', landforms],
  ['compounds', compoundParcels],
  ['grids', gridFills],
  ['always', branchGround],
  ['basemap', streetCasings],
  ['basemap', streets],
  ['basemap', railways],
  ['compounds', compoundPatterns],
  ['buildings', buildings],
  ['always', branchBuildings],
  ['always', heatBands],
  ['always', heatCells],
  ['always', heatBuildingEdges],
  ['always', tracedBuildings],
  ['compounds', compoundOutlines],
  ['governance_grids', governanceGridEdges],
  ['divisions', divisionLines],
  ['grids', gridEdges],
  ['pipes', pipeCasings],
  ['pipes', returnPipes],
  ['pipes', supplyPipes],
  ['pipes', chosenPipe],
  ['always', heatCellEdges],
  ['always', branchPipes],
  ['always', tracedPipes],

  ['basemap', landformLabels],
  ['basemap', streetLabels],
  ['pipes', pipeLabels],
  ['buildings', buildingLabels],
  ['compounds', compoundLabels],
  ['stations', stationNames],
  ['issues', issuePoints],
  ['valves', valves],
  ['grids', gridLabels],
  ['issues', issueCounts],
  ['stations', sources],
  ['stations', stations],
  ['divisions', divisionLabels],
  ['always', heatMarks],
  ['always', chosenPoints],
]
