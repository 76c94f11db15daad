import type { SupervisionAsk } from '../../api'
import { addDays, type Span } from '../../period'
import type { Raw } from '../finding'

/** What 督办 of a finding is about: its place, and the days that its cases were reported in. */
export function supervisedBy(raw: Raw, span: Span): SupervisionAsk {
  const { from, to } = span
  switch (raw.kind) {
    case 'branch':
      return {
        subject: { kind: 'branch', key: raw.key },
        from: addDays(to, 1 - raw.cluster.window_days),
        to,
      }
    case 'patch':
      return {
        subject: { kind: 'cells', key: raw.key, cells: raw.patch.cells.map(({ properties }) => properties.cell) },
        ...{ from, to },
      }
    case 'cell':
    case 'change':
      return { subject: { kind: 'cells', key: raw.key, cells: [raw.key] }, from, to }
    case 'place':
      return { subject: { kind: 'spot', key: raw.key }, from, to }
  }
}
