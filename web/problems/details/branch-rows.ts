import type { BranchCluster } from '../../../data/hotspots/answers'
import { chanceWords } from '../../hotspots/chance-words'
import { rowOf, type SpotRow, type Tools } from './spot-rows'

/** What stands behind 依据 of a shared pipe: the numbers of the contrast explained, then those of the method. */
export function branchRows(cluster: BranchCluster, tools: Omit<Tools, 'isRound'>): SpotRow[] {
  const { t, format } = tools
  const { cases, expected, heated_dwellings, upstream, beside, window_days, p } = cluster
  const { relative_risk, log_likelihood_ratio } = cluster
  return [
    noted('cases', format.cell(cases), tools),
    noted('expected', format.cell(expected, 1), tools),
    noted('homes', format.cell(heated_dwellings), tools),
    ...(upstream ? [rowOf('upstream', format.cell(upstream.cases), tools)] : []),
    ...(beside ? [rowOf('beside', format.cell(beside.cases), tools)] : []),
    rowOf('window', t('finding.days', { days: window_days }), tools),
    rowOf('times', t('finding.times_value', { times: format.cell(relative_risk, 1) }), tools),
    rowOf('llr', format.cell(log_likelihood_ratio, 1), tools),
    rowOf('p', p === null ? t('hotspots.confidence.pending') : chanceWords(p, format), tools),
  ]
}

/** Under the word of the other findings, but counted below a pipe. */
function noted(key: string, value: string, tools: Omit<Tools, 'isRound'>): SpotRow {
  return { ...rowOf(key, value, tools), note: tools.t(`finding.branch_${key}_note`) }
}
