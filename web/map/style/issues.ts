import type { ExpressionSpecification, FilterSpecification } from 'maplibre-gl'
import { issueCountRadius_px, issueCountZoom } from '../../../data/model/scales'
import { byField, byZoom } from './expressions'
import { bold, pickable, type Paint } from './look'

const issueTiles = { source: 'cases', 'source-layer': 'issues' } as const
/** The others stand for several cases: compounds far out, and atoms for those without rights to single cases. */
const isCase: FilterSpecification = ['==', ['get', 'kind'], 'issue']
const isCount: FilterSpecification = ['!=', ['get', 'kind'], 'issue']
const hasOpen: ExpressionSpecification = ['>', ['to-number', ['get', 'open']], 0]
const hasOverdue: ExpressionSpecification = ['>', ['to-number', ['get', 'overdue']], 0]
const isOpen: ExpressionSpecification = ['to-boolean', ['get', 'is_open']]
const isOverdue: ExpressionSpecification = ['to-boolean', ['get', 'is_overdue']]

/** Single cases: open ones filled, ended ones hollow, overdue ones with a dark ring. */
export const issuePoints: Paint = ({ issue, fade }) => [
  {
    id: 'issues',
    ...issueTiles,
    ...pickable('issues'),
    type: 'circle',
    filter: isCase,
    layout: { 'circle-sort-key': ['to-number', isOpen] },
    paint: {
      'circle-radius': byZoom([[13, 2.5], [15, 4], [17, 5.5], [19, 7]]), // prettier-ignore
      'circle-color': ['case', isOpen, issue.open, issue.hollow],
      'circle-stroke-color': ['case', isOverdue, issue.overdue, isOpen, issue.ring, issue.ended],
      'circle-stroke-width': ['case', isOverdue, 2, isOpen, 1, 1.4],
      'circle-opacity': fade(1),
      'circle-stroke-opacity': fade(1),
    },
  },
]

/** Counted discs: size by cases, a second ring where some are overdue, hollow where none is open. */
export const issueCounts: Paint = ({ issue, type, fade }) => [
  {
    id: 'issue-counts',
    ...issueTiles,
    ...pickable('issues'),
    type: 'circle',
    filter: isCount,
    layout: { 'circle-sort-key': ['to-number', ['get', 'open']] },
    paint: {
      'circle-radius': byZoom([
        [issueCountZoom.far, radius(issueCountZoom.farShare)],
        [issueCountZoom.full, radius(1)],
      ]),
      'circle-color': ['case', hasOpen, issue.open, issue.hollow],
      'circle-stroke-color': ['case', hasOverdue, issue.overdue, hasOpen, issue.ring, issue.ended],
      'circle-stroke-width': ['case', hasOverdue, 2.2, 1],
      'circle-opacity': fade(0.88),
      'circle-stroke-opacity': fade(0.95),
    },
  },
  {
    id: 'issue-count-numbers',
    ...issueTiles,
    type: 'symbol',
    minzoom: issueCountZoom.numbers,
    filter: isCount,
    layout: {
      'text-field': ['to-string', ['get', 'count']],
      'text-font': bold,
      'text-size': type(11),
      'text-allow-overlap': true,
      // Stands for the disc around it, so that names step aside.
      'text-padding': 6,
    },
    paint: {
      'text-color': ['case', hasOpen, issue.count, issue.ended],
      'text-opacity': fade(1),
    },
  },
]

function radius(share: number): ExpressionSpecification {
  return byField(
    'count',
    issueCountRadius_px.map(([count, px]) => [count, px * share]),
    1,
  )
}
