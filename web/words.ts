import type { Round } from './api'
import type { Season } from './period'
import type { Format } from './format'
import { spanOf } from './period'
import type { Period } from './url'

type Translate = (key: string, named?: Record<string, unknown>) => string

/** A period in words, with its dates: `近7天(1/12–1/18)`. */
export function periodWords(
  period: Period,
  { t, format, city }: { t: Translate; format: Format; city: { today: string; seasons: readonly Season[] } },
): string {
  const { from, to } = spanOf(period, city.today, city.seasons)
  const span = format.span(from, to, city.today)
  if ('season' in period) return t('period.season_span', { span })
  if ('days' in period)
    return period.days === 1 ? t('period.today_span', { span }) : t('period.days_span', { days: period.days, span })
  return span
}

/** A round in words, with its dates: `走访发现 · 第3轮(1/8–1/21)`; one of a community names it. */
export function roundWords(
  { number, community, starts_on, ends_on }: Round,
  { t, format, today }: { t: Translate; format: Format; today: string },
): string {
  const named = { number, span: format.span(starts_on, ends_on, today) }
  return community ? t('period.round_of', { ...named, community: community.name }) : t('period.round', named)
}
