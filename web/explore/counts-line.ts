import type { Format } from '../format'

type Translate = (key: string, named?: Record<string, unknown>) => string

/** Heated homes and open cases of a place as one line of text; empty where neither may be told. */
export function countsLine(
  { heated_dwellings, open_issues }: Record<string, unknown>,
  { t, format }: { t: Translate; format: Format },
): string {
  const dwellings = typeof heated_dwellings === 'number' ? format.number(heated_dwellings) : null
  const open = typeof open_issues === 'number' ? format.number(open_issues) : null
  if (dwellings !== null && open !== null) return t('share.line_counts', { dwellings, open })
  if (dwellings !== null) return t('share.line_heated', { dwellings })
  return open === null ? '' : t('share.line_open', { open })
}
