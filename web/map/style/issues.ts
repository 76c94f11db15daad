import type { ExpressionSpecification, FilterSpecification } from 'maplibre-gl'
import { issueCountRadius_px, issueCountZoom } from '../../../data/model/scales'
import { byField, byZoom } from './expressions'
import { bold, pickable, type Paint } from './look'

const issueTiles = { source: 'cases', 'source-layer': 'issues' } as const
/** Several cases behind one point: far out, and for those without rights to single cases. */
const isCount: FilterSpecification = ['has', 'count']
const isCase: FilterSpecification = ['!', ['has', 'count']]

/** Single cases: open ones filled, ended ones hollow. */
export const issuePoints: Paint = ({ issue, fade }) => [
  {
    id: 'issues',
    ...issueTiles,
    ...pickable('issues'),
    type: 'circle',
    filter: isCase,
    layout: { 'circle-sort-key': ['case', ['get', 'is_open'], 1, 0] },
    paint: {
      'circle-radius': byZoom([[13, 2.5], [15, 4], [17, 5.5], [19, 7]]), // prettier-ignore
      'circle-color': ['case', ['get', 'is_open'], issue.open, issue.hollow],
      'circle-stroke-color': ['case', ['get', 'is_open'], issue.ring, issue.ended],
      'circle-stroke-width': ['case', ['get', 'is_open'], 1, 1.4],
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
      'circle-color': ['case', ['>', ['to-number', ['get', 'open']], 0], issue.open, issue.hollow],
      'circle-stroke-color': [
        'case',
        ['>', ['to-number', ['get', 'overdue']], 0],
        issue.overdue,
        ['>', ['to-number', ['get', 'open']], 0],
        issue.ring,
        issue.ended,
      ],
      'circle-stroke-width': ['case', ['>', ['to-number', ['get', 'overdue']], 0], 2.2, 1],
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
      'text-color': ['case', ['>', ['to-number', ['get', 'open']], 0], issue.count, issue.ended],
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
